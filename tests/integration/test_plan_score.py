"""The plan made from real papers, judged by the expert's plan and by the hard checks on the reference report."""

import importlib.util
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from planrunner.documents.reader import read_document
from planrunner.domain.packs import build_book, parse_pack
from planrunner.domain.schedule import Count, schedule_to_json
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.analyse import analyse
from planrunner.extract.model import Extraction
from planrunner.extract.proposal import Proposal
from planrunner.extract.propose import propose, uncovered
from planrunner.extract.words import parse_words

PLANS = Path(__file__).parents[2] / "plans"
CALENDAR = WorkCalendar()
REFERENCE = "000_seed_fenghuang_2021"


@dataclass(frozen=True)
class Judged:
    """A paper, its proposals, and the expert's plan for it."""

    gold: dict[str, Any]
    extraction: Extraction
    proposals: tuple[Proposal, ...]


def _judged(shared: Path, name: str) -> Judged:
    gold = json.loads((shared / "plans" / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    words = parse_words(tomllib.loads((PLANS / "words" / "reading.toml").read_text(encoding="utf-8")))
    extraction = analyse(read_document(shared / "corpus" / "reports" / gold["doc"]), words)
    files = (
        *sorted((PLANS / "rules" / "national").glob("*.toml")),
        *(PLANS / "rules" / "province").glob(f"{gold['region'][:2]}-*.toml"),
    )
    book = build_book(parse_pack(tomllib.loads(file.read_text(encoding="utf-8")), file.name) for file in files)
    return Judged(gold, extraction, propose(extraction, book, CALENDAR, gold["plan_year"]))


@pytest.fixture(scope="module")
def judge(shared: Path) -> ModuleType:
    """Return the scorer as a module."""
    spec = importlib.util.spec_from_file_location("plan_score", shared / "plans" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reference(shared: Path) -> Judged:
    """Return the reference report with its proposals for 2022."""
    return _judged(shared, REFERENCE)


def _as_review(judged: Judged) -> list[dict[str, Any]]:
    measures = judged.extraction.measures
    return [
        {
            "title": one.title,
            "schedule": schedule_to_json(one.schedule),
            "dates": [occurrence.planned.isoformat() for occurrence in one.occurrences if occurrence.planned],
            "measures": [{"start": measures[i].start, "end": measures[i].end} for i in one.measures],
            "last_year": [{"start": done.start, "end": done.end} for done in one.last_year],
        }
        for one in judged.proposals
    ]


def _find(judged: Judged, key: str) -> Proposal:
    return next(one for one in judged.proposals if one.key == key)


@pytest.mark.parametrize("name", [REFERENCE, "046_pufa_yuye_2023"])
def test_what_a_good_clerk_would_plan(shared: Path, judge: ModuleType, name: str) -> None:
    """Nine tenths of the musts are met and cited where the paper says them, and nine tenths of what is proposed is wanted."""
    judged = _judged(shared, name)
    review = _as_review(judged)
    items = judge.entries(review)
    verdicts = [(one, *judge.judge(one, items)) for one in judged.gold["obligations"]]
    musts = [(one, by) for one, verdict, by in verdicts if one["must"] and verdict == "met"]
    wanted = [one for one in judged.gold["obligations"] if one["must"]]
    cited = 0
    for one, by in musts:
        spans = one.get("measures", []) + one.get("last_year", [])
        cited += not spans or any(judge.overlaps(spans, found["measures"] + found["last_year"]) for found in by)
    extras = judged.gold["acceptable_extra"]
    relevant = sum(
        any(judge.fits_title(one, found["title"]) for one in judged.gold["obligations"])
        or any(word in found["title"] for word in extras)
        for found in review
    )
    assert len(musts) / len(wanted) >= 0.9
    assert sum(verdict == "met" for _, verdict, _ in verdicts) / len(verdicts) >= 0.8
    assert cited / len(musts) >= 0.9
    assert relevant / len(review) >= 0.9


def test_no_date_is_claimed_from_the_text(reference: Judged) -> None:
    """The plan section of the reference report has no date but the year, so no proposal says its date is of the text."""
    assert all(one.date_source != "text" for one in reference.proposals)


def test_all_nine_dated_things_come_back(reference: Judged) -> None:
    """Each of the nine days of 2021 that the report tells of is quoted by some proposal."""
    quoted = {done.date for one in reference.proposals for done in one.last_year if done.date}
    days = ("02-24", "04-15", "04-27", "05-14", "11-02", "11-03", "11-08", "11-19", "12-04")
    assert {f"2021-{day}" for day in days} <= quoted


def test_one_meeting_told_twice(reference: Judged) -> None:
    """The meeting of 19 November is one proposal with both places where it is told, on a workday beside the Saturday."""
    training = _find(reference, "rule:party-discipline")
    told = {done.start for done in training.last_year if done.date == "2021-11-19"}
    assert len(told) >= 2
    assert [one.planned for one in training.occurrences] == [date(2022, 11, 18)]
    others = [
        one for one in reference.proposals if one is not training and any(d.date == "2021-11-19" for d in one.last_year)
    ]
    assert others == []


def test_meetings_and_deadlines_stand_on_workdays(reference: Judged) -> None:
    """Only public events may stand on a day off; nothing is parked on 31 December."""
    events = {"rule:national-security-day", "rule:constitution-day", "rule:constitution-week", "rule:drug-day"}
    for one in reference.proposals:
        for occurrence in one.occurrences:
            if occurrence.planned is not None and one.key not in events:
                assert CALENDAR.is_workday(occurrence.planned), one.title
                assert occurrence.planned != date(2022, 12, 31)


def test_statutory_deadlines(reference: Judged) -> None:
    """The three yearly reports are planned and due before their legal days, on workdays, each its own proposal."""
    submit, publish, disclosure = (
        _find(reference, f"rule:{key}").occurrences[0]
        for key in ("annual-report-submit", "annual-report-publish", "open-information-report")
    )
    assert submit.due == date(2022, 2, 28)
    assert publish.due == date(2022, 3, 31)
    assert (disclosure.planned, disclosure.due) == (date(2022, 1, 28), date(2022, 1, 30))


def test_one_constitution_week_and_one_day_in_it(reference: Judged) -> None:
    """The constitution has one week and one day inside it, the day on its Sunday, the week tentative."""
    about = [one for one in reference.proposals if "宪法" in one.title]
    assert {one.key for one in about} == {"rule:constitution-week", "rule:constitution-day"}
    week = _find(reference, "rule:constitution-week").occurrences[0]
    assert week.window is not None
    assert week.window[0] <= date(2022, 12, 4) <= week.window[1]
    assert week.tentative
    assert _find(reference, "rule:constitution-day").occurrences[0].planned == date(2022, 12, 4)


def test_study_meetings(reference: Judged) -> None:
    """The study group meets at least once in each half, and nobody is called more than twice in a week."""
    study = _find(reference, "rule:party-group-study")
    assert isinstance(study.schedule, Count)
    months = [one.planned.month for one in study.occurrences if one.planned]
    assert min(months) <= 6 < max(months)
    meetings = {
        "rule:party-group-study",
        "rule:cadre-lecture",
        "rule:secrecy-training",
        "rule:hear-report",
        "rule:leaders-account",
    }
    weeks = Counter(
        occurrence.planned.isocalendar().week
        for one in reference.proposals
        if one.key in meetings
        for occurrence in one.occurrences
        if occurrence.planned
    )
    assert max(weeks.values()) <= 2


def test_disclosure_is_checked_each_quarter(reference: Judged) -> None:
    """Disclosure is checked once a quarter, the first time clear of 春节."""
    days = [one.planned for one in _find(reference, "rule:disclosure-check").occurrences if one.planned]
    assert [(day.month - 1) // 3 for day in days] == [0, 1, 2, 3]
    assert not date(2022, 1, 24) <= days[0] <= date(2022, 2, 11)


def test_work_that_waits_has_no_date(reference: Judged) -> None:
    """Review, filing and answers to deputies are undated until their event; examinations wait for their notice."""
    for key in ("legality-review", "document-filing", "deputies-proposals", "disclosure-update", "rural-markets"):
        one = _find(reference, f"rule:{key}")
        assert one.date_source == "none"
        assert all(occurrence.planned is None for occurrence in one.occurrences)
    for key in ("law-examination", "law-literate-villagers"):
        assert all(occurrence.tentative for occurrence in _find(reference, f"rule:{key}").occurrences)


def test_nothing_is_dropped_and_no_day_is_crowded(reference: Judged) -> None:
    """At most eight measures are uncovered, no title and day is proposed twice, and no day holds a quarter of the work."""
    assert len(uncovered(reference.extraction, reference.proposals)) <= 8
    things = [(one.title, tuple(occurrence.planned for occurrence in one.occurrences)) for one in reference.proposals]
    assert len(set(things)) == len(things)
    days = [occurrence.planned for one in reference.proposals for occurrence in one.occurrences if occurrence.planned]
    assert max(Counter(days).values()) / len(days) <= 0.25


def test_titles_are_short_and_name_nobody(shared: Path) -> None:
    """Titles are at most forty characters, and the official a letter names is in none of them."""
    judged = _judged(shared, "046_pufa_yuye_2023")
    assert all(len(one.title) <= 40 for one in judged.proposals)
    recipient = next(one for one in judged.gold["forbidden"] if "姓名" in one["what"])["span"]
    text = (shared / "corpus" / "reports" / judged.gold["doc"]).read_text(encoding="utf-8")
    name = text[recipient[0] : recipient[1]]
    pairs = {name[i : i + 3] for i in range(len(name) - 2)} - {"区农业", "农业农", "业农村", "农村局"}
    assert not [one.title for one in judged.proposals if any(pair in one.title for pair in pairs)]


def test_two_deadlines_of_one_sentence(shared: Path) -> None:
    """Two days in one sentence are two proposals of source text in the same year, each due before its day."""
    judged = _judged(shared, "046_pufa_yuye_2023")
    days = [
        occurrence.planned for one in judged.proposals if one.date_source == "text" for occurrence in one.occurrences
    ]
    assert days == [date(2023, 6, 19), date(2023, 11, 17)]
    assert all(day is not None and day + timedelta(days=5) > date(2023, 6, 20) for day in days)
