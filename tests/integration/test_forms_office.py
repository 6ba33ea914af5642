"""The reference report as Word, OpenDocument and rich text: every form gives the same 21 paragraphs."""

import re
import time
import tracemalloc
from pathlib import Path

import pytest

from planrunner.documents.reader import MAX_BYTES, read_document
from planrunner.errors import BadInputError
from planrunner.extract.document import Document


def bare(text: str) -> str:
    """Return a line without its white space."""
    return re.sub(r"\s", "", text)


def bare_lines(path: Path) -> list[str]:
    """Return the lines of a text file that are not blank, without their white space."""
    return [bare(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]


def check_spans(document: Document) -> None:
    """Check that the paragraphs are the lines of the text, and that each number stands where it is said to stand."""
    assert [document.text[each.start : each.end] for each in document.paragraphs] == document.text.split("\n")
    for each in document.paragraphs:
        assert each.synthetic_prefix < each.end - each.start
    reading = document.reading
    assert all(0 <= at <= len(document.text) for at in reading.offsets)
    assert list(reading.offsets) == sorted(reading.offsets)


@pytest.mark.parametrize("form", ["automatic-numbers.docx", "typed-numbers.docx", "plain.odt", "plain.rtf"])
def test_every_form_gives_the_paragraphs_of_the_report(shared: Path, form: str) -> None:
    """All 21 paragraphs are there, in order, each as exactly one line, with its number typed or recovered."""
    forms = shared / "corpus" / "forms"
    document = read_document(forms / form)
    gold = bare_lines(forms / "paragraphs.txt")
    assert len(gold) == 21
    assert [line for line in map(bare, document.text.split("\n")) if line in gold] == gold
    assert document.warnings == ()
    check_spans(document)


def test_recovered_numbers_are_told_from_typed_ones(shared: Path) -> None:
    """The numbers of the automatic form are marked as recovered, those of the typed form are text."""
    forms = shared / "corpus" / "forms"
    automatic, typed = (read_document(forms / f"{kind}-numbers.docx") for kind in ("automatic", "typed"))
    prefixes = [
        automatic.text[each.start : each.start + each.synthetic_prefix]
        for each in automatic.paragraphs
        if each.synthetic_prefix
    ]
    assert [bare(prefix) for prefix in prefixes[:4]] == ["一、", "1、", "2、", "3、"]
    assert not any(each.synthetic_prefix for each in typed.paragraphs)


def test_labels_of_the_numbering_trial(shared: Path) -> None:
    """Every label of a paper made of nothing but lists is right."""
    forms = shared / "corpus" / "forms"
    document = read_document(forms / "numbering.docx")
    assert [bare(line) for line in document.text.split("\n")] == bare_lines(forms / "numbering-labels.txt")
    check_spans(document)


@pytest.mark.parametrize("form", ["hostile-bomb.docx", "hostile-xxe.docx"])
def test_hostile_files_are_refused_at_once(shared: Path, form: str) -> None:
    """A packed flood and an outside reference are refused within a second and without taking memory."""
    path = shared / "corpus" / "forms" / form
    tracemalloc.start()
    begun = time.monotonic()
    try:
        with pytest.raises(BadInputError, match="未导入任何内容"):
            read_document(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.monotonic() - begun < 1
    assert peak < MAX_BYTES + 20 * 1024 * 1024  # the buffer of the largest file that is read, and little more
