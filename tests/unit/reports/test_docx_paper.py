"""The .docx of a paper, read part by part: what GB/T 9704-2012 asks for is in the file."""

import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from planrunner.documents.reader import read_document
from planrunner.reports.docx_paper import to_docx
from planrunner.reports.paper import Annex, Citations, Heading, Paper, Paragraph, Sentence, Table, paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def a_paper(text: str = "4月15日，开展“国家安全教育日”宣传。") -> Paper:
    """Return a paper with one of everything."""
    blocks = (
        Heading(1, "一、主要举措和成效"),
        Heading(2, "（一）普法宣传"),
        Heading(3, "1.节点宣传"),
        Paragraph((Sentence(text, ("T12", "T13")), Sentence("受众300人次。"))),
        Table(("编号", "名称"), tuple((f"E{at}", "照片\n第二行") for at in range(1, 60)), (1, 4)),
        Annex("佐证目录"),
        paragraph("无。"),
        Annex("数据表"),
        Table(("指标", "全年"), (("场次", "4"),), (1, 1)),
    )
    return Paper("2027年度清源镇法治政府建设工作报告", blocks, "清源镇人民政府", date(2027, 12, 20))


def part(data: bytes, name: str) -> etree._Element:
    """Return one part of the file, parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def value(node: etree._Element | None, name: str) -> str | None:
    """Return an attribute in the word-processing namespace."""
    assert node is not None
    found = node.get(f"{W}{name}")
    return str(found) if found is not None else None


def words(node: etree._Element) -> str:
    """Return the text below a node."""
    return "".join(str(text) for text in node.itertext())


def test_page_is_a4_with_the_standards_margins_and_a_grid_of_22_lines() -> None:
    """The page is A4 with margins of 37, 26, 35 and 28 mm and a grid of lines only, 22 of which fill the text area."""
    section = part(to_docx(a_paper()), "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    size, margins, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    assert (value(size, "w"), value(size, "h")) == ("11906", "16838")
    assert [value(margins, side) for side in ("top", "right", "bottom", "left")] == ["2098", "1474", "1984", "1588"]
    assert (value(grid, "type"), value(grid, "linePitch"), value(grid, "charSpace")) == ("lines", "579", None)
    assert 22 * 579 <= 16838 - 2098 - 1984 < 23 * 579


def test_every_run_names_its_chinese_font() -> None:
    """Every run of body and footers names an East Asian font and no theme font, so that no program falls back on its own."""
    data = to_docx(a_paper())
    for name in ("word/document.xml", "word/footer1.xml", "word/footer2.xml"):
        for run in part(data, name).iter(f"{W}r"):
            if run.find(f"{W}t") is None:
                continue
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert value(fonts, "eastAsia") in {"仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"}
            assert value(fonts, "hint") == "eastAsia"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert not any(word.encode() in everything for word in THEME)


def test_title_headings_and_body_have_the_fonts_and_sizes_of_the_standard() -> None:
    """The title stands in 22 points small-title Song, the levels in Hei, Kai and Fangsong, the body in 16 points Fangsong."""
    body = part(to_docx(a_paper()), "word/document.xml").find(f"{W}body")
    assert body is not None
    found = {}
    for line in body.findall(f"{W}p"):
        run = line.find(f"{W}r")
        if run is not None and run.find(f"{W}t") is not None:
            text = run.findtext(f"{W}t") or ""
            properties = run.find(f"{W}rPr")
            assert properties is not None
            font = value(properties.find(f"{W}rFonts"), "eastAsia")
            found[text] = (font, value(properties.find(f"{W}sz"), "val"))
    assert found["2027年度清源镇法治政府建设工作报告"] == ("方正小标宋简体", "44")
    assert found["一、主要举措和成效"] == ("黑体", "32")
    assert found["（一）普法宣传"] == ("楷体_GB2312", "32")
    assert found["1.节点宣传"] == ("仿宋_GB2312", "32")
    assert found["4月15日，开展“国家安全教育日”宣传。"] == ("仿宋_GB2312", "32")


def test_body_is_indented_by_two_characters_on_exact_lines_and_squeezed_to_28_per_line() -> None:
    """Paragraphs inherit two characters of indent, exact lines of 28.95 points and the spacing that puts 28 on a line."""
    styles = part(to_docx(a_paper()), "word/styles.xml")
    normal = next(one for one in styles.iter(f"{W}style") if value(one, "styleId") == "Normal")
    assert value(normal.find(f"{W}pPr/{W}ind"), "firstLineChars") == "200"
    spacing = normal.find(f"{W}pPr/{W}spacing")
    assert (value(spacing, "line"), value(spacing, "lineRule")) == ("579", "exact")
    assert value(normal.find(f"{W}pPr/{W}jc"), "val") == "both"
    assert value(normal.find(f"{W}rPr/{W}spacing"), "val") == "-5"


def test_headings_carry_outline_levels_and_typed_numbers() -> None:
    """Headings are built-in heading styles with outline levels, and no automatic number stands anywhere in the file."""
    data = to_docx(a_paper())
    styles = {value(one, "styleId"): one for one in part(data, "word/styles.xml").iter(f"{W}style")}
    for level in (1, 2, 3):
        assert value(styles[f"Heading{level}"].find(f"{W}pPr/{W}outlineLvl"), "val") == str(level - 1)
    used = [value(one, "val") for one in part(data, "word/document.xml").iter(f"{W}pStyle")]
    assert used == ["Heading1", "Heading2", "Heading3"]
    assert not list(part(data, "word/document.xml").iter(f"{W}numPr"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "word/numbering.xml" not in archive.namelist()


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    """The footer says “— PAGE —” in 14 points Song, right on odd pages and left on even ones, one character in."""
    data = to_docx(a_paper())
    assert part(data, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    relations = part(data, "word/_rels/document.xml.rels")
    targets = {str(one.get("Id")): f"word/{one.get('Target')}" for one in relations}
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    sides = {}
    for reference in part(data, "word/document.xml").iter(f"{W}footerReference"):
        line = part(data, targets[str(reference.get(key))]).find(f"{W}p")
        assert line is not None
        sides[value(reference, "type")] = value(line.find(f"{W}pPr/{W}jc"), "val")
        indent = line.find(f"{W}pPr/{W}ind")
        assert "100" in {value(indent, "rightChars"), value(indent, "leftChars")}
        assert words(line) == "—  PAGE 1 —"
        assert {value(size, "val") for size in line.iter(f"{W}sz")} == {"28"}
    assert sides == {"default": "right", "even": "left"}


def test_tables_repeat_their_header_and_keep_rows_whole() -> None:
    """No table row breaks over pages, the first row of each table repeats, and cells do not snap to the line grid."""
    tables = list(part(to_docx(a_paper()), "word/document.xml").iter(f"{W}tbl"))
    assert len(tables) == 2
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        for line in table.iter(f"{W}p"):
            assert value(line.find(f"{W}pPr/{W}snapToGrid"), "val") == "0"


def test_annexes_are_listed_after_the_body_and_begin_new_pages() -> None:
    """Annexes are named after the body, the signature follows, and each annex begins a page of its own."""
    data = to_docx(a_paper())
    lines = [words(line) for line in part(data, "word/document.xml").iter(f"{W}p")]
    listed, signed, dated = (lines.index(text) for text in ("附件：1.佐证目录", "清源镇人民政府", "2027年12月20日"))
    assert listed < signed < dated < lines.index("附件1") < lines.index("附件2")
    breaks = list(part(data, "word/document.xml").iter(f"{W}pageBreakBefore"))
    assert len(breaks) == 2
    together = list(part(data, "word/document.xml").iter(f"{W}p"))[listed:dated]
    assert all(line.find(f"{W}pPr/{W}keepNext") is not None for line in together)


def test_fonts_that_are_not_everywhere_name_a_stand_in() -> None:
    """The font table names another font for each official font that a machine may lack."""
    fonts = {value(one, "name"): one for one in part(to_docx(a_paper()), "word/fontTable.xml")}
    stand_ins = {"仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "方正小标宋简体": "宋体"}
    for name, other in stand_ins.items():
        assert value(fonts[name].find(f"{W}altName"), "val") == other


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@example("\x00\x0b\ufffe\uffff<&>\r\n")
@settings(max_examples=25, deadline=None)
def test_same_paper_gives_the_same_bytes_whatever_its_words(text: str) -> None:
    """The same paper gives the same bytes, whatever characters a person typed, and is a file that opens."""
    data = to_docx(a_paper(text))
    assert data == to_docx(a_paper(text))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        etree.fromstring(archive.read("word/document.xml"))


@pytest.mark.parametrize("citations", ["comments", "endnotes", "none"])
def test_our_own_reader_reads_what_the_writer_wrote(tmp_path: Path, citations: Citations) -> None:
    """A paper written as .docx is read back with its title, headings and sentences in order, and nothing of its notes."""
    file = tmp_path / "report.docx"
    file.write_bytes(to_docx(a_paper(), citations))
    text = read_document(file).text
    assert "依据" not in text
    assert "T12" not in text
    wanted = [
        "2027年度清源镇",
        "一、主要举措和成效",
        "（一）普法宣传",
        "1.节点宣传",
        "宣传。受众300人次。",
        "附件1",
    ]
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("citations", ["comments", "endnotes"])
def test_notes_are_parts_of_their_own_that_word_processors_know(citations: Citations) -> None:
    """Each called note is there once, with Chinese fonts; python-docx opens the file; without citations there is no part."""
    data = to_docx(a_paper(), citations)
    one, called = {"comments": ("comment", "commentReference"), "endnotes": ("endnote", "endnoteReference")}[citations]
    notes = [note for note in part(data, f"word/{citations}.xml").iter(f"{W}{one}") if value(note, "type") is None]
    assert [words(note).strip() for note in notes] == ["依据：T12；T13。"]
    calls = list(part(data, "word/document.xml").iter(f"{W}{called}"))
    assert [value(call, "id") for call in calls] == [value(note, "id") for note in notes] == ["1"]
    assert all(
        value(fonts, "eastAsia") == "仿宋_GB2312" for fonts in part(data, f"word/{citations}.xml").iter(f"{W}rFonts")
    )
    document = docx.Document(io.BytesIO(data))
    assert len(list(document.comments)) == (1 if citations == "comments" else 0)
    assert data == to_docx(a_paper(), citations)
    with zipfile.ZipFile(io.BytesIO(to_docx(a_paper()))) as bare:
        assert not {"word/comments.xml", "word/endnotes.xml"} & set(bare.namelist())
        assert "依据" not in bare.read("word/document.xml").decode()


def test_libreoffice_sets_28_characters_and_22_lines(tmp_path: Path) -> None:
    """A page of body text, as LibreOffice sets it, holds 22 lines of 28 characters."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip("soffice or pdftotext is not installed here: the page cannot be set")
    file = tmp_path / "page.docx"
    file.write_bytes(to_docx(Paper("工作报告", (paragraph("清源" * 2000),))))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    command = ["pdftotext", "-f", "2", "-l", "2", "-layout", str(tmp_path / "page.pdf"), "-"]
    page = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    lines = [line.strip() for line in page.splitlines() if "清" in line]
    assert [len(line) for line in lines] == [28] * 22
    assert page.rstrip("\f\n ").splitlines()[-1].replace(" ", "") == "—2—"
