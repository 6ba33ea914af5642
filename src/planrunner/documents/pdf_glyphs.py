"""The glyphs of a PDF out of pdfium, as a program: a PDF comes in, the places of its glyphs go out as JSON.

`python -m planrunner.documents.pdf_glyphs` writes `[[width, height, boxes, rules], …]`, a list per page with the
fields of geometry.Box and Page, or the reason of a refusal: "password", "damaged", "pages" or "glyphs".
"""

import ctypes
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from planrunner.documents.geometry import Box

if sys.platform == "linux":
    import resource

_MAX_MEMORY = 320 * 1024 * 1024
"""Address space of this process; a third of it is taken at the start."""
_MAX_PAGES = 500
_MAX_GLYPHS = 300_000
"""Glyphs in one file; a page of text has 800."""
_MAX_PAGE_GLYPHS = 40_000
_MAX_PATHS = 3000
"""Drawn shapes that are looked at on one page to find ruled lines."""
_SLANT = 0.05
"""Quarter turns that text may be off the page's direction."""
_OUT_OF_MEMORY = 3
"""Exit code of this program."""
_Sheet = tuple[float, float, list[Box], list[float]]


class _TooManyGlyphsError(Exception):
    """A page or the file has more glyphs than a report."""


def glyphs_of(data: bytes) -> list[_Sheet] | str:
    """Return width, height, boxes and ruled lines of each page, or the reason why there are none."""
    try:
        with pypdfium2.PdfDocument(data) as paper:
            if len(paper) > _MAX_PAGES:
                return "pages"
            sheets: list[_Sheet] = []
            left = _MAX_GLYPHS
            for number in range(len(paper)):
                page = paper[number]
                try:
                    sheets.append(_page(page, min(left, _MAX_PAGE_GLYPHS)))
                finally:
                    page.close()
                left -= len(sheets[-1][2])
            return sheets
    except _TooManyGlyphsError:
        return "glyphs"
    except pypdfium2.PdfiumError as error:
        return "password" if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD else "damaged"


def _page(page: pypdfium2.PdfPage, left: int) -> _Sheet:
    """Return the glyphs and ruled lines of one page, turned so that its text is upright."""
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > left:
            raise _TooManyGlyphsError
        x0, y0, x1, y1 = page.get_bbox()
        glyphs = list(_glyphs(text, count))
        turns = Counter(turn for _, turn, _ in glyphs)
        turn = turns.most_common(1)[0][0] if turns else 0
        edges = (x0, y0, x1, y1)
        boxes = [
            box
            for char, its_turn, (x, y, right, top, size) in glyphs
            if its_turn == turn and (box := _upright(char, turn, (x, y, right, top), size, edges)) is not None
        ]
        width, height = (x1 - x0, y1 - y0) if turn % 2 == 0 else (y1 - y0, x1 - x0)
        rules = list(_rules(page, y1)) if turn == 0 else []
        return width, height, boxes, rules
    finally:
        text.close()


_Glyph = tuple[str, int, tuple[float, float, float, float, float]]


def _glyphs(text: pypdfium2.PdfTextPage, count: int) -> Iterator[_Glyph]:
    """Yield each glyph: its character, its direction in quarter turns, and origin, far corner and size.

    What stands slanted (a watermark) is left out, and so are the spaces that pdfium makes up: where glyphs are set
    wide it puts one after every glyph.
    """
    x, y = ctypes.c_double(), ctypes.c_double()
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if pdfium.FPDFText_IsGenerated(text, at) == 1 or (code < 0x20 and code not in {0, 0x09}) or code > 0x10FFFF:
            continue
        if not (
            pdfium.FPDFText_GetCharOrigin(text, at, x, y)
            and pdfium.FPDFText_GetLooseCharBox(text, at, box)
            and pdfium.FPDFText_GetMatrix(text, at, matrix)
        ):
            continue
        angle = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        if not abs(angle - round(angle)) <= _SLANT:
            continue
        size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
        numbers = (x.value, y.value, box.right, box.top, size)
        if all(map(math.isfinite, numbers)) and 1 < size < 500:
            turn = round(angle) % 4
            far_x = box.left if turn in {2, 3} else box.right
            far_y = box.bottom if turn in {2, 3} else box.top
            yield chr(code) if code and not 0xD800 <= code <= 0xDFFF else "\ufffd", turn, (
                x.value, y.value, far_x, far_y, size,
            )  # fmt: skip


def _upright(
    char: str, turn: int, corners: tuple[float, float, float, float], size: float, edges: tuple[float, ...]
) -> Box | None:
    """Return the box of a glyph counted from the top left of its upright page, or None outside of the page."""
    x, y, far_x, far_y = corners
    x0, y0, x1, y1 = edges
    start, end, base = (
        (x - x0, far_x - x0, y1 - y),
        (y - y0, far_y - y0, x - x0),
        (x1 - x, x1 - far_x, y - y0),
        (y1 - y, y1 - far_y, x1 - x),
    )[turn]
    width, height = (x1 - x0, y1 - y0) if turn % 2 == 0 else (y1 - y0, x1 - x0)
    if not (-size < start < width + size and -size < base < height + size):
        return None
    return Box(char, start, start + min(max(end - start, 0.1 * size), 1.5 * size), base, size)


def _rules(page: pypdfium2.PdfPage, top: float) -> Iterator[float]:
    """Yield the heights of horizontal lines, and of the upper and lower edges of frames."""
    for shape in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3), _MAX_PATHS):
        try:
            x0, y0, x1, y1 = shape.get_bounds()
        except pypdfium2.PdfiumError:
            continue
        if x1 - x0 > 30:
            yield top - y1
            if y1 - y0 > 4:
                yield top - y0


def main() -> None:
    """Read a PDF from standard input within bounds of memory."""
    if sys.platform == "linux":  # elsewhere this bound is not kept, or there is none
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    try:
        json.dump(glyphs_of(sys.stdin.buffer.read()), sys.stdout)
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
