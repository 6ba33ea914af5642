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
_PLACED = frozenset("在向对给结")
"""A clause that begins with where, to whom or on what occasion (结合…) may still hold its deed."""
_WHEN = re.compile(r"[在于到至从自每各\d一二三四五六七八九十〇零年月日季度个半周旬上中下初末底前后内起止—、之期间]{2,}")
"""A clause that says nothing but when belongs to the deed that follows: 2024年6月底前，…"""
_WHEN_AFTER = re.compile(
    r"[^，。；]{1,10}后[一二两三四五六七八九十\d]{1,2}个?(?:周|星期|天|日|月|工作日)(?:之?内)?|[^，。；]{2,6}节(?:前|后|前后|期间)"
)
_EACH_ONCE = re.compile(
    r"(?:[上下]半年|第?[一二三四]季度|\d{1,2}月份?|[、和及])+各(?:安排|组织|开展)?[一二两三四五\d]{1,2}(?:次|期|场|批|轮)"
)
_OCCASION = re.compile(r"\d+月|季度|期间|前后|之际|节日|节点")
_HELD = re.compile(r"(?:始终)?坚持(?:(?:把|将).*(?:纳入|列入|作为)|每[一二两三半]?个?[年季月周日]|.*(?:制度|机制)\Z)")
"""坚持 mostly opens a principle; with one of these it names a practice that is to go on."""
_LED = re.compile(r"由(?P<owner>[^，]{2,20}?)(?:牵头|(?:具体)?负责|承办)(?:落实|实施)?")
_HELPED = re.compile(r"[^，]{2,16}(?:配合|参与|协助|协同)")
_TIMED = re.compile(
    r"每[一二两三半]?[年季月周日个]|年[内初底]|全年|[上下]半年|\d{1,2}月|[一二三四]季度|定期|适时|及时|按[月季年]|逐[月季年]"
)
"""A clause that opens with when or how often tells a deed, whatever its verb: 每周推送一期以案释法."""
_DAY = (
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|初|中旬|[上下]旬|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?"
    r"|[年月]底|[年季月度]末|季度|[上下]半年|次月|每[一二两三半\d]?个?[年季月周日]"
)
_DATED = re.compile(rf"{_DAY}|(?:之|以)?前\Z")
BY_THEN = re.compile(rf"(?:{_DAY})(?:之|以)?前|[年月]底|[年季月度]末")
"""By when: 6月底前, 年底. Such words make a promise of a purpose (确保…) and of a title."""
TOLD = re.compile(r"已经?|去年|上年(?!度)|以来|至今|曾")
"""A clause with one of these tells what was."""
_OF = re.compile(r"(?:对|针对).*(?:事项|问题|情形|案件|行为|人员|群体|对象|领域|环节|薄弱点)\Z")
_NUMBER = re.compile(r"[\d一二两三四五六七八九十不至达]|数量|次数")
_DUTY = re.compile(r"必须|应当|一律|均[应须]|不得")
QUOTA = re.compile(
    r"(?:不少于|不低于|至少|达到?)[^，；]{0,8}?(?:\d|[一二两三四五六七八九十])|\d+[^\d，；]{1,3}以上"
    r"|其中[^，；]*\d"
)
"""How often or how many: 全年不少于12场, 其中上半年5场."""
_RATE = re.compile(r"率[^，；]{0,4}\d+(?:\.\d+)?[%％]")
_SHARE = re.compile(r"\d\s*[%％]")
_SHORTEST = 4
_DEPENDENT = re.compile(
    r"(?:期间|前后|之际|节点|方式|形式|途径|渠道|手段|平台|措施|契机|载体|抓手|导向|目标|主线|要求|基础上|过程中|[中上下时后]|的|等|为[^，]{2,12})$"
)


class Kind(Enum):
    """What a clause is to its sentence."""

    ACTION = auto()
    PURPOSE = auto()
    QUOTA = auto()
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
    led = _LED.fullmatch(text, start, end)
    if led:
        return Clause(start, end, Kind.REST, owner_of_subject(led["owner"]))
    if _HELPED.fullmatch(text, start, end) and not words.action.match(text, start, end):
        return Clause(start, end, Kind.REST)
    if _WHEN.fullmatch(text, start, end) or _WHEN_AFTER.fullmatch(text, start, end):
        return Clause(start, end, Kind.MEANS)
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
    if _HELD.match(clause):
        return Clause(start, end, Kind.ACTION, owner)
    if _OF.match(clause):
        return Clause(start, end, Kind.MEANS, owner)
    if words.means.match(clause):
        return Clause(start, end, _kind_of_means(clause, words), owner)
    if words.hope.fullmatch(clause) and not leads:
        return Clause(start, end, _kind_of_aim(clause), owner)
    if words.purpose.match(clause):
        return Clause(start, end, _kind_of_aim(clause), owner)
    if words.ground.match(clause) and _DEPENDENT.search(clause):
        return Clause(start, end, Kind.MEANS if _OCCASION.search(clause) else Kind.GROUND, owner)
    if words.action.match(clause):
        return Clause(start, end, Kind.ACTION, owner)
    if words.ground.match(clause) and not (clause[0] in _PLACED and words.strong.search(clause)):
        return Clause(start, end, Kind.GROUND, owner)
    if _EACH_ONCE.fullmatch(clause) or (QUOTA.search(clause) and not _has_object(clause, words)):
        return Clause(start, end, Kind.QUOTA, owner)
    if not leads and _RATE.search(clause) and not words.strong.search(clause):
        return Clause(start, end, Kind.QUOTA, owner)
    told = (
        leads
        or _DUTY.search(clause)
        or _TIMED.match(clause)
        or words.strong.search(clause)
        or words.adverb.match(clause)
        or (_DATED.search(clause) and not TOLD.search(clause))
    )
    return Clause(start, end, Kind.ACTION if told else Kind.REST, owner)


def _has_object(clause: str, words: Clauses) -> bool:
    """Tell whether a verb of the clause is followed by what it is done to and not by a number (组织活动, 学习一次)."""
    return any(
        clause[found.end() :] and not _NUMBER.match(clause, found.end()) for found in words.strong.finditer(clause)
    )


def _after_connective(text: str, start: int, end: int) -> int:
    """Return where a clause begins once 同时, 并, 要 and the like are left out."""
    found = _CONNECTIVE.match(text, start, end)
    return found.end() if found else start


def _kind_of_aim(clause: str) -> Kind:
    """Tell what a deed is for from the day or the number it is to reach (确保6月底前全覆盖), which belongs to the deed.

    为…提供…服务 with a number is a deed of its own.
    """
    if not (BY_THEN.search(clause) or QUOTA.search(clause) or _SHARE.search(clause)):
        return Kind.PURPOSE
    return Kind.ACTION if clause.startswith("为") else Kind.QUOTA


def _kind_of_means(clause: str, words: Clauses) -> Kind:
    """Tell a how that waits for its deed (通过…等形式) from one that has it (通过…提供…服务)."""
    if _DEPENDENT.search(clause):
        return Kind.MEANS
    return Kind.ACTION if words.verb.search(clause, 2) or _TIMED.search(clause, 2) else Kind.MEANS
