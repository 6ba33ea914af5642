"""A year of a township played through by commands' services: photographs, sheets and links for its tasks, and the papers.

Run as a script (`python -m tests.integration.played_year REPORT FOLDER`) it leaves the papers of a full year in a folder, to
be looked at page by page.
"""

import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw

from planrunner.services import evidence_review, intake, planning, reporting, tracking, workspace
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence
from planrunner.services.reporting_bundle import write_bundle
from planrunner.store import queries
from planrunner.store.database import Store
from planrunner.store.queries import TaskRow
from planrunner.store.step_reads import NO_STEP
from planrunner.store.target import parse_target

YEAR = 2022
END = date(YEAR, 12, 28)


@dataclass
class Year:
    """A workspace with a plan, and what was done in it."""

    folder: Path
    stores: list[Store] = field(default_factory=list)

    def desk(self, who: str, today: date) -> Desk:
        """Return somebody's desk on a day."""
        store = Store(parse_target(None, self.folder))
        self.stores.append(store)
        return Desk(self.folder, store, who, given_today=today)

    def close(self) -> None:
        """Give back every connection."""
        for store in self.stores:
            store.close()


def photo(file: Path, seed: int) -> Path:
    """Draw a scene that is like no other seed's."""
    image = Image.new("RGB", (1200, 900), (90 + seed * 37 % 120, 140 + seed * 53 % 90, 200 - seed * 29 % 120))
    pen = ImageDraw.Draw(image)
    for at in range(9):
        x, y = (seed * 211 + at * 379) % 1100, (seed * 97 + at * 283) % 800
        pen.rectangle(
            (x, y, x + 60 + seed * 13 % 200, y + 40 + at * 20), fill=(at * 28, seed * 17 % 255, 255 - at * 25)
        )
    exif = Image.Exif()
    exif[306] = f"{YEAR}:06:01 09:00:00"
    image.save(file, quality=80, exif=exif)
    return file


def sheet(file: Path, title: str, rows: int) -> Path:
    """Write a sign-in sheet as .docx or .xlsx."""
    names = [f"参会人{at}" for at in range(1, rows + 1)]
    if file.suffix == ".docx":
        paper = Document()
        paper.add_paragraph(title)
        for name in names:
            paper.add_paragraph(name)
        paper.save(str(file))
    else:
        book = Workbook()
        for row in [("序号", "姓名"), *enumerate(names, 1)]:
            book.active.append(row)
        book.save(file)
    return file


def evidence_for(folder: Path, task: TaskRow, turn: int, day: date) -> NewEvidence:
    """Return evidence of one of five kinds, in turn."""
    stem = f"{turn:02d}"
    match turn % 5:
        case 0:
            return NewEvidence(
                file=photo(folder / f"{stem}现场照片.jpg", turn), title=f"{task.title}现场照片", occurred_on=day
            )
        case 1:
            return NewEvidence(file=sheet(folder / f"{stem}签到表.docx", task.title, 12), occurred_on=day)
        case 2:
            return NewEvidence(url=f"https://example.org/{YEAR}/{turn}", title=f"{task.title}信息报道", occurred_on=day)
        case 3:
            return NewEvidence(number=f"凤政发〔{YEAR}〕{turn}号", title=f"关于{task.title}的通知", occurred_on=day)
        case _:
            return NewEvidence(file=sheet(folder / f"{stem}签到表.xlsx", task.title, 20), occurred_on=day)


def play(year: Year, report: Path, files: Path, completions: int) -> list[str]:
    """Import a report on the year before, accept its plan and work through it; return the tasks signed off."""
    files.mkdir(parents=True, exist_ok=True)
    first = year.desk("经办", date(YEAR, 1, 6))
    workspace.init(first, "凤凰镇", "370305")
    intake.import_report(first, report)
    planning.accept_all(first)
    with first.store.reader() as reader:
        tasks = queries.tasks(reader, NO_STEP)
    doer, reviewer = year.desk("经办", END), year.desk("审核", END)
    done = []
    for turn, task in enumerate(tasks[:completions]):
        due = min(task.due or task.planned or date(YEAR, 6, 30), END)
        day = min(due + timedelta(days=9), END) if turn % 13 == 7 else min(task.planned or due, due)
        pieces = [] if turn % 17 == 11 else [evidence_for(files, task, turn, day)]
        numbers = {name: float(20 + turn) for name in _metrics(doer, task)[:2]} if turn % 2 == 0 else {}
        name = f"T{task.id}"
        tracking.submit(
            doer, [name], done_on=day, evidence=pieces, metrics=numbers, reason="" if pieces else "会议未作记录"
        )
        done.append(name)
    tracking.close(reviewer, done)
    rest = [f"T{task.id}" for task in tasks[completions:]]
    if rest:
        tracking.carry(doer, rest[:1], "上级通知未到")
        tracking.drop(doer, rest[1:2], "本镇没有这项业务")
    return done


def _metrics(desk: Desk, task: TaskRow) -> list[str]:
    with desk.store.reader() as reader:
        served = {obligation for number, obligation in queries.links(reader, [task.id]) if number == task.id}
        rows = queries.obligations(reader)
    return [name for row in rows if row.id in served for name in row.metrics]


def papers(year: Year, out: Path) -> dict[str, Path]:
    """Write every paper of the year; return them by name."""
    desk = year.desk("经办", END)
    made = {
        name: out / name for name in ("总结.docx", "初稿.docx", "初稿-尾注.docx", "初稿.md", "台账.xlsx", "佐证.zip")
    }
    reporting.write(reporting.summary(desk, YEAR), made["总结.docx"])
    draft = reporting.draft(desk, YEAR)
    reporting.write(draft, made["初稿.docx"], "comments")
    reporting.write(draft, made["初稿-尾注.docx"], "endnotes")
    reporting.write(draft, made["初稿.md"], "endnotes")
    reporting.write_ledger(desk, YEAR, made["台账.xlsx"])
    write_bundle(desk, YEAR, made["佐证.zip"])
    return made


def main() -> None:
    """Play a full year and say where its papers are."""
    report, out = Path(sys.argv[1]), Path(sys.argv[2])
    year = Year(out / "工作区")
    try:
        done = play(year, report, out / "材料", 60)
        evidence_review.check_files(year.desk("经办", END))
        for name, file in papers(year, out).items():
            print(name, file.stat().st_size)
        print(len(done), "tasks signed off")
    finally:
        year.close()


if __name__ == "__main__":
    main()
