"""Finding evidence by words: in its name, number, note and link, and in the text of documents."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from planrunner.errors import BadInputError, UsageError
from planrunner.services.evidence_types import kind_of_file, suffix_of
from planrunner.store import evidence_files, queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.store.queries import EvidenceRow

LARGEST = 8 << 20
"""Bytes; larger documents hold pictures more than words."""
AROUND = 14
"""Characters shown on either side of what was found."""
_CELLS = re.compile(r"xl/(sharedStrings|worksheets/[^/]+)\.xml")
_CELL = re.compile(r"<(?:\w+:)?[tv]\b[^>]*>([^<]*)</")


class Found(NamedTuple):
    """A piece that holds the words, and where: a line of its text, "" where its own name or number does."""

    row: EvidenceRow
    line: str


def find(desk: Desk, words: str) -> list[Found]:
    """Return the evidence that holds every one of the words, the newest first. Raises UsageError without words."""
    wanted = words.casefold().split()
    if not wanted:
        raise UsageError("请写出要找的字，例如：planrunner evidence find 签到")
    with desk.store.reader() as reader:
        rows = queries.all_evidence(reader)
    texts: dict[str, str] = {}
    found = []
    for row in reversed(rows):
        own = f"{row.title} {row.number} {row.note} {row.url} {row.file_name}"
        if _holds(own, wanted):
            found.append(Found(row, ""))
        elif row.sha256 and (row.size or 0) <= LARGEST:
            if row.sha256 not in texts:
                texts[row.sha256] = text_of(evidence_files.path_of(desk.folder, row.sha256), row.file_name)
            if _holds(f"{own} {texts[row.sha256]}", wanted):
                found.append(Found(row, _line(texts[row.sha256], wanted)))
    return found


def _holds(text: str, wanted: Sequence[str]) -> bool:
    plain = text.casefold()
    return all(word in plain for word in wanted)


def text_of(path: Path, name: str) -> str:
    """Return the text of a txt, docx, xlsx or pdf; "" for anything else, and for one that cannot be read."""
    from planrunner.documents.reader import read_document

    try:
        kind = kind_of_file(path)
        if kind == "zip" and suffix_of(name) == "xlsx":
            return _text_of_table(path, name)
        readable = kind in ("text", "pdf") or (kind == "zip" and suffix_of(name) == "docx")
        return read_document(path).text if readable else ""
    except (OSError, BadInputError, zipfile.BadZipFile):
        return ""


def _text_of_table(path: Path, name: str) -> str:
    """Return what stands in the cells of a workbook, without order: words, and numbers as they are stored."""
    from planrunner.documents.container import read_part

    with zipfile.ZipFile(path) as book:
        parts = [part for part in book.namelist() if _CELLS.fullmatch(part)]
        texts = [read_part(book, part, name).decode("utf-8", "replace") for part in parts]
    return unescape("\n".join(text for one in texts for text in _CELL.findall(one)))


def _line(text: str, wanted: Sequence[str]) -> str:
    """Return some characters around the first of the words in a text."""
    plain = text.casefold()
    at = min((where for word in wanted if (where := plain.find(word)) >= 0), default=0)
    return " ".join(text[max(0, at - AROUND) : at + AROUND].split())
