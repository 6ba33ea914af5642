"""What of a Word document is read: the page as its reader sees it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from planrunner.documents.reader import read_document
from planrunner.extract.document import Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], Document]:
    """Return a function that reads the body given as WordprocessingML."""

    def read_body(body: str) -> Document:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        path = tmp_path / "x.docx"
        path.write_bytes(stream.getvalue())
        return read_document(path)

    return read_body


def run(text: str) -> str:
    """Return a run of text."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


def cell(text: str, properties: str = "") -> str:
    """Return a table cell with one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"


def test_paragraphs_are_joined_by_one_newline(tmp_path: Path) -> None:
    """The text is the paragraphs in order, empty ones left out, each with its span."""
    paper = docx.Document()
    for line in ("柳溪镇工作报告", "", "一、工作情况", "全年平稳。"):
        paper.add_paragraph(line)
    paper.save(str(tmp_path / "a.docx"))
    document = read_document(tmp_path / "a.docx")
    assert document.text == "柳溪镇工作报告\n一、工作情况\n全年平稳。"
    assert [document.text[each.start : each.end] for each in document.paragraphs] == document.text.split("\n")
    assert document.format == "docx"


def test_insertions_are_kept_and_deletions_dropped(read: Callable[[str], Document]) -> None:
    """Tracked changes read as if accepted."""
    body = f"<w:p>{run('完善')}<w:ins>{run('责任')}</w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>{run('清单')}</w:p>"
    assert read(body).text == "完善责任清单"


def test_links_controls_and_breaks_are_seen_through(read: Callable[[str], Document]) -> None:
    """Text in links and content controls is text; a line break ends a line."""
    body = (
        f"<w:sdt><w:sdtContent><w:p><w:hyperlink>{run('政务公开')}</w:hyperlink><w:r><w:br/></w:r>{run('第二行')}</w:p>"
        "</w:sdtContent></w:sdt>"
    )
    assert read(body).text == "政务公开\n第二行"


def test_a_table_row_is_a_paragraph_of_cells(read: Callable[[str], Document]) -> None:
    """Cells are joined by tabs in the order of the page, before and after the paragraphs around the table."""
    body = f"<w:p>{run('前')}</w:p><w:tbl><w:tr>{cell('学法考试')}{cell('司法所')}</w:tr></w:tbl><w:p>{run('后')}</w:p>"
    assert read(body).text == "前\n学法考试\t司法所\n后"


def test_merged_cells_repeat_downwards_and_count_sideways(read: Callable[[str], Document]) -> None:
    """A row under a cell merged downwards can be read by itself; a wide cell above shifts nothing."""
    restart, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = (
        "<w:tbl>"
        f"<w:tr>{cell('任务', '<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>')}{cell('单位')}</w:tr>"
        f"<w:tr>{cell('普法')}{cell('宣讲')}{cell('司法所', restart)}</w:tr>"
        f"<w:tr>{cell('执法')}{cell('评查')}{cell('', go_on)}</w:tr>"
        "</w:tbl>"
    )
    assert read(body).text.split("\n") == ["任务\t单位", "普法\t宣讲\t司法所", "执法\t评查\t司法所"]
