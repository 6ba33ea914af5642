"""The papers of a year that is closed, written into one folder; what could not be written is told, not hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planrunner.errors import NotAllowedError, PlanrunnerError, UsageError, system_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planrunner.services.desk import Desk


class PaperKind(NamedTuple):
    """A paper of the year: its name for people and the end of its file's name."""

    title: str
    file: str


PAPERS: dict[str, PaperKind] = {
    "summary": PaperKind("总结", "完成情况总结.docx"),
    "ledger": PaperKind("台账", "台账.xlsx"),
    "bundle": PaperKind("佐证材料包", "佐证材料.zip"),
    "draft": PaperKind("下年报告初稿", "报告初稿.docx"),
}
"""Kind of `planrunner report` → how it is called here, in the order written."""


class Written(NamedTuple):
    """The files written, and for each paper that was not: why, and how to write it again."""

    files: list[Path]
    problems: list[str]


def paper_kinds(words: str) -> list[str]:
    """Read kinds of papers, by key or Chinese name and separated by commas. Raises UsageError for one there is not."""
    found = []
    for word in words.replace("，", ",").replace("、", ",").split(","):
        plain = word.strip()
        kind = next((kind for kind, one in PAPERS.items() if plain in (kind, one.title)), "")
        if plain and not kind:
            listed = "、".join(f"{one.title}（{kind}）" for kind, one in PAPERS.items())
            raise UsageError(f"没有“{plain}”这种材料。可用：{listed}。没有结账。")
        found += [kind] if kind else []
    return list(dict.fromkeys(found))


def ready(folder: Path) -> None:
    """See that a folder for papers is there. Raises NotAllowedError where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotAllowedError(
            f"不能使用文件夹 {folder}（{system_reason(error)}）。没有结账。请换一个文件夹。"
        ) from error


def write_papers(desk: Desk, year: int, folder: Path, kinds: Sequence[str]) -> Written:
    """Write papers of a year into a folder, each whole or not at all; one that fails does not keep the others back."""
    made = Written([], [])
    for kind in kinds:
        file = folder / f"{year}年{PAPERS[kind].file}"
        try:
            _write(desk, year, kind, file)
        except PlanrunnerError as error:
            again = f"再写一次：planrunner report {kind} --year {year} -o {file}"
            made.problems.append(f"{PAPERS[kind].title}没有写出：{error.message} {again}")
        else:
            made.files.append(file)
    return made


def _write(desk: Desk, year: int, kind: str, file: Path) -> None:
    from planrunner.services import reporting
    from planrunner.services.reporting_bundle import write_bundle

    match kind:
        case "summary":
            reporting.write(reporting.summary(desk, year), file)
        case "draft":
            reporting.write(reporting.draft(desk, year), file)
        case "ledger":
            reporting.write_ledger(desk, year, file)
        case _:
            write_bundle(desk, year, file)
