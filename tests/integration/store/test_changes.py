"""Every change is one transaction with one history record."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from tests.integration.workplace import Workplace

from planrunner.errors import ConflictError, UsageError
from planrunner.services import tracking, workspace
from planrunner.store import queries
from planrunner.store.tables import Metric, Obligation, Task, TaskNote

NOW = datetime(2022, 3, 1, 1, 0, tzinfo=UTC)


def records(place: Workplace) -> list[tuple[str, str]]:
    """Return (who, action) of every record but the making of the workspace."""
    return [(who, action) for who, action in place.sql("SELECT who, action FROM history ORDER BY id")][1:]


def images(place: Workplace) -> list[tuple[str, object, object]]:
    """Return (table, before, after) of the items of the newest record."""
    with place.desk().store.reader() as reader:
        newest = queries.last_change(reader)
        rows = reader.rows("SELECT table_name, row_id FROM history_item WHERE history_id = ? ORDER BY id", (newest,))
        found = [queries.history_of(reader, table, row_id)[-1] for table, row_id in rows]
    return [(row.table_name, row.before, row.after) for row in found]


def test_a_change_and_its_record_are_written_together(place: Workplace) -> None:
    """A new row has one record with no image before it and its full image after it."""
    tracking.add(place.desk("甲"), "召开工作例会", due=date(2022, 3, 10))
    assert records(place) == [("甲", "add")]
    ((table, before, after),) = images(place)
    assert (table, before) == ("task", None)
    assert isinstance(after, dict)
    assert {name: after[name] for name in ("id", "title", "due", "spans", "version")} == {
        "id": 1,
        "title": "召开工作例会",
        "due": "2022-03-10",
        "spans": False,
        "version": 1,
    }
    assert set(after) == set(Task.model_fields)


def test_images_before_and_after_an_edit(place: Workplace) -> None:
    """An edit's record holds the whole row as it was and as it became."""
    task = tracking.add(place.desk("甲"), "例会", due=date(2022, 3, 10))
    tracking.assign(place.desk("乙"), [task], "司法所")
    ((_, before, after),) = images(place)
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"owner", "edited", "version", "updated_at"}
    assert (before["owner"], after["owner"]) == ("", "司法所")


def test_a_failing_block_writes_nothing(place: Workplace) -> None:
    """An error after rows were flushed leaves neither the rows nor a record."""
    desk = place.desk()
    with pytest.raises(UsageError), desk.store.change(who="甲", action="add", at=NOW) as tx:  # noqa: PT012 - the block is what fails
        tx.session.add(a_task("一"))
        tx.session.flush()
        raise UsageError("停")
    assert place.sql("SELECT COUNT(*) FROM task") == [(0,)]
    assert records(place) == []


def test_a_failing_record_takes_its_rows_with_it(place: Workplace) -> None:
    """If the history cannot be written, the change is not written either."""
    place.sql("ALTER TABLE history_item RENAME TO history_item_away")
    with pytest.raises(Exception, match="history_item"):
        tracking.add(place.desk(), "例会", due=None)
    place.sql("ALTER TABLE history_item_away RENAME TO history_item")
    assert place.sql("SELECT COUNT(*) FROM task") == [(0,)]
    assert workspace.verify(place.desk()).problems == []


def test_a_dry_run_writes_nothing(place: Workplace) -> None:
    """A discarded change leaves no row and no record, though it has run to its end."""
    with place.desk().store.change(who="甲", action="add", at=NOW) as tx:
        tx.session.add(a_task("一"))
        tx.discard()
    assert place.sql("SELECT COUNT(*) FROM task") == [(0,)]
    assert records(place) == []


def test_a_change_of_nothing_leaves_no_record(place: Workplace) -> None:
    """Setting a row to what it already is writes neither row nor record, so that SEQUENCE and version stand still."""
    desk = place.desk()
    task = tracking.add(desk, "例会", due=date(2022, 3, 10))
    tracking.edit_task(desk, task, {"title": "工作例会"})
    tracking.edit_task(desk, task, {"title": "工作例会"})
    assert [action for _, action in records(place)] == ["add", "edit"]
    assert place.sql("SELECT version, sequence FROM task") == [(2, 1)]
    assert workspace.verify(desk).problems == []


def test_version_grows_once_a_change(place: Workplace) -> None:
    """However often a block flushes a row, the row is one version and one SEQUENCE further."""
    desk = place.desk()
    tracking.add(desk, "例会", due=date(2022, 3, 10))
    with desk.store.change(who="甲", action="edit", at=NOW) as tx:
        row = tx.session.get_one(Task, 1)
        for title in ("甲", "乙", "丙"):
            row.title = title
            tx.session.flush()
    assert place.sql("SELECT title, version, sequence FROM task") == [("丙", 2, 1)]
    assert workspace.verify(desk).problems == []


def test_sequence_grows_only_with_what_a_calendar_shows(place: Workplace) -> None:
    """A new owner is no new SEQUENCE (RFC 5545 3.8.7.4); a new day is one."""
    desk = place.desk()
    task = tracking.add(desk, "例会", due=date(2022, 3, 10))
    tracking.assign(desk, [task], "党政办")
    assert place.sql("SELECT version, sequence FROM task") == [(2, 0)]
    tracking.reschedule(desk, task, date(2022, 3, 11), "有会")
    assert place.sql("SELECT version, sequence FROM task") == [(3, 1)]


def test_many_rows_in_one_record(place: Workplace) -> None:
    """A record of more rows than one statement holds keeps their order, so that its hash can be found again."""
    desk = place.desk()
    with desk.store.change(who="甲", action="import", at=NOW) as tx:
        for number in range(2500):
            tx.session.add(a_task(f"任务{number}"))
    assert workspace.verify(desk).problems == []
    assert place.sql("SELECT COUNT(*) FROM history_item WHERE history_id = 2") == [(2500,)]


def test_a_naive_instant_is_refused(place: Workplace) -> None:
    """An instant without a time zone never reaches the database."""
    desk = place.desk()
    tracking.add(desk, "例会", due=None)
    note = TaskNote(task_id=1, at=datetime(2022, 3, 1, 9, 0), who="甲", text="x")  # noqa: DTZ001 - what must be refused
    with (
        pytest.raises(StatementError, match="needs a time zone"),
        desk.store.change(who="甲", action="note", at=NOW) as tx,
    ):
        tx.session.add(note)
    assert place.sql("SELECT COUNT(*) FROM task_note") == [(0,)]


def test_what_the_tables_forbid_is_a_conflict(place: Workplace) -> None:
    """A second row of one key is refused by the database itself, with an error for a person, and nothing is written."""
    desk = place.desk()
    with desk.store.change(who="甲", action="add", at=NOW) as tx:
        tx.session.add(a_task("一"))
    with pytest.raises(ConflictError), desk.store.change(who="甲", action="add", at=NOW) as tx:  # noqa: PT012 - as above
        tx.session.add(a_task("二"))
        tx.session.add(a_task("一"))
    assert place.sql("SELECT title FROM task") == [("一",)]


@pytest.mark.parametrize(
    ("column", "value"), [("status", "'done'"), ("window_from", "'2022-03-01'"), ("plan_year", "NULL")]
)
def test_the_tables_hold_their_own_rules(place: Workplace, column: str, value: str) -> None:
    """SQLModel checks nothing, so unknown states, half windows and missing values are refused by constraints."""
    tracking.add(place.desk(), "例会", due=date(2022, 3, 10))
    with pytest.raises(Exception, match=r"(?i)constraint"):
        place.sql(f"UPDATE task SET {column} = {value}")  # noqa: S608 - the test's own words


def test_json_and_numbers_come_back_as_they_went(place: Workplace) -> None:
    """Nested JSON, Chinese text, floats and empty values are the same after a round trip, for rows and for history."""
    desk = place.desk()
    schedule = {"kind": "count", "n": 4, "per": "year"}
    measures = [{"document": "D1", "start": 0, "end": 4, "quote": "“引号”\n与换行 %s ? \\u"}]
    with desk.store.change(who="甲", action="accept", at=NOW) as tx:
        tx.session.add(a_task("一"))
        tx.session.add(
            Obligation(
                plan_year=2022, key="k", title="学法", category="study", schedule=schedule, date_source="text",
                reason="", basis=[], measures=measures, last_year=[], evidence=["照片"], metrics=[],
            )
        )  # fmt: skip
        tx.session.flush()
        tx.session.add(Metric(task_id=1, name="人次", value=0.1))
    with desk.store.reader() as reader:
        (row,) = queries.obligations(reader)
        assert (row.schedule, row.measures, row.evidence, row.continues) == (schedule, measures, ["照片"], None)
        assert queries.metrics_of(reader, [1]) == {1: {"人次": 0.1}}
    assert workspace.verify(desk).problems == []


@pytest.mark.parametrize("text", ["空\0字符", "现场\udcd5\udcd5片.jpg"], ids=["NUL", "half characters"])
def test_text_that_no_database_keeps_is_refused(place: Workplace, text: str) -> None:
    """NUL, and file names in another encoding than the system's, are refused alike on both databases, with a message."""
    desk = place.desk()
    tracking.add(desk, "例会", due=None)
    with pytest.raises(UsageError, match="不能保存的字符"):
        tracking.add(desk, text, due=None)
    with pytest.raises(UsageError, match="不能保存的字符"):
        tracking.assign(desk, ["T1"], text)
    assert place.sql("SELECT title, owner FROM task") == [("例会", "")]


@given(title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_text_is_kept_as_it_is(place: Workplace, title: str) -> None:
    """Whatever else a person writes comes back as written, and the history's hashes hold."""
    desk = place.desk()
    task = tracking.add(desk, title, due=None)
    assert place.sql("SELECT title FROM task WHERE id = ?", int(task[1:])) == [(title.strip(),)]
    assert workspace.verify(desk).problems == []


def a_task(title: str) -> Task:
    """Return a new task whose key is its title."""
    return Task(
        plan_year=2022, key=title, title=title, category="other", date_source="none", reason="", created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
