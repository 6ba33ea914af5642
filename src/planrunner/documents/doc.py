"""Old Word files (.doc, and .wps of WPS): by LibreOffice where it is installed, else with our own reader.

LibreOffice is asked first because it keeps automatic numbers; the warnings of the document say which way was taken.
"""

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from planrunner.documents.build import from_lines
from planrunner.documents.doc_binary import OldWord, open_word, word_lines
from planrunner.documents.docx import read_docx
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_SECONDS = 60
"""How long LibreOffice may take."""
_BY_OFFICE = "旧版 Word 文件：由本机的 LibreOffice 转换后读取，自动编号已保留。"
_BY_US = (
    "旧版 Word 文件：由内置程序读取，自动编号（如“一、”“1、”）可能缺失。要保留编号，请安装 LibreOffice 后重新导入，"
    "或用 WPS/Word 另存为 .docx 再导入。"
)


class _OfficeFailedError(Exception):
    """LibreOffice is not here, did not finish or gave no file."""


def read_doc(data: bytes, name: str) -> Document:
    """Return the document of an old Word file.

    Raises BadInputError for files that are damaged, locked with a password, empty, or of another Office program; `name`
    is the file's name for the message.
    """
    word = open_word(data, name)
    office = find_office()
    if office:
        try:
            return read_with_office(data, name, office)
        except (_OfficeFailedError, BadInputError):
            if word.too_old:
                raise BadInputError(_too_old(name)) from None
    return read_alone(word, name)


def read_alone(word: OldWord, name: str) -> Document:
    """Read an old Word file without help; automatic numbers are not recovered. Raises BadInputError for damage."""
    if word.too_old:
        raise BadInputError(_too_old(name))
    return from_lines(word_lines(word, name), "doc", name, warnings=(_BY_US,))


def _too_old(name: str) -> str:
    return (
        f"“{name}”是 Word 97 以前的旧格式（.doc），不能直接读取；未导入任何内容。"
        "请用 WPS 或 Word 打开后另存为 .docx 或 .txt，再重试。"
    )


def find_office() -> str | None:
    """Return the command of LibreOffice, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def read_with_office(data: bytes, name: str, office: str) -> Document:
    """Convert with LibreOffice into a folder of its own and read the result as .docx.

    Raises _OfficeFailedError where it fails or takes longer than a minute, BadInputError where its result is no report.
    """
    # A profile of our own: an office program that the clerk has open would otherwise take the job and answer nothing.
    with tempfile.TemporaryDirectory(prefix="planrunner-doc-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "in.doc").write_bytes(data)
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
            "--convert-to", "docx", "--outdir", str(folder), str(folder / "in.doc"),
        ]  # fmt: skip
        _run(command, folder)
        try:
            converted = (folder / "in.docx").read_bytes()
            with zipfile.ZipFile(io.BytesIO(converted)) as archive:
                document = read_docx(archive, name)
        except (OSError, zipfile.BadZipFile, KeyError) as error:
            raise _OfficeFailedError from error
    return replace(document, format="doc", warnings=(_BY_OFFICE, *document.warnings))


def _run(command: list[str], folder: Path) -> None:
    """Run LibreOffice to its end; after a minute it is stopped with all the processes it started."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
    except OSError as error:
        raise _OfficeFailedError from error
    try:
        process.wait(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise _OfficeFailedError from error
    finally:
        if process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
