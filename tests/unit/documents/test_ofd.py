"""OFD files: text runs with their places, whatever their makers do with them."""

import io
import zipfile

import pytest
from tests.unit.documents.printed_papers import ofd

from planrunner.documents import ofd as reader
from planrunner.documents.ofd import read_ofd
from planrunner.errors import BadInputError
from planrunner.extract.document import Document


def run(
    text: str, x: float, y: float, *, size: float = 5, attributes: str = "", deltas: str = "", code: str = 'X="0" Y="5"'
) -> str:
    """Return a text object at a place in millimetres."""
    step = deltas or f"g {len(text) - 1} {size}"
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="{size}" Boundary="{x} {y} {size * len(text)} {size}" {attributes}>'
        f'<ofd:TextCode {code} DeltaX="{step}">{text}</ofd:TextCode></ofd:TextObject>'
    )


BODY = (
    run("镇综治中心每周研判一次矛盾纠纷排查化解情况", 40, 50)
    + run("并把结果通报给各村，由包村干部带着网格员逐户", 30, 59)
    + run("走访。", 30, 68)
    + run("三、后续安排", 40, 77)
)
PARAGRAPHS = (
    "镇综治中心每周研判一次矛盾纠纷排查化解情况并把结果通报给各村，由包村干部带着网格员逐户走访。\n三、后续安排"
)


def read(data: bytes) -> Document:
    """Read the bytes of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return read_ofd(archive, "报告.ofd")


def refused(data: bytes) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(BadInputError) as caught:
        read(data)
    assert "未导入任何内容" in caught.value.message
    return caught.value.message


def test_paragraphs_and_pages() -> None:
    """Rows are joined to paragraphs, each with its page; page numbers are dropped."""
    document = read(ofd([BODY + run(f"—{number}—", 100, 280) for number in (1, 2)]))
    assert document.text == f"{PARAGRAPHS}\n{PARAGRAPHS}"
    assert [each.page for each in document.paragraphs] == [1, 1, 2, 2]
    assert document.format == "ofd"


def test_one_object_per_character_is_read_like_one_per_row() -> None:
    """Some makers write an object for each character, in any order."""
    text = "法治宣传月活动安排"
    objects = [run(char, 30 + 5 * at, 50, deltas="0") for at, char in enumerate(text)]
    assert read(ofd(["".join(reversed(objects))])).text == text


def test_runs_that_share_the_boundary_of_their_row_keep_their_order() -> None:
    """Some makers give every run of a row the boundary of the whole row."""
    shared = 'Boundary="30 50 100 5"'
    runs = "".join(
        f'<ofd:TextObject Size="5" {shared}><ofd:TextCode X="0" Y="5" DeltaX="g {len(text) - 1} 30">{text}</ofd:TextCode>'
        "</ofd:TextObject>"
        for text in ("于", "9", "月", "20", "日召开推进会")
    )
    assert "".join(read(ofd([runs])).text.split()) == "于9月20日召开推进会"


def test_places_written_in_the_text_code_and_matrix_are_heeded() -> None:
    """X, Y and the matrix of an object place its text too; slanted text and invisible text are left out."""
    whole = 'Boundary="0 0 210 297"'
    objects = "".join(
        f'<ofd:TextObject Size="{size}" {whole} {more}><ofd:TextCode X="{x}" Y="{y}">{text}</ofd:TextCode></ofd:TextObject>'
        for size, more, x, y, text in (
            (5, "", 40, 60, "明细表"),
            (1, 'CTM="5 0 0 5 0 0"', 8, 10, "台账和"),
            (5, 'CTM="0.7 0.7 -0.7 0.7 0 0"', 40, 55, "水印"),
            (5, 'Visible="false"', 40, 56, "隐藏"),
        )
    )
    assert read(ofd([objects])).text == "台账和明细表"


def test_advances_beyond_the_text_are_not_counted() -> None:
    """A run that claims a milliard of advances has as many as it has glyphs."""
    runs = (run("法治宣传", 30, 50 + 0.137 * at, deltas="g 1000000000 5") for at in range(500))
    assert "".join(read(ofd(["".join(runs)])).text.split()) == "法治宣传" * 500


def test_a_page_of_a_million_elements_is_refused() -> None:
    """A page that would fill the memory with elements is refused before it is parsed."""
    many = "<a b='1'/>" * 600_000
    message = refused(ofd([BODY + many + "".join(map(str, range(200_000)))]))
    assert "异常" in message


@pytest.mark.parametrize("bad", ["x", "1 2 3", "", "nan nan nan nan", "inf 0 1 1", "1e99 0 1 1"])
def test_objects_with_bad_numbers_are_passed_over(bad: str) -> None:
    """An object that cannot be placed is left out, the others are read."""
    strange = (
        f'<ofd:TextObject Size="5" Boundary="{bad}"><ofd:TextCode X="a" DeltaX="g g">乙</ofd:TextCode></ofd:TextObject>'
    )
    assert read(ofd([strange + BODY])).text == PARAGRAPHS


def test_what_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures, missing parts, damage and too much of everything are told apart."""
    assert "扫描件" in refused(ofd(["<ofd:ImageObject/>"]))
    assert "缺少内容" in refused(ofd([BODY], root="Doc_1/Document.xml"))
    assert "没有正文" in refused(ofd([BODY], root=" "))
    assert "损坏" in refused(ofd(["<ofd:TextObject>"]))
    monkeypatch.setattr(reader, "_MAX_PAGES", 1)
    assert "1 页" in refused(ofd([BODY, BODY]))
    monkeypatch.setattr(reader, "_MAX_BOXES", 1)
    assert "太多" in refused(ofd([BODY]))
    monkeypatch.setattr(reader, "_MAX_TOTAL", 10)
    assert "太多" in refused(ofd([BODY]))


def test_pages_without_text_are_named() -> None:
    """A page that is a picture is told of, the others are read."""
    assert "第 1 页" in read(ofd(["", BODY])).warnings[0]


def test_parts_may_be_named_from_the_root_or_upwards() -> None:
    """Places of parts are written in several ways."""
    data = ofd([BODY], root="/Doc_0/./Document.xml")
    assert read(data).text == PARAGRAPHS
