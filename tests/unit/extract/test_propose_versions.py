"""Rules that change during the year, and meetings that serve two obligations."""

import tomllib
from datetime import date

import pytest
from tests.unit.extract.test_propose import CALENDAR, paper

from planrunner.domain.packs import RuleBook, RulePackError, build_book, parse_pack
from planrunner.extract.proposal import Proposal
from planrunner.extract.propose import propose

PACK = """
[pack]
id = "n"
title = "全国"

[[rule]]
id = "report"
title = "情况报告"
category = "oversight"
calls = ["报告"]
schedule = {old}
place = "back"
basis = [{{ title = "旧办法", article = "第三条", verified = true }}]
verified = true

[[supersedes]]
id = "report"
from = {begins}
schedule = {new}
basis = [{{ title = "新办法", article = "第五条", verified = true }}]
"""
QUARTERLY = '{ kind = "count", n = 1, per = "quarter" }'
MONTHLY = '{ kind = "count", n = 1, per = "month" }'


def book(old: str, new: str, begins: str = "2022-07-01") -> RuleBook:
    """Return the rules of the pack with these two versions."""
    return build_book([parse_pack(tomllib.loads(PACK.format(old=old, new=new, begins=begins)), "n.toml")])


def report(old: str, new: str, begins: str = "2022-07-01") -> Proposal:
    """Return what is proposed for 2022 by a rule that changes on a day."""
    (found,) = propose(paper(["做好报告"]), book(old, new, begins), CALENDAR, 2022)
    return found


def test_what_recurs_goes_by_the_version_of_its_day() -> None:
    """Quarterly until June, monthly from July: two and six occurrences, each ground with its days."""
    found = report(QUARTERLY, MONTHLY)
    months = [one.rule_date.month for one in found.occurrences if one.rule_date]
    assert months == [2, 5, 7, 8, 9, 10, 11, 12]
    assert [one.number for one in found.occurrences] == list(range(1, 9))
    assert found.target == 8
    assert [(one.title, one.effective_from, one.effective_until) for one in found.basis] == [
        ("新办法", date(2022, 7, 1), None),
        ("旧办法", None, date(2022, 6, 30)),
    ]
    assert "7月1日起按新规定" in found.reason


def test_what_is_done_once_is_done_once() -> None:
    """The version that holds on its own day decides; the other one adds no second report."""
    early, late = '{ kind = "deadline", by = "03-31" }', '{ kind = "deadline", by = "11-30" }'
    before, after = report(early, late), report(late, late.replace("11-30", "10-31"))
    assert [one.planned for one in before.occurrences] == [date(2022, 3, 31)]
    assert "7月1日起另有新规定" in before.reason
    assert [one.planned for one in after.occurrences] == [date(2022, 10, 31)]


def test_a_gap_between_versions_is_asked_about() -> None:
    """Where the old day comes too late and the new one too early, the new one's day stands, unsure, and says so."""
    found = report('{ kind = "deadline", by = "11-30" }', '{ kind = "deadline", by = "03-31" }')
    assert [(one.planned, one.tentative) for one in found.occurrences] == [(date(2022, 3, 31), True)]
    assert found.confidence == "low"
    assert "请确认" in found.reason


@pytest.mark.parametrize(("year", "grounds", "times"), [(2021, ["旧办法"], 4), (2023, ["新办法"], 12)])
def test_other_years_have_one_version(year: int, grounds: list[str], times: int) -> None:
    """Before and after the year of the change only one version holds, and its days are not told."""
    (found,) = propose(paper(["做好报告"]), book(QUARTERLY, MONTHLY), CALENDAR, year)
    assert [one.title for one in found.basis] == grounds
    assert len(found.occurrences) == times
    assert all(one.effective_from is None and one.effective_until is None for one in found.basis)


def test_a_rule_that_ends_before_its_day_proposes_nothing() -> None:
    """A rule repealed in June has no deadline in November; its measure is then planned by its own words."""
    text = PACK.split("[[supersedes]]", maxsplit=1)[0].format(old='{ kind = "deadline", by = "11-30" }')
    ended = text.replace('place = "back"', 'place = "back"\neffective = { until = 2022-06-30 }')
    found = propose(paper(["做好报告"]), build_book([parse_pack(tomllib.loads(ended), "n.toml")]), CALENDAR, 2022)
    assert not any(one.rule == "report" for one in found)
    assert any(one.measures == (0,) for one in found)


def test_a_new_version_comes_after_the_old_one() -> None:
    """A version without its day, or one that begins before the version it follows, is refused by name."""
    text = PACK.format(old=QUARTERLY, new=MONTHLY, begins="2022-07-01")
    with pytest.raises(RulePackError, match=r"n\.toml 的 第 1 个 \[\[supersedes\]\]（report） 中 from"):
        build_book([parse_pack(tomllib.loads(text.replace("from = 2022-07-01", "")), "n.toml")])
    twice = text + text[text.index("[[supersedes]]") :]
    with pytest.raises(RulePackError, match="上一版施行"):
        build_book([parse_pack(tomllib.loads(twice), "n.toml")])


SHARED = """
[pack]
id = "n"
title = "全国"

[[rule]]
id = "topic"
title = "专题学习"
category = "study"
calls = ["专题"]
last_year = ["专题"]
schedule = { kind = "count", n = 2, per = "year", slots = ["05-18", "10-26"] }
place = "inside"
people = "cadres"
basis = [{ title = "惯例", verified = true }]
shares = ["quarterly"]
verified = true

[[rule]]
id = "quarterly"
title = "季度学习"
category = "study"
calls = ["季度学习"]
schedule = { kind = "count", n = 1, per = "quarter" }
place = "inside"
people = "cadres"
basis = [{ title = "惯例", verified = true }]
verified = true
"""


def test_one_meeting_serves_both() -> None:
    """The two sessions on a topic are two of the four of the quarters: same day, each naming the other's task."""
    rules = build_book([parse_pack(tomllib.loads(SHARED), "n.toml")])
    extraction = paper(["抓好专题和季度学习"], done=[("2021-04-27", "开展专题学习"), ("2021-11-08", "开展专题学习")])
    found = {one.rule: one for one in propose(extraction, rules, CALENDAR, 2022)}
    topic, quarterly = found["topic"], found["quarterly"]
    assert [one.planned for one in topic.occurrences] == [date(2022, 4, 27), date(2022, 11, 8)]
    assert [one.same_as for one in topic.occurrences] == ["rule:quarterly#2", "rule:quarterly#4"]
    assert [one.same_as for one in quarterly.occurrences] == ["", "rule:topic#1", "", "rule:topic#2"]
    assert [one.planned for one in quarterly.occurrences if one.same_as] == [one.planned for one in topic.occurrences]
    assert all(one.due and one.planned and one.planned <= one.due for one in quarterly.occurrences)
    assert "一次会议两项都计" in topic.reason


def test_meetings_of_different_quarters_stay_apart() -> None:
    """A yearly meeting outside every window of the other is no shared one."""
    rules = build_book([parse_pack(tomllib.loads(SHARED.replace('shares = ["quarterly"]', "")), "n.toml")])
    found = propose(paper(["抓好专题和季度学习"]), rules, CALENDAR, 2022)
    assert all(not occurrence.same_as for one in found for occurrence in one.occurrences)
