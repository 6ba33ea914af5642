"""The numbered outline of a reading: which numbers begin an item, how deep it stands, and its label.

Numbers are found where they begin a paragraph or a sentence, and in one-line papers also in the running text where the
series goes on (…（一）…（二）…); a number in the middle of a phrase (一、二、三产业, 第（一）项, 12.4) begins nothing.
Before a date (2、4月底前, 5.3月) a number counts only where it opens a paragraph and goes on with the series.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from planrunner.extract.document import Reading
from planrunner.extract.numbering import CN, cn_number

_CN_NUMBER = rf"(?:[{CN}]?十[{CN}]?|[{CN}])"
_NUMBER = re.compile(
    rf"第(?P<part>{_CN_NUMBER})(?:部分|[章编](?!程))"
    rf"|(?P<cn>{_CN_NUMBER})[、．](?![{CN}])"
    rf"|[（(](?P<bracket>{_CN_NUMBER})[）)](?![项款条]|目(?![标录前的]))"
    r"|(?<![\d.．])(?P<digit>\d{1,2})(?:、|[.．])(?!\d)"
    r"|(?<![^\n])(?P<dated>\d{1,2})(?:、|[.．])(?=(?:1[0-2]|0?[1-9])\s*月|20\d{2}\s*年)"
    rf"|(?<![^\n])(?P<cndated>{_CN_NUMBER})[、．](?=[{CN}]{{1,2}}月)"
    r"|[（(](?P<digits>\d{1,2})[）)]"
    r"|(?P<circle>[①-⑳])"
    r"|(?<![^\n])(?P<bullet>——|[●◆■▪•])"
    rf"|(?P<inline>{_CN_NUMBER})(?:是(?!否)|要(?!求|点|素|领))"
    r"|第(?P<ordinal>[一二三四五六七八九])[，,、：]"
    r"|(?P<word>首先|其次|再次|第[一二三四五六]是)"
)
RANKS = {
    "part": 0,
    "cn": 1,
    "cndated": 1,
    "bracket": 2,
    "digit": 3,
    "dated": 3,
    "digits": 4,
    "circle": 5,
    "bullet": 5,
    "inline": 6,
    "ordinal": 6,
    "word": 6,
}
INLINE = 6
_BOUNDARY = frozenset("\n。！？；：”’）)】〕》…")
_INLINE_BOUNDARY = _BOUNDARY | {"，", "、"}
_NEVER_BEFORE_INLINE = frozenset("统唯之第逐同单万专")
_WORDS = {"首先": 1, "其次": 2, "再次": 3}
_REACH = 4000
"""How far ahead the second of a series may stand for the first to count in running text, in characters."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that begins an item: `[start, end)` in the reading, `rank` 0 (第一部分) to 6 (一是).

    `label` is the number without its brackets or stops (四, 1, 一是); `opens_line` is true at the start of a paragraph.
    """

    start: int
    end: int
    rank: int
    number: int
    label: str
    opens_line: bool


def find_marks(reading: Reading) -> tuple[Mark, ...]:
    """Return the numbers that begin items, in order."""
    text = reading.text
    seconds = _seconds(text)
    marks: list[Mark] = []
    last = [0] * (INLINE + 1)
    newest = [0] * (INLINE + 1)
    for found in _NUMBER.finditer(text):
        kind = found.lastgroup or "cn"
        rank, start = RANKS[kind], found.start()
        before = text[start - 1] if start else "\n"
        number = _value(kind, found[kind])
        gap = start in reading.gaps
        if kind in {"inline", "word", "ordinal"}:
            sure = before in _INLINE_BOUNDARY or gap
            fits = before not in _NEVER_BEFORE_INLINE
        elif kind in {"dated", "cndated"}:
            sure, fits = newest[rank] == number - 1 > 0, True
        else:
            sure = before in _BOUNDARY or gap or kind in {"bracket", "circle"} or _is_row_number(text, found, kind)
            fits = before not in {"第", "、", "－", "—", "-", "至"}
        goes_on = number == last[rank] + 1 if number > 1 else _follows(seconds[rank], start)
        if not fits or not (sure or goes_on) or (rank == INLINE and number != 1 and number != last[rank] + 1):
            continue
        if rank == INLINE and number == 1 and not goes_on:
            continue
        for deeper in range(rank + 1, INLINE + 1):
            last[deeper] = 0
        last[rank] = newest[rank] = number
        marks.append(Mark(start, found.end(), rank, number, _label(kind, found), before == "\n"))
    return tuple(marks)


def _is_row_number(text: str, found: re.Match[str], kind: str) -> bool:
    """Tell whether a number with a full stop stands between Chinese characters, as in flattened tables (公开15.严格)."""
    if kind != "digit" or found.group()[-1] == "、":
        return False
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return before >= "\u3400" and after >= "\u3400"


def _seconds(text: str) -> list[list[int]]:
    """Return for each rank where a number two stands, which proves that a series goes on."""
    places: list[list[int]] = [[] for _ in range(INLINE + 1)]
    for found in _NUMBER.finditer(text):
        if found.lastgroup and _value(found.lastgroup, found[found.lastgroup]) == 2:
            places[RANKS[found.lastgroup]].append(found.start())
    return places


def _follows(places: list[int], start: int) -> bool:
    """Tell whether one of the ascending `places` lies within reach after `start`."""
    following = bisect_right(places, start)
    return following < len(places) and places[following] - start < _REACH


def _value(kind: str, word: str) -> int:
    """Return the value of a matched number."""
    if kind in {"digit", "dated", "digits"}:
        return int(word)
    if kind == "circle":
        return ord(word) - ord("①") + 1
    if kind == "bullet":
        return 1
    if kind == "word":
        return _WORDS.get(word) or cn_number(word[1])
    return cn_number(word)


def _label(kind: str, found: re.Match[str]) -> str:
    """Return the label of a number for a measure's path."""
    return found.group().rstrip("，,、：") if kind in {"inline", "ordinal", "word"} else found[kind]
