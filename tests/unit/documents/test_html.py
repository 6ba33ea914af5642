"""Web pages: the article is read as its reader sees it, without what stands around it."""

import base64
import quopri
from pathlib import Path

import pytest

from planrunner.documents import html, mhtml
from planrunner.documents.html import read_html
from planrunner.documents.mhtml import read_mhtml
from planrunner.documents.reader import read_document
from planrunner.errors import BadInputError

TITLE = "柳溪镇2023年度法治建设报告"
LONG = "司法所每季度组织一次人民调解员培训，并把培训情况报镇党委会议研究。" * 8
BODY = f"<p>一、前期工作</p><p>{LONG}</p><p>二、后续打算</p>"
TEXT = f"一、前期工作\n{LONG}\n二、后续打算"
MENU = "<ul><li><a href=1>首页</a></li><li><a href=2>政务公开</a></li><li><a href=3>互动交流</a></li></ul>"


def page(body: str, head: str = "") -> bytes:
    """Return a page in UTF-8."""
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def text(body: str, head: str = "") -> str:
    """Return the text read from a page."""
    return read_html(page(body, head), "x.html").text


def refused(data: bytes) -> str:
    """Return the message with which a page is refused."""
    with pytest.raises(BadInputError) as caught:
        read_html(data, "x.html")
    assert "未导入任何内容" in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    "container",
    ["id=zoom", "class=TRS_Editor", "id=UCAP-CONTENT", "class='a article-content'", "class=pages_content", "class=wzcon",
     "class=view", "id=content"],
)  # fmt: skip
def test_the_article_is_found(container: str) -> None:
    """In the containers of the usual page makers the article stands alone."""
    around = f"<div class=top>{MENU}某某市人民政府</div>"
    assert text(f"{around}<div class=wrap>位置<div {container}>{BODY}</div></div><div>主办：某局</div>") == TEXT


def test_the_longest_container_counts_and_of_equals_the_innermost() -> None:
    """A teaser in a container of the same name is not the article; a frame around the article is not it either."""
    frame = f"<div id=content>栏目<div class=view><div class=article>{BODY}</div></div>作者</div>"
    assert text(f"<div class=view>导读一则</div>{frame}") == TEXT


def test_without_a_known_container_the_whole_body_is_read_without_menus() -> None:
    """Menus, navigation, feet and hidden text are left out, a frame that holds nearly everything is not."""
    furniture = f"{MENU}<nav>导航</nav><div class='site-footer footer'>版权所有</div><p style='display: none'>隐藏</p>"
    assert text(f"<form class=header>{furniture}{BODY}<select><option>乙</option></select></form>") == TEXT


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (f"<meta name=ArticleTitle content='{TITLE}'><title>别的标题某某网站</title>", TITLE),
        (f"<meta property='og:title' content='{TITLE}_柳溪镇人民政府'>", TITLE),
        (f"<title>{TITLE} - 某某市人民政府网</title>", TITLE),
        (f"<title>{TITLE}-某某市政府网</title>", TITLE),
        ("<title>x</title>", ""),
    ],
)
def test_the_title_comes_first(head: str, found: str) -> None:
    """The title is the first paragraph, without the site's name."""
    document = read_html(page(f"<div id=zoom>{BODY}</div>", head), "x.html")
    assert document.title == found
    assert document.text == (f"{found}\n{TEXT}" if found else TEXT)


def test_a_title_in_the_body_is_not_repeated() -> None:
    """Where the article begins with its title, spaced or broken into two lines, it stands once."""
    head = f"<meta name=ArticleTitle content='{TITLE}'>"
    body = f"<div id=zoom><p>柳溪镇 2023 年度</p><p>法治建设报告</p>{BODY}</div>"
    assert text(body, head) == f"柳溪镇 2023 年度\n法治建设报告\n{TEXT}"


def test_blocks_and_breaks_end_paragraphs_and_the_rest_does_not() -> None:
    """Paragraphs, headings, list items and <br> end a line; inline elements and line breaks of the source do not."""
    body = (
        "<h2>标题</h2>甲<b>乙</b>丙<br>丁<br/>戊<ul><li>己<li>庚</ul><p>辛\n   壬 A\n B</p>"
        "<script>var x</script><style>p{}</style><!-- 注 --><p>&emsp;&nbsp;癸&lt;</p><pre>子\n丑</pre>"
    )
    assert text(body).split("\n") == ["标题", "甲乙丙", "丁", "戊", "己", "庚", "辛壬 A B", "癸<", "子", "丑"]


def test_a_data_table_gives_a_line_per_row() -> None:
    """Cells are parted by tabs; a cell over rows is repeated, one over columns counts for all of them."""
    table = (
        "<table><thead><tr><th>序号<th>任务<th colspan=2>单位和时限</thead>"
        "<tr><td rowspan=2>1<td><p>学法</p><p>考试</p><td>司法所<td>六月</tr><tr><td>公示<td>党政办<td>九月</tr></table>"
    )
    assert text(f"前{table}后").split("\n") == [
        "前",
        "序号\t任务\t单位和时限",
        "1\t学法考试\t司法所\t六月",
        "1\t公示\t党政办\t九月",
        "后",
    ]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    """Old pages put everything into tables: their cells are read as text, their inner data tables as rows."""
    inner = "<table><tr><td>甲<td>乙</tr></table>"
    assert text(f"<table><tr><td>左<td>{BODY}{inner}</table>") == f"左\n{TEXT}\n甲\t乙"
    assert text(f"<table><tr><td>左<td>{'<br>'.join('天地玄黄宇宙')}</table>").split("\n") == ["左", *"天地玄黄宇宙"]


@pytest.mark.parametrize(
    ("encoding", "declared", "said"),
    [
        ("gb18030", "gb2312", "gb18030"), ("gb18030", "GBK", "gb18030"), ("utf-8", "utf-8", "utf-8"),
        ("gb18030", "utf-8", "gb18030"), ("gb18030", "iso-8859-1", "gb18030"), ("utf-8", "gb2312", "utf-8"),
        ("utf-8-sig", "gb2312", "utf-8"), ("utf-16", "utf-8", "utf-16-le"), ("big5", "big5", "big5hkscs"),
    ],
)  # fmt: skip
def test_encodings(tmp_path: Path, encoding: str, declared: str, said: str) -> None:
    """The byte-order mark goes before what the page says, and what it says wrongly is found out."""
    path = tmp_path / "x.htm"
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    source = f"<html><head>{meta}</head><body>下年度工作安排：，。</body></html>"
    path.write_bytes(source.encode(encoding))
    document = read_document(path)
    assert (document.format, document.text, document.encoding) == ("html", "下年度工作安排：，。", said)


@pytest.mark.parametrize(
    "start",
    ["<!doctype html>", "<HTML>", " \n<head></head>", "<meta name=a>", "<body>", "<!-- a --><!-- b -->\n<html>",
     '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN"><html>', "\ufeff<html>", "<div class=a>"],
)  # fmt: skip
def test_pages_are_known_by_their_beginning_unless_they_are_called_txt(tmp_path: Path, start: str) -> None:
    """The name does not make a page; but a .txt is read as it stands, page source or not."""
    source = f"{start}<p>今年工作。</p>"
    for name, form in (("a.html", "html"), ("b.doc", "html"), ("c", "html"), ("d.TXT", "txt")):
        (tmp_path / name).write_text(source, encoding="utf-8")
        assert read_document(tmp_path / name).format == form


@pytest.mark.parametrize("source", ["今年的<p>工作", "<< 通知 >>今年工作", "<!-- <html> 今年工作", "<!--" * 900 + "工"])
def test_other_texts_are_no_pages(tmp_path: Path, source: str) -> None:
    """A text that only speaks of page source is a text."""
    path = tmp_path / "a.md"
    path.write_text(source, encoding="utf-8")
    assert read_document(path).format == "txt"


def envelope(kind: str = "multipart/related", coding: str = "quoted-printable", charset: str = "gb2312") -> bytes:
    """Return a page saved as one file."""
    source = f"<html><body><div id=zoom>{BODY}</div></body></html>".encode("gb18030")
    body = quopri.encodestring(source) if coding == "quoted-printable" else base64.encodebytes(source)
    return (
        "From: <saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: {kind};\r\n\ttype="text/html";\r\n\tboundary="--b"\r\n\r\n'
        f"----b\r\nContent-Type: image/png\r\n\r\nxx\r\n----b\r\nContent-Type: text/html;\r\n\tcharset={charset}\r\n"
        f"Content-Transfer-Encoding: {coding}\r\n\r\n"
    ).encode() + body + b"\r\n----b--\r\n"  # fmt: skip


@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
def test_saved_pages_are_read(tmp_path: Path, coding: str) -> None:
    """A page in its envelope is read like the page."""
    path = tmp_path / "x.mht"
    path.write_bytes(envelope(coding=coding))
    document = read_document(path)
    assert (document.format, document.text, document.encoding) == ("html", TEXT, "gb18030")


def test_saved_pages_without_a_page_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An envelope without a page, or a huge one, says so."""
    for data in (
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx",
        envelope().replace(b"text/html", b"text/x"),
    ):
        with pytest.raises(BadInputError, match="没有找到网页"):
            read_mhtml(data, "x.mht")
    monkeypatch.setattr(mhtml, "_MAX_BYTES", 10)
    with pytest.raises(BadInputError, match="太大"):
        read_mhtml(envelope(), "x.mht")


def test_what_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without text, binary rubbish and pages made to choke a parser are told apart."""
    assert "没有可读" in refused(page("<img src=a>"))
    assert "不是文本" in refused(b"<html>" + bytes(range(1, 32)) * 20)
    styles = "".join(f"<font id={at}>" for at in range(3000))
    assert "复杂" in refused(page(styles + "<p>字" * 3000))
    monkeypatch.setattr(html, "_MAX_TAGS", 10)
    assert "复杂" in refused(page("<b></b>" * 10))
    monkeypatch.setattr(html, "_MAX_BYTES", 10)
    assert "超过" in refused(page("工作"))


@pytest.mark.parametrize("tag", ["div", "table", "blockquote", "ul", "span", "div class=header"])
def test_deep_nesting_is_read_at_once(tag: str) -> None:
    """Ten thousand elements in each other are walked through like any others; a hundred thousand are refused."""
    assert text(f"<{tag}>" * 10_000 + "工作") == "工作"
    assert "复杂" in refused(page(f"<{tag}>" * 100_000 + "工作"))


def test_spans_of_table_cells_are_bounded() -> None:
    """Cells that claim to cover a million rows and columns do not fill the memory."""
    row = "<tr>" + "<td rowspan=65000 colspan=900>任务安排</td>" * 300 + "</tr>"
    assert len(text(f"<table>{row * 60}</table>")) < 5_000_000
