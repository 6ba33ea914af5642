"""The cleaned reading of a text: artefacts removed, hard wraps joined, every character mapped back to the source."""

import re
from collections.abc import Sequence

from planrunner.extract.document import Reading
from planrunner.extract.wraps import group_lines, looks_like_html

_WIDE = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef‘’“”—…·〔〕"
_IS_WIDE = re.compile(f"[{_WIDE}]")
_TOKEN = re.compile(
    rf"(?P<and>\s{{0,3}}[\"“”]?\s{{0,3}}and\s{{0,3}}[\"“”]?\s{{0,3}}(?=[{_WIDE}]))"
    r"|(?P<space>[\s\u200b-\u200f\u2060\ufeff\xad\x00-\x08]+)"
    r"|(?P<note>\[\^\d{1,4}\](?::[^\n]*)?)"
    r"|(?P<digit>[０-９])"
    r"|(?P<punct>[,;:()!?])"
    r"|(?P<tag></?[A-Za-z!][^<>]{0,400}>|&(?:nbsp|ensp|emsp|thinsp);)"
)
CELL = "｜"
"""Stands between the cells of a table row."""
_FEW_GAPS = 3
"""More gaps than this in a title's length are letter spacing."""
_FULL_WIDTH = str.maketrans(",;:()!?", "，；：（）！？")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def rejoin(text: str, paragraphs: Sequence[tuple[int, int]] | None = None) -> Reading:
    """Return the cleaned reading of `text`.

    `paragraphs` are `(start, end)` spans where the format knows its paragraphs (docx); without them the lines of
    `text` are joined into paragraphs. Every character of the reading maps to the source character it came from;
    between two paragraphs stands one newline, between the cells of a table row CELL.
    """
    groups = [[span] for span in paragraphs] if paragraphs is not None else group_lines(text)
    html = paragraphs is None and looks_like_html(text)
    pieces: list[str] = []
    offsets: list[int] = []
    spans: list[tuple[int, int]] = []
    gaps: set[int] = set()
    length = 0
    for group in groups:
        cleaned, mapped, spaced = _clean(text, group, html=html, rows=paragraphs is not None)
        if not cleaned:
            continue
        if spans:
            pieces.append("\n")
            offsets.append(offsets[-1] + 1)
            length += 1
        spans.append((length, length + len(cleaned)))
        gaps.update(length + at for at in spaced)
        pieces.append(cleaned)
        offsets.extend(mapped)
        length += len(cleaned)
    offsets.append(len(text))
    return Reading("".join(pieces), tuple(offsets), tuple(spans), frozenset(gaps))


def title_gap(reading: Reading, start: int, end: int) -> int:
    """Return the first place in `[start, end)` where white space parts two Chinese characters; 0 for none.

    Text that is letter-spaced throughout has no such place.
    """
    text = reading.text
    found = [at for at in range(start, end) if at in reading.gaps and text[at - 1] > "\u3400" and text[at] > "\u3400"]
    return found[0] if 0 < len(found) <= _FEW_GAPS else 0


def _clean(
    text: str, segments: Sequence[tuple[int, int]], *, html: bool, rows: bool
) -> tuple[str, list[int], list[int]]:
    """Clean one paragraph made of source spans.

    Return its text, the source offset of each character, and the places where white space was left out.

    Tabs part the cells of a table row: `rows` says that the format uses them for nothing else, otherwise a line
    needs two of them.
    """
    out: list[str] = []
    offsets: list[int] = []
    gaps: list[int] = []
    for number, (start, end) in enumerate(segments):
        last = out[-1][-1] if out else ""
        if number and last.isascii() and last.isalnum() and text[start].isascii() and text[start].isalpha():
            out.append(" ")
            offsets.append(start - 1)
        at = start
        cells = text.count("\t", start, end) >= (1 if rows else 2)
        for token in _TOKEN.finditer(text, start, end):
            stop, following = token.span()
            if stop > at:
                out.append(text[at:stop])
                offsets.extend(range(at, stop))
            at = following
            last = out[-1][-1] if out else ""
            kind = token.lastgroup
            after = text[at] if at < end else ""
            piece, where = token.group(), stop
            if kind == "space":
                if cells and "\t" in piece and last and after:
                    piece, where = CELL, stop + piece.index("\t")
                elif _keeps_space(last) and _keeps_space(after):
                    piece = " "
                else:
                    gaps.append(len(offsets))
                    continue
            elif kind == "and" and _IS_WIDE.match(last):
                piece, where = "和", text.index("a", stop)
            elif kind == "note":
                continue
            elif kind == "digit":
                piece = piece.translate(_DIGITS)
            elif kind == "tag" and (html or piece[0] == "&"):
                continue
            elif kind == "punct" and _beside_wide(last, after):
                piece = piece.translate(_FULL_WIDTH)
            out.append(piece)
            offsets.extend(range(where, where + len(piece)))
        if at < end:
            out.append(text[at:end])
            offsets.extend(range(at, end))
    return "".join(out), offsets, gaps


def _keeps_space(char: str) -> bool:
    """Tell whether a space beside `char` may carry meaning: between words of Latin letters."""
    return bool(char) and char.isascii() and not char.isspace()


def _beside_wide(last: str, after: str) -> bool:
    """Tell whether half-width punctuation between these two stands in Chinese and not inside a number or a time."""
    if last.isdigit() and after.isdigit():
        return False
    return bool((last and _IS_WIDE.match(last)) or (after and _IS_WIDE.match(after)))
