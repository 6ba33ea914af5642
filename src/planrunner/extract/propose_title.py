"""Short task names from the words of a measure: no dates, no opening adverbs, no names of recipients, at most 40 chars."""

import re
from collections.abc import Iterable

LONGEST = 40
_OPENING = re.compile(
    r"^(?:要|并|还要|同时|继续|进一步|切实|深入|扎实|持续|不断|认真|大力|积极|全面|严格|着力|稳步|紧紧|有效|努力|牢牢|注重|"
    r"重点|灵活|及时|，|、|；|：|于|在(?=每))+(?=.{4,})"
)
_PAPER = (
    r"(?:报告|总结|小结|数据|材料|信息|情况|台账|台帐|清单|目录|名单|方案|计划|报表|统计表|自查表|表格"
    r"|资料|意见|结果|文件|稿件?|案例|线索|要点|档案|简报|成果|动态|进展|[周月季年快]报)"
)
_RECIPIENT = re.compile(
    rf"(?P<verb>报送|上报|发送|报(?=[至给到]))(?:至|给|到)?(?![^，。；、]*{_PAPER}$)[^，。；、]{{2,}}$"
)
_OBJECT_FIRST = re.compile(r"^将(?P<what>.{4,}?)(?P<verb>报送|上报)$")
_ASIDE = re.compile(r"（[^（）]*）|\([^()]*\)")
_BEFORE_TIME = re.compile(r"(?:从|自|于|在|截至|截止|[到至])?(?:\d{1,2}、)*\Z")
_AFTER_TIME = re.compile(r"(?:起|开始|之前|以前|前(?=将))")
_YEAR_ALONE = re.compile(r"20\d{2}年度?")
_BARE = re.compile(
    r"(?:并|再|就|[在向][^，、]{2,14}?|门户网站|[到至]?[年月]底|逐[一项件])*"
    r"(?:报送|上报|呈报|报备|报(?!送)[^，、告]{2,12}|公布|公开|公示|发布|印发|通报|备案|归档|办结|销号|评估|小结)(?:[一二两三]次)?"
)
"""A clause that has a verb and perhaps a place or a reader, and leaves what it is about to the clause before it."""
_OPENS_OBJECT = re.compile(
    r"^(?:[从自于在到至]?第?[\d一二三四五六七八九十上下][\d一二三四五六七八九十年月日季度半初中末底旬内]+(?:份|起|之前|以前|前)?)?"
    r"(?:完成|做好|抓好|开展|组织|试行|推行|制定|编制|修订|起草|形成|建立|编印|梳理)?"
)
_PAPER_END = re.compile(rf".*{_PAPER}")
_SHORTEST_OBJECT = 4


def title_of(clean: str, times: Iterable[tuple[int, int]] = (), about: str = "") -> str:
    """Return a task name for a measure. `times` are the spans of the dates in `clean`, left out of the name.

    A date goes with the words that bind it to the phrase (从…起, 于…前); a year that says which of several is meant
    (对2025年度考核…) stays. Who receives a report is left out too: the words may name a person, and a title goes into
    calendars. A clause that is only a verb is told with its object, taken from `about`, the clause before it.
    """
    words = clean
    for start, end in sorted(times, reverse=True):
        if start and _YEAR_ALONE.fullmatch(words, start, end):
            continue
        bound, after = _BEFORE_TIME.search(words[:start]), _AFTER_TIME.match(words, end)
        words = words[: bound.start() if bound else start] + words[after.end() if after else end :]
    words = re.sub(r"^(?:[于、，和及]|分别|各(?=组织|开展|召开|举办|进行))+|前(?=将)", "", words.strip("，。；、 "))
    words = _RECIPIENT.sub(lambda found: found["verb"], words)
    words = _OBJECT_FIRST.sub(lambda found: found["verb"] + found["what"], words)
    words = _OPENING.sub("", words)
    if about and _BARE.fullmatch(words):
        words = f"{words}（{_object_of(about)}）"
    elif len(words) > LONGEST:
        words = _ASIDE.sub("", words)
    words = _short(words).strip("，。；、： ")
    return words.strip("“") if "”" not in words else words


def _object_of(about: str) -> str:
    """Return what a clause is about: what stands after its date and verb, up to the paper it names last."""
    opened = _OPENS_OBJECT.match(about)
    what = about[opened.end() :] if opened else about
    paper = _PAPER_END.match(what)
    if paper and len(paper.group()) >= _SHORTEST_OBJECT:
        what = paper.group()
    return what if len(what) >= _SHORTEST_OBJECT else about


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
