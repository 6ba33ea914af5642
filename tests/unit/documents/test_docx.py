"""What of a Word document is read: the page as its reader sees it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from tests.unit.documents import papers

from planrunner.documents.reader import read_document
from planrunner.errors import BadInputError
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


def test_hidden_text_is_dropped(opened: Callable[[bytes], Document]) -> None:
    """Text marked hidden, by itself or by its character style, is not on the page."""
    styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    runs = (
        run("公开"), papers.run("密", "<w:vanish/>"), papers.run("密", '<w:rStyle w:val="h"/>'),
        papers.run("栏", '<w:rStyle w:val="h"/><w:vanish w:val="0"/>'),
    )  # fmt: skip
    assert opened(papers.word_file(f"<w:p>{''.join(runs)}</w:p>", styles=styles)).text == "公开栏"


def test_fields_give_their_result(read: Callable[[str], Document]) -> None:
    """Codes are not on the page, not even text inside of them; an unfinished field ends with its paragraph."""
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    code = "<w:r><w:instrText>IF x</w:instrText></w:r>"
    body = (
        f"<w:p>{run('第')}{marks['begin']}{code}{run('码')}{marks['separate']}{run('3')}{marks['end']}{run('页')}</w:p>"
        f"<w:p>{marks['begin']}{code}</w:p><w:p>{run('后')}{marks['end']}</w:p>"
        f'<w:p><w:fldSimple w:instr="DATE">{run("五月")}</w:fldSimple></w:p>'
    )
    assert read(body).text == "第3页\n后\n五月"


def test_notes_and_phonetic_guides_give_nothing(read: Callable[[str], Document]) -> None:
    """A reference to a footnote has no text; of a phonetic guide the characters remain."""
    ruby = f"<w:ruby><w:rt>{run('fǎ')}</w:rt><w:rubyBase>{run('法')}</w:rubyBase></w:ruby>"
    body = f'<w:p><w:r><w:footnoteReference w:id="2"/></w:r><w:r>{ruby}</w:r>{run("治")}</w:p>'
    assert read(body).text == "法治"


def test_text_boxes_follow_their_paragraph_once(read: Callable[[str], Document]) -> None:
    """A text box in a text box is read once, however deep they lie."""
    box = f"<w:p>{run('内')}</w:p>"
    for _ in range(40):
        box = f"<w:p><w:r><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></w:r></w:p>"
    assert read(f"{box}<w:p>{run('后')}</w:p>").text == "内\n后"


def test_a_deleted_row_is_dropped(read: Callable[[str], Document]) -> None:
    """A row whose deletion is tracked is not on the page."""
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('旧')}{cell('行')}</w:tr>"
    assert read(f"<w:tbl>{gone}<w:tr>{cell('新')}{cell('行')}</w:tr></w:tbl>").text == "新\t行"


@pytest.mark.parametrize("inner", [True, False])
def test_a_merged_cell_repeated_without_end_is_refused(read: Callable[[str], Document], inner: bool) -> None:
    """A small file cannot ask for any amount of text by repeating a long cell, not even inside of another table."""
    first = f"<w:tr>{cell('长' * 50_000, '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}</w:tr>"
    again = f"<w:tr>{cell('', '<w:vMerge/>')}</w:tr>"
    table = f"<w:tbl>{first}{again * 500}</w:tbl>"
    with pytest.raises(BadInputError, match=r"万字.*未导入任何内容"):
        read(f"<w:tbl><w:tr><w:tc>{table}<w:p/></w:tc></w:tr></w:tbl>" if inner else table)


def test_strange_widths_are_one_column(read: Callable[[str], Document]) -> None:
    """A width that is no believable number counts as one."""
    wide = '<w:gridSpan w:val="' + "9" * 5000 + '"/>'
    assert read(f"<w:tbl><w:tr>{cell('普法', wide)}{cell('宣讲')}</w:tr></w:tbl>").text == "普法\t宣讲"


def test_more_tags_than_a_report_has_are_refused(read: Callable[[str], Document]) -> None:
    """A part of a million tags would take hundreds of megabytes of memory."""
    with pytest.raises(BadInputError, match=r"庞大.*未导入任何内容"):
        read("".join(f"<w:p><w:r>{number}</w:r></w:p>" for number in range(260_000)))


def test_a_table_in_a_cell_stays_in_its_cell(read: Callable[[str], Document]) -> None:
    """The cells of an inner table are parted by spaces, so that they are no columns of the outer one."""
    inner = f"<w:tbl><w:tr>{cell('内一')}{cell('内二')}</w:tr></w:tbl>"
    assert read(f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc>{cell('外')}</w:tr></w:tbl>").text == "内一 内二\t外"
