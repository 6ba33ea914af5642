"""From what a report says to proposals: which rules are called, where dates come from, what is left alone."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.packs import build_book, parse_pack
from planrunner.domain.rules import RuleNotice
from planrunner.domain.schedule import Count, Deadline, Discretionary, Fixed, Trigger, Window
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.model import Done, Extraction, Measure, Place, Section, Statement, Time
from planrunner.extract.proposal import Proposal
from planrunner.extract.propose import propose, uncovered

RULES = Path(__file__).parents[3] / "plans" / "rules"
FILES = (*sorted((RULES / "national").glob("*.toml")), RULES / "province" / "37-shandong.toml")
BOOK = build_book(parse_pack(tomllib.loads(file.read_text(encoding="utf-8")), file.name) for file in FILES)
CALENDAR = WorkCalendar()


def paper(
    plan: Sequence[str | tuple[str, Time]] = (),
    done: Sequence[tuple[str, str]] = (),
    told: Sequence[str] = (),
    title: str = "某乡工作报告",
) -> Extraction:
    """Return what is understood of a report: measures of the plan, dated things done, other sentences."""
    at = 1000
    measures = []
    for number, one in enumerate(plan):
        clean, times = (one, ()) if isinstance(one, str) else (one[0], (one[1],))
        measures.append(
            Measure(
                at,
                at + len(clean),
                clean,
                clean,
                f"k{number}",
                "other",
                "service",
                ("四",),
                "",
                times,
                Place(0, None, 0, 0),
            )
        )
        at += len(clean) + 10
    body = 0
    things = []
    for day, clean in done:
        things.append(Done(day, body, body + len(clean), clean, clean))
        body += len(clean) + 1
    sentences = []
    for clean in (title, *told):
        sentences.append(Statement(body, body + len(clean), clean, clean))
        body += len(clean) + 1
    return Extraction(
        title, "某乡", 2021, 2022, Section(1000, at, "四、打算"), tuple(measures), tuple(things), tuple(sentences), ()
    )


def plan_of(extraction: Extraction, *notices: RuleNotice) -> dict[str, Proposal]:
    """Return the proposals for 2022 by key."""
    return {one.key: one for one in propose(extraction, BOOK, CALENDAR, 2022, notices)}


def test_nothing_calls_nothing() -> None:
    """A paper that speaks of other things gets no rule at all: the catalogue is not poured over it."""
    assert plan_of(paper(told=["全年粮食增产。"])) == {}


def test_a_paper_without_a_plan_proposes_nothing() -> None:
    """Without a plan section nothing is proposed, whatever the body says."""
    assert propose(replace(paper(told=["开展法治讲座。"]), section=None), BOOK, CALENDAR, 2022) == ()


def test_a_measure_calls_its_rules_and_is_cited() -> None:
    """Village publicity calls the fixed days, the week, the market and Shandong's month, each citing the measure."""
    found = plan_of(paper(["大力开展农村法治宣传"]))
    wanted = {"national-security-day", "constitution-day", "constitution-week", "rural-markets", "sd-publicity-month"}
    assert {f"rule:{one}" for one in wanted} <= set(found)
    assert all(one.measures == (0,) for one in found.values())
    assert not any(key.startswith("measure:") for key in found)


def test_sources_of_dates() -> None:
    """A fixed day rests on statute, the week on its notice, the market on nobody's date."""
    found = plan_of(paper(["大力开展农村法治宣传"]))
    day, week, market = (found[f"rule:{one}"] for one in ("constitution-day", "constitution-week", "rural-markets"))
    assert (day.date_source, day.schedule, day.confidence) == ("statute", Fixed(date(2022, 12, 4)), "high")
    assert (week.date_source, week.occurrences[0].tentative) == ("notice", True)
    assert (market.date_source, market.occurrences[0].planned) == ("none", None)
    assert isinstance(market.schedule, Discretionary)


def test_a_notice_settles_the_week() -> None:
    """A notice entered for the year moves the week and makes it certain; the key stays."""
    notice = RuleNotice("constitution-week", 2022, date(2022, 12, 4), date(2022, 12, 10))
    week = plan_of(paper(["大力开展法治宣传"]), notice)["rule:constitution-week"]
    assert week.schedule == Window(date(2022, 12, 4), date(2022, 12, 10))
    assert not week.occurrences[0].tentative
    other = plan_of(paper(["大力开展法治宣传"]), replace(notice, year=2023))["rule:constitution-week"]
    assert other.occurrences[0].tentative


def test_last_year_gives_the_day() -> None:
    """A meeting of last year comes back on the same day, moved off the weekend, with what was said quoted."""
    found = plan_of(paper(done=[("2021-10-15", "10月15日举办党章学习班培训")]))
    training = found["rule:party-discipline"]
    assert (training.date_source, training.occurrences[0].planned) == ("last_year", date(2022, 10, 14))
    assert training.last_year[0].date == "2021-10-15"
    assert "移至10月14日" in training.reason


def test_an_older_report_names_its_year() -> None:
    """A plan made from an older report says in which year the thing was done."""
    extraction = paper(done=[("2021-10-15", "10月15日举办党章学习班培训")])
    (one,) = propose(extraction, BOOK, CALENDAR, 2025)
    assert "2021年10月15日做过" in one.reason
    assert "去年10月15日做过" in plan_of(extraction)["rule:party-discipline"].reason


def test_one_meeting_told_twice_is_one_proposal() -> None:
    """The same meeting told in two places is one proposal that cites both."""
    twice = [("2021-10-15", "10月15日上午学党章"), ("2021-10-15", "10月15日开展党纪教育")]
    training = plan_of(paper(done=twice))["rule:party-discipline"]
    assert len(training.last_year) == 2
    assert len(training.occurrences) == 1


def test_statute_beats_last_year() -> None:
    """A day fixed by law keeps its date and source though last year's report tells of it; the report is quoted."""
    day = plan_of(paper(done=[("2021-04-15", "4月15日在集市讲国家安全")]))["rule:national-security-day"]
    assert (day.date_source, day.schedule) == ("statute", Fixed(date(2022, 4, 15)))
    assert len(day.last_year) == 1


def test_counted_meetings_of_last_year() -> None:
    """Two dated study meetings of last year are the year's two occurrences."""
    study = plan_of(
        paper(
            done=[
                ("2021-03-31", "中心组3月31日、9月22日学法"),
                ("2021-09-22", "中心组3月31日、9月22日学法"),
            ]
        )
    )["rule:party-group-study"]
    assert study.schedule == Count(2)
    assert study.target == 2
    assert [one.planned for one in study.occurrences] == [date(2022, 3, 31), date(2022, 9, 22)]


def test_things_done_without_a_day_are_cited() -> None:
    """A thing told without a day calls its rule, cited with an empty date, and takes no date from it."""
    exam = plan_of(paper(told=["年内办了学法考试。"]))["rule:law-examination"]
    assert exam.last_year[0].date == ""
    assert (exam.date_source, exam.occurrences[0].tentative) == ("notice", True)


@pytest.mark.parametrize("told", ["学法考试的形式有待创新。", "学法考试组织不够规范。"])
def test_what_is_wanting_calls_nothing(told: str) -> None:
    """A sentence about what is missing is nothing done."""
    assert plan_of(paper(told=[told])) == {}


def test_the_kind_of_paper_calls_the_yearly_duties() -> None:
    """A report on law-based government calls for its own yearly duties, citing its title; another paper does not."""
    found = plan_of(paper(title="2021年度某乡法治政府建设情况报告"))
    duties = {"rule:annual-report-submit", "rule:annual-report-publish", "rule:year-end-summary", "rule:year-plan"}
    assert duties <= set(found)
    assert all(found[key].last_year[0].quote.startswith("2021年度某乡") for key in duties)
    submit = found["rule:annual-report-submit"]
    assert submit.schedule == Deadline(date(2022, 2, 28))


def test_dated_things_no_rule_knows_come_back() -> None:
    """A training that no rule knows is suggested for the same day with low confidence; an opening is not."""
    found = plan_of(
        paper(
            done=[("2021-06-08", "6月8日，我乡组织森林防火业务培训"), ("2021-07-01", "7月1日举办新站所揭牌暨宣传活动")]
        )
    )
    (one,) = found.values()
    assert (one.title, one.confidence, one.date_source) == ("组织森林防火业务培训", "low", "last_year")
    assert one.occurrences[0].planned == date(2022, 6, 8)


def test_a_measure_of_its_own() -> None:
    """A measure no rule serves is proposed under its own words, without a finish day, low in confidence."""
    (one,) = plan_of(paper(["进一步优化窗口布局"])).values()
    assert (one.key, one.title, one.date_source, one.confidence) == ("measure:k0", "优化窗口布局", "custom", "low")
    assert len(one.occurrences) == 4


def test_a_document_is_a_thing_of_its_own() -> None:
    """A measure that founds a regime is served by no rule that only shares its subject: both are proposed."""
    found = plan_of(paper(["建立规范性文件后评估制度"]))
    assert "rule:document-cleanup" in found
    assert found["measure:k0"].schedule == Deadline(date(2022, 6, 30))


def test_slogans_stay_uncovered() -> None:
    """A slogan yields no proposal and stands in the list of uncovered measures."""
    extraction = paper(["坚持以人民为中心", "优化窗口布局"])
    assert uncovered(extraction, propose(extraction, BOOK, CALENDAR, 2022)) == (0,)


def test_scraps_of_the_page_are_no_task() -> None:
    """A measure without words of its own makes no task."""
    assert plan_of(paper(["〔……略……〕", "等等"])) == {}


def test_dates_of_the_text_come_first() -> None:
    """A date in the measure makes a proposal with source text, due before the day, named without the date and the recipient."""
    time = Time(1, 7, "deadline", end="2022-06-20")
    measure = ("于6月20日前将纠错情况统计表报送县里王某某邮箱", time)
    (one,) = plan_of(paper([measure])).values()
    assert (one.date_source, one.confidence) == ("text", "high")
    assert one.schedule == Deadline(date(2022, 6, 17))
    assert one.title == "报送纠错情况统计表"
    assert "6月20日前" in one.reason


def test_a_count_in_the_text_beats_the_custom_of_the_rule() -> None:
    """A number in the measure replaces the rule's own, which keeps its basis."""
    time = Time(7, 14, "count", n=4, freq="year", op=">=")
    study = plan_of(paper([("理论学习中心组每年不少于4次学法", time)]))["rule:party-group-study"]
    assert (study.date_source, study.target, len(study.occurrences)) == ("text", 4, 4)
    assert study.basis


def test_the_name_of_a_public_day_is_no_date_of_the_text() -> None:
    """12·4 in a measure names the day; its rule knows the date better than the words."""
    time = Time(4, 8, "date", start="2022-12-04", end="2022-12-04", month=12, day=4)
    found = plan_of(paper([("组织开展12·4宪法宣传周活动", time)]))
    assert {one.date_source for one in found.values()} <= {"statute", "notice", "custom"}


def test_a_day_the_paper_writes_is_told_once() -> None:
    """A written date inside a public month is the day of that month's rule, and calls no day that lies elsewhere."""
    time = Time(0, 5, "date", start="2022-05-20", end="2022-05-20", month=5, day=20)
    (one,) = plan_of(paper([("5月20日举办民法典法治宣传", time)])).values()
    assert (one.key, one.date_source, one.schedule) == ("rule:civil-code-month", "text", Fixed(date(2022, 5, 20)))


def test_a_written_statutory_day_has_source_text() -> None:
    """Where the paper writes the very day of the law, the source is the text and the law stays the basis."""
    time = Time(0, 5, "date", start="2022-04-15", end="2022-04-15", month=4, day=15)
    day = plan_of(paper([("4月15日集中开展国家安全宣传", time)]))["rule:national-security-day"]
    assert (day.date_source, day.schedule) == ("text", Fixed(date(2022, 4, 15)))
    assert day.basis[0].title == "国家安全法"


def test_one_sentence_one_proposal() -> None:
    """Neighbouring actions of one sentence that no rule knows are one proposal citing all of them."""
    extraction = paper(["简化流程", "压缩时限"])
    first, second = extraction.measures
    near = replace(second, start=first.end + 1, end=first.end + 5)
    (one,) = propose(replace(extraction, measures=(first, near)), BOOK, CALENDAR, 2022)
    assert (one.title, one.measures) == ("简化流程、压缩时限", (0, 1))


def test_the_same_paper_gives_the_same_plan() -> None:
    """Proposals do not depend on anything but the input, and keys not on the order of the measures."""
    words = ["加强规范性文件监管", "优化窗口布局", "大力开展法治宣传"]
    once, again = plan_of(paper(words)), plan_of(paper(words))
    assert once == again
    assert {key for key in plan_of(paper(words[::-1])) if key.startswith("rule:")} == {
        key for key in once if key.startswith("rule:")
    }


@given(
    st.lists(
        st.sampled_from(("大力开展法治宣传", "加强法律培训", "优化窗口布局", "健全依法决策机制", "召开工作会议")),
        max_size=12,
    ),
    st.integers(2021, 2035),
)
def test_every_proposal_is_complete(words: list[str], year: int) -> None:
    """In any year each proposal has a short title, a one-line reason, cites something, and no two are the same thing."""
    found = propose(paper(words), BOOK, CALENDAR, year)
    for one in found:
        assert 0 < len(one.title) <= 40
        assert one.reason
        assert "\n" not in one.reason
        assert one.measures or one.last_year
        assert one.date_source != "text"
        assert (one.date_source == "none") == all(occurrence.planned is None for occurrence in one.occurrences)
    assert len({(one.title, tuple(occurrence.planned for occurrence in one.occurrences)) for one in found}) == len(
        found
    )
    assert len({one.key for one in found}) == len(found)


def test_work_before_a_festival_is_due_on_the_last_workday_before_it() -> None:
    """利用春节… says when the work pays, not that offices work on the day off."""
    clean = "利用春节走访困难户"
    time = Time(2, 4, "date", start="2022-02-01", end="2022-02-01")
    (visit,) = [one for one in plan_of(paper([(clean, time)])).values() if one.measures]
    assert (visit.date_source, visit.occurrences[0].due) == ("text", date(2022, 1, 30))


def test_a_date_goes_to_the_rule_that_can_have_one() -> None:
    """A deadline for clearing documents is not taken by the filing that waits for each new document."""
    clean = "6月底前完成规范性文件清理"
    time = Time(0, 4, "deadline", end="2022-06-30")
    found = plan_of(paper([(clean, time)]))
    dated = [one.key for one in found.values() if one.date_source == "text"]
    waiting = [one for one in found.values() if isinstance(one.schedule, Trigger)]
    assert len(dated) == 1
    assert waiting
    assert all(one.key not in dated for one in waiting)


def test_a_day_named_by_its_numbers_is_cited_by_its_rule() -> None:
    """“12·4” calls for the constitution's day and week."""
    found = plan_of(paper(["利用12·4等节点开展活动"]))
    assert found["rule:constitution-day"].measures == (0,)
    assert found["rule:constitution-week"].measures == (0,)


def test_market_days_are_named_beside_a_public_day_that_does_not_move() -> None:
    """With 逢四、九 the nearest markets to 4·15 of 2022 are the 14th and the 19th; without a setting none is named."""
    extraction = paper(["开展国家安全教育日宣传"])
    told = {one.key: one for one in propose(extraction, BOOK, CALENDAR, 2022, market=frozenset({4, 9}))}
    day = told["rule:national-security-day"]
    assert day.occurrences[0].planned == date(2022, 4, 15)
    assert "附近的集日：4月14日、4月19日" in day.reason
    assert "附近的集日" not in plan_of(extraction)["rule:national-security-day"].reason
