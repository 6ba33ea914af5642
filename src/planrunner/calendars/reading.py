"""Reading an .ics file that a person got elsewhere: its events of one year, as days in Beijing. Nothing of it is trusted.

RFC 5545; a series is expanded by dateutil within the year only, with limits that no rule can get past.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from planrunner.calendars.component import clean
from planrunner.domain.zone import SHANGHAI
from planrunner.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES = 5_000_000
MAX_EVENTS = 5_000
MAX_FOUND = 2_000
"""Occurrences of one year; a calendar with more is none of a person's."""
OLDEST_SERIES = 1990
LONGEST_TITLE = 200
SERIES = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))


class Meeting(NamedTuple):
    """One occurrence: days are inclusive; `hours` are wall times in Beijing, "" for a whole day."""

    uid: str
    occurrence: str
    title: str
    first: date
    last: date
    hours: str
    place: str


class ReadCalendar(NamedTuple):
    """What a file holds of one year, earliest first, and what was left out and why."""

    meetings: list[Meeting]
    left_out: list[str]


def read_calendar(data: bytes, year: int, own_domain: str = "") -> ReadCalendar:
    """Return the events of a year. `own_domain`: entries of this office's own calendars are left out.

    Raises BadInputError for what is no calendar, or one too large to be a person's.
    """
    events = _events(data)
    left: list[str] = []
    changed = {
        (str(one.get("UID")), day)
        for one in events
        if "RECURRENCE-ID" in one and (day := _day_of(one, "RECURRENCE-ID"))
    }
    found: dict[tuple[str, str], Meeting] = {}
    for one in events:
        title = _line(one.get("SUMMARY")) or "（无标题）"
        uid = _line(one.get("UID"))[:LONGEST_TITLE]
        if not uid or "DTSTART" not in one:
            left.append(f"{title}：没有 UID 或开始时间")
        elif own_domain and uid.endswith(f"@{own_domain}"):
            left.append(f"{title}：是本单位计划里的任务")
        elif str(one.get("STATUS", "")).upper() == "CANCELLED":
            left.append(f"{title}：已取消")
        else:
            try:
                for meeting in _meetings(one, uid, title, year, changed):
                    found[uid, meeting.occurrence] = meeting
                    if len(found) > MAX_FOUND:
                        raise BadInputError(
                            f"这个日历在 {year} 年有 {MAX_FOUND} 次以上的日程，不像一份会议安排；未导入任何内容。"
                        )
            except _UnclearError as error:
                left.append(f"{title}：{error}")
            except BrokenCalendarProperty:
                left.append(f"{title}：时间写错了，看不懂")
    return ReadCalendar(sorted(found.values(), key=lambda one: (one.first, one.uid, one.occurrence)), left)


class _UnclearError(ValueError):
    """An event whose times cannot be understood; the words are for a person."""


def _events(data: bytes) -> list[Any]:
    if len(data) > MAX_BYTES:
        raise BadInputError(f"日历文件超过 {MAX_BYTES // 1_000_000} MB，未导入任何内容。")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    if "BEGIN:VCALENDAR" not in text.upper():
        raise BadInputError("这不是日历文件（.ics），未导入任何内容。")
    if text.upper().count("BEGIN:") > MAX_EVENTS * 3:
        raise BadInputError(f"日历里的日程超过 {MAX_EVENTS} 个，未导入任何内容。")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        return [one for calendar in calendars for one in calendar.walk("VEVENT")][: MAX_EVENTS + 1]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise BadInputError("日历文件的内容不完整或写错了，未导入任何内容。请重新导出后再试。") from error


def _meetings(one: Any, uid: str, title: str, year: int, changed: set[tuple[str, date]]) -> Iterator[Meeting]:
    start = _moment(one, "DTSTART")
    length = _length(one, start)
    if "RECURRENCE-ID" in one:
        day = _day_of(one, "RECURRENCE-ID")
        starts: Iterable[tuple[str, datetime | date]] = [(f"{day:%Y%m%d}" if day else "", start)]
    elif "RRULE" in one or "RDATE" in one:
        starts = [(f"{_date(at):%Y%m%d}", at) for at in _series(one, start, year) if (uid, _date(at)) not in changed]
    else:
        starts = [("", start)]
    for occurrence, at in starts:
        meeting = _meeting(one, uid, title, occurrence, at, length)
        if meeting.first.year == year:
            yield meeting


def _meeting(one: Any, uid: str, title: str, occurrence: str, at: datetime | date, length: timedelta) -> Meeting:
    try:
        if isinstance(at, datetime):
            end = at + length
            last = (end - timedelta(microseconds=1)).date() if end > at else at.date()
            hours = f"{at:%H:%M}" + (f"—{end:%H:%M}" if end > at else "")
        else:
            last, hours = at + max(length - timedelta(days=1), timedelta()), ""
    except OverflowError as error:
        raise _UnclearError("时间太远") from error
    return Meeting(uid, occurrence, title, _date(at), last, hours, _line(one.get("LOCATION"))[:LONGEST_TITLE])


def _series(one: Any, start: datetime | date, year: int) -> list[datetime | date]:
    """Expand RRULE, RDATE and EXDATE within the year, on wall times of Beijing."""
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # comes with icalendar, without types

    rule = one.get("RRULE")
    if isinstance(rule, list) or one.get("EXRULE") is not None:
        raise _UnclearError("重复规则看不懂")
    base = start if isinstance(start, datetime) else datetime.combine(start, time())
    found: set[datetime] = {base}
    if rule is not None:
        parts = {str(key).upper(): value for key, value in rule.items()}
        every, limit = (parts.get("INTERVAL") or [1])[0], (parts.pop("COUNT", None) or [None])[0]
        if str((parts.get("FREQ") or [""])[0]).upper() not in SERIES or not isinstance(every, int) or every < 1:
            raise _UnclearError("重复规则看不懂（只认按天、周、月、年）")
        if base.year < OLDEST_SERIES:
            raise _UnclearError(f"重复从 {base.year} 年开始，太早")
        until = min(_until(parts.pop("UNTIL", None)), datetime(year, 12, 31, 23, 59, 59))  # noqa: DTZ001 - a wall time
        words = rule.__class__(parts).to_ical().decode()
        try:
            dates = rrulestr(words, dtstart=base).replace(until=until)
            # COUNT is counted here: dateutil would look for occurrences that never come until the year 9999
            found |= set(islice(dates, limit if isinstance(limit, int) else MAX_FOUND * 10))
        except (ValueError, TypeError, OverflowError) as error:
            raise _UnclearError("重复规则看不懂") from error
    found |= {datetime.combine(_date(at), base.time()) for at in _listed(one, "RDATE")}
    gone = {_date(at) for at in _listed(one, "EXDATE")}
    kept = sorted(at for at in found if at.year == year and at.date() not in gone)
    return list(kept) if isinstance(start, datetime) else [at.date() for at in kept]


def _until(value: Any) -> datetime:
    if not value:
        return datetime.combine(date.max, time.max)
    last = _wall(value[0])
    return last if isinstance(last, datetime) else datetime.combine(last, time.max)


def _listed(one: Any, name: str) -> list[datetime | date]:
    values = one.get(name)
    if values is None:
        return []
    found = []
    for group in values if isinstance(values, list) else [values]:
        for item in getattr(group, "dts", []):
            value = item.dt[0] if isinstance(item.dt, tuple) else item.dt
            found.append(_wall(value))
    return found


def _moment(one: Any, name: str) -> datetime | date:
    value = getattr(one.get(name), "dt", None)
    if not isinstance(value, date):
        raise _UnclearError("开始时间看不懂")
    return _wall(value)


def _wall(value: Any) -> datetime | date:
    """Return a day, or a wall time in Beijing; a time without a zone is one already."""
    if isinstance(value, datetime):
        try:
            return value.astimezone(SHANGHAI).replace(tzinfo=None) if value.tzinfo else value
        except (OverflowError, ValueError) as error:
            raise _UnclearError("时间太远") from error
    if isinstance(value, date):
        return value
    raise _UnclearError("时间看不懂")


def _length(one: Any, start: datetime | date) -> timedelta:
    """Return how long an event lasts: DTEND, else DURATION, else a day or no time at all (RFC 5545 3.6.1)."""
    end = getattr(one.get("DTEND"), "dt", None)
    duration = getattr(one.get("DURATION"), "dt", None)
    if end is not None:
        finish = _wall(end)
        if isinstance(finish, datetime) is not isinstance(start, datetime):
            raise _UnclearError("开始和结束的写法不一样")
        length = finish - start  # both are days, or both are wall times
    else:
        length = duration if isinstance(duration, timedelta) else timedelta()
    if not timedelta() <= length <= timedelta(days=366):
        raise _UnclearError("结束早于开始，或长过一年")
    return length


def _day_of(one: Any, name: str) -> date | None:
    try:
        return _date(_moment(one, name))
    except (_UnclearError, BrokenCalendarProperty):
        return None


def _date(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _line(value: Any) -> str:
    """Return a text of the file as one line without control characters."""
    text = value[0] if isinstance(value, list) and value else value
    return " ".join(clean(str(text)).split())[:LONGEST_TITLE] if text is not None else ""
