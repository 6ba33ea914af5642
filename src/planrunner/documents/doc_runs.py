"""Where in a binary Word file a property holds ([MS-DOC] 2.9: formatted disk pages of paragraphs and characters)."""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence

_PAGE = 512
_IN_TABLE, _ROW_END = 0x2416, 0x2417
_DELETED, _HIDDEN = 0x0800, 0x083C
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_DEFINE_TABLE = 0xD608


class Runs:
    """Places in the file, kept as spans of bytes."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def __bool__(self) -> bool:
        return bool(self._spans)

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._spans[at][1]


def paragraph_runs(main: bytes, plc: bytes) -> tuple[Runs, Runs]:
    """Return where paragraphs stand in tables, and where a mark ends a row of one. Raises struct.error for damage."""
    in_table: list[tuple[int, int]] = []
    row_ends: list[tuple[int, int]] = []
    for page, count in _pages(main, plc):
        ends = struct.unpack_from(f"<{count + 1}I", page)
        for at in range(count):
            offset = 2 * page[4 * (count + 1) + 13 * at]
            if not offset:
                continue
            words = page[offset]
            start, length = (offset + 2, 2 * page[offset + 1]) if words == 0 else (offset + 1, 2 * words - 1)
            properties = dict(_properties(page[start + 2 : start + length]))
            span = (ends[at], ends[at + 1])
            if properties.get(_ROW_END):
                row_ends.append(span)
            if properties.get(_IN_TABLE):
                in_table.append(span)
    return Runs(in_table), Runs(row_ends)


def character_runs(main: bytes, plc: bytes) -> Runs:
    """Return where text is marked as deleted or hidden. Raises struct.error for damage."""
    unseen: list[tuple[int, int]] = []
    for page, count in _pages(main, plc):
        ends = struct.unpack_from(f"<{count + 1}I", page)
        for at in range(count):
            offset = 2 * page[4 * (count + 1) + at]
            if not offset:
                continue
            properties = dict(_properties(page[offset + 1 : offset + 1 + page[offset]]))
            if properties.get(_DELETED) or properties.get(_HIDDEN):
                unseen.append((ends[at], ends[at + 1]))
    return Runs(unseen)


def _pages(main: bytes, plc: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield each page of 512 bytes that `plc` names, and how many runs it tells of; damaged ones are passed over."""
    count = max((len(plc) - 4) // 8, 0)
    for number in struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ():
        start = (number & 0x3FFFFF) * _PAGE
        page = main[start : start + _PAGE]
        # The longest page holds 101 runs of characters; what claims more is no such page.
        if len(page) == _PAGE and 0 < page[-1] <= 101:
            yield page, page[-1]


def _properties(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the modifiers (sprm) of a run with the first byte of their operands."""
    at = 0
    while at + 3 <= len(data):
        (sprm,) = struct.unpack_from("<H", data, at)
        yield sprm, data[at + 2]
        if sprm == _DEFINE_TABLE and at + 4 <= len(data):
            at += 3 + int(struct.unpack_from("<H", data, at + 2)[0])
        else:
            at += 2 + _OPERANDS.get(sprm >> 13, 1 + data[at + 2])
