"""The papers of a year: the completion summary and the draft of the next report, and writing them to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.services.atomic import write_atomically
from planrunner.services.reporting_facts import gather, load_phrases, without_steps

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.reports.paper import Citations, Paper
    from planrunner.services.desk import Desk
    from planrunner.services.reporting_outline import Outline
    from planrunner.services.reporting_period import Period

SUFFIXES = (".docx", ".md")


def summary(desk: Desk, year: int, period: Period | None = None, *, pictures: bool = False) -> Paper:
    """Return the completion summary of plan `year` or a part of it: totals, work by chapter, unfinished, carried, evidence.

    With `pictures` the photographs are an annex of their own. Its figures are those of `desk.today()`, which it names.
    Raises NothingFoundError for a year or a part of it without tasks, BadInputError for a mistake in the sentences of
    plans/sentences.
    """
    from planrunner.services.evidence_pictures import pictures_of
    from planrunner.services.reporting_period import within
    from planrunner.services.reporting_summary import make_summary

    facts = gather(desk, year)
    told = within(facts, period) if period else facts
    return make_summary(told, load_phrases(desk.folder), pictures_of(desk, told) if pictures else ())


def draft(desk: Desk, year: int, outline: Outline | None = None) -> Paper:
    """Return the draft of the report on plan `year`, which arranges the year after.

    Sentences rest on signed-off tasks and recorded numbers only, and each names them for the writer to set aside.
    Reading the draft again yields the obligations of this year's plan. The headings are those of `outline`, else those
    that the workspace keeps of its district, else the usual ones. Raises as `summary`.
    """
    from planrunner.services.reporting_draft import make_draft
    from planrunner.services.reporting_outline import kept_outline

    facts = without_steps(gather(desk, year))
    return make_draft(facts, load_phrases(desk.folder), outline or kept_outline(desk.folder, year))


def plan_is_read(desk: Desk, paper: Paper) -> bool:
    """Tell whether `import` will find next year's plan in a draft: under a heading of somebody else's it may not."""
    from planrunner.documents.txt import read_txt
    from planrunner.extract.analyse import analyse
    from planrunner.reports.markdown import to_markdown
    from planrunner.services.packs import load_words

    return bool(analyse(read_txt(to_markdown(paper).encode(), paper.name), load_words(desk.folder)).measures)


def untold(desk: Desk, year: int) -> list[str]:
    """Return the measures of a year's plan that the draft has no sentence on finished work for. Raises as `draft`."""
    from planrunner.services.reporting_draft import untold as found

    return found(without_steps(gather(desk, year)), load_phrases(desk.folder))


def write(paper: Paper, file: Path, citations: Citations = "none") -> None:
    """Write a paper as .docx (GB/T 9704-2012) or .md by the file's suffix; the file is complete or untouched.

    `citations` says how what a sentence rests on is set aside; in .md both kinds become footnotes.

    Raises UsageError for another suffix, NotAllowedError where the file cannot be written.
    """
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"不能写成“{file.suffix or file.name}”这种文件，没有写出任何内容。请把文件名改成以 {' 或 '.join(SUFFIXES)} 结尾。"
        )
    if suffix == ".docx":
        from planrunner.reports.docx_paper import to_docx

        content = to_docx(paper, citations)
    else:
        from planrunner.reports.markdown import to_markdown

        content = to_markdown(paper, citations).encode()
    write_atomically(file, content)


def write_ledger(desk: Desk, year: int, file: Path) -> int:
    """Write the ledger of plan `year` with totals and the catalogue of evidence as .xlsx; return how many tasks it has.

    Raises UsageError for another suffix, NothingFoundError for a year without tasks, NotAllowedError where the file
    cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"台账只能写成 .xlsx，没有写出“{file.name}”。请改文件名。")
    from planrunner.reports.sheet import to_xlsx
    from planrunner.services.reporting_ledger import make_ledger

    facts = gather(desk, year)
    write_atomically(file, to_xlsx(make_ledger(facts, desk.calendar())))
    return len(facts.tasks)
