"""How a recovered automatic number stands in front of its paragraph, and how cells stand in a row."""

from collections.abc import Iterable, Iterator

from planrunner.documents.build import MAX_CHARS, Line, too_long

_PARTS_BY_ITSELF = "、，。．：；）〉》】〕］"


def with_suffix(label: str, *, apart: bool = True) -> str:
    """Return a label as it stands before its text: `apart` says that a tab or a space follows it.

    One space is put only where the label would run into the text (1.2023年, 第一条总则): full-width punctuation parts
    by itself.
    """
    label = " ".join(label.split())
    return label + " " if label and apart and label[-1] not in _PARTS_BY_ITSELF else label


def numbered(label: str, text: str) -> Line:
    """Return the paragraph with its number in front; an empty label changes nothing."""
    return Line(label + text.lstrip(), prefix=len(label)) if label else Line(text)


def unbroken(blocks: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines of blocks that still have line breaks in them.

    The number stays with the first line; a number without a text says nothing and is left out.
    """
    for block in blocks:
        prefix = block.prefix
        if not block.text[prefix:].strip() and "\t" not in block.text:
            continue
        for text in block.text.split("\n"):
            yield Line(text, prefix=prefix)
            prefix = 0


def cell(blocks: Iterable[Line]) -> Line:
    """Return what stands in one table cell as one line: its paragraphs run together, a table in it parted by spaces."""
    found = [Line(block.text.strip(), prefix=block.prefix) for block in blocks]
    text = "".join(block.text for block in found).replace("\n", "").replace("\t", " ")
    return Line(text, prefix=min(found[0].prefix, len(text)) if found else 0)


class Rows:
    """Puts table rows together, within a length that covers tables inside of tables.

    A merged cell is repeated in every row that it covers, so a small file could ask for any amount of text.
    """

    def __init__(self, name: str) -> None:
        """Begin a document; `name` is the file's name for the message."""
        self._name = name
        self._left = 4 * MAX_CHARS

    def row(self, cells: list[Line]) -> Line:
        """Return one row, its cells joined by tabs. Raises BadInputError past the length of any report."""
        self._left -= sum(len(each.text) for each in cells)
        if self._left < 0:
            raise too_long(self._name)
        return Line("\t".join(each.text for each in cells), prefix=cells[0].prefix if cells else 0)
