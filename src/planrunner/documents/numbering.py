"""Automatic numbers of Word documents: which level a paragraph stands on, and what the counter of that level says.

The rules that mattered on real papers: numbering may come from the paragraph, from its style or from a level that
names the style; lists that share one abstract definition go on counting together.
"""

import re
from dataclasses import dataclass

from lxml import etree

from planrunner.documents.labels import with_suffix
from planrunner.documents.numerals import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEPTH = 9
_MAX_LABEL = 64
"""Word itself allows 31 characters; a longer pattern is cut."""
_MAX_CHAIN = 20
"""Styles based on one another; Word itself stops at 11."""
_PLACE = re.compile("%([1-9])")
_OFF = frozenset(("0", "false", "off"))


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts and prints. `restart` is None for the usual rule, 0 for never."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    style: str = ""
    restart: int | None = None
    legal: bool = False
    apart: bool = True


@dataclass(frozen=True, slots=True)
class _List:
    """A list as paragraphs name it (w:num): its levels, whose counters it shares, and the levels it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Style:
    """What numbering asks of a paragraph style."""

    parent: str
    list_id: str | None
    level: int | None


class Numbering:
    """The lists of one document with their running counters; paragraphs are to be asked for in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        """Take the roots of the numbering and the styles part; either may be missing."""
        self._styles: dict[str, _Style] = {}
        self._default = ""
        if styles is not None:
            self._read_styles(styles)
        self._lists: dict[str, _List] = {}
        if numbering is not None:
            self._read_lists(numbering)
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, properties: etree._Element | None) -> str:
        """Count a paragraph, given its w:pPr, and return its number with what parts it from the text; may be empty."""
        list_id, level = self._place(properties)
        found = self._lists.get(list_id)
        if found is None or level not in found.levels:
            return ""
        counters = self._counters.setdefault(found.abstract, {})
        self._count(counters, list_id, found, level)
        shape = found.levels[level]
        if shape.form == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            own = found.levels.get(at)
            if own is None or at > level or own.form == "bullet":
                return ""
            value = counters.get(at, own.start)
            return numeral(value, "decimal" if shape.legal and own.form != "none" else own.form)

        return with_suffix(_PLACE.sub(number, shape.pattern), apart=shape.apart)

    def _count(self, counters: dict[int, int], list_id: str, found: _List, level: int) -> None:
        start = found.starts.get(level, found.levels[level].start)
        anew = level in found.starts and (list_id, level) not in self._started
        self._started.add((list_id, level))
        counters[level] = start if anew or level not in counters else counters[level] + 1
        for deeper in range(level + 1, _DEPTH):
            shape = found.levels.get(deeper)
            if shape is None or shape.restart is None or level < shape.restart:
                counters.pop(deeper, None)

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """Return the list and the level of a paragraph: its own, else those of its style."""
        style = _value(properties, "pStyle") or self._default
        list_id = _value(properties, "numPr", "numId")
        level = _number(_value(properties, "numPr", "ilvl"))
        chain = self._chain(style)
        if list_id is None:
            list_id = next((each.list_id for _, each in chain if each.list_id is not None), None)
        if list_id is None:
            return "", 0
        if level is None:
            level = self._level_of_style(list_id, [name for name, _ in chain])
        if level is None:
            level = next((each.level for _, each in chain if each.level is not None), 0)
        return list_id, level

    def _level_of_style(self, list_id: str, names: list[str]) -> int | None:
        """Return the level of the list that names one of these styles, the nearest style first."""
        found = self._lists.get(list_id)
        for name in names if found else ():
            for level, shape in found.levels.items() if found else ():
                if shape.style == name:
                    return level
        return None

    def _chain(self, name: str) -> list[tuple[str, _Style]]:
        """Return a style and the styles it is based on; a circle ends where it closes."""
        chain: dict[str, _Style] = {}
        while name in self._styles and name not in chain and len(chain) < _MAX_CHAIN:
            chain[name] = self._styles[name]
            name = chain[name].parent
        return list(chain.items())

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iterfind(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            properties = style.find(f"{W}pPr")
            self._styles[name] = _Style(
                _value(style, "basedOn") or "",
                _value(properties, "numPr", "numId"),
                _number(_value(properties, "numPr", "ilvl")),
            )
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") not in _OFF:
                self._default = name

    def _read_lists(self, root: etree._Element) -> None:
        abstracts = {each.get(f"{W}abstractNumId", ""): each for each in root.iterfind(f"{W}abstractNum")}
        lists = {each.get(f"{W}numId", ""): each for each in root.iterfind(f"{W}num")}
        read: dict[str, dict[int, _Level]] = {}
        for list_id, each in lists.items():
            abstract = self._resolve(_value(each, "abstractNumId") or "", abstracts, lists)
            if abstract not in read:
                read[abstract] = _levels(abstracts.get(abstract))
            levels = read[abstract]
            starts: dict[int, int] = {}
            for override in each.iterfind(f"{W}lvlOverride"):
                level = _number(override.get(f"{W}ilvl"))
                start = _number(_value(override, "startOverride"))
                levels = levels | _levels(override)
                if level is not None and start is not None:
                    starts[level] = start
            self._lists[list_id] = _List(abstract, levels, starts)

    def _resolve(self, abstract: str, abstracts: dict[str, etree._Element], lists: dict[str, etree._Element]) -> str:
        """Follow numStyleLink (definition → style → list → definition) to the definition that has the levels."""
        seen: set[str] = set()
        while abstract in abstracts and abstract not in seen and len(seen) < _MAX_CHAIN:
            seen.add(abstract)
            link = self._styles.get(_value(abstracts[abstract], "numStyleLink") or "")
            if link is None or link.list_id not in lists:
                break
            abstract = _value(lists[link.list_id], "abstractNumId") or ""
        return abstract


def _levels(parent: etree._Element | None) -> dict[int, _Level]:
    """Return the levels given below a definition or an override."""
    levels: dict[int, _Level] = {}
    for node in parent.iterfind(f"{W}lvl") if parent is not None else ():
        at = _number(node.get(f"{W}ilvl"))
        if at is None or at >= _DEPTH:
            continue
        form = node.find(f"{W}numFmt")
        if form is None:
            form = node.find(f".//{W}numFmt")  # inside mc:AlternateContent, for formats newer than the standard
        start = _number(_value(node, "start"))
        legal = node.find(f"{W}isLgl")
        levels[at] = _Level(
            start=0 if start is None else start,
            form="decimal" if form is None else form.get(f"{W}val", "decimal"),
            pattern=(_value(node, "lvlText") or "")[:_MAX_LABEL],
            style=_value(node, "pStyle") or "",
            restart=_number(_value(node, "lvlRestart")),
            legal=legal is not None and legal.get(f"{W}val", "1") not in _OFF,
            apart=_value(node, "suff") != "nothing",
        )
    return levels


def _value(node: etree._Element | None, *path: str) -> str | None:
    """Return the w:val of a descendant, or None where it is missing."""
    for name in path:
        node = node.find(f"{W}{name}") if node is not None else None
    return node.get(f"{W}val") if node is not None else None


def _number(text: str | None) -> int | None:
    """Return a number of believable size, or None."""
    return int(text) if text is not None and text.isdecimal() and len(text) <= 6 else None
