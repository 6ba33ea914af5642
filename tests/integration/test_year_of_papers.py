"""A year played through from the shipped sample: every paper opens, and the draft stands on what was accepted alone."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from tests.integration.played_year import END, YEAR, Year, papers, play

from planrunner.documents.reader import read_document
from planrunner.reports.paper import Paragraph, Sentence
from planrunner.services import evidence_review, reporting, tracking
from planrunner.services.evidence import NewEvidence, list_evidence, record_metrics
from planrunner.services.evidence_versions import replace
from planrunner.services.reporting_bundle_check import check_bundle
from planrunner.services.sample import sample_report
from planrunner.store import queries
from planrunner.store.step_reads import NO_STEP

COMPLETIONS = 15
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def year(tmp_path: Path) -> Iterator[Year]:
    """Return a year in which the first tasks of the sample's plan were done."""
    report = tmp_path / "报告.txt"
    report.write_text(sample_report(YEAR - 1), encoding="utf-8")
    made = Year(tmp_path / "工作区")
    play(made, report, tmp_path / "材料", COMPLETIONS)
    yield made
    made.close()


def sentences(year: Year) -> list[Sentence]:
    """Return every sentence of the draft's body that says something of the year."""
    paper = reporting.draft(year.desk("经办", END), YEAR)
    paragraphs = [block for block in paper.blocks if isinstance(block, Paragraph)]
    return [one for block in paragraphs for one in block.sentences]


def resting_on(year: Year, words: str) -> list[Sentence]:
    """Return the sentences whose grounds name something."""
    return [one for one in sentences(year) if any(re.search(rf"{words}(?!\d)", cite) for cite in one.cites)]


def test_each_sentence_on_work_names_signed_off_tasks_and_accepted_evidence(year: Year) -> None:
    """Every sentence with a day or a figure in it has grounds, and all that the grounds name is in the books."""
    desk = year.desk("经办", END)
    with desk.store.reader() as reader:
        closed = {f"T{row.id}" for row in queries.tasks(reader, f"t.status = 'closed' AND {NO_STEP}")}
    accepted = {f"E{row.id}" for row in list_evidence(desk) if row.status == "accepted"}
    told = sentences(year)
    achievements = [one for one in told if any("佐证" in cite for cite in one.cites)]
    assert len(achievements) >= COMPLETIONS // 2
    for one in achievements:
        assert set(re.findall(r"T\d+", " ".join(one.cites))) <= closed
        assert set(re.findall(r"E\d+", " ".join(one.cites))) <= accepted
    named = {name for one in achievements for name in re.findall(r"T\d+", " ".join(one.cites))}
    assert named == closed
    planned = re.compile(rf"^\d+\.|^{YEAR + 1}年|^现将")
    assert [
        one.text for one in told if re.search(r"\d", one.text) and not one.cites and not planned.match(one.text)
    ] == []


def test_a_sentence_changes_with_its_evidence_and_its_number(year: Year) -> None:
    """Evidence that is returned or replaced leaves the grounds; a corrected number stands in text and grounds."""
    doer, reviewer = year.desk("经办", END), year.desk("审核", END)
    piece = next(row for row in list_evidence(doer) if row.kind == "number")
    (before,) = resting_on(year, f"E{piece.id}")
    evidence_review.return_(reviewer, [f"E{piece.id}"], "文号写错")
    assert resting_on(year, f"E{piece.id}") == []
    (task,) = re.findall(r"T\d+", before.cites[0])[:1]
    (bare, *_) = resting_on(year, task)
    assert "佐证未认可" in " ".join(bare.cites)
    assert piece.number not in bare.text
    new = replace(doer, f"E{piece.id}", NewEvidence(number="凤政发〔2022〕901号"))
    assert resting_on(year, new) == []
    evidence_review.accept(reviewer, [new])
    (after,) = resting_on(year, new)
    assert (piece.number in before.text) == ("凤政发〔2022〕901号" in after.text)
    record_metrics(doer, task, {"核对数": 4321})
    (counted,) = resting_on(year, new)
    assert "4321" in counted.text
    assert any("核对数 4321" in cite for cite in counted.cites)


def test_reopened_work_leaves_the_draft_and_the_figures(year: Year) -> None:
    """A task that is taken back has no sentence on work done, and the totals count one less."""

    def total() -> int:
        found = re.search(r"已完成(\d+)项", sentences(year)[1].text)
        assert found
        return int(found[1])

    before = total()
    piece = next(row for row in list_evidence(year.desk("经办", END)) if row.kind == "link")
    (sentence,) = resting_on(year, f"E{piece.id}")
    (task,) = re.findall(r"(T\d+)（佐证 E" + str(piece.id), " ".join(sentence.cites))
    tracking.reopen(year.desk("审核", END), [task], "要补开")
    assert total() == before - 1
    assert resting_on(year, f"E{piece.id}") == []


def test_every_paper_opens_and_holds_to_the_set_up(year: Year, tmp_path: Path) -> None:
    """docx: fonts in every run, typed numbers, notes only where asked; xlsx, zip and md are read back."""
    out = tmp_path / "文稿"
    out.mkdir()
    made = papers(year, out)
    for name in ("总结.docx", "初稿.docx", "初稿-尾注.docx"):
        with zipfile.ZipFile(made[name]) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        body = etree.fromstring(parts["word/document.xml"])
        runs = [run for run in body.iter(f"{W}r") if run.find(f"{W}t") is not None]
        assert len(runs) > 50
        for run in runs:
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None
            assert {f"{W}eastAsia", f"{W}ascii", f"{W}hAnsi"} <= set(fonts.keys())
        assert not list(body.iter(f"{W}numPr"))
        assert ("word/comments.xml" in parts, "word/endnotes.xml" in parts) == (
            name == "初稿.docx",
            name == "初稿-尾注.docx",
        )
        assert "依据：" not in read_document(made[name]).text
    assert read_document(made["初稿.docx"]).text == read_document(made["初稿-尾注.docx"]).text
    assert {"台账", "分类汇总", "佐证目录"} == set(openpyxl.load_workbook(made["台账.xlsx"]).sheetnames)
    checked = check_bundle(made["佐证.zip"])
    with zipfile.ZipFile(made["佐证.zip"]) as bundle:
        catalogue = openpyxl.load_workbook(io.BytesIO(bundle.read("目录.xlsx")))["目录"]
        assert catalogue.max_row == 2 + len(list_evidence(year.desk("经办", END)))
    assert checked.office == "凤凰镇"


def test_libreoffice_opens_every_document(year: Year, tmp_path: Path) -> None:
    """Summary, draft with comments, draft with notes at the end: each becomes a PDF with pages."""
    if shutil.which("soffice") is None or shutil.which("pdfinfo") is None:
        pytest.skip("soffice or pdfinfo is not installed here: the papers cannot be opened")
    made = papers(year, tmp_path)
    names = ("总结.docx", "初稿.docx", "初稿-尾注.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path / "pdf")]
    subprocess.run([*command, *(str(made[name]) for name in names)], check=True, capture_output=True, timeout=240)
    pages = {}
    for name in names:
        file = tmp_path / "pdf" / f"{Path(name).stem}.pdf"
        told = subprocess.run(["pdfinfo", str(file)], check=True, capture_output=True, timeout=60).stdout.decode()
        pages[name] = int(told.partition("Pages:")[2].split()[0])
    assert pages["初稿.docx"] >= 3
    assert pages["总结.docx"] >= 5
    assert pages["初稿-尾注.docx"] >= pages["初稿.docx"]
