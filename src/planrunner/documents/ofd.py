"""OFD (GB/T 33190), the national format for printed pages: its text runs and their places go to reflow."""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from planrunner.documents.build import from_lines
from planrunner.documents.characters import is_wide
from planrunner.documents.container import parse_xml, read_part
from planrunner.documents.geometry import Box, Page, unread_pages
from planrunner.documents.reflow import reflow
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_MAX_PAGES = 500
_MAX_TOTAL = 24 * 1024 * 1024
"""Unpacked bytes of all pages together."""
_MAX_NODES = 1_000_000
"""Elements and attributes of one part; each takes a hundred bytes of memory."""
_MAX_BOXES = 300_000
_A4 = (0.0, 0.0, 210.0, 297.0)
_ADVICE = "请用 OFD 阅读器或 WPS 打开后另存为 .docx 或 .txt，再重试。"
_Matrix = tuple[float, float, float, float, float, float]


def read_ofd(archive: zipfile.ZipFile, name: str) -> Document:
    """Return the document of an opened OFD file.

    Raises BadInputError for damaged, hostile or locked files and for pages that hold pictures only; `name` is the
    file's name for the message.
    """
    pages: list[Page] = []
    total = boxes = 0
    for part, box in _page_parts(archive, name):
        if len(pages) >= _MAX_PAGES:
            raise BadInputError(f"“{name}”超过 {_MAX_PAGES} 页，不像一份报告；未导入任何内容。请只导出需要的页后重试。")
        data = _read(archive, part, name)
        total += len(data)
        if total > _MAX_TOTAL:
            raise BadInputError(f"“{name}”（OFD）的内容太多，不像一份报告；未导入任何内容。{_ADVICE}")
        pages.append(_page(parse_xml(data, name), len(pages) + 1, box))
        boxes += len(pages[-1].boxes)
        if boxes > _MAX_BOXES:
            raise BadInputError(f"“{name}”（OFD）的文字太多，不像一份报告；未导入任何内容。{_ADVICE}")
    lines = reflow(pages)
    if not lines:
        raise BadInputError(
            f"“{name}”是扫描件或图片形式的 OFD，里面没有文字；未导入任何内容。"
            "请用 OCR 软件识别成文字，核对后另存为 .docx 或 .txt 再导入。"
        )
    return from_lines(lines, "ofd", name, warnings=unread_pages(pages, "OFD"))


def _read(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    try:
        data = read_part(archive, part, name)
    except KeyError as error:
        raise BadInputError(f"“{name}”（OFD）缺少内容（{part}），无法读取；未导入任何内容。{_ADVICE}") from error
    if data.count(b"<") + data.count(b"=") > _MAX_NODES:
        raise BadInputError(f"“{name}”（OFD）的内容异常复杂，可能是恶意文件；已拒绝打开，未导入任何内容。{_ADVICE}")
    return data


def _page_parts(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield the part of each page and the page box of its document, in reading order.

    Templates hold what repeats on every page (headings, frames, seals) and are not read.
    """
    entry = parse_xml(_read(archive, "OFD.xml", name), name)
    roots = [node.text.strip() for node in _all(entry, "DocRoot") if node.text and node.text.strip()]
    if not roots:
        raise BadInputError(f"“{name}”（OFD）没有正文，无法读取；未导入任何内容。{_ADVICE}")
    for place in roots:
        part = posixpath.normpath(place.lstrip("/"))
        document = parse_xml(_read(archive, part, name), name)
        box = _page_box(document) or _A4
        pages = [page for group in document if _name(group) == "Pages" for page in group if _name(page) == "Page"]
        for page in pages:
            location = page.get("BaseLoc", "")
            absolute = location if location.startswith("/") else posixpath.join(posixpath.dirname(part), location)
            yield posixpath.normpath(absolute.lstrip("/")), box


def _name(node: etree._Element) -> str:
    """Return the name of an element without its namespace, which makers of OFD do not agree on."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _all(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in node.iter() if _name(child) == name)


def _numbers(text: str | None) -> list[float]:
    """Return the numbers of a list; nothing where one of them is none."""
    try:
        numbers = [float(word) for word in (text or "").split()]
    except ValueError:
        return []
    return numbers if all(abs(number) < 1e6 for number in numbers) else []


def _page_box(node: etree._Element) -> tuple[float, ...] | None:
    for box in _all(node, "PhysicalBox"):
        numbers = _numbers(box.text)
        if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
            return tuple(numbers)
    return None


def _page(root: etree._Element, number: int, document_box: tuple[float, ...]) -> Page:
    """Return the text runs of one page."""
    x, y, width, height = _page_box(root) or document_box
    boxes = [Box(box.text, box.x0 - x, box.x1 - x, box.y - y, box.size) for box in _boxes(root)]
    return Page(number, width, height, boxes)


def _boxes(root: etree._Element) -> Iterator[Box]:
    """Yield the text runs in the order of the file.

    Some makers give every run of a printed line the boundary of the whole line, and advances that fill it: there the
    boundary tells where the line ends.
    """
    shared = Counter(text.get("Boundary") for text in _all(root, "TextObject"))
    for text in _all(root, "TextObject"):
        boundary = _numbers(text.get("Boundary"))
        size = next(iter(_numbers(text.get("Size") or text.get("size"))), 0.0)
        if len(boundary) != 4 or size <= 0 or text.get("Visible") == "false":
            continue
        found = _numbers(text.get("CTM"))
        a, b, c, d, e, f = found if len(found) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        if abs(b) > 0.05 * abs(a):
            continue  # slanted or upright text: a watermark
        x = y = 0.0
        for code in _all(text, "TextCode"):
            x = next(iter(_numbers(code.get("X"))), x)
            y = next(iter(_numbers(code.get("Y"))), y)
            left, base = boundary[0] + a * x + c * y + e, boundary[1] + b * x + d * y + f
            run = _run(code.text or "", left, base, size * abs(d), _deltas(code), a)
            if shared[text.get("Boundary")] > 1:
                run = run._replace(x1=boundary[0] + boundary[2])
            if run.text and run.x1 > run.x0:
                yield run


def _deltas(code: etree._Element) -> list[float]:
    """Return the advances of a run, no more than it has glyphs; “g 3 1.5” stands for three of 1.5."""
    most = len(code.text or "")
    steps: list[float] = []
    words = iter((code.get("DeltaX") or "").split())
    for word in words:
        if word == "g":
            times, step = _numbers(next(words, "")), _numbers(next(words, ""))
            if times and step:
                steps.extend(step * min(max(int(times[0]), 0), most))
        else:
            steps.extend(_numbers(word))
        if len(steps) >= most:
            break
    return steps


def _run(text: str, left: float, base: float, size: float, deltas: list[float], scale: float) -> Box:
    """Return the box of a run; a glyph without an advance is as wide as it is in print."""
    text = re.sub(r"[\r\n]", "", text)
    x = left
    for at, char in enumerate(text):
        natural = size if is_wide(char) else 0.5 * size
        step = scale * deltas[at] if at < len(deltas) and at + 1 < len(text) else natural
        x += max(step, 0.0)
    return Box(text, left, x, base, size)
