"""PDF with a text layer: the place of every glyph is asked from pdfium, the paragraphs come from reflow."""

import ctypes
import math
import threading
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from planrunner.documents.build import from_lines
from planrunner.documents.geometry import Box, Page
from planrunner.documents.reflow import reflow
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_MAX_PAGES = 500
_MAX_GLYPHS = 600_000
"""Glyphs in one file; a page of text has 800."""
_MAX_PATHS = 3000
"""Drawn shapes that are looked at on one page to find ruled lines."""
_MAX_UNKNOWN = 0.3
"""The share of glyphs without a known character above which the text cannot be used."""
_SLANT = 0.05
"""Quarter turns that text may be off the page's direction."""
_LOCK = threading.Lock()
"""pdfium may be used by one thread at a time."""
_ADVICE = "请用 WPS 或 Word 打开后另存为 .docx 或 .txt，再重试。"


def read_pdf(data: bytes, name: str) -> Document:
    """Return the document of a PDF with a text layer; pages without text are named in a warning.

    Raises BadInputError for files that are damaged, locked with a password, too large, or hold pictures only; `name`
    is the file's name for the message.
    """
    with _LOCK:
        pages = _pages(data, name)
    lines = reflow(pages)
    if not lines:
        raise BadInputError(
            f"“{name}”是扫描件或图片形式的 PDF，里面没有文字；未导入任何内容。请用 WPS 的“PDF 转 Word”或其他 OCR 软件识别成"
            "文字，核对后另存为 .docx 或 .txt 再导入。"
        )
    glyphs = Counter(char for page in pages for box in page.boxes for char in box.text)
    unknown = sum(count for char, count in glyphs.items() if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    if unknown > _MAX_UNKNOWN * glyphs.total():
        raise BadInputError(
            f"“{name}”（PDF）的字体没有写明文字编码，读出来是乱码；未导入任何内容。"
            "请用 OCR 软件识别，或索要原稿（.docx、.wps）后重试。"
        )
    empty = [str(page.number) for page in pages if not page.boxes]
    warnings = [f"PDF 第 {'、'.join(empty)} 页没有文字（可能是图片），没有读到；请对照原件核对。"] if empty else []
    return from_lines(lines, "pdf", name, warnings=warnings)


def _pages(data: bytes, name: str) -> list[Page]:
    """Return the glyphs of all pages."""
    try:
        with pypdfium2.PdfDocument(data) as paper:
            count = len(paper)
            if count > _MAX_PAGES:
                raise BadInputError(
                    f"“{name}”有 {count} 页，不像一份报告；未导入任何内容。请只导出需要的页（不超过 {_MAX_PAGES} 页）后重试。"
                )
            pages: list[Page] = []
            left = _MAX_GLYPHS
            for number in range(count):
                page = paper[number]
                try:
                    pages.append(_page(page, number + 1, left, name))
                finally:
                    page.close()
                left -= len(pages[-1].boxes)
            return pages
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise BadInputError(
                f"“{name}”是加了密码的 PDF，无法打开；未导入任何内容。请取消密码后另存一份，或另存为 .docx 或 .txt 再重试。"
            ) from error
        raise BadInputError(f"“{name}”（PDF）已损坏，无法打开；未导入任何内容。请重新复制一份；或{_ADVICE}") from error


def _page(page: pypdfium2.PdfPage, number: int, left: int, name: str) -> Page:
    """Return the glyphs and ruled lines of one page, turned so that its text is upright."""
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > left:
            raise BadInputError(f"“{name}”（PDF）的文字太多，不像一份报告；未导入任何内容。请只导出需要的页后重试。")
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
        return Page(number, width, height, boxes, rules)
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
