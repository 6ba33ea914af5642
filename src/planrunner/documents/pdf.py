"""PDF with a text layer: the places of its glyphs come from a process of their own, the paragraphs from reflow."""

import json
import os
import subprocess
import sys
from collections import Counter

from planrunner.documents.build import from_lines
from planrunner.documents.geometry import Box, Page, unread_pages
from planrunner.documents.reflow import reflow
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_SECONDS = 60
"""How long a file may take; a page takes a hundredth."""
_MAX_UNKNOWN = 0.3
"""The share of glyphs without a known character above which the text cannot be used."""
_ADVICE = "请用 WPS 或 Word 打开后另存为 .docx 或 .txt，再重试。"
_REFUSED = {
    "password": "是加了密码的 PDF，无法打开；未导入任何内容。请取消密码后另存一份，或另存为 .docx 或 .txt 再重试。",
    "damaged": f"（PDF）已损坏，无法打开；未导入任何内容。请重新复制一份；或{_ADVICE}",
    "pages": "（PDF）的页数太多，不像一份报告；未导入任何内容。请只导出需要的页后重试。",
    "glyphs": "（PDF）的文字太多，不像一份报告；未导入任何内容。请只导出需要的页后重试。",
}


def read_pdf(data: bytes, name: str) -> Document:
    """Return the document of a PDF with a text layer; pages without text are named in a warning.

    Raises BadInputError for files that are damaged, locked with a password, too large, made to choke a reader, or
    hold pictures only; `name` is the file's name for the message.
    """
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
    return from_lines(lines, "pdf", name, warnings=unread_pages(pages, "PDF"))


def _pages(data: bytes, name: str) -> list[Page]:
    """Return the glyphs of all pages, read by a child: native code may crash, hang or fill the memory on bad files."""
    command = [sys.executable, "-P", "-m", "planrunner.documents.pdf_glyphs"]
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired as error:
        raise BadInputError(f"“{name}”（PDF）{_SECONDS} 秒内没有读完，可能已损坏；未导入任何内容。{_ADVICE}") from error
    except OSError as error:
        raise BadInputError(f"“{name}”（PDF）的读取程序无法启动；未导入任何内容。{_ADVICE}") from error
    if done.returncode == 1:  # an exception of Python that the child does not expect: our fault, not the file's
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode != 0:
        raise BadInputError(f"“{name}”（PDF）无法读取：文件已损坏或异常复杂；未导入任何内容。{_ADVICE}")
    said = json.loads(done.stdout)
    if isinstance(said, str):
        raise BadInputError(f"“{name}”{_REFUSED[said]}")
    return [
        Page(number, width, height, [Box(*box) for box in boxes], rules)
        for number, (width, height, boxes, rules) in enumerate(said, start=1)
    ]
