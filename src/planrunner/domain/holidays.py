"""One year's holiday notice (国务院办公厅关于部分节假日安排的通知): what `plans/holidays/*.toml` holds, as a value."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple, Protocol


class HolidayTableError(ValueError):
    """A holidays table cannot be used; the message names the file, the table and the key, in Chinese."""


class HolidayNotice(NamedTuple):
    """The notice for one year: its number (文号), the day it was published, and the days it names.

    `off` are days off that would else be worked or fall in the holiday, `worked` the weekend days worked instead
    (调休). Both sorted. A notice may name a day of the year before (2022-12-31 belongs to the notice for 2023).
    """

    year: int
    number: str
    published: date | None
    url: str
    off: tuple[date, ...]
    worked: tuple[date, ...]


def parse_notice(table: Mapping[str, object], file: str) -> HolidayNotice:
    """Read `[notice]` of one parsed holidays TOML (design.md §9).

    `off` is a list of days or of `{from, to}`; `worked` a list of days; `number`, `date` and `url` may be missing.
    Raises HolidayTableError naming file, table and key.
    """

    def fail(key: str, what: str) -> HolidayTableError:
        return HolidayTableError(f"{file} 的 [notice] 表中 {key}：{what}")

    notice = table.get("notice")
    if not isinstance(notice, Mapping):
        raise HolidayTableError(f"{file} 缺少 [notice] 表")
    known = {"year", "number", "date", "url", "off", "worked"}
    for key in notice:
        if key not in known:
            raise fail(str(key), "不认识的键")
    year = notice.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1949 <= year <= 2200:
        raise fail("year", "应为年份，如 2026")
    words = {}
    for key in ("number", "url"):
        value = notice.get(key, "")
        if not isinstance(value, str):
            raise fail(key, "应为文字")
        words[key] = value
    published = notice.get("date")
    if published is not None and type(published) is not date:
        raise fail("date", "应为日期，如 2025-11-04")
    off = _days(notice.get("off"), "off", fail)
    worked = _days(notice.get("worked", []), "worked", fail)
    return checked_notice(year, words["number"], published, words["url"], off, worked, file)


def checked_notice(
    year: int,
    number: str,
    published: date | None,
    url: str,
    off: Iterable[date],
    worked: Iterable[date],
    file: str,
) -> HolidayNotice:
    """Return a notice whose days can be: of its year, off or worked but not both, worked only at weekends.

    Raises HolidayTableError naming the file and the list at fault.
    """
    notice = HolidayNotice(year, number, published, url, tuple(sorted(set(off))), tuple(sorted(set(worked))))

    def fail(key: str, what: str) -> HolidayTableError:
        return HolidayTableError(f"{file} 的 [notice] 表中 {key}：{what}")

    if not notice.off:
        raise fail("off", "没有写放假的日子")
    for key, days in (("off", notice.off), ("worked", notice.worked)):
        strange = next((day for day in days if not date(year - 1, 12, 20) <= day <= date(year, 12, 31)), None)
        if strange:
            raise fail(key, f"{strange.isoformat()} 不在 {year} 年的通知之内")
    both = set(notice.off) & set(notice.worked)
    if both:
        raise fail("worked", f"{min(both).isoformat()} 同时写为放假和上班")
    weekday = next((day for day in notice.worked if day.weekday() < 5), None)
    if weekday:
        raise fail("worked", f"{weekday.isoformat()} 不是周末，本来就上班")
    return notice


def _days(value: object, key: str, fail: "_Fail") -> set[date]:
    if not isinstance(value, list):
        raise fail(key, "应为日期的列表")
    days: set[date] = set()
    for item in value:
        if type(item) is date:
            days.add(item)
        elif isinstance(item, Mapping) and type(item.get("from")) is date and type(item.get("to")) is date:
            first, last = item["from"], item["to"]
            if not first <= last <= first + timedelta(days=31):
                raise fail(key, f"{first.isoformat()} 至 {last.isoformat()} 不是一段假期")
            days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
        else:
            raise fail(key, "每一项应为日期，或 { from = 日期, to = 日期 }")
    return days


class _Fail(Protocol):
    """The shape of the error maker handed to `_days`."""

    def __call__(self, key: str, what: str) -> HolidayTableError: ...
