"""The reference report in its printed, old and web forms: each gives the paragraphs of the paper."""

import re
from pathlib import Path

import pytest

from planrunner.documents import doc
from planrunner.documents.doc_binary import open_word
from planrunner.documents.reader import read_document
from planrunner.extract.document import Document

OFFICE = doc.find_office()
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")
NUMBER = re.compile(r"[一二三四]、|\d、")


@pytest.fixture(scope="module")
def forms(shared: Path) -> Path:
    """Return the folder of the forms."""
    return shared / "corpus" / "forms"


def bare(lines: list[str]) -> list[str]:
    """Return lines without white space."""
    return ["".join(line.split()) for line in lines]


@pytest.fixture(scope="module")
def gold(forms: Path) -> list[str]:
    """Return the paragraphs of the paper without white space."""
    return bare((forms / "paragraphs.txt").read_text(encoding="utf-8").splitlines())


def in_order(lines: list[str], wanted: list[str]) -> int:
    """Return how many of the wanted lines stand among the lines, one after the other."""
    found = iter(lines)
    return sum(any(line == want for line in found) for want in wanted if want in lines)


@pytest.mark.parametrize(
    "form",
    ["layout-1.pdf", "layout-2.pdf", "layout-3.pdf", "plain.ofd", "gov_utf8.html", "gov_gbk.html", "gov_old.html",
     "typed-numbers.doc"],
)  # fmt: skip
def test_every_paragraph_is_one_line(forms: Path, gold: list[str], form: str) -> None:
    """All 21 paragraphs come back whole and in order, white space aside."""
    document = read_document(forms / form)
    assert in_order(bare(document.text.split("\n")), gold) == len(gold) == 21


@pytest.mark.parametrize("form", ["layout-1.pdf", "layout-2.pdf", "layout-3.pdf", "plain.ofd"])
def test_running_heads_go_and_pages_stay(forms: Path, gold: list[str], form: str) -> None:
    """No running head or page number is left, table rows are those of the .docx, and pages are counted up from 1."""
    document = read_document(forms / form)
    lines = document.text.split("\n")
    assert bare(lines[:2]) == gold[:2]
    assert not any(re.fullmatch(r"[-—– ]*\d+[-—– ]*", line) for line in lines)
    typed = read_document(forms / "typed-numbers.docx").text.split("\n")
    assert rows(typed)[:2] == rows(lines)[:2]
    pages = [paragraph.page for paragraph in document.paragraphs]
    assert pages[0] == 1
    assert pages == sorted(page for page in pages if page is not None)


def rows(lines: list[str]) -> list[list[str]]:
    """Return the table rows among the lines as cells without white space."""
    return [bare(line.split("\t")) for line in lines if "\t" in line]


def alone(path: Path) -> Document:
    """Read an old Word file without LibreOffice."""
    return doc.read_alone(open_word(path.read_bytes(), path.name), path.name)


def test_our_own_reader_of_old_word_files(forms: Path, gold: list[str]) -> None:
    """Typed numbers are read; automatic ones are missing, every paragraph is there without them."""
    typed = bare(alone(forms / "typed-numbers.doc").text.split("\n"))
    automatic = bare(alone(forms / "automatic-numbers.doc").text.split("\n"))
    assert in_order(typed, gold) == 21
    assert in_order(automatic, gold) == 6
    assert in_order(automatic, [NUMBER.sub("", line, count=1) for line in gold]) == 21


@needs_office
def test_old_word_files_with_libreoffice(forms: Path, gold: list[str]) -> None:
    """The file with typed numbers, read by way of LibreOffice."""
    assert OFFICE is not None
    path = forms / "typed-numbers.doc"
    document = doc.read_with_office(path.read_bytes(), path.name, OFFICE)
    assert in_order(bare(document.text.split("\n")), gold) == 21


@needs_office
def test_automatic_numbers_with_libreoffice(forms: Path, gold: list[str]) -> None:
    """Automatic numbers come through LibreOffice."""
    assert OFFICE is not None
    path = forms / "automatic-numbers.doc"
    document = doc.read_with_office(path.read_bytes(), path.name, OFFICE)
    assert in_order(bare(document.text.split("\n")), gold) == 21
