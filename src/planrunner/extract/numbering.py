"""The numbers that begin an item: 一、（一）1、（1）① 第一章 and, inside a paragraph, 一是 二要 首先."""

import re

CN = "一二三四五六七八九十"
_CN_NUMBER = rf"(?:二?十[{CN}]?|[{CN}]十[{CN}]?|[{CN}])"
NUMBERED = re.compile(
    rf"(?:第{_CN_NUMBER}[章编节部]|第{_CN_NUMBER}部分)"
    rf"|{_CN_NUMBER}[、．]"
    rf"|[（(]{_CN_NUMBER}[）)]"
    r"|\d{1,2}(?:、|[.．](?:(?!\d)|(?=\d{1,2}\s*月)))"
    r"|[（(]\d{1,2}[）)]"
    r"|[①-⑳]"
    r"|——|[●◆■▪•]"
)
INLINE_START = re.compile(rf"{_CN_NUMBER}(?:是|要(?!求|点|素))")


def starts_numbered(text: str, at: int) -> bool:
    """Tell whether a numbered item begins at `at`."""
    return bool(NUMBERED.match(text, at) or INLINE_START.match(text, at))


def cn_number(word: str) -> int:
    """Return the value of a Chinese numeral up to 99 (十二 → 12); 0 for anything else."""
    if not word or any(char not in CN for char in word):
        return 0
    tens, mark, units = word.rpartition("十")
    if not mark:
        return CN.index(word) + 1 if len(word) == 1 else 0
    high = CN.index(tens) + 1 if tens else 1
    low = CN.index(units) + 1 if units else 0
    return high * 10 + low
