"""The bytes of calendars: what every client may rely on."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from planrunner.calendars.component import PREFIXES, Entry, clean, component_bytes, uid
from planrunner.calendars.feed import calendar_bytes
from planrunner.domain.status import STATUSES

MADE = datetime(2027, 1, 4, 1, 30, 15, 123456, tzinfo=UTC)
ALLOWED = st.characters(codec="utf-8")
titles = st.text(ALLOWED, min_size=1, max_size=300)
days = st.dates(date(2000, 1, 1), date(2098, 12, 30))


def entry(title: str = "开展宪法宣传周活动", **changes: object) -> Entry:
    """Return an entry that a test then changes in one respect."""
    values: dict[str, object] = {
        "task": 12, "domain": "ab12.planrunner", "title": title, "status": "planned", "first": date(2027, 12, 1),
        "last": date(2027, 12, 1), "due": date(2027, 12, 1), "tentative": False, "sequence": 0, "created": MADE,
        "changed": MADE,
    }  # fmt: skip
    return Entry(**(values | changes))  # type: ignore[arg-type]  # a test's shorthand


def unfolded(body: bytes) -> list[str]:
    """Return the content lines as RFC 5545 3.1 unfolds them, independently of any library."""
    return body.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def text_of(body: bytes, name: str) -> str:
    r"""Return a TEXT property's value, unescaped in one pass so that a written \\n stays what it is."""
    (line,) = [line for line in unfolded(body) if line.startswith(f"{name}:")]
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], line.partition(":")[2])


def lines_of(body: bytes) -> list[bytes]:
    """Check the strict rules that hold for any calendar's bytes, and return its physical lines."""
    assert body.endswith(b"\r\n")
    assert body.count(b"\n") == body.count(b"\r") == body.count(b"\r\n")
    lines = body.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert 0 < len(line) <= 75
        line.decode("utf-8", "strict")
    return lines


@given(titles, titles)
@example("关于“法治镇街”创建，现场会；第一批\r\n第二批\\N\\n，；", "依据：《条例》第三条；\r\n\n第四条")
@example("🎉" * 200, "مرحبا")
@example("\u202eabc\u202c\u200f עברית，", "\\")
@example("宣" * 200, "")
@example("a\x00b\x07c\x85d\u2028e\u2029f\x0bg\x0ch", "\x7f\x9f")
def test_any_title_gives_strict_lines_and_comes_back_whole(title: str, reason: str) -> None:
    """Whatever a title holds, lines are at most 75 octets of valid UTF-8 ended by CRLF, and SUMMARY is the title."""
    body = component_bytes(entry(title, reason=reason))
    lines_of(body)
    assert text_of(body, "SUMMARY") == clean(title)
    assert clean(reason) in text_of(body, "DESCRIPTION")


@given(titles.filter(lambda title: "\\" not in title))
def test_icalendar_reads_its_own_back(title: str) -> None:
    """A calendar read by icalendar and written again is the same, byte for byte, and has the title."""
    body = calendar_bytes("凤凰镇", [component_bytes(entry(title))])
    read = Calendar.from_ical(body)
    assert read.to_ical(sorted=False) == body
    assert str(read.walk("VEVENT")[0]["SUMMARY"]) == clean(title)


def test_a_clean_title_keeps_everything_but_control_characters() -> None:
    """Line breaks of every kind become LF, control characters go, direction marks and emoji stay."""
    assert clean("一\r\n二\r三\u2028四\x85五\x00六\t七🎉\u200f") == "一\n二\n三\n四\n五六\t七🎉\u200f"


@given(days, st.integers(0, 60))
def test_the_end_is_always_there_and_exclusive(first: date, length: int) -> None:
    """DTSTART and DTEND are days, not times, and DTEND is the day after the last one: no zone can shift them."""
    last = first + timedelta(days=length)
    lines = unfolded(component_bytes(entry(first=first, last=last)))
    assert f"DTSTART;VALUE=DATE:{first:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}" in lines
    assert not [line for line in lines if "TZID" in line]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("tentative", [False, True])
def test_status_and_prefix_tell_the_state(status: str, tentative: bool) -> None:
    """Ended tasks are CANCELLED, open ones on an uncertain day TENTATIVE, all others CONFIRMED; prefixes as documented."""
    body = component_bytes(entry(status=status, tentative=tentative))
    open_ = status in ("planned", "started", "submitted")
    ended = "CANCELLED" if status in ("dropped", "carried") else "CONFIRMED"
    assert text_of(body, "STATUS") == ("TENTATIVE" if open_ and tentative else ended)
    prefix = {"closed": "✔ ", "dropped": "【已取消】", "carried": "【转下年】"}.get(status, "")
    assert text_of(body, "SUMMARY") == f"{prefix}开展宪法宣传周活动"
    assert set(PREFIXES) == {"closed", "dropped", "carried"}


def test_the_moment_of_writing_is_nowhere() -> None:
    """DTSTAMP and LAST-MODIFIED are the row's last change in whole UTC seconds, so the same row gives the same bytes."""
    changed = datetime(2027, 3, 1, 9, 0, 5, tzinfo=UTC)
    body = component_bytes(entry(changed=changed, sequence=4))
    lines = unfolded(body)
    assert "DTSTAMP:20270301T090005Z" in lines
    assert "LAST-MODIFIED:20270301T090005Z" in lines
    assert "CREATED:20270104T013015Z" in lines
    assert "SEQUENCE:4" in lines
    assert body == component_bytes(entry(changed=changed, sequence=4))


def test_nobody_is_made_busy() -> None:
    """A deadline blocks no time, in RFC 5545's words and in Outlook's."""
    lines = unfolded(component_bytes(entry()))
    assert "TRANSP:TRANSPARENT" in lines
    assert "X-MICROSOFT-CDO-BUSYSTATUS:FREE" in lines


def test_the_uid_outlives_every_edit() -> None:
    """The UID depends on the task's number and the installation alone."""
    for body in (component_bytes(entry()), component_bytes(entry("别的", status="closed", sequence=9))):
        assert text_of(body, "UID") == "task-12@ab12.planrunner" == uid(12, "ab12.planrunner")


def test_the_description_gives_deadline_basis_and_reason() -> None:
    """DESCRIPTION says by when, on what basis and why, a line each, and that a day is uncertain."""
    body = component_bytes(entry(tentative=True, basis=("《宪法》第一条", "通知（待核实）"), reason="年度通知"))
    assert text_of(body, "DESCRIPTION").split("\n") == [
        "时限：2027年12月1日", "日期暂定", "依据：《宪法》第一条", "依据：通知（待核实）", "日期由来：年度通知",
    ]  # fmt: skip


def test_an_instant_without_a_zone_is_refused() -> None:
    """A naive instant is a bug of the caller, not a time somewhere."""
    with pytest.raises(ValueError, match="planrunner"):
        component_bytes(entry(changed=MADE.replace(tzinfo=None)))


def test_the_header_is_what_clients_look_for() -> None:
    """The header names the calendar in both spellings, publishes, and asks for an hourly refresh."""
    lines = unfolded(calendar_bytes("凤凰镇，普法", []))
    assert lines == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//planrunner//planrunner//ZH", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "NAME:凤凰镇，普法", "X-WR-CALNAME:凤凰镇，普法", "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "COLOR:steelblue",
        "X-APPLE-CALENDAR-COLOR:#4682B4", "END:VCALENDAR",
    ]  # fmt: skip


@given(st.lists(titles, max_size=8), titles)
def test_a_joined_calendar_is_strict_and_has_every_component(every: list[str], name: str) -> None:
    """Joining finished components gives one strict calendar with each of them once, UIDs unique, in the order given."""
    body = calendar_bytes(name, [component_bytes(entry(title, task=n)) for n, title in enumerate(every)])
    lines_of(body)
    uids = [line for line in unfolded(body) if line.startswith("UID:")]
    assert uids == [f"UID:task-{n}@ab12.planrunner" for n in range(len(every))]
    assert len(Calendar.from_ical(body).walk("VEVENT")) == len(every)
