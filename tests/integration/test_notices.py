"""Outside facts: a notice moves what waits for it, an event starts a term, and both show before they act."""

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError, NothingFoundError, UsageError
from planrunner.services import agenda, events, feed_calendar, intake, notices, planning, tracking, undoing, workspace
from planrunner.services.sample import sample_report
from planrunner.store.queries import TaskRow

FIRST, LAST = date(2022, 12, 4), date(2022, 12, 10)


@pytest.fixture
def planned(place: Workplace, tmp_path: Path) -> Workplace:
    """Return a workplace whose plan for 2022 is accepted."""
    report = tmp_path / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")
    intake.import_report(place.desk(), report)
    planning.accept_all(place.desk())
    return place


def named(place: Workplace, title: str) -> list[TaskRow]:
    return [task for task in agenda.search(place.desk(), title) if task.title.startswith(title)]


def week(place: Workplace) -> TaskRow:
    (found,) = named(place, "宪法宣传周")
    return found


def test_a_notice_shows_what_moves_and_moves_it_when_told(planned: Workplace, tmp_path: Path) -> None:
    """The week leaves its default for the notice's days, keeps its identity in calendars, and can be taken back."""
    desk = planned.desk()
    before = week(planned)
    assert (before.window_from, before.tentative) == (date(2022, 12, 1), True)
    feed_calendar.export_ics(desk, tmp_path / "前.ics")

    preview = notices.add_notice(desk, "constitution-week", FIRST, LAST, "司发通〔2022〕1号", apply=False)
    assert [(move.id, move.after, move.settled) for move in preview] == [(f"T{before.id}", (FIRST, LAST), True)]
    assert week(planned) == before
    assert notices.list_notices(desk) == []

    assert notices.add_notice(desk, "constitution-week", FIRST, LAST, "司发通〔2022〕1号", apply=True) == preview
    after = week(planned)
    assert (after.window_from, after.window_to, after.tentative, after.date_source) == (FIRST, LAST, False, "notice")
    feed_calendar.export_ics(desk, tmp_path / "后.ics")
    old, new = (
        {str(event["UID"]): event for event in Calendar.from_ical((tmp_path / name).read_bytes()).walk("VEVENT")}
        for name in ("前.ics", "后.ics")
    )
    assert old.keys() == new.keys()
    (uid,) = [uid for uid in old if new[uid].decoded("DTSTART") != old[uid].decoded("DTSTART")]
    assert (new[uid].decoded("DTSTART"), new[uid].decoded("DTEND")) == (FIRST, date(2022, 12, 11))
    assert new[uid].decoded("SEQUENCE") > old[uid].decoded("SEQUENCE")

    again = intake.import_report(desk, tmp_path / "报告.txt")
    assert (again.new, again.changed) == (0, 0)
    assert notices.add_notice(desk, "constitution-week", FIRST, LAST, apply=True) == []
    undoing.undo(desk)
    undoing.undo(desk)
    assert week(planned).window_from == date(2022, 12, 1)
    assert workspace.verify(desk).problems == []


def test_what_a_person_or_a_signature_fixed_does_not_move(planned: Workplace) -> None:
    """A task that was moved by hand stays; so does one that is submitted."""
    desk = planned.desk()
    number = f"T{week(planned).id}"
    tracking.reschedule(desk, number, date(2022, 12, 5), "与区里同步")
    assert notices.add_notice(desk, "constitution-week", FIRST, LAST, apply=True) == []
    assert week(planned).window_from == date(2022, 12, 5)


def test_notices_that_cannot_be_are_refused_in_words(planned: Workplace) -> None:
    """An unknown rule, a rule that no notice moves, days out of order."""
    desk = planned.desk()
    with pytest.raises(NothingFoundError, match="constitution-week"):
        notices.add_notice(desk, "没有的", FIRST, LAST, apply=True)
    with pytest.raises(UsageError, match="不随通知变动"):
        notices.add_notice(desk, "constitution-day", FIRST, LAST, apply=True)
    with pytest.raises(UsageError, match="后一天不早于前一天"):
        notices.add_notice(desk, "constitution-week", LAST, FIRST, apply=True)


@pytest.mark.parametrize(
    ("formed", "due"),
    [
        (date(2022, 1, 20), date(2022, 2, 22)),
        (date(2022, 4, 25), date(2022, 5, 25)),
        (date(2022, 9, 20), date(2022, 10, 21)),
        (date(2022, 12, 5), date(2023, 1, 3)),
    ],
)
def test_twenty_working_days_run_from_the_day_entered(planned: Workplace, formed: date, due: date) -> None:
    """The day of the event is not counted and 调休 days are (《政府信息公开条例》第二十六条)."""
    desk = planned.desk(today=date(2022, 12, 30))
    (waiting,) = named(planned, "主动公开信息更新")
    started = events.record_event(desk, f"T{waiting.id}", formed)
    assert (started.id, started.due, started.fresh) == (f"T{waiting.id}", due, False)
    further = events.record_event(desk, f"T{waiting.id}", formed, "机构职能")
    assert further.fresh
    assert "机构职能" in further.title
    assert len(named(planned, "主动公开信息更新")) == 2


def test_an_event_must_have_happened_and_be_waited_for(planned: Workplace) -> None:
    """A day to come, a task without a trigger, an unknown id: each is said in words and changes nothing."""
    desk = planned.desk()
    (waiting,) = named(planned, "主动公开信息更新")
    with pytest.raises(NotAllowedError, match="还没有到"):
        events.record_event(desk, f"T{waiting.id}", date(2022, 12, 1))
    with pytest.raises(UsageError, match="不等待外部事件"):
        events.record_event(desk, f"T{week(planned).id}", date(2022, 1, 4))
    with pytest.raises(NothingFoundError):
        events.record_event(desk, "O999", date(2022, 1, 4))
