"""The plan made from real papers, judged by the expert's plan; the 25 checks are in test_checks_*.py."""

import importlib.util
import json
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from planrunner.documents.reader import read_document
from planrunner.domain.packs import build_book, parse_pack
from planrunner.domain.schedule import schedule_to_json
from planrunner.domain.workdays import WorkCalendar
from planrunner.extract.analyse import analyse
from planrunner.extract.model import Extraction
from planrunner.extract.proposal import Proposal
from planrunner.extract.propose import propose
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
