"""Chinese time expressions and what they mean, by rules over masked text (documents.md §3, domain.md §2).

What only looks like a time (《…（2021—2025年）》, 〔2025〕8号, 党的二十大, “八五”, 20个工作日内, 99.8%) is masked first. Of two
readings that overlap the longer one that comes earlier wins. 前 makes a deadline; every uncertain meaning says so.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from planrunner.extract.model import Time
from planrunner.extract.timecycles import counts, cycles
from planrunner.extract.timedates import points

_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_CN = "一二三四五六七八九十"
_MASK = re.compile(
    r"《[^《》]{0,120}》|[〔\[【]\d{4}[〕\]】]\d{0,5}号?|[一二]?十[一二三四五六七八九]?[大届](?:[一二三四五六七]中全会)?(?:[、和以及]+[一二三四五六七]中全会)*"
    rf"|[“\"‘](?:[{_CN}]五|三八红旗手?|双十)[”\"’]|第[{_CN}\d]+(?:个?五年|责任人|次|届|条|款|项|章|批|期|届|部分|一线|三方)"
    r"|\d+(?:\.\d+)?\s*[%％‰]|(?<!\d)1[3-9]\d{9}(?!\d)|\d{3,4}[-—]\d{7,8}"
    rf"|(?:\d{{1,3}}|[{_CN}两]{{1,3}})\s*(?:个)?(?:工作日|自然日|个?月|[日天周年]|小时|分钟|学时)(?:之?内|以内|以上|以下|期限|[^底初末份中上下旬前至到—－\-，。、]{{0,2}}完成)(?<!月内容)"
    r"|[三四五]个[一二三]|\d+周[年岁]|[一二三四五六七八九十百\d]+[周百]年|三年(?:行动|攻坚)|五年(?:规划|计划|普法)|\d{1,2}[-—~至]\d{1,2}[名人个岁]"
    r"|每年度?(?:工作|计划)(?:报告|总结)(?=》)"
)
_VAGUE = re.compile(
    r"不定期|定期|适时|择机|视情|长期|常年|常态化|经常性?|及时|尽快|近期|随时|平时|第一时间|条件成熟时|贯穿全年|早日|陆续|序时|按期|按时|日常"
)
_LINK = re.compile(r"[\s“”‘’\"第个（）()]{0,4}(?:全民|国际|全国)?\Z")


def find_times(text: str, year: int, today: date) -> tuple[Time, ...]:
    """Return the time expressions of `text` in order, spans indexing `text`.

    `year` is the plan year that dates without a year belong to; `today` ends 今年以来.
    """
    plain = text.translate(_DIGITS)
    taken = [found.span() for found in _MASK.finditer(plain)]
    found: list[Time] = []
    for time in chain(cycles(plain, year), points(plain, year, today), counts(plain), _vague(plain)):
        if not any(time.start_char < stop and start < time.end_char for start, stop in taken):
            found.append(time)
            taken.append((time.start_char, time.end_char))
    return tuple(_merged(plain, sorted(found, key=lambda time: time.start_char)))


def _vague(text: str) -> Iterator[Time]:
    """Yield words that promise without a date (适时, 定期, 长期)."""
    for found in _VAGUE.finditer(text):
        yield Time(found.start(), found.end(), "vague")


def _merged(text: str, times: list[Time]) -> Iterator[Time]:
    """Yield the times, a day told twice over (“12·4”国家宪法日) as one."""
    waiting: Time | None = None
    for time in times:
        if waiting is not None:
            same = waiting.kind == time.kind == "date" and waiting.start == time.start
            if same and _LINK.fullmatch(text, waiting.end_char, time.start_char):
                waiting = replace(waiting, end_char=time.end_char)
                continue
            yield waiting
        waiting = time
    if waiting is not None:
        yield waiting
