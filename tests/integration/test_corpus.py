"""Reading real reports: the reference report exactly, its other forms alike, and the corpus as well as was reached."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from planrunner.documents.reader import read_document
from planrunner.errors import BadInputError
from planrunner.extract.analyse import analyse
from planrunner.extract.words import Words, parse_words

PLANS = Path(__file__).parents[2] / "plans"
DONE = [
    f"2021-{day}" for day in ("02-24", "04-15", "04-27", "05-14", "11-02", "11-03", "11-08", "11-19", "11-19", "12-04")
]
"""11月19日 stands twice in the paper."""
FLOORS = {
    "section_start": 0.95,
    "section_span": 0.90,
    "section_silent": 1.0,
    "section_whole": 1.0,
    "plan_year": 0.95,
    "quote_exact": 1.0,
    "measure_found": 0.95,
    "measure_char_precision": 0.93,
    "measure_char_recall": 0.93,
    "category_of_found": 0.80,
    "time_expressions": 0.98,
}


@pytest.fixture(scope="module")
def words() -> Words:
    """Return the words that the package ships."""
    return parse_words(tomllib.loads((PLANS / "words" / "reading.toml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def seed(shared: Path) -> Path:
    """Return the reference report."""
    return next((shared / "seed").glob("*.txt"))


def test_the_reference_report_is_read_exactly(seed: Path, words: Words) -> None:
    """Section, years and the dated things done of the reference report are what a person reads there."""
    document = read_document(seed)
    found = analyse(document, words)
    assert found.section is not None
    assert (found.section.start, found.section.end) == (2506, 3119)
    assert (found.report_year, found.plan_year) == (2021, 2022)
    assert sorted(done.date for done in found.done) == DONE
    assert all(document.text[done.start : done.end] == done.quote for done in found.done)
    assert len(document.paragraphs) == 21
    assert all(time.kind == "vague" for measure in found.measures for time in measure.times)


@pytest.mark.parametrize("form", ["seed_gb18030.txt", "seed_utf16.txt", "seed_utf8bom.txt"])
def test_other_encodings_of_the_reference_report_read_the_same(
    shared: Path, seed: Path, words: Words, form: str
) -> None:
    """The same text in another encoding gives the same offsets and keys."""
    one, two = (analyse(read_document(path), words) for path in (seed, shared / "corpus" / "forms" / form))
    assert two == one


@pytest.mark.parametrize("form", ["paragraphs.txt", "typed-numbers.docx"])
def test_other_forms_of_the_reference_report_give_the_same_measures(
    shared: Path, seed: Path, words: Words, form: str
) -> None:
    """A Word file with typed numbers and the joined lines give every measure of the page-broken text."""
    one, two = (analyse(read_document(path), words) for path in (seed, shared / "corpus" / "forms" / form))
    assert {measure.key for measure in one.measures} <= {measure.key for measure in two.measures}
    assert [(done.date, done.clean) for done in two.done] == [(done.date, done.clean) for done in one.done]


def test_the_reading_has_the_paragraphs_of_the_reference_report(shared: Path, seed: Path) -> None:
    """Hard wraps and page breaks are joined to the lines that the original has."""
    reading = read_document(seed).reading
    want = read_document(shared / "corpus" / "forms" / "paragraphs.txt").reading
    assert [reading.text[start:end] for start, end in reading.paragraphs] == want.text.split("\n")


@pytest.mark.parametrize("form", ["hostile-bomb.docx", "hostile-xxe.docx"])
def test_hostile_files_are_refused(shared: Path, form: str) -> None:
    """A zip bomb and a file that pulls in others are refused before they are unpacked."""
    with pytest.raises(BadInputError, match="拒绝"):
        read_document(shared / "corpus" / "forms" / form)


def test_no_report_of_the_corpus_loses_a_character(shared: Path, words: Words) -> None:
    """In every paper the roles cover the section, and every quote is the source itself."""
    for path in sorted((shared / "corpus" / "reports").glob("*.txt")):
        document = read_document(path)
        found = analyse(document, words)
        at = found.section.start if found.section else 0
        for start, end, _ in found.partition:
            assert start == at < end, path.name
            at = end
        assert found.section is None or at == found.section.end, path.name
        for measure in found.measures:
            assert document.text[measure.start : measure.end] == measure.quote, path.name
            assert 4 <= len(measure.clean) <= 200, (path.name, measure.clean)


def test_the_corpus_is_read_at_least_as_well_as_was_reached(shared: Path) -> None:
    """The figures of score.py, run on the command as a user runs it, stay above their floors."""
    command = f"{sys.executable} -m planrunner"
    scored = subprocess.run(
        [sys.executable, str(shared / "corpus" / "score.py"), "--cmd", command, "--json"],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    figures = json.loads(scored.stdout.splitlines()[-1])
    assert {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor} == {}
    assert 0.6 <= figures["measures_per_gold"] <= 1.6
