"""Subscriptions by choice: whose tasks, which kind of component, alarms, days; and the cache of each variant."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from tests.integration.feeds.test_feeds import NOON, answer, desk_at
from tests.integration.workplace import Workplace

from planrunner.errors import NothingFoundError, UsageError
from planrunner.services import feeds, ids, tracking, undoing, workspace
from planrunner.services.desk import Desk
from planrunner.services.feeds import FeedWish
from planrunner.store.tables import Obligation, TaskObligation


def found(desk: Desk, wish: FeedWish) -> dict[str, Any]:
    """Return the components of a new subscription by SUMMARY."""
    _, token = feeds.create_feed(desk, "订阅", wish=wish)
    calendar = Calendar.from_ical(answer(desk, token).body)
    return {str(one["SUMMARY"]): one for one in calendar.subcomponents}


def serve_obligation(desk: Desk, task: str) -> str:
    """Let a task serve a new obligation and return the obligation's id."""
    with desk.store.change(who="甲", action="accept", at=desk.now()) as tx:
        row = Obligation(
            plan_year=2022, key="o", title="事项", category="other", schedule={"kind": "discretionary"},
            date_source="custom", reason="惯例", basis=[], measures=[], last_year=[], evidence=[], metrics=[],
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        assert row.id is not None
        tx.session.add(TaskObligation(task_id=ids.read(ids.TASK, task), obligation_id=row.id))
        return ids.show(ids.OBLIGATION, row.id)


def test_a_feed_holds_what_was_chosen(place: Workplace) -> None:
    """Owner, category, obligation and window each narrow a feed, together too; no window shows every day."""
    desk = desk_at(place)
    one = tracking.add(desk, "一", due=date(2022, 3, 10), owner="司法所", category="publicity")
    tracking.add(desk, "二", due=date(2022, 3, 11), owner="司法所", category="training")
    tracking.add(desk, "三", due=date(2022, 3, 12), owner="党政办", category="publicity")
    tracking.add(desk, "远", due=date(2030, 3, 12))
    obligation = serve_obligation(desk, one)
    assert set(found(desk, FeedWish())) == {"一", "二", "三"}
    assert set(found(desk, FeedWish(owner="司法所"))) == {"一", "二"}
    assert set(found(desk, FeedWish(category="普法宣传"))) == {"一", "三"}
    assert set(found(desk, FeedWish(owner="司法所", category="publicity"))) == {"一"}
    assert set(found(desk, FeedWish(obligation=obligation))) == {"一"}
    assert set(found(desk, FeedWish(window=(0, 10)))) == {"一", "二"}
    assert set(found(desk, FeedWish(window=None))) == {"一", "二", "三", "远"}
    assert [line["events"] for line in feeds.list_feeds(desk)] == [3, 2, 2, 1, 1, 2, 4]
    assert workspace.verify(desk).problems == []


def test_todos_have_a_due_day_and_a_state(place: Workplace) -> None:
    """A feed of to-dos has VTODO alone: DUE is the deadline, STATUS the state, COMPLETED in UTC, and no second prefix."""
    desk = desk_at(place)
    tracking.add(desk, "未启动", due=date(2022, 3, 20), planned=date(2022, 3, 10))
    started, closed, dropped = (tracking.add(desk, name, due=date(2022, 3, 20)) for name in ("在办", "办完", "不办"))
    tracking.start(desk, [started])
    tracking.submit(desk, [closed], reason="口头完成")
    checker = desk_at(place)
    checker.who = "审核"
    tracking.close(checker, [closed])
    tracking.drop(desk, [dropped], "撤销")
    shown = found(desk, FeedWish(kind="todo", alarm=True))
    assert {one.name for one in shown.values()} == {"VTODO"}
    assert {name: str(one["STATUS"]) for name, one in shown.items()} == {
        "未启动": "NEEDS-ACTION", "在办": "IN-PROCESS", "办完": "COMPLETED", "【已取消】不办": "CANCELLED",
    }  # fmt: skip
    assert shown["未启动"]["DUE"].dt == date(2022, 3, 20)
    assert "DTSTART" not in shown["未启动"]
    assert shown["办完"]["COMPLETED"].dt == datetime(2022, 3, 1, 4, 0, tzinfo=UTC)
    assert {name: len(one.walk("VALARM")) for name, one in shown.items()} == {
        "未启动": 1, "在办": 1, "办完": 0, "【已取消】不办": 0,
    }  # fmt: skip
    (alarm,) = shown["未启动"].walk("VALARM")
    assert alarm["TRIGGER"].params["RELATED"] == "END"


def test_alarms_ring_where_they_were_asked_for(place: Workplace) -> None:
    """One DISPLAY alarm fifteen hours before the day, only in a feed made with alarms; the two are cached apart."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    for wish, count in ((FeedWish(), 0), (FeedWish(alarm=True), 1), (FeedWish(), 0), (FeedWish(alarm=True), 1)):
        alarms = found(desk, wish)["甲"].walk("VALARM")
        assert len(alarms) == count
        for alarm in alarms:
            assert (str(alarm["ACTION"]), alarm["TRIGGER"].dt, str(alarm["DESCRIPTION"])) == (
                "DISPLAY", timedelta(hours=-15), "甲",
            )  # fmt: skip
    kept = place.sql("SELECT variant, COUNT(*) FROM event_bytes GROUP BY variant ORDER BY variant")
    assert kept == [("event", 1), ("event+alarm", 1)]


def test_a_feed_made_before_there_was_a_choice_goes_on(place: Workplace) -> None:
    """A subscription without a row of choices holds events of the usual window."""
    desk = desk_at(place)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "旧的")
    place.sql("DELETE FROM feed_choice")
    assert b"BEGIN:VEVENT" in answer(desk, token).body
    (line,) = feeds.list_feeds(desk)
    assert (line["kind"], line["alarm"], line["window"]) == ("event", False, [90, 400])


def test_a_choice_that_cannot_be_is_refused(place: Workplace) -> None:
    """An unknown category or obligation and a window of centuries are refused, and nothing is made."""
    desk = desk_at(place)
    for wish, error in (
        (FeedWish(category="体育"), UsageError), (FeedWish(obligation="O9"), NothingFoundError),
        (FeedWish(window=(0, 40000)), UsageError),
    ):  # fmt: skip
        with pytest.raises(error):
            feeds.create_feed(desk, "订阅", wish=wish)
    assert feeds.list_feeds(desk) == []


def test_undo_passes_over_a_feed_with_choices(place: Workplace) -> None:
    """Undo takes back the task made before the feed, never the feed that a phone already has."""
    desk = desk_at(place, NOON)
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    _, token = feeds.create_feed(desk, "镇长", wish=FeedWish(alarm=True))
    undoing.undo(desk)
    assert answer(desk, token).body.count(b"BEGIN:VEVENT") == 0
