"""Named days, weeks and seasons of this line of work: what a name means in a year, and whether that is certain.

Fixed days stand in a statute or a resolution (国家宪法日 12·4: 全国人大常委会 2014-11-01 的决定; 全民国家安全教育日 4·15:
国家安全法第十四条).
Weeks, months and seasons follow a notice or the weather of the place, so they are ambiguous: a person settles them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planrunner.domain.lunar import Festival

_DAYS: dict[str, tuple[int, int]] = {
    "国家宪法日": (12, 4), "宪法日": (12, 4),
    "全民国家安全教育日": (4, 15), "国家安全教育日": (4, 15), "国家安全日": (4, 15), "国安日": (4, 15),
    "国际消费者权益日": (3, 15), "消费者权益保护日": (3, 15), "消费者权益日": (3, 15),
    "世界知识产权日": (4, 26), "知识产权日": (4, 26), "知识产权宣传日": (4, 26),
    "世界环境日": (6, 5), "环境日": (6, 5), "国际禁毒日": (6, 26), "禁毒日": (6, 26),
    "全国消防日": (11, 9), "消防宣传日": (11, 9), "消防日": (11, 9), "全国防灾减灾日": (5, 12), "防灾减灾日": (5, 12),
    "国际反家庭暴力日": (11, 25), "国际消除对妇女的暴力日": (11, 25), "反家暴日": (11, 25), "反家庭暴力日": (11, 25),
    "国际妇女节": (3, 8), "妇女节": (3, 8), "植树节": (3, 12), "世界水日": (3, 22), "世界地球日": (4, 22),
    "国际劳动节": (5, 1), "劳动节": (5, 1), "五一节": (5, 1), "青年节": (5, 4), "儿童节": (6, 1), "建党节": (7, 1),
    "建军节": (8, 1), "全国生态日": (8, 15), "教师节": (9, 10), "烈士纪念日": (9, 30), "国庆节": (10, 1), "国庆": (10, 1),
    "元旦": (1, 1), "人民警察节": (1, 10), "110宣传日": (1, 10), "世界艾滋病日": (12, 1), "国家公祭日": (12, 13),
    "安全生产宣传咨询日": (6, 16),
}  # fmt: skip
"""Days fixed in the civil calendar."""

_SPANS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "宪法宣传周": ((12, 1), (12, 7)), "宪法周": ((12, 1), (12, 7)),
    "民法典宣传月": ((5, 1), (5, 31)), "安全生产月": ((6, 1), (6, 30)), "禁毒宣传月": ((6, 1), (6, 30)),
    "综治宣传月": ((3, 1), (3, 31)), "平安建设宣传月": ((3, 1), (3, 31)), "保密宣传教育月": ((4, 15), (5, 15)),
    "保密宣传月": ((4, 15), (5, 15)), "知识产权宣传周": ((4, 20), (4, 26)), "防灾减灾宣传周": ((5, 6), (5, 12)),
    "妇女维权周": ((3, 1), (3, 8)), "三八维权周": ((3, 1), (3, 8)), "职业病防治法宣传周": ((4, 25), (5, 1)),
    "中国水周": ((3, 22), (3, 28)), "消防宣传月": ((11, 1), (11, 30)), "质量月": ((9, 1), (9, 30)),
    "主汛期": ((7, 1), (8, 31)), "汛期": ((6, 1), (9, 30)), "三夏": ((5, 25), (6, 25)), "三秋": ((9, 10), (10, 31)),
    "全国两会": ((3, 3), (3, 12)), "两会": ((3, 3), (3, 12)), "暑假": ((7, 10), (8, 31)), "暑期": ((7, 10), (8, 31)),
    "秋冬季": ((9, 1), (12, 31)), "春季": ((3, 1), (5, 31)), "夏季": ((6, 1), (8, 31)), "秋季": ((9, 1), (11, 30)),
    "汛": ((6, 1), (9, 30)), "冬季": ((12, 1), (12, 31)), "开学季": ((9, 1), (9, 15)), "开学第一课": ((9, 1), (9, 15)),
}  # fmt: skip
"""Weeks, months and seasons by custom; every one is ambiguous until a notice or a person settles it."""

_FESTIVALS: dict[str, Festival] = {
    "除夕": "除夕", "春节": "春节", "元宵节": "元宵", "元宵": "元宵",
    "清明节": "清明", "清明": "清明", "端午节": "端午", "端午": "端午",
    "中秋节": "中秋", "中秋": "中秋",
}  # fmt: skip
_TERMS: tuple[Festival, ...] = (
    "立春", "雨水", "惊蛰", "春分", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑", "立秋", "处暑", "白露", "秋分",
    "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒",
)  # fmt: skip
"""Solar terms besides 清明; words like 雨水 and 大雪 are days only where 节气, 前后 or the like follows."""
_WINTERS = ("今冬明春", "农闲")
_TWO_FEASTS = ("两节", "双节")
"""两节 at the turn of the year is 元旦 to 元宵, 双节 in autumn 中秋 to the end of the 国庆 days; the year's paper decides."""
_SEPTEMBER_WEEK = ("国家网络安全宣传周", "网络安全宣传周")
_DOTTED_DAYS = frozenset(
    (
        (1, 10),
        (3, 8),
        (3, 15),
        (4, 15),
        (4, 26),
        (5, 12),
        (6, 5),
        (6, 26),
        (8, 15),
        (9, 18),
        (11, 9),
        (11, 25),
        (12, 4),
        (12, 13),
    )
)
_SHORT_DAYS: dict[str, tuple[int, int]] = {
    "三八": (3, 8),
    "五一": (5, 1),
    "五四": (5, 4),
    "六一": (6, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "十一": (10, 1),
}
"""Names that are numbers too: they count only where 前, 期间 or the like follows."""
_NOT_AFTER = "(?![益常趋渐程均志边密年])"
"""营商环境日益… and 消防日常… are no days."""


def _name_pattern() -> str:
    """Return a pattern of every name, longest first."""
    names = sorted((*_DAYS, *_SPANS, *_FESTIVALS, *_SEPTEMBER_WEEK, *_WINTERS, *_TWO_FEASTS), key=len, reverse=True)
    guarded = [f"{name}{_NOT_AFTER}" if name[-1] in "日周" else name for name in names]
    for name in ("两会", "全国两会"):
        guarded[guarded.index(name)] = f"{name}(?!精神|代表|委员|建议)"
    guarded[guarded.index("国庆")] = r"国庆(?!\d)"
    guarded[guarded.index("汛")] = "汛(?=前)"
    guarded[guarded.index("质量月")] = "(?<!高)质量月"
    short = "|".join(_SHORT_DAYS)
    return "|".join(
        [
            *guarded,
            f'(?:{short})(?=[”’"]?(?:前|期间|假|小长假|节|黄金周|[、和及](?:国庆|十一|端午|中秋|元旦|春节|清明)))',
            f'(?:{"|".join(_TERMS)})(?=[”’"]?(?:节气|前|当[天日]|时节|期间))',
        ]
    )


NAME = _name_pattern()
"""Pattern of every name, longest first."""
_HOLIDAY_SPANS: dict[str, tuple[int, int]] = {"元旦": (0, 2), "春节": (-1, 5), "清明": (0, 2), "劳动节": (0, 4), "五一": (0, 4),
                                             "端午": (0, 2), "中秋": (0, 2), "国庆": (0, 6), "十一": (0, 6)}  # fmt: skip
"""What 期间 means for a holiday, in days around its first day; the real days off come with the year's notice."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name means in a year: first and last day, and whether that is uncertain."""

    start: date
    end: date
    ambiguous: bool


def is_dotted_day(month: int, day: int) -> bool:
    """Tell whether 12·4 or 3.15 is a day people know by its numbers, and not a decimal fraction."""
    return (month, day) in _DOTTED_DAYS


def named(name: str, year: int) -> Named:
    """Return what a name means in a year. KeyError for an unknown name."""
    if name in _DAYS:
        day = date(year, *_DAYS[name])
        return Named(day, day, ambiguous=False)
    if name in _SHORT_DAYS:
        day = date(year, *_SHORT_DAYS[name])
        return Named(day, day, ambiguous=False)
    if name in _TWO_FEASTS:
        from planrunner.domain.lunar import festival

        if name == "两节":
            return Named(date(year, 1, 1), festival("元宵", year), ambiguous=True)
        return Named(min(festival("中秋", year), date(year, 10, 1)), date(year, 10, 7), ambiguous=True)
    if name in _WINTERS:
        return Named(date(year, 12, 1), date(year + 1, 3, 1) - timedelta(days=1), ambiguous=True)
    if name in _FESTIVALS:
        from planrunner.domain.lunar import festival

        day = festival(_FESTIVALS[name], year)
        return Named(day, day, ambiguous=False)
    if name in _TERMS:
        from planrunner.domain.lunar import festival

        day = festival(name, year)
        return Named(day, day, ambiguous=False)
    if name in _SEPTEMBER_WEEK:
        start, end = week_of_month(year, 9, 3)
        return Named(start, end, ambiguous=True)
    first, last = _SPANS[name]
    return Named(date(year, *first), date(year, *last), ambiguous=True)


def lunar_day_in(year: int, month: int, day: int) -> date | None:
    """Return the day of a civil year that is this day of the lunar calendar, None where the year has none."""
    from planrunner.domain.lunar import LunarDate, from_lunar

    for lunar_year in (year, year - 1):
        try:
            found = from_lunar(LunarDate(lunar_year, month, day))
        except ValueError:
            continue
        if found.year == year:
            return found
    return None


def is_holiday(name: str) -> bool:
    """Tell whether a name is a public holiday with days off."""
    return name in _HOLIDAY_SPANS or name.removesuffix("节") in _HOLIDAY_SPANS


def during(name: str, year: int) -> Named:
    """Return what 期间 after a name means: the days off around a holiday (uncertain), else the name itself."""
    found = named(name, year)
    if not is_holiday(name):
        return found
    before, after = _HOLIDAY_SPANS.get(name) or _HOLIDAY_SPANS[name.removesuffix("节")]
    return Named(found.start + timedelta(days=before), found.start + timedelta(days=after), ambiguous=True)


def week_of_month(year: int, month: int, number: int) -> tuple[date, date]:
    """Return Monday and Sunday of the n-th calendar week of a month, the week of its first day being the first."""
    first = date(year, month, 1)
    monday = first - timedelta(days=first.weekday()) + timedelta(weeks=number - 1)
    return monday, monday + timedelta(days=6)
