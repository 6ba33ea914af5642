"""Automatic numbers of OpenDocument texts: the list styles, and what the counters of a list say.

An item carries no number of its own: it follows from how deep its list is nested and from the style of the list.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from planrunner.documents.labels import with_suffix
from planrunner.documents.numerals import numeral

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
LEVELS = 10
_MAX_LABEL = 64
_MAX_CHAIN = 20
_PLACE = re.compile(r"%(\d{1,2})%")
_FORMS = {
    "1": "decimal", "01": "decimalZero", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一": "chineseCountingThousand", "〇": "ideographDigital", "壹": "chineseLegalSimplified",
    "壱": "chineseLegalSimplified", "甲": "ideographTraditional", "子": "ideographZodiac",
    "①": "decimalEnclosedCircle", "１": "decimalFullWidth",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level prints: an empty form prints nothing."""

    form: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    pattern: str = ""
    apart: bool = True


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says of numbering: `list_name` is None where it says nothing, empty for no number."""

    parent: str
    list_name: str | None
    hidden: bool | None


@dataclass(slots=True)
class Counters:
    """The running numbers of one list, by level from 1."""

    values: dict[int, int] = field(default_factory=dict)

    def count(self, level: int, start: int, *, anew: bool = False) -> None:
        """Go on to the next number of a level; deeper levels begin again."""
        self.values[level] = start if anew or level not in self.values else self.values[level] + 1
        for deeper in [each for each in self.values if each > level]:
            del self.values[deeper]


class Styles:
    """The paragraph, list and outline styles of a document."""

    def __init__(self, roots: list[etree._Element]) -> None:
        """Take the roots of the styles part and of the content, the stronger one last."""
        self._styles: dict[tuple[str, str], _Style] = {}
        self._lists: dict[str, dict[int, _Level]] = {}
        self._outline: dict[int, _Level] = {}
        for root in roots:
            for node in root.iter(f"{STYLE}style"):
                properties = node.find(f"{STYLE}text-properties")
                display = properties.get(f"{TEXT}display") if properties is not None else None
                self._styles[node.get(f"{STYLE}family", ""), node.get(f"{STYLE}name", "")] = _Style(
                    node.get(f"{STYLE}parent-style-name", ""),
                    node.get(f"{STYLE}list-style-name"),
                    None if display is None else display == "none",
                )
            for node in root.iter(f"{TEXT}list-style"):
                self._lists[node.get(f"{STYLE}name", "")] = _levels(node)
            for node in root.iter(f"{TEXT}outline-style"):
                self._outline = _levels(node)

    def list_of(self, style: str) -> str | None:
        """Return the list style that a paragraph style asks for: None for nothing said, empty for no number."""
        return next((each.list_name for each in self._chain("paragraph", style) if each.list_name is not None), None)

    def is_hidden(self, family: str, style: str) -> bool:
        """Tell whether text of this style is not shown; `family` is paragraph or text."""
        return next((each.hidden for each in self._chain(family, style) if each.hidden is not None), False)

    def start(self, list_name: str | None, level: int) -> int:
        """Return where a level begins to count; `list_name` None stands for the outline of the headings."""
        return self._of(list_name).get(level, _Level()).start

    def label(self, list_name: str | None, level: int, counters: Counters) -> str:
        """Return the number of the item just counted, with what parts it from the text; may be empty."""
        levels = self._of(list_name)
        own = levels.get(level)
        if own is None:
            return ""

        def number(at: int) -> str:
            shape = levels.get(at)
            if shape is None or not shape.form or at > level:
                return ""
            return numeral(counters.values.get(at, shape.start), shape.form)

        if own.pattern:
            text = _PLACE.sub(lambda match: number(int(match[1])), own.pattern)
        elif own.form:
            shown = (number(at) for at in range(max(1, level - own.shown + 1), level + 1))
            text = own.prefix + ".".join(filter(None, shown)) + own.suffix
        else:
            return ""
        return with_suffix(text, apart=own.apart)

    def _of(self, list_name: str | None) -> dict[int, _Level]:
        return self._outline if list_name is None else self._lists.get(list_name, {})

    def _chain(self, family: str, name: str) -> list[_Style]:
        """Return a style and its parents; a circle ends where the chain grows too long."""
        chain: list[_Style] = []
        while (family, name) in self._styles and len(chain) < _MAX_CHAIN:
            chain.append(self._styles[family, name])
            name = chain[-1].parent
        return chain


def _levels(parent: etree._Element) -> dict[int, _Level]:
    """Return the numbered levels of a list or outline style; bullets and pictures have no number."""
    levels: dict[int, _Level] = {}
    for node in parent:
        at = number_of(node.get(f"{TEXT}level"), 0)
        if node.tag not in {f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style"} or at not in range(
            1, LEVELS + 1
        ):
            continue
        form = node.get(f"{STYLE}num-format", "")
        follow = next(
            (each.get(f"{TEXT}label-followed-by") for each in node.iter(f"{STYLE}list-level-label-alignment")), ""
        )
        levels[at] = _Level(
            form=_FORMS.get(form.split(",")[0].strip(), "decimal") if form else "",
            prefix=node.get(f"{STYLE}num-prefix", "")[:_MAX_LABEL],
            suffix=node.get(f"{STYLE}num-suffix", "")[:_MAX_LABEL],
            start=number_of(node.get(f"{TEXT}start-value"), 1),
            shown=min(number_of(node.get(f"{TEXT}display-levels"), 1), LEVELS),
            pattern=node.get(f"{_LOEXT}num-list-format", "")[:_MAX_LABEL],
            apart=follow != "nothing",
        )
    return levels


def number_of(text: str | None, default: int) -> int:
    """Return a number of believable size, else `default`."""
    return int(text) if text is not None and text.isdecimal() and len(text) <= 6 else default
