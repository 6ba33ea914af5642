"""How often: 每季度, 半年一次, 双月, 季通报 and counts such as 每年不少于2次 (domain.md §2)."""

import re
from dataclasses import dataclass

from planrunner.extract.timepoints import number

_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
_UNIT = r"(?:次|场次|场|期|轮次|轮|批次|批|堂|节课)"
_FLOOR = r"(?:不少于|不低于|不得少于|至少|最少|原则上不少于|不少於)"
_PERIODS = {
    "年": ("year", 1, "year"), "年度": ("year", 1, "year"), "半年": ("month", 6, "halfyear"), "季度": ("month", 3, "quarter"),
    "季": ("month", 3, "quarter"), "月": ("month", 1, "month"), "月度": ("month", 1, "month"), "旬": ("day", 10, "none"),
    "周": ("week", 1, "week"), "星期": ("week", 1, "week"), "天": ("day", 1, "none"), "日": ("day", 1, "none"),
}  # fmt: skip
"""Unit → freq and interval of a recurrence, and freq of a count."""
EVERY = re.compile(
    rf"(?:每逢?|按|逐)(?P<n>{_N})?个?(?P<unit>半年|年度?|季度?|月度?|旬|周(?![边岁密围到])|星期|天|日(?!常|程))(?!龄|级)"
)
ONCE = re.compile(
    rf"(?<![每第上下今本去明前全半隔\d一二三四五六七八九十])(?!(?:\d+|[一三四五六七八九十]+)月)(?P<n>{_N})?个?(?P<unit>半年|年|季度?|月|周|星期)(?:开展|召开|组织|举办|进行|听取|研究|通报)?"
    rf"(?P<times>[一二两三四五六七八九1-9])"
    rf"(?:{_UNIT}(?!性)|度(?![，。]?量)|[考讲会评述课报查训]|主题|调度|通报|研判|汇总|专题)"
)
ALTERNATE = re.compile(
    r"[双单]月(?:份?第[一二三四](?:周|个?星期)(?![一二三四五六日天末]))?(?!份?[上中下]旬)|每?隔一?个?(?P<unit>月|周|星期|天|日|季度?)(?!离)"
)
TERSE = re.compile(
    r"(?<![每本上下当次同一二三四五六七八九十\d这前两传全权产])(?P<unit>[日周旬月季])"
    r"(?:清|结|报|调度|通报|分析|汇总|研判|例会|会商|检查|评比|评议|督查|排查|统计|总结|讲评|点评|考核)(?=[，。；、：”\s制和]|$)"
)
LUNAR = re.compile(r"每逢?(?:月)?农历(?P<day>初?[一二三四五六七八九十廿]{1,3}|\d{1,2})")
COUNT = re.compile(
    rf"(?P<floor>{_FLOOR})[^，。；：\d一二两三四五六七八九十]{{0,10}}?(?P<n>{_N}){_UNIT}(?!以内|性)(?:以上)?"
    rf"|(?P<m>{_N}){_UNIT}(?P<over>及?以上)"
    rf"|(?<!\d)(?P<low>{_N})(?:-|—|~|至|到|－)\d{{1,2}}{_UNIT}"
    rf"|(?<![第首每这那历同上下前后\d一二三四五六七八九十])(?P<plain>(?!二[次期批]){_N}){_UNIT}(?![性序数地别办以要]|产业|工程|项目|建设|代表|全会)"
)
WEEKDAY = re.compile(r"(?P<weekday>[一二三四五六日天1-7])(?![个次项季月半年])")
_DIGITS = {char: index for index, char in enumerate("一二三四五六日", 1)} | {"天": 7}


@dataclass(frozen=True, slots=True)
class Cycle:
    """A recurrence (`freq`, `interval`) and the period a count within it is told per."""

    freq: str
    interval: int
    per: str


def cycle_of(unit: str, n: str | None = None) -> Cycle:
    """Return the cycle of a unit, taken every `n` of it (每两周, 每3个月)."""
    freq, interval, per = _PERIODS[unit]
    times = amount(n) if n else 1
    return Cycle(freq, interval * times, per if times == 1 else "none")


def amount(word: str) -> int:
    """Return the value of a number in which 两 may stand for two."""
    return number(word.replace("两", "二"))


def weekday(word: str) -> int:
    """Return 1 for Monday to 7 for Sunday."""
    return int(word) if word.isdigit() else _DIGITS[word]


def lunar_day(word: str) -> int:
    """Return the day of a lunar month: 初五 → 5, 十五 → 15, 廿三 → 23."""
    word = word.removeprefix("初")
    return number(word.replace("廿", "二十"))
