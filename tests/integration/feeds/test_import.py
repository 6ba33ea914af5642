"""Calendars from elsewhere become tasks: which days they stand on, the same file again, and files that mean harm."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.calendars.reading import read_calendar
from planrunner.errors import BadInputError, NotAllowedError
from planrunner.services import feed_calendar, tracking, undoing, workspace
from planrunner.services.calendar_import import CalendarImport, import_calendar
from planrunner.services.desk import Desk

MEETING = ["UID:a@x", "SUMMARY:区司法局例会", "DTSTART;VALUE=DATE:20220315"]


def ics(*events: Sequence[str]) -> bytes:
    """Return a calendar of events, each given by its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def take(desk: Desk, file: Path, data: bytes, *, apply: bool = True) -> CalendarImport:
    """Write a file and import it."""
    file.write_bytes(data)
    return import_calendar(desk, file, 2022, "司法所", apply=apply)


def days(*lines: str) -> list[tuple[str, str, str]]:
    """Return (first, last, hours) of the occurrences of one event in 2022."""
    read = read_calendar(ics(["UID:a", "SUMMARY:甲", *lines]), 2022)
    return [(f"{one.first:%m%d}", f"{one.last:%m%d}", one.hours) for one in read.meetings]


def test_days_and_hours_are_those_of_beijing() -> None:
    """Whole days, local, zoned, UTC and floating times; ends are exclusive; midnight belongs to the day before."""
    assert days("DTSTART;VALUE=DATE:20220315") == [("0315", "0315", "")]
    assert days("DTSTART;VALUE=DATE:20220315", "DTEND;VALUE=DATE:20220318") == [("0315", "0317", "")]
    assert days("DTSTART;TZID=Asia/Shanghai:20220315T090000", "DTEND;TZID=Asia/Shanghai:20220315T113000") == [
        ("0315", "0315", "09:00—11:30")
    ]
    assert days("DTSTART:20220315T163000Z", "DURATION:PT1H") == [("0316", "0316", "00:30—01:30")]
    assert days("DTSTART:20220315T200000", "DTEND:20220316T000000") == [("0315", "0315", "20:00—00:00")]


def test_series_stand_within_the_year() -> None:
    """Weekly, by count, until, with days taken out, put in and moved; only what falls into the plan year."""
    weekly = days("DTSTART:20211227T090000", "RRULE:FREQ=WEEKLY")
    assert (len(weekly), weekly[0], weekly[-1]) == (52, ("0103", "0103", "09:00"), ("1226", "1226", "09:00"))
    assert [first for first, _, _ in days("DTSTART;VALUE=DATE:20220131", "RRULE:FREQ=MONTHLY;COUNT=3")] == [
        "0131", "0331", "0531",
    ]  # fmt: skip
    assert [
        first
        for first, _, _ in days(
            "DTSTART:20220301T090000",
            "RRULE:FREQ=DAILY;UNTIL=20220304T010000Z",
            "EXDATE:20220302T090000",
            "RDATE:20220310T090000",
        )
    ] == ["0301", "0303", "0304", "0310"]
    moved = ics(
        ["UID:a", "SUMMARY:甲", "DTSTART:20220301T090000", "RRULE:FREQ=DAILY;COUNT=3"],
        ["UID:a", "SUMMARY:甲改", "RECURRENCE-ID:20220302T090000", "DTSTART:20220308T100000"],
    )
    assert [(one.title, one.first.day) for one in read_calendar(moved, 2022).meetings] == [
        ("甲", 1),
        ("甲", 3),
        ("甲改", 8),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9", "FREQ=DAILY;COUNT=999999999", "FREQ=HOURLY;BYMONTH=13", "FREQ=甲",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5,6;BYMINUTE=1,2,3,4,5,6;BYSECOND=1,2,3,4,5",
    ],
)  # fmt: skip
def test_a_rule_that_never_ends_ends_here(rule: str) -> None:
    """Rules that are endless, empty or wrong are bounded by the year, left out by name, or refused; none runs on."""
    try:
        read = read_calendar(ics(["UID:a", "SUMMARY:甲", "DTSTART:20220301T090000", f"RRULE:{rule}"]), 2022)
    except BadInputError:
        return
    assert len(read.meetings) <= 366 or read.left_out
    assert len(read.meetings) <= 2000


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\xff\xfe", b"<html>", b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
        ics(["UID:a", "DTSTART:gestern"]), b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000,
        ics(["UID:a", "SUMMARY:x", "DTSTART:99991231T235959Z", "DURATION:P300D"]), b"BEGIN:VCALENDAR" + b"A" * 6_000_000,
        ics(["UID:a", "SUMMARY:x", "DTSTART;VALUE=DATE:20220301", "DTEND:20210301T000000Z"]),
    ],
)  # fmt: skip
def test_a_broken_or_hostile_file_brings_nothing(sqlite_place: Workplace, tmp_path: Path, data: bytes) -> None:
    """What is no calendar, cut off, or far too large is refused in words or left out; no task comes of it."""
    desk = sqlite_place.desk()
    with suppress(BadInputError):
        assert not take(desk, tmp_path / "x.ics", data).new
    assert sqlite_place.sql("SELECT COUNT(*) FROM task") == [(0,)]


def test_the_same_file_again_changes_nothing(place: Workplace, tmp_path: Path) -> None:
    """Looking stores nothing; storing is one change that undo takes back; the same file again finds all of it known."""
    desk, file = place.desk(), tmp_path / "区里.ics"
    data = ics(
        MEETING, ["UID:b@x", "SUMMARY:培训\\n第二行", "DTSTART;VALUE=DATE:20220401", "DTEND;VALUE=DATE:20220404"]
    )
    assert [one.title for one in take(desk, file, data, apply=False).new] == ["区司法局例会", "培训 第二行"]
    assert place.sql("SELECT COUNT(*) FROM task") == [(0,)]
    assert len(take(desk, file, data).new) == 2
    before = place.sql("SELECT id, title, planned, due, owner, version FROM task ORDER BY id")
    assert [(str(first), str(last)) for _, _, first, last, _, _ in before] == [
        ("2022-03-15", "2022-03-15"), ("2022-04-01", "2022-04-03"),
    ]  # fmt: skip
    again = take(desk, file, data)
    assert (again.new, again.changed, again.unchanged) == ([], [], 2)
    assert place.sql("SELECT id, title, planned, due, owner, version FROM task ORDER BY id") == before
    undoing.undo(desk)
    assert place.sql("SELECT COUNT(*) FROM task") == [(0,)]
    assert workspace.verify(desk).problems == []


def test_a_moved_meeting_moves_unless_a_person_moved_it(place: Workplace, tmp_path: Path) -> None:
    """A new day in the file moves the task; one that a person moved or began stays, and is told."""
    desk, file = place.desk(), tmp_path / "区里.ics"
    other = ["UID:b@x", "SUMMARY:乙", "DTSTART;VALUE=DATE:20220401"]
    take(desk, file, ics(MEETING, other))
    tracking.reschedule(desk, "T2", date(2022, 4, 8), "本镇另定")
    moved = [one.replace("20220315", "20220322").replace("20220401", "20220405") for one in (*MEETING, *other)]
    found = take(desk, file, ics(moved[:3], moved[3:]))
    assert ([one.title for one in found.changed], [one.title for one in found.kept]) == (["区司法局例会"], ["乙"])
    assert [str(row[0]) for row in place.sql("SELECT planned FROM task ORDER BY id")] == ["2022-03-22", "2022-04-08"]


def test_our_own_calendar_does_not_come_back_as_tasks(sqlite_place: Workplace, tmp_path: Path) -> None:
    """An exported file of this office, and cancelled meetings, are left out by name."""
    desk = sqlite_place.desk()
    tracking.add(desk, "甲", due=date(2022, 3, 10))
    feed_calendar.export_ics(desk, tmp_path / "自己.ics")
    found = import_calendar(desk, tmp_path / "自己.ics", 2022, apply=True)
    assert (found.new, found.left_out) == ([], ["甲：是本单位计划里的任务"])
    assert take(desk, tmp_path / "x.ics", ics([*MEETING, "STATUS:CANCELLED"])).left_out == ["区司法局例会：已取消"]
    with pytest.raises(NotAllowedError):
        import_calendar(desk, tmp_path / "没有.ics", 2022, apply=True)
