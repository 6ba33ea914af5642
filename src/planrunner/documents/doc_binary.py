"""The binary Word format ([MS-DOC]): the text in its pieces, and of the formatting only what makes text rows or nothing.

Names are those of the specification: the FIB is the head of the file, a CP counts characters, an FC bytes, a piece
(PCD) tells where a range of CPs stands in the file.
"""

import io
import struct
from dataclasses import dataclass

import olefile

from planrunner.documents.build import Line
from planrunner.documents.characters import printable
from planrunner.documents.doc_runs import character_runs, paragraph_runs
from planrunner.errors import BadInputError

_ADVICE = "请用 WPS 或 Word 打开后另存为 .docx 或 .txt，再重试。"
_OTHERS = (
    ("Workbook", "Excel 表格（.xls）"),
    ("Book", "Excel 表格（.xls）"),
    ("PowerPoint Document", "演示文稿（.ppt）"),
    ("__properties_version1.0", "邮件（.msg）"),
    ("VisioDocument", "Visio 图（.vsd）"),
    ("EncryptedPackage", "加了密码的 Office 文件"),
)
_WORD_97 = 0xC1
_CHINESE_LANGUAGES = frozenset((0x0804, 0x0404, 0x1004, 0x0C04))
_MAX_STREAM = 32 * 1024 * 1024
_MAX_CHARACTERS = 2_000_000
_CELL, _FIELD, _RESULT, _FIELD_END = "\x07", "\x13", "\x14", "\x15"
_ENDS = "\r\x0b\x0c\x0e"
"""Ends of paragraphs, lines, pages and columns."""
_REPLACED = str.maketrans({"\x1e": "-", "\x1f": ""})
_FILLER = "\x00"
"""Stands for the second byte of a character, so that characters can be counted in bytes."""
_DAMAGE = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    struct.error,
    OverflowError,
    RecursionError,
)
"""What olefile is known to raise on damaged containers."""


@dataclass(frozen=True, slots=True)
class OldWord:
    """The streams of an old Word file."""

    main: bytes
    table: bytes

    @property
    def too_old(self) -> bool:
        """Tell whether the file comes from before Word 97, whose files are laid out otherwise."""
        return self.number(0x02, "<H") < _WORD_97

    def number(self, at: int, form: str = "<I") -> int:
        """Return a number of the file's head. Raises struct.error beyond its end."""
        return int(struct.unpack_from(form, self.main, at)[0])

    def part(self, at: int) -> bytes:
        """Return the part of the table stream whose place and length stand at `at` of the head."""
        start, length = self.number(at), self.number(at + 4)
        return self.table[start : start + length]


def open_word(data: bytes, name: str) -> OldWord:
    """Return the streams of an old Word file. Raises BadInputError for damage, passwords and other kinds of files."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {"/".join(path).lower(): path for path in container.listdir()}
            if "worddocument" not in streams:
                raise BadInputError(_no_word(set(streams), name))
            if container.get_size(streams["worddocument"]) > _MAX_STREAM:
                raise BadInputError(f"“{name}”（.doc）的正文太大，不像一份报告；未导入任何内容。{_ADVICE}")
            main = container.openstream(streams["worddocument"]).read()
            magic, flags = struct.unpack_from("<H", main, 0)[0], struct.unpack_from("<H", main, 0x0A)[0]
            wanted = "1table" if flags & 0x0200 else "0table"
            table = container.openstream(streams[wanted]).read(_MAX_STREAM) if wanted in streams else b""
    except _DAMAGE as error:
        raise BadInputError(_damaged(name)) from error
    if magic not in {0xA5EC, 0xA5DC}:
        raise BadInputError(_damaged(name))
    if flags & 0x0100:
        raise BadInputError(
            f"“{name}”是加了密码的 Word 文件（.doc），无法打开；未导入任何内容。请取消密码后另存为 .docx 再重试。"
        )
    return OldWord(main, table)


def _no_word(streams: set[str], name: str) -> str:
    for stream, kind in _OTHERS:
        if any(found.startswith(stream.lower()) for found in streams):
            return f"“{name}”是{kind}，不是 Word 文档（.doc）；未导入任何内容。{_ADVICE}"
    return f"“{name}”是旧版 Office 格式（.doc/.wps/.xls），但里面没有 Word 正文；未导入任何内容。{_ADVICE}"


def _damaged(name: str) -> str:
    return f"“{name}”是旧版 Office 格式（.doc/.wps/.xls），已损坏，无法读取；未导入任何内容。{_ADVICE}"


def word_lines(word: OldWord, name: str) -> list[Line]:
    """Return the paragraphs and table rows of the main text.

    Footnotes, headers and text boxes stand behind it and are not read; deleted and hidden text is left out. Raises
    BadInputError for damage.
    """
    try:
        units, places = _main_text(word)
        in_table, row_ends = paragraph_runs(word.main, word.part(0x0102))
        unseen = character_runs(word.main, word.part(0x00FA))
    except (struct.error, ValueError, IndexError) as error:
        raise BadInputError(_damaged(name)) from error
    lines = _Lines()
    for unit, place in zip(units, places, strict=True):
        lines.add(
            unit, in_table=place in in_table, row_end=place in row_ends, unseen=place in unseen, known=bool(row_ends)
        )
    return [Line(_text(text)) for text in lines.finished()]


def _text(units: str) -> str:
    """Return the text of UTF-16 code units."""
    text = units.translate(_REPLACED).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "\t".join(printable(cell) for cell in text.split("\t"))


class _Lines:
    """Puts characters together to paragraphs and table rows."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._cells: list[str] = []
        self._parts: list[str] = []
        self._fields: list[bool] = []  # of each open field: whether we are still in its instruction

    def add(self, unit: str, *, in_table: bool, row_end: bool, unseen: bool, known: bool) -> None:
        """Take in one character; `known` tells whether the file says which marks end a row."""
        if unit == _CELL:
            text = "".join(self._parts)
            self._parts = []
            if row_end or (not known and not text and self._cells):
                self._end_row()
            else:
                self._cells.append(text)
        elif unseen:
            return
        elif unit == _FIELD:
            self._fields.append(True)
        elif unit == _RESULT:
            self._fields[-1:] = [False] if self._fields else []
        elif unit == _FIELD_END:
            self._fields[-1:] = []
        elif unit in _ENDS:
            self._fields = [] if any(self._fields) else self._fields  # no instruction is longer than a paragraph
            if not in_table:
                self._end_row()
                self._lines.append("".join(self._parts))
                self._parts = []
        elif not any(self._fields):
            self._parts.append(" " if unit == "\t" else unit)

    def _end_row(self) -> None:
        if self._cells:
            self._lines.append("\t".join(self._cells).rstrip("\t"))
            self._cells = []

    def finished(self) -> list[str]:
        """Return the lines, with what was still open at the end."""
        self._end_row()
        return [*self._lines, "".join(self._parts)]


def _main_text(word: OldWord) -> tuple[str, list[int]]:
    """Return the main text, one code unit per character position, and the FC of each.

    Raises ValueError or struct.error for damage.
    """
    wanted = word.number(0x4C)
    clx = word.part(0x01A2)
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("no piece table")
    (length,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + length]
    count = (len(plc) - 4) // 12
    if count < 1:
        raise ValueError("empty piece table")
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    chinese = word.number(0x06, "<H") in _CHINESE_LANGUAGES
    parts: list[str] = []
    places: list[int] = []
    for piece in range(count):
        start, end = ends[piece], min(ends[piece + 1], wanted)
        if end <= start:
            continue
        (packed,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * piece + 2)
        width = 1 if packed & 0x4000_0000 else 2
        fc = (packed & 0x3FFF_FFFF) // (2 if width == 1 else 1)
        units = _decoded(word.main[fc : fc + width * (end - start)], width, chinese=chinese)
        if len(places) + len(units) > _MAX_CHARACTERS:
            raise ValueError("more text than a report has")
        parts.append(units)
        places.extend(range(fc, fc + width * len(units), width))
    return "".join(parts), places


def _decoded(raw: bytes, width: int, *, chinese: bool) -> str:
    """Decode a piece to code units, one per character position; lone bytes are Western, or GBK in Chinese files."""
    if width == 2:
        return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
    if chinese and not raw.isascii():
        try:
            wide = raw.decode("gbk")
        except UnicodeDecodeError:
            pass
        else:
            return "".join(char if char.isascii() else char + _FILLER for char in wide)
    return raw.decode("cp1252", errors="replace")
