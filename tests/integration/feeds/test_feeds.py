"""Subscriptions as services answer them, on both databases: tags, dates, windows, tombstones, the cache."""

import gzip
import hashlib
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import pytest
from icalendar import Calendar
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.services import feed_calendar, feeds, ids, tracking, undoing, workspace
from planrunner.services.desk import Desk
from planrunner.services.feed_answers import FeedResponse, feed_response
from planrunner.store.tables import Obligation, Task, TaskObligation

NOON = datetime(2022, 3, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def desk_at(place: Workplace, moment: datetime = NOON) -> Desk:
    """Return a desk whose clock stands at a moment."""
    desk = place.desk()
    desk.given_today, desk.clock = None, lambda: moment
    return desk


def answer(desk: Desk, token: str, **asked: str) -> FeedResponse:
    """Return the answer to a fetch that must succeed."""
    found = feed_response(desk, token, asked.get("tag"), asked.get("since"))
    assert found is not None
    return found


def events(response: FeedResponse) -> dict[str, Any]:
    """Return the events of a 200 by SUMMARY."""
    assert response.status == 200
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(response.body).walk("VEVENT")}


def test_the_same_feed_has_the_same_bytes_and_tag(place: Workplace) -> None:
    """Fetched again, also by a fresh program, an unchanged feed is byte for byte the same; its tag is their SHA-256."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    first, second = answer(desk, token), answer(desk_at(place, NOON + timedelta(hours=2)), token)
    assert first == second
    assert first.headers["ETag"] == f'"{hashlib.sha256(first.body).hexdigest()}"'


def test_a_change_gives_another_tag_and_raises_the_sequence(place: Workplace) -> None:
    """After a new day for a task: a new ETag, a later Last-Modified, the same UID, a higher SEQUENCE and DTSTAMP."""
    desk = desk_at(place)
    task = tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    before = answer(desk, token)
    later = desk_at(place, NOON + timedelta(minutes=5))
    tracking.reschedule(later, task, date(2022, 3, 17), "会期有变")
    after = answer(later, token, tag=before.headers["ETag"])
    old, new = events(before)["甲"], events(after)["甲"]
    assert after.headers["ETag"] != before.headers["ETag"]
    assert parsedate_to_datetime(after.headers["Last-Modified"]) > parsedate_to_datetime(
        before.headers["Last-Modified"]
    )
    assert new["UID"] == old["UID"]
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["DTSTAMP"].dt == new["LAST-MODIFIED"].dt == NOON + timedelta(minutes=5)
    assert new["DTSTART"].dt == date(2022, 3, 17)


def test_an_unchanged_feed_is_answered_without_reading_tasks(place: Workplace) -> None:
    """While history and day stand still, a known tag or date gets 304 from the kept state: tasks could be unreadable."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    known = answer(desk, token).headers
    place.sql("ALTER TABLE task RENAME TO hidden")
    for asked in ({"tag": known["ETag"]}, {"tag": f'"old", W/{known["ETag"]}'}, {"since": known["Last-Modified"]}):
        again = answer(desk, token, **asked)
        assert (again.status, again.body) == (304, b"")
        assert {name: again.headers[name] for name in ("ETag", "Last-Modified", "Cache-Control", "Vary")} == {
            name: known[name] for name in ("ETag", "Last-Modified", "Cache-Control", "Vary")
        }


def test_a_change_elsewhere_keeps_the_tag(place: Workplace) -> None:
    """A note changes the history but not the calendar: the tag and the date stay, and the client gets its 304."""
    desk = desk_at(place)
    task = tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    known = answer(desk, token).headers
    tracking.note(desk_at(place, NOON + DAY), task, "进展")
    again = answer(desk_at(place, NOON + DAY), token, tag=known["ETag"])
    assert again.status == 304
    assert again.headers["Last-Modified"] == known["Last-Modified"]


def test_the_date_moves_with_each_change_inside_one_second(place: Workplace) -> None:
    """Two changes in one second give two Last-Modified dates, and going back to the old bytes moves it on once more."""
    desk = desk_at(place)
    task = tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    stamps = [answer(desk, token).headers["Last-Modified"]]
    for title in ("乙", "丙"):
        tracking.edit_task(desk, task, {"title": title})
        stamps.append(answer(desk, token).headers["Last-Modified"])
    moments = [parsedate_to_datetime(stamp) for stamp in stamps]
    assert moments == [NOON, NOON + timedelta(seconds=1), NOON + timedelta(seconds=2)]
    assert answer(desk, token, since=stamps[1]).status == 200


def test_the_tag_wins_over_the_date(place: Workplace) -> None:
    """A wrong If-None-Match gives 200 whatever the date says; a date that cannot be read counts as none."""
    desk = desk_at(place)
    _, token = feeds.create_feed(desk, "镇长")
    assert answer(desk, token, tag='"x"', since=format_datetime(NOON + DAY, usegmt=True)).status == 200
    assert answer(desk, token, since="昨天").status == 200
    assert answer(desk, token, tag="*").status == 304


def test_gzip_has_a_tag_of_its_own(place: Workplace) -> None:
    """The compressed form unpacks to the same bytes, has another tag, and either tag is answered with 304."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    plain = answer(desk, token)
    packed = feed_response(desk, token, accept_gzip=True)
    assert packed is not None
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.body[4:8] == bytes(4)  # no time of packing inside
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed == feed_response(desk, token, accept_gzip=True)
    assert answer(desk, token, tag=packed.headers["ETag"]).headers["ETag"] == packed.headers["ETag"]


def test_unknown_and_revoked_tokens_are_alike(place: Workplace) -> None:
    """Neither an unknown token nor a revoked or rotated one finds anything; the new token of a rotation does."""
    desk = desk_at(place)
    feed, token = feeds.create_feed(desk, "镇长")
    fresh = feeds.rotate_feed(desk, feed)
    assert feed_response(desk, token) is None
    assert answer(desk, fresh).status == 200
    feeds.revoke_feed(desk, feed)
    assert feed_response(desk, fresh) is None
    assert feed_response(desk, "猜的") is None
    with pytest.raises(NotAllowedError):
        feeds.revoke_feed(desk, feed)
    with pytest.raises(NothingFoundError):
        feeds.revoke_feed(desk, "F99")


def test_a_token_is_long_and_not_kept(place: Workplace) -> None:
    """A token has at least 128 bits, two are never alike, and the database holds its SHA-256 alone."""
    desk = desk_at(place)
    tokens = [feeds.create_feed(desk, name)[1] for name in ("甲", "乙")]
    assert len(set(tokens)) == 2
    assert all(len(token) * 6 >= 128 for token in tokens)
    kept = [row[0] for row in place.sql("SELECT token_hash FROM feed ORDER BY id")]
    assert kept == [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    whole = str(place.sql("SELECT * FROM feed")) + str(place.sql("SELECT before, after FROM history_item"))
    assert not [token for token in tokens if token in whole]


def test_a_feed_without_a_name_is_refused(place: Workplace) -> None:
    """A feed needs a name of at most a hundred characters."""
    for name in (" ", "长" * 101):
        with pytest.raises(UsageError):
            feeds.create_feed(desk_at(place), name)


def test_a_fetch_leaves_no_history(place: Workplace) -> None:
    """Fetching writes the fetch down beside the feed, not into the history, whose chain stays sound."""
    desk = desk_at(place)
    feed, token = feeds.create_feed(desk, "镇长")
    before = place.sql("SELECT COUNT(*) FROM history")
    feed_response(desk, token, agent="Thunderbird/153")
    assert place.sql("SELECT COUNT(*) FROM history") == before
    (line,) = feeds.list_feeds(desk)
    assert (line["id"], line["fetched_by"], line["fetched_at"]) == (feed, "Thunderbird/153", NOON.isoformat())
    assert workspace.verify(desk).problems == []


def test_only_dated_tasks_stand_in_a_calendar(place: Workplace) -> None:
    """Undated tasks have no entry; a task that spans its window covers all of it, any other stands on its planned day."""
    desk = desk_at(place)
    tracking.add(desk, "待定", due=None)
    tracking.add(desk, "一天", due=date(2022, 4, 30), planned=date(2022, 4, 20))
    _insert(desk, "宣传周", date(2022, 12, 1), window=(date(2022, 12, 1), date(2022, 12, 7)), spans=True)
    _insert(desk, "时段", date(2022, 5, 10), window=(date(2022, 5, 1), date(2022, 5, 31)))
    _, token = feeds.create_feed(desk, "镇长")
    found = {name: (event["DTSTART"].dt, event["DTEND"].dt) for name, event in events(answer(desk, token)).items()}
    assert found == {
        "一天": (date(2022, 4, 20), date(2022, 4, 21)),
        "宣传周": (date(2022, 12, 1), date(2022, 12, 8)),
        "时段": (date(2022, 5, 10), date(2022, 5, 11)),
    }


def test_a_feed_has_a_window_and_an_export_has_none(place: Workplace) -> None:
    """A feed shows 90 days back and 400 ahead, both included, and spans that reach in; an exported file shows all."""
    desk = desk_at(place)
    today = desk.today()
    for ahead in (-91, -90, 400, 401):
        tracking.add(desk, str(ahead), due=today + ahead * DAY)
    begin = today - 95 * DAY
    _insert(desk, "伸进来", begin, window=(begin, begin + 10 * DAY), spans=True)
    _, token = feeds.create_feed(desk, "镇长")
    assert set(events(answer(desk, token))) == {"-90", "400", "伸进来"}
    file = place.folder / "全部.ics"
    assert feed_calendar.export_ics(desk, file) == 5
    assert len(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == 5


def test_an_owner_s_feed_has_that_owner_s_tasks(place: Workplace) -> None:
    """A feed made for an owner holds their tasks and nobody else's."""
    desk = desk_at(place)
    tracking.add(desk, "甲的", due=date(2022, 3, 10), owner="司法所")
    tracking.add(desk, "乙的", due=date(2022, 3, 10), owner="党政办")
    _, token = feeds.create_feed(desk, "所里", owner="司法所")
    assert set(events(answer(desk, token))) == {"甲的"}


def test_ended_tasks_leave_a_tombstone_and_closed_ones_a_tick(place: Workplace) -> None:
    """A dropped task stands cancelled for 30 days, then goes; a closed one keeps its ✔ for 90; nothing else changed."""
    desk = desk_at(place)
    dropped = tracking.add(desk, "不办", due=date(2022, 3, 20))
    done = tracking.add(desk, "办完", due=date(2022, 3, 20))
    _, token = feeds.create_feed(desk, "镇长")
    tracking.drop(desk, [dropped], "撤销")
    tracking.submit(desk, [done], reason="口头完成")
    checker = desk_at(place)
    checker.who = "审核"
    tracking.close(checker, [done])
    first = answer(desk, token)
    now = events(first)
    assert {name: event["STATUS"] for name, event in now.items()} == {
        "【已取消】不办": "CANCELLED", "✔ 办完": "CONFIRMED",
    }  # fmt: skip
    later = answer(desk_at(place, NOON + 31 * DAY), token, tag=first.headers["ETag"])
    assert set(events(later)) == {"✔ 办完"}
    assert set(events(answer(desk_at(place, NOON + 91 * DAY), token))) == set()


def test_the_description_tells_the_basis_and_no_names(place: Workplace) -> None:
    """DESCRIPTION has deadline, basis (marked where not verified) and reason; owner, notes and evidence never."""
    desk = desk_at(place)
    task = _insert(desk, "普法", date(2022, 5, 1), reason="年度通知", owner="张三", note="改期：李四出差")
    basis = [{"rule": "r", "title": "《条例》", "article": "第八条", "verified": False}]
    _serve(desk, task, basis)
    tracking.note(desk, task, "王五 13800000000")
    _, token = feeds.create_feed(desk, "镇长")
    body = answer(desk, token).body.replace(b"\r\n ", b"").decode()
    assert str(events(answer(desk, token))["普法"]["DESCRIPTION"]).split("\n") == [
        "时限：2022年5月1日", "依据：《条例》第八条（待核实）", "日期由来：年度通知",
    ]  # fmt: skip
    assert not [name for name in ("张三", "李四", "王五", "138") if name in body]


def test_a_corrected_basis_reaches_the_calendar(place: Workplace) -> None:
    """What an entry says of an obligation is renewed when only the obligation changed, although the task did not."""
    desk = desk_at(place)
    task = _insert(desk, "普法", date(2022, 5, 1))
    obligation = _serve(desk, task, [{"rule": "r", "title": "旧办法", "article": "", "verified": True}])
    _, token = feeds.create_feed(desk, "镇长")
    assert "旧办法" in str(events(answer(desk, token))["普法"]["DESCRIPTION"])
    with desk.store.change(who="甲", action="edit", at=desk.now()) as tx:
        tx.session.get_one(Obligation, obligation).basis = [{"title": "新办法", "article": "", "verified": True}]
    assert "新办法" in str(events(answer(desk, token))["普法"]["DESCRIPTION"])


def test_unchanged_components_are_not_built_again(place: Workplace) -> None:
    """A rendering joins kept bytes: what stands in the cache for the task's revision is what goes out."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长")
    answer(desk, token)
    place.sql("UPDATE event_bytes SET body = ?", b"BEGIN:VEVENT\r\nUID:kept\r\nEND:VEVENT\r\n")
    assert b"UID:kept" in answer(desk, token).body


def test_an_export_twice_is_the_same_file(place: Workplace) -> None:
    """Exporting again without a change writes identical bytes, also without the cache."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    one, two = place.folder / "一.ics", place.folder / "二.ics"
    feed_calendar.export_ics(desk, one)
    place.sql("DELETE FROM event_bytes")
    feed_calendar.export_ics(desk_at(place, NOON + DAY), two)
    assert one.read_bytes() == two.read_bytes()


def test_an_export_that_fails_keeps_the_old_file(place: Workplace) -> None:
    """A folder that is not there ends in NotAllowedError, and leaves nothing half-written."""
    with pytest.raises(NotAllowedError):
        feed_calendar.export_ics(desk_at(place), place.folder / "没有" / "a.ics")
    assert not [file.name for file in place.folder.iterdir() if file.name.endswith(".ics")]


def test_making_a_task_can_still_be_undone_after_a_fetch(place: Workplace) -> None:
    """A task whose entry was served, and a feed that was fetched, go away with an undo and come back with a redo."""
    desk = desk_at(place)
    _, token = feeds.create_feed(desk, "镇长")
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    assert set(events(answer(desk, token))) == {"甲"}
    assert undoing.undo(desk) == "add"
    assert set(events(answer(desk, token))) == set()
    assert undoing.redo(desk) == "add"
    assert set(events(answer(desk, token))) == {"甲"}
    undoing.undo(desk)
    with pytest.raises(NothingFoundError):
        undoing.undo(desk)
    assert feed_response(desk, token) is not None


def test_undo_passes_over_subscriptions(place: Workplace) -> None:
    """Making, rotating and revoking a subscription is not undone: the plan's change before it is."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    number, _ = feeds.create_feed(desk, "镇长")
    token = feeds.rotate_feed(desk, number)
    assert undoing.undo(desk) == "add"
    assert events(answer(desk, token)) == {}
    feeds.revoke_feed(desk, number)
    assert undoing.redo(desk) == "add"
    assert feed_response(desk, token) is None


def _insert(desk: Desk, title: str, planned: date, **fields: Any) -> str:
    window = fields.pop("window", (None, None))
    values: dict[str, Any] = {"due": window[1] or planned, "reason": "惯例"} | fields
    with desk.store.change(who="甲", action="add", at=desk.now()) as tx:
        row = Task(
            plan_year=2022, key=title, title=title, category="other", planned=planned, date_source="custom",
            window_from=window[0], window_to=window[1], created_at=desk.now(), updated_at=desk.now(), **values,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        return ids.show(ids.TASK, row.id)


def _serve(desk: Desk, task: str, basis: list[dict[str, object]]) -> int:
    with desk.store.change(who="甲", action="accept", at=desk.now()) as tx:
        row = Obligation(
            plan_year=2022, key="o", title="事项", category="other", schedule={"kind": "discretionary"},
            date_source="custom", reason="惯例", basis=basis, measures=[], last_year=[], evidence=[], metrics=[],
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        assert row.id is not None
        tx.session.add(TaskObligation(task_id=ids.read(ids.TASK, task), obligation_id=row.id))
        return row.id
