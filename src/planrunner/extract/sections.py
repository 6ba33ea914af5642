"""Where the plan stands in a paper: scored headings, plans that open in the running text, papers that are plans.

Every candidate carries its reasons; the best one above the threshold wins, and a paper without one has no plan.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from planrunner.extract.document import Reading
from planrunner.extract.frame import Frame
from planrunner.extract.outline import Mark
from planrunner.extract.reading import CELL, title_gap
from planrunner.extract.words import Headings
from planrunner.extract.years import YEAR, years_in, years_of_title

THRESHOLD = 5
_LINE_TITLE = 60
"""A paragraph up to this long without a full stop may be a heading."""
_LAST_CHAPTER = re.compile(r"[一二三四五六七八九十]、其[他它](?:需要|应当|有关)?(?:报告|说明|情况|事项)")
"""The fifth part of a yearly report: 其他需要报告的情况. It counts as closing words, so it is no heading of the body."""
_STOP = re.compile(r"[。；！？\n]")
_THIS_YEAR = re.compile("今年")
"""In a report to a people's congress, given at the start of a year, this year is the year ahead."""
_SENTENCE = re.compile(r"[。！？\n]")
_PLAN_ENDING = re.compile(r"(?:工作|主要|重点|总体|建设的?)(?:安排|计划|打算|思路|设想|谋划|部署)[：:]?\Z")
_LATE = 0.4
"""A plan stands in the later part of a report."""
_RUN_IN = 30
"""How long a title may be that runs into its first number (下一步工作安排（一）…)."""
_SAYS_SOMETHING = re.compile(f"[。；{CELL}]")
_LIST = 2
"""So many numbered lines are a list of things to do, be there no stop after any of them."""
_COLON_YEAR = re.compile(r"(?:19|20)\d{2}年[：:]")
_WORK = re.compile(r"(?:抓好|做好|完成|推进|落实|奋力|关于|干好)[^。]{0,24}年[^。]{0,8}(?:工作|任务|目标)")
_OPENING = re.compile(
    r"(?:针对[^。，]{2,14}，)?(?:"
    r"在?(?:下一步|下步|接下来|下一阶段|下阶段|下一年度?|今后|来年|明年|新的一年|新一年)[^。，：]{0,12}[，：]"
    r"|(?:[我本][镇乡街区市县局办]|(?:实验|开发|高新|示范)区|[^。，；：\n]{2,6}[镇乡区局])(?:下一步|下步|今后|明年)[将要拟]"
    r"|(?P<year>(?:19|20)\d{2}年|二[〇○零OＯ][〇○零一二三四五六七八九OＯ]{2}年)"
    r"(?:，(?=[^。]{0,80}?(?:将|要|坚持|继续|拟|进一步|计划|采取|围绕|以))|(?=我[们镇乡街区市县局办])[^。，]{1,6}将"
    r"|是[^。]{0,40}(?:年|周年)[，。]))"
)
_WILL = re.compile(r"将|我们要|继续|进一步|拟|力争|争取")


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate section `[start, end)` of the reading with its heading's end, score and reasons."""

    start: int
    end: int
    heading_end: int
    heading: str
    score: float
    reasons: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Score:
    """How much speaks for a heading, and what."""

    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading `[start, end)`; `title` is its text without the number, `rank` 0 to 3.

    An unnumbered line has rank 2 and number 0.
    """

    start: int
    end: int
    title: str
    rank: int
    number: int

    @property
    def numbered(self) -> bool:
        """Tell whether the heading has a number."""
        return self.number > 0


def find_section(
    reading: Reading, marks: tuple[Mark, ...], frame: Frame, told: int | None, words: Headings
) -> Found | None:
    """Return the plan section of a reading, or None for a paper without a plan.

    `told` is the year the paper tells of. The section runs to the end of the paper (closing words included, as they
    belong to its last part), or to the next heading that looks back again.
    """
    if _is_plan_paper(frame.title, words):
        end = len(reading.text)
        return Found(0, end, 0, "", THRESHOLD, ("整份文件就是计划（题名）",), whole=True)
    headings = list(_headings(reading, marks, frame))
    earliest = _earliest_plan_year(headings, frame, told)
    scored = ((_score(reading.text, heading, frame, earliest, words), heading) for heading in headings)
    candidates = [
        _found(reading.text, heading, headings, score, words) for score, heading in scored if score.points > 0
    ]
    if not any(candidate.score >= THRESHOLD for candidate in candidates):
        candidates = list(_openings(reading, headings, frame, told, words))
    candidates = [each for each in candidates if _says_something(reading.text, marks, each)]
    best = max(candidates, key=lambda candidate: (candidate.score, -candidate.start), default=None)
    return best if best is not None and best.score >= THRESHOLD else None


def _says_something(text: str, marks: tuple[Mark, ...], found: Found) -> bool:
    """Tell whether a candidate has a sentence, a row of a table, or numbered lines; a page's menu has none of them."""
    if _SAYS_SOMETHING.search(text, found.heading_end, found.end):
        return True
    return sum(mark.opens_line and found.heading_end <= mark.start < found.end for mark in marks) >= _LIST


def _is_plan_paper(title: str, words: Headings) -> bool:
    """Tell whether the title is a plan's and not a report's; the words at its very end decide."""
    plan = [found.end() for found in words.plan_papers.finditer(title)]
    report = [found.end() for found in words.report_papers.finditer(title)]
    looks_back = words.looking_back.search(title)
    return bool(plan) and not looks_back and (not report or max(plan) > max(report))


def _headings(reading: Reading, marks: tuple[Mark, ...], frame: Frame) -> Iterator[_Heading]:
    """Yield what may be headings: numbered titles of the upper ranks and short lines of their own."""
    text = reading.text
    places = [mark.start for mark in marks]
    numbered_lines = set(places)
    following = {mark.start: later.start for mark, later in pairwise(marks)}
    for mark in marks:
        if mark.rank <= 3 and frame.body <= mark.start < frame.closing:
            end = _title_end(reading, mark.end, following.get(mark.start, len(text)))
            yield _Heading(mark.start, end, text[mark.end : end], mark.rank, mark.number)
    for start, end in reading.paragraphs:
        if frame.body <= start < frame.closing and start not in numbered_lines:
            at = bisect_left(places, start)
            first = places[at] if at < len(places) else len(text)
            stop = first if first < end and first - start <= _RUN_IN else end
            line = text[start:stop]
            if len(line) <= _LINE_TITLE and not _STOP.search(line) and not line.endswith(("，", "、", "：", ":")):
                yield _Heading(start, stop, line, 2, 0)


def _title_end(reading: Reading, start: int, limit: int) -> int:
    """Return where the title that begins at `start` ends: line end, full stop, next number, or a gap in the source."""
    stop = _STOP.search(reading.text, start, min(limit, start + 80))
    end = stop.start() if stop else min(limit, start + 80)
    return title_gap(reading, start + 4, end) or end


def _earliest_plan_year(headings: list[_Heading], frame: Frame, told: int | None) -> int:
    """Return the earliest year that a heading may name for the plan: the latest one that any heading names.

    Where the paper's own title says which year it tells of, the plan is for a later one; a report to a people's
    congress is titled by the year that it plans.
    """
    latest = max((year for heading in headings for year in years_in(heading.title[:30])), default=0)
    sure = told is not None and bool(years_of_title(frame.title)) and not frame.congress
    return max(latest, (told or 0) + sure)


def _score(text: str, heading: _Heading, frame: Frame, earliest: int, words: Headings) -> _Score:
    """Score one heading as the plan's; no points where nothing in it looks ahead."""
    title = heading.title
    head = title[:40]
    first = head.split("，")[0]
    if years_in(first) or words.forward.search(first):
        head = first
    years = years_in(title)
    forward, planning = words.forward.search(head), words.planning.search(head)
    if not forward and frame.congress:
        forward = _THIS_YEAR.search(head)
    score, reasons = 0.0, []
    if forward:
        score += 4
        reasons.append(f"标题有“{forward.group()}”")
    if years and max(years) >= earliest:
        score += 3
        reasons.append(f"标题写明{max(years)}年")
        if _COLON_YEAR.match(title) or _WORK.search(title):
            score += 2
            reasons.append("标题以该年工作为题")
    if not score and _is_plain_plan(text, heading, frame, words):
        score += 3
        reasons.append("标题以计划、安排一类的词收尾，且在后半部分")
    if score and planning:
        score += 2
        reasons.append(f"标题有“{planning.group()}”")
    if not score:
        return _Score(0, ())
    last_forward = max((found.start() for found in words.forward.finditer(head)), default=-1)
    back = [found.start() for found in words.looking_back.finditer(head)]
    if back and max(back) > last_forward and not (years and _ends_ahead(head, words)):
        score -= 5
        reasons.append("标题又是回顾")
    if words.long_term.search(head) and not years:
        score -= 4
        reasons.append("讲的是多年规划")
    if words.problems.search(head) and not forward:
        score -= 4
    if words.report_papers.search(title[-6:]) and not heading.numbered:
        score -= 6
        reasons.append("这是文件的题名")
    if heading.rank <= 1 or not heading.numbered:
        score += 1
    elif heading.rank >= 3:
        score -= 1
    return _Score(score, tuple(reasons))


def _found(text: str, heading: _Heading, headings: list[_Heading], score: _Score, words: Headings) -> Found:
    """Return the candidate section of a scored heading."""
    cut = _cut_title(heading, words)
    end = _section_end(text, heading, headings, words) if score.points >= THRESHOLD else cut
    return Found(heading.start, end, cut, text[heading.start : cut], score.points, score.reasons)


def _is_plain_plan(text: str, heading: _Heading, frame: Frame, words: Headings) -> bool:
    """Tell whether an upper heading without 下一步 or a year is the plan's: …主要安排, 工作打算, late in the paper."""
    late = heading.start - frame.body > _LATE * (len(text) - frame.body)
    title = heading.title
    told = words.looking_back.search(title) or words.problems.search(title)
    return late and heading.rank <= 1 and len(title) <= 20 and not told and _PLAN_ENDING.search(title) is not None


def _ends_ahead(head: str, words: Headings) -> bool:
    """Tell whether the last telling word of a title looks ahead (…工作总结和2022年工作安排)."""
    ahead = max((found.start() for found in words.planning.finditer(head)), default=-1)
    back = max(found.start() for found in words.looking_back.finditer(head))
    return ahead > back


def _cut_title(heading: _Heading, words: Headings) -> int:
    """Return where a title ends that may run into the text (二、2025年工作思路2025年，…)."""
    title = heading.title
    if len(title) <= 24 and not YEAR.search(title, 5):
        return heading.end
    again = YEAR.search(title, 5)
    stops = [again.start()] if again and words.planning.search(title, 0, again.start()) else []
    planning = words.planning.search(title)
    if len(title) > 50 and planning:
        following = words.planning.match(title, planning.end())
        stops.append(following.end() if following else planning.end())
    return heading.end - len(title) + min(stops) if stops else heading.end


def _section_end(text: str, heading: _Heading, headings: list[_Heading], words: Headings) -> int:
    """Return where the section of a heading ends: at the next one as high that looks back, or tells of anything else."""
    for other in headings:
        if other.start <= heading.start or not other.numbered or other.rank > min(heading.rank, 2):
            continue
        ending = other.title[-8:]
        looks_back = words.looking_back.search(ending) or words.problems.search(ending)
        if looks_back and not words.forward.search(other.title):
            return other.start
    last = _LAST_CHAPTER.search(text, heading.end) if heading.rank <= 1 else None
    return last.start() if last else len(text)


def _openings(
    reading: Reading, headings: list[_Heading], frame: Frame, told: int | None, words: Headings
) -> Iterator[Found]:
    """Yield plans that open in the running text: 下一步，… or 2023年，我们将…, after what the paper tells of."""
    text = reading.text
    span = max(1, frame.closing - frame.body)
    for found in _OPENING.finditer(text, frame.body):
        before = text[found.start() - 1] if found.start() else "\n"
        if before not in "。！？；\n”）" and found.start() != frame.body:
            continue
        where = (found.start() - frame.body) / span
        sentence = text[found.start() : _sentence_end(text, found.start())]
        score, reasons = 0.0, []
        if found["year"]:
            year = years_in(found["year"])
            if not year or (told is not None and year[0] <= told):
                continue
            score += 3 + (told is not None)
            reasons.append(f"正文以“{found['year']}”起头")
        else:
            score += 3
            reasons.append(f"正文以“{found.group()[:6]}”起头")
        if words.problems.search(text, max(0, found.start() - 200), found.start()):
            score += 2
            reasons.append("前文讲问题")
        if _WILL.search(sentence):
            score += 1
            reasons.append("用“将”“继续”等词")
        if where > 0.35:
            score += 1
        if _goes_back(found.start(), headings):
            score -= 4
            reasons.append("其后又接前文的章节")
        yield Found(found.start(), len(text), found.start(), sentence[:40].strip(), score, tuple(reasons))


def _goes_back(start: int, headings: list[_Heading]) -> bool:
    """Tell whether the numbers after `start` go on with what stood before: a new chapter, or （八） after （七）."""
    later = [heading for heading in headings if heading.start > start and heading.numbered]
    chapters = any(heading.rank <= 1 and "其他" not in heading.title[:12] for heading in later)
    return chapters or (bool(later) and later[0].number > 1)


def _sentence_end(text: str, start: int) -> int:
    """Return where the sentence that holds `start` ends, its stop included."""
    stop = _SENTENCE.search(text, start)
    return stop.end() if stop else len(text)
