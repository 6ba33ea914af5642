"""Open a report whatever it is called: the kind is told by the content, never by the file's name."""

import io
import zipfile
from pathlib import Path

from planrunner.documents.sniff import is_html, is_mhtml
from planrunner.documents.txt import read_txt
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is refused before it is read."""

_KNOWN_KINDS = (
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)
_ZIP_KINDS = (
    ("xl/workbook.xml", "Excel 表格（.xlsx）"),
    ("ppt/presentation.xml", "演示文稿（.pptx）"),
)
_ADVICE = "请用 WPS 或 Word 打开后另存为 .docx 或 .txt，再重试。"


def read_document(path: Path) -> Document:
    """Read the report at `path`.

    Raises BadInputError, with a Chinese message, for a path that is missing, a folder or not readable, and for a file
    that is empty, too large, damaged, binary or of a kind not read.
    """
    data = _read_bytes(path)
    name = path.name
    for magic, kind in _KNOWN_KINDS:
        if data.startswith(magic):
            raise BadInputError(f"“{name}”是{kind}文件，暂不能直接读取；未导入任何内容。{_ADVICE}")
    if data.startswith(b"PK\x03\x04"):
        return _read_zip(data, name)
    if data.startswith(b"{\\rtf"):
        from planrunner.documents.rtf import read_rtf

        return read_rtf(data, name)
    printed = _read_printed(data, path)
    return printed if printed is not None else read_txt(data, name)


def _read_printed(data: bytes, path: Path) -> Document | None:
    """Read a PDF, an old Word file or a web page; None for anything else."""
    if data[:1024].lstrip(b"\xef\xbb\xbf\r\n\t \x00").startswith(b"%PDF-"):
        from planrunner.documents.pdf import read_pdf

        return read_pdf(data, path.name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        from planrunner.documents.doc import read_doc

        return read_doc(data, path.name)
    if path.suffix.lower() == ".txt":
        return None  # the offsets of a .txt index the file as it stands, page source or not
    if is_html(data):
        from planrunner.documents.html import read_html

        return read_html(data, path.name)
    if is_mhtml(data):
        from planrunner.documents.mhtml import read_mhtml

        return read_mhtml(data, path.name)
    return None


def _read_bytes(path: Path) -> bytes:
    """Return the content of a file that exists and is not too large."""
    name = path.name
    try:
        if path.is_dir():
            raise BadInputError(f"“{name}”是文件夹，不是文件；未导入任何内容。请指明其中的一份报告。")
        if path.exists() and not path.is_file():
            raise BadInputError(f"“{name}”不是普通文件；未导入任何内容。请指明一份报告文件。")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1) if path.stat().st_size <= MAX_BYTES else None
    except FileNotFoundError as error:
        raise BadInputError(f"找不到文件“{path}”；未导入任何内容。请检查路径和文件名。") from error
    except PermissionError as error:
        raise BadInputError(f"没有权限读取“{name}”；未导入任何内容。请检查文件权限，或复制一份后重试。") from error
    except OSError as error:
        raise BadInputError(
            f"读取“{name}”时出错（{error.strerror}）；未导入任何内容。请检查磁盘或网络位置后重试。"
        ) from error
    if data is None or len(data) > MAX_BYTES:
        raise BadInputError(
            f"“{name}”超过 {MAX_BYTES // 1024 // 1024} MB，不像一份报告；未导入任何内容。请另存为不含图片的 .docx 或 .txt。"
        )
    if not data:
        raise BadInputError(f"“{name}”是空文件（0 字节）；未导入任何内容。请检查文件是否复制完整。")
    return data


def _read_zip(data: bytes, name: str) -> Document:
    """Read a zip container, which is a report only where it holds a word-processing document."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadInputError(
            f"“{name}”已损坏，无法打开（压缩结构不完整）；未导入任何内容。请重新复制或另存一份后重试。"
        ) from error
    with archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            from planrunner.documents.docx import read_docx

            return read_docx(archive, name)
        if "OFD.xml" in names:
            from planrunner.documents.ofd import read_ofd

            return read_ofd(archive, name)
        if "content.xml" in names:
            from planrunner.documents.odt import read_odt

            return read_odt(archive, name)
    for part, kind in _ZIP_KINDS:
        if part in names:
            raise BadInputError(f"“{name}”是{kind}文件，暂不能直接读取；未导入任何内容。{_ADVICE}")
    raise BadInputError(f"“{name}”是压缩包，不是一份报告；未导入任何内容。请解压后选择其中的 .docx 或 .txt。")
