"""Text measured in terminal cells: a Chinese character takes two, and what is cut off is marked."""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size

CUT = ".."
"""Marks what was cut off. Two full stops: an ellipsis has no agreed width on Chinese consoles."""

NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕”’,.;:?!)]}")
"""Marks that do not begin a line."""


def width_of(text: str) -> int:
    """Return how many cells a text takes."""
    return cell_len(text)


def one_line(text: str) -> str:
    """Return a text without line ends, tabs and runs of blanks."""
    return " ".join(text.split())


def joined(text: str) -> str:
    """Return words of a report on one line: where its line ended between two wide characters, nothing stood between them."""
    parts = [one_line(line) for line in text.splitlines()]
    found = ""
    for part in filter(None, parts):
        wide = bool(found) and get_character_cell_size(found[-1]) == get_character_cell_size(part[0]) == 2
        found += part if wide or not found else f" {part}"
    return found


def cut(text: str, width: int) -> str:
    """Return a text on one line of at most `width` cells; a cut is marked and never goes through a character."""
    return shortened(one_line(text), width)


def shortened(text: str, width: int) -> str:
    """Return a line in at most `width` cells with its blanks as they are; a cut is marked as in `cut`."""
    if cell_len(text) <= width:
        return text
    room = width - len(CUT)
    if room < 0:
        return CUT[: max(width, 0)]
    used = kept = 0
    for char in text:
        used += get_character_cell_size(char)
        if used > room:
            break
        kept += 1
    return text[:kept].rstrip() + CUT


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return a text of exactly `width` cells: cut where it is longer, else filled up with blanks (`right`: in front)."""
    kept = cut(text, width)
    blanks = " " * (width - cell_len(kept))
    return blanks + kept if right else kept + blanks


def padded(text: str, width: int) -> str:
    """Return a text filled up with blanks to `width` cells; a longer one stays as it is."""
    return text + " " * (width - cell_len(text))


def lines_of(text: str, width: int, indent: int = 0) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the lines a text makes at `width` cells; line ends belong to no line.

    Lines that continue one have `indent` cells less. A line breaks between any two characters, as Chinese does, but
    does not begin with a closing mark where the character before can come along (GB/T 15834 5.1.1). Letters and digits
    that belong together (a path, an option, a day) stay together where they take no more than half a line; a longer
    path breaks behind a slash.
    """
    found: list[tuple[int, int]] = []
    room = width = max(width, 2)
    narrow = max(width - indent, 2)
    start = used = 0
    for index, char in enumerate(text):
        if char == "\n":
            found.append((start, index))
            start, used, room = index + 1, 0, width
            continue
        size = get_character_cell_size(char)
        if used + size > room:
            at = _break_before(text, start, index, room)
            found.append((start, at))
            start, used, room = at, cell_len(text[at:index]), narrow
        used += size
    found.append((start, len(text)))
    return found


def _break_before(text: str, start: int, index: int, room: int) -> int:
    """Return where the line that began at `start` ends, the character at `index` being the first that has no room."""
    at = index - 1 if text[index] in NOT_FIRST and index - 1 > start else index
    word = at
    while word > start and _belongs(text[word - 1]) and _belongs(text[word]):
        word -= 1
    if word > start and at - word <= room // 2:
        return word
    part = text.rfind("/", word, at) + 1
    return part if part > start and at - part <= room // 2 else at


def _belongs(char: str) -> bool:
    return "!" <= char <= "~"
