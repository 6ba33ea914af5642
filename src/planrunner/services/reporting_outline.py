"""The headings that a district wants a report to have (提纲): read from its file, understood by their words, kept if wished."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planrunner.errors import BadInputError
from planrunner.extract.classify import classify
from planrunner.services.packs import layered, load_toml, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from planrunner.extract.words import Words

KEPT = "plans/words/headings.toml"
"""Where a workspace keeps its district's headings."""
MEANINGS = ("leaders", "problems", "plan", "other", "done")
"""What a part can be about, those first whose words decide over the others'."""
MOST_PARTS, LONGEST = 40, 60
NUMERAL = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    re.compile(rf"第?{NUMERAL}(?:部分)?[、，,.．：:\s]+(?P<text>\S.*)"),
    re.compile(rf"[（(]{NUMERAL}[）)][、.．]?\s*(?P<text>\S.*)"),
    re.compile(r"(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])\s*(?P<text>\S.*)"),
)
_NO_HEADING = re.compile(r"提纲|模板|格式|附件|通知|报告$")
_ASIDE = re.compile(r"\s*[（(]([^（）()]{4,})[）)]\s*$")


@dataclass(frozen=True, slots=True)
class Section:
    """A second-level heading, the categories of work it speaks of (the best first), and what the district says of it."""

    title: str
    categories: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A first-level heading without its number, what it is about (MEANINGS; two for 存在问题和下步打算), its sections."""

    title: str
    means: tuple[str, ...]
    sections: tuple[Section, ...] = ()
    hint: str = ""


Outline = tuple[Part, ...]


def outline_of(folder: Path, file: Path, year: int) -> Outline:
    """Read a district's outline for the report on `year` from a file of any kind that reports are read from.

    Raises BadInputError for a file that cannot be read or has no headings.
    """
    from planrunner.documents.reader import read_document

    words, meanings = load_words(folder), _meanings(folder)
    lines = [" ".join(line.split()) for line in read_document(file).text.splitlines() if line.strip()]
    parts: list[tuple[str, str, list[list[str]]]] = []
    for level, text in _levels(lines):
        title, hint = _parted(text)
        if level == 1:
            parts.append((title, hint, []))
        elif level == 2 and parts:
            parts[-1][2].append([title, hint])
        elif parts and parts[-1][2]:
            parts[-1][2][-1][1] = _joined(parts[-1][2][-1][1], text)
        elif parts:
            parts[-1] = (parts[-1][0], _joined(parts[-1][1], text), parts[-1][2])
    if not parts:
        raise BadInputError(
            f"“{file.name}”里没有认出提纲的标题，没有写出任何内容。请每个标题写一行，前面编号：一、……；二级标题编（一）。"
        )
    return tuple(
        Part(
            title,
            _meaning(title, meanings, year),
            tuple(Section(name, _categories(name, words), about) for name, about in sections),
            hint,
        )
        for title, hint, sections in parts[:MOST_PARTS]
    )


def keep(folder: Path, outline: Outline, year: int) -> Path:
    """Keep an outline in a workspace for the drafts to come; the years in it move on with the report's. Return the file."""
    import tomli_w

    from planrunner.services.atomic import write_atomically

    table = [
        {"title": _for_any_year(part.title, year), "means": list(part.means), "hint": part.hint}
        | {
            "section": [
                {"title": _for_any_year(one.title, year), "categories": list(one.categories), "hint": one.hint}
                for one in part.sections
            ]
        }
        for part in outline
    ]
    file = folder / KEPT
    file.parent.mkdir(parents=True, exist_ok=True)
    head = (
        "# 区里要求的报告提纲：report draft 按这里的标题和顺序写。不想再用就删掉这个文件。\n"
        "# means 是这一部分写什么：done 成效、problems 不足、leaders 第一责任人、plan 下一年安排、other 其他；空的留待填写。\n"
        "# categories 是二级标题下写哪几类工作（planrunner list --category 用的词）。{year} 是报告的年份，{next} 是下一年。\n\n"
    )
    write_atomically(file, (head + tomli_w.dumps({"outline": {"part": table}})).encode())
    return file


def kept_outline(folder: Path, year: int) -> Outline | None:
    """Return the outline that a workspace keeps, with this report's years, None where it keeps none.

    Raises BadInputError for a mistake in it.
    """
    file = folder / KEPT
    if not file.is_file():
        return None
    try:
        parts = [_part(one, year) for one in load_toml(file)["outline"]["part"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInputError(
            f"提纲 {KEPT} 写错了：{error}。没有写出任何内容，请改正，或删掉它用程序自己的提纲。"
        ) from error
    return tuple(parts)


def _part(table: Mapping[str, Any], year: int) -> Part:
    sections = tuple(
        Section(_of_year(one["title"], year), tuple(one["categories"]), str(one.get("hint", "")))
        for one in table.get("section", [])
    )
    means = tuple(word for word in table["means"] if word in MEANINGS)
    return Part(_of_year(table["title"], year), means, sections, str(table.get("hint", "")))


def _for_any_year(text: str, year: int) -> str:
    return text.replace(str(year), "{year}").replace(str(year + 1), "{next}")


def _of_year(text: str, year: int) -> str:
    return text.replace("{year}", str(year)).replace("{next}", str(year + 1))


def _levels(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (1 or 2 for a heading and 0 for what is said below one, text); the highest number in use makes the parts."""
    used = [level for level, pattern in enumerate(_LEVELS) if any(pattern.fullmatch(line) for line in lines)]
    if not used:
        yield from (
            (1, line) for line in lines if len(line) <= LONGEST and "。" not in line and not _NO_HEADING.search(line)
        )
        return
    for line in lines:
        for depth, level in enumerate(used[:2], 1):
            found = _LEVELS[level].fullmatch(line)
            if found:
                yield depth, found["text"]
                break
        else:
            yield 0, line


def _parted(text: str) -> tuple[str, str]:
    """Return a heading and what is said behind it, in brackets or after its end."""
    aside = _ASIDE.search(text)
    title = text[: aside.start()] if aside else text
    hint = aside[1] if aside else ""
    head, stop, rest = title.partition("。")
    if stop and rest:
        title, hint = head, _joined(rest, hint)
    elif len(title) > LONGEST:
        head, _, rest = title.replace("：", "，").partition("，")
        title, hint = head, _joined(rest, hint)
    return title.strip(" 。；;：:"), hint


def _joined(first: str, second: str) -> str:
    return f"{first.rstrip('。；')}；{second}" if first and second else first or second


def _meaning(title: str, meanings: Mapping[str, tuple[str, ...]], year: int) -> tuple[str, ...]:
    ahead = meanings["plan"] + (f"{year + 1}年",)
    found = [key for key in MEANINGS if any(word in title for word in (ahead if key == "plan" else meanings[key]))]
    return ("problems", "plan") if found[:2] == ["problems", "plan"] else tuple(found[:1])


def _meanings(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the words of each meaning from plans/sentences. Raises BadInputError where they are missing."""
    table: Any = {}
    for file in layered(folder, "sentences/*.toml"):
        table = load_toml(file).get("outline", table)
    found: dict[str, tuple[str, ...]] = {}
    for key in MEANINGS:
        words = table.get(key) if isinstance(table, dict) else None
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise BadInputError(f"句式 plans/sentences 写错了：outline.{key}。数据没有改动，请改正后重试。")
        found[key] = tuple(words)
    return found


def _categories(title: str, words: Words) -> tuple[str, ...]:
    """Return the categories whose words stand in a heading, the best first."""
    best = classify(title, words)[0]
    named = [key for key, pattern in words.categories if pattern.search(title)]
    return tuple(dict.fromkeys([best, *named])) if named else ()
