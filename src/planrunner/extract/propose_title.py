"""Short task names from the words of a measure: no dates, no opening adverbs, no names of recipients, at most 40 chars."""

import re
from collections.abc import Iterable

LONGEST = 40
_OPENING = re.compile(
    r"^(?:要|并|还要|同时|继续|进一步|切实|深入|扎实|持续|不断|认真|大力|积极|全面|严格|着力|稳步|紧紧|有效|努力|牢牢|注重|"
    r"重点|灵活|及时|，|、|；|：|于|在(?=每))+(?=.{4,})"
)
_RECIPIENT = re.compile(r"(?P<verb>报送|上报|发送|报(?=[至给到]))(?:至|给|到)?[^，。；、]{2,}$")
_OBJECT_FIRST = re.compile(r"^将(?P<what>.{4,}?)(?P<verb>报送|上报)$")
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")


def title_of(clean: str, times: Iterable[tuple[int, int]] = ()) -> str:
    """Return a task name for a measure. `times` are the spans of the dates in `clean`, left out of the name.

    Who receives a report is left out too: the words may name a person, and a title goes into calendars.
    """
    words = clean
    for start, end in sorted(times, reverse=True):
        words = words[:start] + words[end:]
    words = re.sub(r"^[于在、，和及]+|前(?=将)", "", words.strip("，。；、 "))
    words = _RECIPIENT.sub(lambda found: found["verb"], words)
    words = _OBJECT_FIRST.sub(lambda found: found["verb"] + found["what"], words)
    words = _OPENING.sub("", words)
    if len(words) > LONGEST:
        words = _ASIDE.sub("", words)
    return _short(words).strip("，。；、：“ ")


def _short(words: str) -> str:
    """Cut at the last comma that leaves enough, else keep the end of the clause, where the verb's object stands."""
    if len(words) <= LONGEST:
        return words
    parts = re.split("[，；]", words)
    if len(parts) > 1:
        last = parts[-1]
        return _short(last if len(last) >= 8 else parts[0])
    cut = words.rfind("、", 8, LONGEST)
    return words[:cut] + "等" if cut > 0 else words[: LONGEST - 1] + "…"
