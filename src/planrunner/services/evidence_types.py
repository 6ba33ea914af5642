"""What a file of evidence is by its content, whatever its name says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planrunner.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 512
"""Bytes that tell the kind of a file."""
PROGRAM = "program"
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"), (b"BM", "bmp"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"), (b"{\\rtf", "rtf"), (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"), (b"ID3", "sound"), (b"MZ", PROGRAM), (b"\x7fELF", PROGRAM), (b"#!", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM), (b"\xcf\xfa\xed\xfe", PROGRAM), (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),
)  # fmt: skip
PICTURES = frozenset({"jpeg", "png", "gif", "bmp", "webp", "heic", "tiff"})
SUFFIXES: dict[str, frozenset[str]] = {
    "jpg": frozenset({"jpeg"}), "jpeg": frozenset({"jpeg"}), "png": frozenset({"png"}), "gif": frozenset({"gif"}),
    "bmp": frozenset({"bmp"}), "webp": frozenset({"webp"}), "heic": frozenset({"heic"}), "pdf": frozenset({"pdf"}),
    "docx": frozenset({"zip"}), "xlsx": frozenset({"zip"}), "pptx": frozenset({"zip"}), "zip": frozenset({"zip"}),
    "doc": frozenset({"office", "zip", "rtf", "markup"}), "xls": frozenset({"office", "zip", "markup"}),
    "wps": frozenset({"office", "zip"}), "ppt": frozenset({"office", "zip"}), "mp4": frozenset({"film"}),
}  # fmt: skip
"""What the content of a file with this suffix should be; old .doc and .xls are often other things inside."""
RUN_BY_NAME = frozenset(
    {
        "exe", "dll", "com", "scr", "pif", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "msi",
        "msp", "lnk", "jar", "sh", "reg", "cpl", "apk", "app", "command", "url",
    }
)  # fmt: skip
"""Suffixes that a double click runs, whatever is inside."""
_MARKUP = re.compile(rb"^(\xef\xbb\xbf)?\s*(<!doctype|<html|<svg|<\?xml|<script|<!--)", re.IGNORECASE)
_TEXT_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}


def kind_of(head: bytes) -> str:
    """Return the kind of a file from its first bytes: a key of MAGIC, webp, heic, film, markup, text, or "other"."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in (b"heic", b"heix", b"mif1", b"hevc") else "film"
    if _MARKUP.match(head):
        return "markup"
    return "other" if _TEXT_CONTROLS & set(head) else "text"


def kind_of_file(file: Path) -> str:
    """Return the kind of a file. Raises OSError where it cannot be read."""
    with file.open("rb") as stream:
        return kind_of(stream.read(HEAD))


def suffix_of(name: str) -> str:
    """Return the suffix of a file's name without its dot, in small letters; blanks and dots at its end do not hide it."""
    return name.rstrip(" .").rpartition(".")[2].lower() if "." in name.rstrip(" .") else ""


def refuse_program(name: str, kind: str) -> None:
    """Raise BadInputError for what a computer would run: evidence is looked at, never run."""
    if kind == PROGRAM or suffix_of(name) in RUN_BY_NAME:
        raise BadInputError(f"{name} 是程序或脚本，不是佐证材料，没有附上。请选择文档、表格、图片或压缩包。")


def mismatch(name: str, kind: str) -> str:
    """Return what to tell where a file's name promises another content, "" where it agrees or nothing is known."""
    suffix = suffix_of(name)
    expected = SUFFIXES.get(suffix)
    if expected is None or kind in expected:
        return ""
    return f"{name} 的内容不是 .{suffix} 文件，对方可能打不开，请检查是不是选错了文件"
