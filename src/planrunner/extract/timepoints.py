"""Points of time in Chinese: what 3月中旬, 第二季度末, 年底, 下半年 or 12·4 mean in a year, as first and last day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from planrunner.extract.numbering import cn_number
from planrunner.extract.observances import NAME, during, is_dotted_day, named, week_of_month

_S = r"\s*"
_NUM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = (
    rf"(?:(?:19|20)\d{{2}}{_S}年(?:度)?|二[〇○零OＯ][〇○零一二三四五六七八九OＯ]{{2}}年(?:度)?|今年|本年度?|当年|明年|次年|来年"
    r"|下年度?|去年|上年度?|上一年度?)"
)
_QUARTER = r"第?[一二三四1-4]季度?"
_PART = "[上中下]旬|月?[初中底末]"
POINT = re.compile(
    rf"(?P<year>{_YEAR})?{_S}(?:"
    rf"(?P<month>{_NUM}){_S}月份?{_S}(?:(?P<day>{_NUM}){_S}[日号]"
    rf"(?:{_S}[（(]?(?:周|星期)[一二三四五六日天][）)]?)?(?:[上下中]午|晚上?|凌晨|全天|当天|当日)?"
    rf"|(?P<part>上中旬|中下旬|上旬|中旬|下旬|初|中(?!心|央|国|小|层|介|学|秋|期|华)|底|末)|第(?P<week>[一二三四五]){_S}(?:周|个?星期)(?P<weekday>[一二三四五六日天])?)?"
    rf"|(?P<quarter>第?[一二三四1-4]{_S}季度?)(?P<qpart>初|中|底|末)?"
    rf"|(?P<half>[上下]半年)(?P<hpart>初|底|末)?"
    rf"|(?P<ypart>年初|年中|年底|年末|年终|岁末|年内|全年(?!工作|目标|任务|总|各项|经济|收入|累计)|(?<=年)(?:初|中|底|末|内)|(?<=年度)(?:末|内))"
    rf"|(?P<dotmonth>1[0-2]|0?[1-9])[.·•・．](?P<dotday>3[01]|[12]\d|0?[1-9])(?![\d.%％个万亿倍公平元米吨条宗件人家次项户天])"
    rf"|[“‘\"]?(?P<name>{NAME})"
    rf")|(?P<only>{_YEAR})(?!级|版|代|以内)"
)
_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_RELATIVE = {"今": 0, "本": 0, "当": 0, "明": 1, "次": 1, "来": 1, "下": 1, "去": -1, "上": -1}
_CN_DIGITS = {char: index for index, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○OＯ", 0)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of time: first and last day, how wide it is, and whether its meaning is uncertain.

    `grain` is day, week, part (旬), month, quarter, half, year or named; `closing` is true where the words say the end
    of something (6月底), `month`/`day` are what a yearly recurrence of it names; `dated` that the year was named.
    """

    start: date
    end: date
    grain: str
    closing: bool = False
    ambiguous: bool = False
    month: int | None = None
    day: int | None = None
    dated: bool = False
    name: str = ""


def number(word: str) -> int:
    """Return the value of an Arabic or Chinese number up to 99; 0 for none."""
    word = word.strip()
    return int(word) if word.isdigit() else cn_number(word)


def year_of(word: str, year: int) -> int:
    """Return the year that 2022年, 二〇二二年, 明年 or 去年 names, seen from the plan year `year`."""
    if word[0].isdigit():
        return int(word[:4])
    if word[0] in _RELATIVE:
        return year + _RELATIVE[word[0]]
    return int("".join(str(_CN_DIGITS[char]) for char in word[:4]))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def point_of(found: re.Match[str], year: int) -> Point | None:
    """Return what a match of POINT means for the plan year `year`; None where its numbers are no date."""
    word = found["year"] or found["only"]
    dated = bool(word)
    year = year_of(word, year) if word else year
    if found["only"]:
        return Point(date(year, 1, 1), date(year, 12, 31), "year", dated=True)
    try:
        if found["month"]:
            return _month_point(found, year, dated=dated)
        if found["dotmonth"]:
            month, day = int(found["dotmonth"]), int(found["dotday"])
            if not is_dotted_day(month, day):
                return None
            at = date(year, month, day)
            return Point(at, at, "day", month=month, day=day, dated=dated)
    except ValueError:
        return None
    if found["quarter"]:
        index = number(re.sub(r"[第季度\s]", "", found["quarter"]))
        return _span(year, 3 * index - 2, 3 * index, found["qpart"], "quarter", dated=dated)
    if found["half"]:
        first = 1 if found["half"][0] == "上" else 7
        return _span(year, first, first + 5, found["hpart"], "half", dated=dated)
    if found["name"]:
        meant = named(found["name"], year)
        return Point(meant.start, meant.end, "named", ambiguous=meant.ambiguous, dated=dated, name=found["name"],
                     month=meant.start.month, day=meant.start.day)  # fmt: skip
    return _year_part(found["ypart"], year, dated=dated)


def _month_point(found: re.Match[str], year: int, *, dated: bool) -> Point:
    """Return a point within a month. ValueError where there is no such day."""
    month = number(found["month"])
    last = month_end(year, month)
    if found["day"]:
        day = date(year, month, number(found["day"]))
        return Point(day, day, "day", month=month, day=day.day, dated=dated)
    if found["week"]:
        start, end = week_of_month(year, month, number(found["week"]))
        if found["weekday"]:
            day = (
                start.replace()
                if found["weekday"] == "一"
                else date.fromordinal(start.toordinal() + _WEEKDAYS[found["weekday"]] - 1)
            )
            return Point(day, day, "day", ambiguous=True, month=month, dated=dated)
        return Point(start, end, "week", ambiguous=True, month=month, dated=dated)
    bounds = {
        "上中旬": (1, 20),
        "中下旬": (11, last.day),
        "上旬": (1, 10),
        "初": (1, 10),
        "中旬": (11, 20),
        "中": (11, 20),
        "下旬": (21, last.day),
        "底": (21, last.day),
        "末": (21, last.day),
    }
    if found["part"]:
        first, final = bounds[found["part"]]
        closing = found["part"] in "底末"
        loose = found["part"] in "初中底末"
        return Point(
            date(year, month, first),
            date(year, month, final),
            "part",
            closing=closing,
            ambiguous=loose,
            month=month,
            dated=dated,
        )
    return Point(date(year, month, 1), last, "month", month=month, dated=dated)


def _span(year: int, first: int, last: int, part: str | None, grain: str, *, dated: bool) -> Point:
    """Return the months `first` to `last`, or their beginning, middle or end."""
    start, end = date(year, first, 1), month_end(year, last)
    if part in {"底", "末"}:
        return Point(end, end, grain, closing=True, month=last, day=end.day, dated=dated)
    if part == "初":
        return Point(start, month_end(year, first), "month", ambiguous=True, month=first, dated=dated)
    if part == "中":
        return Point(date(year, first + 1, 1), month_end(year, first + 1), "month", ambiguous=True, dated=dated)
    return Point(start, end, grain, month=first, dated=dated)


def _year_part(part: str, year: int, *, dated: bool) -> Point:
    """Return the beginning, middle or end of a year (domain.md §2: 年初 is the first quarter)."""
    tail = part.removeprefix("年")
    if tail == "初":
        return Point(date(year, 1, 1), date(year, 3, 31), "part", ambiguous=True, dated=dated)
    if tail == "中":
        return Point(date(year, 6, 15), date(year, 7, 15), "part", ambiguous=True, dated=dated)
    if tail in {"内", "全年"}:
        return Point(date(year, 1, 1), date(year, 12, 31), "year", dated=dated)
    return Point(date(year, 12, 31), date(year, 12, 31), "year", closing=True, month=12, day=31, dated=dated)


def holiday_span(point: Point, year: int) -> Point:
    """Return what 期间 after a named point means."""
    meant = during(point.name, year)
    return Point(meant.start, meant.end, "named", ambiguous=meant.ambiguous, dated=point.dated, name=point.name)
