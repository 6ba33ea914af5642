"""Rich text (.rtf): paragraphs and table rows in order, as the reader of the printed page sees them.

RTF stores each automatic number as text beside its paragraph (listtext), so nothing is counted here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from planrunner.documents.build import MAX_CHARS, Line, from_lines, too_long
from planrunner.documents.labels import Rows, unbroken
from planrunner.documents.rtf_flow import Flow
from planrunner.documents.rtf_text import (
    WESTERN,
    Characters,
    character,
    encoding_of,
    encoding_of_charset,
    is_multi_byte,
)
from planrunner.documents.rtf_tokens import Token, Tokens
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_MAX_DEPTH = 2_000
_SKIPPED = frozenset(
    b"colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote annotation "
    b"listtable listoverridetable revtbl fldinst objdata nonshppict shprslt sp xe rxe tc tcn nonesttables filetbl "
    b"listpicture background ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn themedata colorschememapping datastore "
    b"latentstyles generator pntxta pntxtb mmathPict".split()
)
_LABELS = frozenset((b"listtext", b"pntext"))
_READ_ANYWAY = _LABELS | {b"shpinst", b"shptxt"}
"""Destinations that are read although they are marked as ones that may be ignored."""
_SIGNS = {
    b"tab": " ", b"line": "\n", b"page": "\n", b"column": "\n", b"emdash": "—", b"endash": "–", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
    b"qmspace": " ", b"nestcell": " ",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_MERGES = {b"clvmgf": "first", b"clvmrg": "down", b"clmrg": "side"}
_PAGES = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}
_BODY, _FONTS, _LABEL, _BOX, _NOWHERE = "body", "fonts", "label", "box", "nowhere"


def read_rtf(data: bytes, name: str) -> Document:
    """Return the document of an .rtf file.

    The text is the paragraphs joined by one newline; a table row is one paragraph with its cells joined by tabs.
    Raises BadInputError for hostile or empty files; `name` is the file's name for the message.
    """
    reader = _Reader(data, name)
    return from_lines(unbroken(reader.lines()), "rtf", name, warnings=reader.warnings)


@dataclass(slots=True)
class _State:
    """What holds inside a group; the outer state comes back when the group ends."""

    place: str = _BODY
    encoding: str = WESTERN
    fallback: int = 1
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False


class _Reader:
    """Goes through the tokens once; groups are a list, so that no depth of nesting is a depth of calls."""

    def __init__(self, data: bytes, name: str) -> None:
        self.warnings: list[str] = []
        self._name = name
        self._tokens = Tokens(data, name)
        self._state = _State()
        self._outer: list[_State] = []
        self._table = Rows(name)
        self._flow = Flow(self._table)
        self._outer_flows: list[Flow] = []
        self._label = Characters()
        self._native = WESTERN
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._default_font = 0
        self._may_ignore = False
        self._to_skip = 0
        self._left = 4 * MAX_CHARS

    def lines(self) -> Iterator[Line]:
        """Yield each paragraph and table row; a file that ends within a group is read so far, with a warning."""
        broken = 0
        whole = False
        for token in self._tokens:
            self._take(token)
            if not self._outer_flows and self._flow.out:
                broken += sum(line.text.count("\ufffd") for line in self._flow.out)
                yield from self._flow.out
                self._flow.out = []
            whole = token.kind == "close" and not self._outer
            if whole:
                break
        while self._outer_flows:
            self._end_box()
        rest = self._flow.finish()
        broken += sum(line.text.count("\ufffd") for line in rest)
        yield from rest
        if not whole:
            self.warnings.append("文件结尾不完整（可能没有复制完），只读到中断的地方；请对照原件核对结尾部分。")
        elif self._tokens.rest().strip():
            self.warnings.append("文件在正文结束之后还有内容，没有读取；请对照原件核对结尾部分。")
        if broken:
            self.warnings.append(f"文件有 {broken} 处字符损坏，已用“\ufffd”代替；请对照原件核对这些位置。")

    def _take(self, token: Token) -> None:
        if token.kind == "open":
            self._open()
        elif token.kind == "close":
            self._close()
        elif token.kind == "word":
            self._word(token.data, token.number)
        elif token.kind == "symbol":
            self._symbol(token.data)
        else:
            self._bytes(token.data)

    def _open(self) -> None:
        if len(self._outer) >= _MAX_DEPTH:
            raise BadInputError(
                f"“{self._name}”的嵌套层数异常，可能是恶意文件；已拒绝打开，未导入任何内容。请另存为 .docx 或 .txt 后重试。"
            )
        self._outer.append(self._state)
        self._state = replace(self._state)
        self._may_ignore, self._to_skip = False, 0

    def _close(self) -> None:
        self._may_ignore, self._to_skip = False, 0
        if not self._outer:
            return
        inner, self._state = self._state, self._outer.pop()
        if inner.place == _LABEL != self._state.place:
            self._flow.set_label(self._label.take())
        elif inner.place == _BOX != self._state.place:
            self._end_box()
        self._tokens.paired = is_multi_byte(self._state.encoding)

    def _end_box(self) -> None:
        lines = self._flow.finish()
        self._flow = self._outer_flows.pop()
        self._flow.add_box(lines)

    def _symbol(self, sign: bytes) -> None:
        if sign == b"*":
            self._may_ignore = True
        elif sign in b"\r\n":
            self._word(b"par", None)
        elif sign in _SYMBOLS:
            self._put(_SYMBOLS[sign])

    def _word(self, word: bytes, number: int | None) -> None:
        may_ignore, self._may_ignore = self._may_ignore, False
        state = self._state
        if state.place == _NOWHERE:
            return
        if word in _SKIPPED or (may_ignore and word not in _READ_ANYWAY):
            state.place = _NOWHERE
        elif state.place == _FONTS:
            self._font_word(word, number)
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word == b"u":
            self._to_skip = 0
            self._put(character(number or 0))
            self._to_skip = state.fallback
        elif word == b"fonttbl":
            state.place = _FONTS
        elif word in _LABELS:
            state.place = _LABEL
            self._label = Characters()
        elif word == b"shptxt":
            if state.place != _BOX:
                state.place, state.in_table = _BOX, False
                self._outer_flows.append(self._flow)
                self._flow = Flow(self._table)
        elif not self._character_word(word, number) and state.place != _LABEL:
            self._layout_word(word, number)

    def _font_word(self, word: bytes, number: int | None) -> None:
        if word == b"f":
            self._font = number or 0
        elif word == b"fcharset":
            self._fonts[self._font] = encoding_of_charset(number or 0, self._native)
        elif word == b"cpg":
            self._fonts[self._font] = encoding_of(number or 0)

    def _character_word(self, word: bytes, number: int | None) -> bool:
        """Take a word about characters; tell whether it was one."""
        state = self._state
        if word == b"f":
            self._use_font(number or 0)
        elif word == b"plain":
            state.hidden = state.deleted = False
            self._use_font(self._default_font)
        elif word == b"v":
            state.hidden = number != 0
        elif word == b"deleted":
            state.deleted = number != 0
        elif word == b"uc":
            state.fallback = max(0, number if number is not None else 1)
        elif word == b"deff":
            self._default_font = number or 0
        elif word == b"ansicpg" or word in _PAGES:
            self._native = state.encoding = _PAGES.get(word) or encoding_of(number or 0)
        else:
            return False
        return True

    def _use_font(self, font: int) -> None:
        self._state.encoding = self._fonts.get(font, self._native)
        self._tokens.paired = is_multi_byte(self._state.encoding)

    def _layout_word(self, word: bytes, number: int | None) -> None:
        state, flow = self._state, self._flow
        if word == b"par" and (state.hidden or state.deleted):
            flow.join_next()
        elif word in {b"par", b"sect"}:
            flow.end_paragraph(in_table=state.in_table)
        elif word == b"pard":
            state.in_table = False
        elif word == b"intbl":
            state.in_table = number != 0
        elif word == b"cell":
            flow.end_cell()
        elif word == b"row":
            flow.end_row()
        elif word == b"trowd":
            flow.begin_definition()
        elif word in _MERGES:
            flow.merge_next(_MERGES[word])
        elif word == b"cellx":
            flow.define_cell(number or 0)

    def _put(self, text: str) -> None:
        """Add characters where the reader of the page would see them, unless they only repeat a Unicode character."""
        if self._to_skip:
            self._to_skip -= 1
        elif self._shows():
            self._target().add(text)

    def _bytes(self, data: bytes) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        if self._shows():
            self._left -= len(data)
            if self._left < 0:
                raise too_long(self._name)
            self._target().add_bytes(data[skipped:], self._state.encoding, self._native)

    def _shows(self) -> bool:
        state = self._state
        return state.place not in {_NOWHERE, _FONTS} and not state.hidden and not state.deleted

    def _target(self) -> Characters:
        return self._label if self._state.place == _LABEL else self._flow.text
