"""The State Council's holiday notice as people get it: its own text, or the JSON of the well-known public data set.

Nothing is guessed: a span whose length is not the one the notice states, or a day that cannot be, is an error.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from planrunner.domain.holidays import HolidayNotice, HolidayTableError, checked_notice

_YEAR = re.compile(r"关于\s*(\d{4})\s*年部分节假日安排")
_NUMBER = re.compile(r"国办发明电\s*[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*\d+\s*号")
_SIGNED = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*$")
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
_SPAN = re.compile(
    r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日"
    r"(?:(?:至|—|－|-|到)(?:(?P<y2>\d{4})年)?(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日)?"
)
_LENGTH = re.compile(r"共?(\d{1,2})天")


def read_public_json(value: object, name: str) -> HolidayNotice:
    """Read `{year, papers, days: [{name, date, isOffDay}]}` (domain.md §3). HolidayTableError names file and key."""
    if not isinstance(value, Mapping) or not isinstance(value.get("days"), list):
        raise HolidayTableError(f"{name} 不是放假安排：缺少 days 列表")
    year = value.get("year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise HolidayTableError(f"{name} 中 year：应为年份，如 2026")
    off: list[date] = []
    worked: list[date] = []
    for number, item in enumerate(value["days"], 1):
        if not isinstance(item, Mapping) or not isinstance(item.get("isOffDay"), bool):
            raise HolidayTableError(f"{name} 中 days 第 {number} 项：应有 date 和 isOffDay")
        try:
            day = date.fromisoformat(str(item.get("date")))
        except ValueError as error:
            raise HolidayTableError(f"{name} 中 days 第 {number} 项 date：应为日期，如 2026-01-01") from error
        (off if item["isOffDay"] else worked).append(day)
    papers = value.get("papers")
    url = papers[0] if isinstance(papers, list) and papers and isinstance(papers[0], str) else ""
    return checked_notice(year, "", None, url, off, worked, name)


def read_notice_text(text: str, name: str) -> HolidayNotice:
    """Read the words of the notice, as copied from the government's site. HolidayTableError says what is not understood."""
    title = _YEAR.search(text)
    if not title:
        raise HolidayTableError(f"{name} 中没有“关于某年部分节假日安排”的标题，看不出是哪一年的通知")
    year = int(title[1])
    number = _NUMBER.search(text)
    signed = _SIGNED.search(text.rstrip())
    off: list[date] = []
    worked: list[date] = []
    for sentence in re.split("[。\n]", _ASIDE.sub("", re.sub(r"[ \t\u3000]", "", text[title.end() :]))):
        clause = re.sub("^.*?[:：]", "", sentence)
        if "放假" in clause and _SPAN.match(clause):
            off += _days_off(clause, year, name)
        elif clause.endswith("上班"):
            worked += [day for span in _SPAN.finditer(clause) for day in _days(span, year, name)]
    return checked_notice(
        year,
        re.sub(r"\s", "", number.group()) if number else "",
        _day(int(signed[1]), int(signed[2]), int(signed[3]), name) if signed else None,
        "",
        off,
        worked,
        name,
    )


def _days_off(clause: str, year: int, name: str) -> list[date]:
    span = _SPAN.match(clause)
    if span is None:
        return []
    found = list(_days(span, year, name))
    said = _LENGTH.search(clause, span.end())
    if said and int(said[1]) != len(found):
        raise HolidayTableError(f"{name} 中“{span.group()}”是 {len(found)} 天，通知写的是 {said[1]} 天，请核对")
    return found


def _days(span: re.Match[str], year: int, name: str) -> Iterator[date]:
    first_year = int(span["y"] or year)
    first = _day(first_year, int(span["m"]), int(span["d"]), name)
    last = first
    if span["d2"]:
        last_year = int(span["y2"] or first_year)
        last = _day(last_year, int(span["m2"] or span["m"]), int(span["d2"]), name)
    if not first <= last <= first + timedelta(days=31):
        raise HolidayTableError(f"{name} 中“{span.group()}”不是一段假期，请核对")
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _day(year: int, month: int, day: int, name: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise HolidayTableError(f"{name} 中没有 {year}年{month}月{day}日 这一天，请核对") from error
