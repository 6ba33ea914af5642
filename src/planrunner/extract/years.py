"""Which year a report tells of and which year its plan is for, by what the text says."""

import re
from collections import Counter
from collections.abc import Sequence

from planrunner.extract.words import Headings

_CN_DIGITS = "〇○零一二三四五六七八九"
_CN_VALUE = {char: max(0, index - 2) for index, char in enumerate(_CN_DIGITS)} | {"O": 0, "Ｏ": 0, "o": 0}
YEAR = re.compile(
    r"(?<!\d)(?:(?P<arabic>(?:19|20)\d{2})|(?P<chinese>[二][〇○零OＯo][〇○零一二三四五六七八九OＯo]{2}))年(?!以来|代)"
)
_TITLE_BOOK = re.compile(r"《[^《》]{0,80}》|〔\d{4}〕")
_OPENING = 3000
"""How much of a body counts as its opening, in characters."""
_SPAN = re.compile(r"\d{4}年?[—－–\-至到~～]{1,2}\d{4}年")


def year_of(found: re.Match[str]) -> int:
    """Return the value of a match of YEAR."""
    if found["arabic"]:
        return int(found["arabic"])
    return int("".join(str(_CN_VALUE.get(char, 0)) for char in found["chinese"]))


def years_in(text: str) -> list[int]:
    """Return the years named in `text` in order, without those in titles of books and spans of years."""
    return years_of_title(_TITLE_BOOK.sub(" ", text))


def years_of_title(title: str) -> list[int]:
    """Return the years a paper's title names, which may stand in another title (关于印发《2023年工作要点》的通知)."""
    return [year_of(found) for found in YEAR.finditer(_SPAN.sub(" ", title))]


def report_year(title: str, body: str, titles: Sequence[str], headings: Headings) -> int | None:
    """Return the year a paper tells of: from its title, else from the first heading of `titles` that looks back.

    A title that names two years (…2024年总结暨2025年计划) tells of the earlier one. Where neither names a year it is
    the one that the opening of the body speaks of most.
    """
    named = years_of_title(title)
    if named:
        return min(named)
    for heading in titles:
        looked_back = years_in(heading)
        if looked_back and headings.looking_back.search(heading):
            return min(looked_back)
    counted = Counter(years_in(body[:_OPENING]))
    return counted.most_common(1)[0][0] if counted else None


def plan_year(
    title: str, heading: str, opening: str, told: int | None, headings: Headings, *, congress: bool
) -> int | None:
    """Return the year a plan is for.

    In this order: the year in the heading of its section; the year its first sentences begin with; the later year of a
    title that names two, or the year of a title that is a plan's or a report's to a people's congress, which is given
    in the year that it plans; else the year after the one the paper tells of.
    """
    in_heading = years_in(heading)
    if in_heading:
        return max(in_heading)
    in_opening = [year for year in years_in(opening[:200]) if told is None or told <= year <= told + 1]
    if in_opening:
        return max(in_opening)
    in_title = years_of_title(title)
    if len(set(in_title)) > 1:
        return max(in_title)
    is_plan = headings.plan_papers.search(title) and not headings.report_papers.search(title)
    if in_title and (congress or is_plan):
        return in_title[0]
    return told + 1 if told is not None else None
