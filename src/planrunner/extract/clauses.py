"""Clauses of a sentence: where they stand and whether each says what is done, what for, how, or on what ground."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from planrunner.extract.owners import SUBJECT, owner_of_subject
from planrunner.extract.words import Clauses

_OPENERS = "（(《“‘"
_CLOSERS = "）)》”’"
_SEPARATORS = frozenset("，；：,;\n")
_CONNECTIVE = re.compile(
    r"(?:同时|此外|另外|其次|再次|最后|下一步|并且|而且|并(?![举重行联轨列存])|还要|也要|要(?![求素点领])|还|也|特别是|尤其是|，|、)+"
)
_ENUMERATION = "、"
_LEAD = re.compile(r"[^，。；]{2,30}(?:当务之急|关键|重点|核心|根本|首要任务|重中之重|任务)(?:就|还|也)?(?:是|在于)要?")
"""…的当务之急就是 says how urgent the deed is, not what it is."""
_BY = re.compile(r"通过")
_PLACED = frozenset("在向对给")
"""A clause that begins with where or to whom may still hold its deed."""
_SHORTEST = 4
_DEPENDENT = re.compile(
    r"(?:方式|形式|途径|渠道|手段|平台|措施|契机|载体|抓手|导向|目标|主线|要求|基础上|过程中|[中上下时后]|的|等|为[^，]{2,12})$"
)


class Kind(Enum):
    """What a clause is to its sentence."""

    ACTION = auto()
    PURPOSE = auto()
    MEANS = auto()
    GROUND = auto()
    REST = auto()


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause `[start, end)` of the reading without its punctuation; `owner` where its subject names one."""

    start: int
    end: int
    kind: Kind
    owner: str = ""


def split_clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses of `[start, end)`: cut at commas, semicolons and colons outside brackets and quotes."""
    depth = 0
    at = start
    for index in range(start, end):
        char = text[index]
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and depth == 0:
            if index > at:
                yield at, index
            at = index + 1
    if end > at:
        yield at, end


def split_enumeration(text: str, start: int, end: int, words: Clauses) -> Iterator[tuple[int, int]]:
    """Yield the parts of a clause that 、 joins, where each begins with a verb of its own (制定方案、召开会议)."""
    depth = 0
    at = start
    for index in range(start, end):
        char = text[index]
        if char in _OPENERS:
            depth += 1
        elif char in _CLOSERS:
            depth = max(0, depth - 1)
        elif char == _ENUMERATION and depth == 0 and index - at >= 4:
            following = text.find(_ENUMERATION, index + 1, end)
            rest = (following if following > 0 else end) - index - 1
            if rest >= 5 and words.action.match(text, at, index) and words.strong.match(text, index + 1, end):
                yield at, index
                at = index + 1
    yield at, end


def read_clause(text: str, start: int, end: int, words: Clauses, *, leads: bool) -> Clause:
    """Return the clause `[start, end)` without connectives and subject, and what it is.

    `leads` is true for a clause before which its sentence has done nothing yet: there a wish (提高…能力) is the
    deed itself, later it is what the deed is for.
    """
    owner = ""
    start = _after_connective(text, start, end)
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    subject = SUBJECT.match(text, start, end)
    if subject and words.action.match(subject["owner"]):
        return Clause(start, end, Kind.REST)
    if subject:
        owner = owner_of_subject(subject["owner"])
        start = _after_connective(text, subject.end(), end)
    by = _BY.match(text, start, end)
    if by and words.strong.match(text, by.end(), end) and not _DEPENDENT.search(text[start:end]):
        start = by.end()
    if end - start < _SHORTEST:
        return Clause(start, end, Kind.REST, owner)
    clause = text[start:end]
    if words.means.match(clause):
        return Clause(start, end, _kind_of_means(clause, words), owner)
    if words.hope.fullmatch(clause) and not leads:
        return Clause(start, end, Kind.PURPOSE, owner)
    if words.purpose.match(clause):
        return Clause(start, end, Kind.PURPOSE, owner)
    if words.ground.match(clause) and _DEPENDENT.search(clause):
        return Clause(start, end, Kind.GROUND, owner)
    if words.action.match(clause):
        return Clause(start, end, Kind.ACTION, owner)
    if words.ground.match(clause) and not (clause[0] in _PLACED and words.strong.search(clause)):
        return Clause(start, end, Kind.GROUND, owner)
    told = leads or words.strong.search(clause) or words.adverb.match(clause)
    return Clause(start, end, Kind.ACTION if told else Kind.REST, owner)


def _after_connective(text: str, start: int, end: int) -> int:
    """Return where a clause begins once 同时, 并, 要 and the like are left out."""
    found = _CONNECTIVE.match(text, start, end)
    return found.end() if found else start


def _kind_of_means(clause: str, words: Clauses) -> Kind:
    """Tell a how that waits for its deed (通过…等形式) from one that has it (通过…提供…服务)."""
    if _DEPENDENT.search(clause):
        return Kind.MEANS
    return Kind.ACTION if words.verb.search(clause, 2) else Kind.MEANS
