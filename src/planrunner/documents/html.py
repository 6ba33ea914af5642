"""Web pages: the article out of its furniture, its blocks as paragraphs, its tables as rows."""

import codecs
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from planrunner.documents.build import Line, from_lines
from planrunner.documents.characters import is_wide, printable
from planrunner.documents.html_walk import Measured, lines_of, measure
from planrunner.documents.txt import Decoded, decode
from planrunner.errors import BadInputError
from planrunner.extract.document import Document

_MAX_BYTES = 16 * 1024 * 1024
_MAX_CHARACTERS = 4_000_000
_MAX_TAGS = 300_000
_EMBEDDED = re.compile(r"data:[A-Za-z0-9/+.-]{1,60};base64,[A-Za-z0-9+/=%\s]{200,}")
"""A picture inside the page source."""
_MAX_STEPS = 300_000_000
"""Depth times tags: for each block a parser looks through all elements that are still open."""
_MAX_COPIES = 2_000_000
"""Open letter styles times tags: a parser repeats every one of them in each block."""
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|t[rdh]|tbody|thead|br|hr|img|input|link|meta|d[td]|option|col)\b)[a-z]", re.IGNORECASE
)
_STYLE = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_CHARSETS = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
}  # fmt: skip
_CONTAINERS = (
    "#zoom", "#Zoom", ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR", "#UCAP-CONTENT", ".article-content",
    ".article_content", ".pages_content", ".wzcon", "#articleContent", "#ArticleContent", ".articleContent", "#art_content",
    ".art_con", ".bt_content", "#js_content", ".xxgk_content", ".news_content", ".content_text", ".artcon",
)  # fmt: skip
_LOOSE_CONTAINERS = (
    "article", "#content", ".content", ".view", ".article", ".detail", "#main_content", ".main-content", "#con", ".con", "main",
)  # fmt: skip
_ENOUGH = 200
"""Characters that make a container the article, wherever else there is text."""
_TITLES = ("meta[name=ArticleTitle i]", "meta[property='og:title' i]", "h1", "title")
_SITE_NAME = re.compile(r"\s*[_|｜—–]\s*|\s+-\s+|-(?=[\u4e00-\u9fff]{2,20}(?:网|政府|局|委员会|厅|门户)$)")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_TITLE_LINES = 5
"""How many paragraphs the title may be broken into at the head of the body."""


def read_html(data: bytes, name: str, charset: str = "") -> Document:
    """Return the document of a web page; `charset` is what the sender said about the bytes.

    The title is the first paragraph where the article does not begin with it. Raises BadInputError for bytes that are
    no text, for pages without text and for pages made to choke a reader; `name` is the file's name for the message.
    """
    if len(data) > _MAX_BYTES:
        raise BadInputError(
            f"网页“{name}”超过 {_MAX_BYTES // 1024 // 1024} MB，不像一份报告；未导入任何内容。"
            "请把正文复制到 .docx 或 .txt 后重试。"
        )
    decoded = _decode(data, name, charset)
    source = _EMBEDDED.sub("", decoded.text.replace("\x00", ""))
    _refuse_choking(source, name)
    tree = LexborHTMLParser(source)
    title = _title(tree)
    body = tree.body
    lines: list[str] = []
    if body is not None:
        measured = measure(body)
        lines = [tidy for line in lines_of(_container(body, measured), measured) if (tidy := _tidy(line))]
    if lines and title and not _begins_with(lines, title):
        lines.insert(0, title)
    return from_lines(
        map(Line, lines),
        "html",
        name,
        title=title,
        encoding=decoded.encoding,
        warnings=(decoded.warning,) if decoded.warning else (),
    )


def _decode(data: bytes, name: str, charset: str) -> Decoded:
    """Decode a page: byte-order mark, what the sender or the page says, then the ladder of plain text."""
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = _META_CHARSET.search(data[:8192])
        for said in (charset, found.group(1).decode("ascii") if found else ""):
            encoding = _CHARSETS.get(said.lower())
            if encoding:
                try:
                    return Decoded(data.decode(encoding), encoding)
                except UnicodeDecodeError:
                    continue
    return decode(data, name)


def _refuse_choking(text: str, name: str) -> None:
    """Raise BadInputError for page source that would take the parser minutes or gigabytes."""
    tags = text.count("<") - text.count("</")
    steps, copies = _depth(_NESTING, text) * tags, _depth(_STYLE, text) * tags
    if len(text) > _MAX_CHARACTERS or tags > _MAX_TAGS or steps > _MAX_STEPS or copies > _MAX_COPIES:
        raise BadInputError(
            f"网页“{name}”的代码异常复杂，可能是恶意文件；已拒绝打开，未导入任何内容。请把正文复制到 .docx 或 .txt 后重试。"
        )


def _depth(tag: re.Pattern[str], text: str) -> int:
    """Return how many elements of a kind are open at most, as far as the tags tell."""
    deep = deepest = 0
    for found in tag.finditer(text):
        deep = max(0, deep + (-1 if found.group(1) else 1))
        deepest = max(deepest, deep)
    return deepest


def _container(body: LexborNode, measured: Measured) -> LexborNode:
    """Return the element that holds the article: the longest of a known kind, without what stands around it."""
    whole = measured.lengths[body.mem_id]
    for selectors in (_CONTAINERS, _LOOSE_CONTAINERS):
        found = [(measured.lengths.get(node.mem_id, 0), node) for each in selectors for node in body.css(each)]
        longest = max((length for length, _ in found), default=0)
        if longest >= _ENOUGH or (longest and longest >= whole / 2):
            return min((item for item in found if item[0] >= 0.8 * longest), key=lambda item: item[0])[1]
    return body


def _title(tree: LexborHTMLParser) -> str:
    """Return the article's title without the site's name, or an empty string."""
    for selector in _TITLES:
        for node in tree.css(selector):
            text = node.attributes.get("content") if selector.startswith("meta") else node.text()
            text = _tidy(text or "")
            if selector in {"title", "meta[property='og:title' i]"}:
                text = _SITE_NAME.split(text)[0]
            if len(_CHINESE.findall(text)) >= 5:
                return text
    return ""


def _begins_with(lines: list[str], title: str) -> bool:
    """Tell whether the title stands at the head of the body, in one paragraph or broken into some."""
    bare = re.sub(r"\s", "", title)
    head = re.sub(r"\s", "", "".join(lines[:_TITLE_LINES]))
    return bare in head[: 3 * len(bare) + 60]


def _tidy(text: str) -> str:
    """Return a paragraph or table row without the white space around it and without line breaks of the source."""
    cells = [re.sub(r"[ \n\r\f]+", " ", cell) for cell in text.split("\t")]
    return "\t".join(_unbroken(printable(cell)).strip() for cell in cells).rstrip("\t")


def _unbroken(text: str) -> str:
    """Drop single spaces between Chinese characters: they are line breaks of the source."""
    return re.sub(
        r"(?<=(.)) (?=(.))", lambda found: "" if is_wide(found.group(1)) and is_wide(found.group(2)) else " ", text
    )
