"""What stands around the body of a paper: site furniture, title, closing words, signature, attachments."""

import re
from dataclasses import dataclass
from itertools import pairwise

from planrunner.extract.document import Reading
from planrunner.extract.numbering import starts_numbered

_FIELD = re.compile(
    r"(?:标题|发布时间|文号|发布机构|发文机关|栏目|原文链接|来源|时间|日期|作者|索引号|成文日期|主题分类|浏览次数)[：:]"
)
_TITLE_FIELD = re.compile(r"标题[：:]\s*(?P<title>.+)")
_ISSUER_FIELD = re.compile(r"(?:发布机构|发文机关)[：:]\s*(?P<issuer>\S+)")
_RULE_LINE = re.compile(r"[=\-—_*]{4,}.*")
_GENRE = re.compile(r"报告|总结|计划|要点|情况|方案|通知|意见|清单|分解表|安排|思路|函|汇报|简报")
_YEAR = re.compile(r"\d{4}年|[二][〇○零][〇○零一二三四五六七八九]{2}年")
_GLUED = 400
"""How far into a one-line paper its title may stand, in characters."""
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:人民政府|管理委员会|管委会|街道办事处|办事处|委员会|管理局|司法局|司法所|[^年月日]局|镇|乡|街道|区|县|市|省)"
)
_CLOSING = re.compile(
    r"(?:特此|专此)(?:报告|函告|函复|汇报|通知|函)|以上(?:报告|汇报|总结)[^。]{0,30}(?:。|$)|附件下载|附件\d?[：:]|相关(?:报道|链接|附件)[：:]?$"
    r"|(?:来源|编辑|责任编辑|撰稿|供稿|作者|联系人|联系电话|抄送|主送|印发)[：:][^。]{2,60}(?:$|附件|\s)"
    r"|[一二三四五六七八九十]、其他需要报告的(?:事项|情况)"
    r"|[（(][^（）()。：]{2,24}(?:政府|局|所|办|委|院)[^（）()。：]{0,12}[）)]\Z"
    r"|(?:名词解释|名词注释|注释)[：:]?$",
    re.MULTILINE,
)
_SIGNED = re.compile(
    r"(?<=[。！；）\n])[\u4e00-\u9fff（）()、\n]{0,60}(?:\d{4}|[二][〇○零OＯ][〇○零一二三四五六七八九OＯ]{2})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
    r"(?=\s*(?:$|\n|附件|附表|抄送|印发|来源|打印|关闭|分享|扫一扫|字体|上一篇|下一篇|返回|版权|[（(【]))",
)
_CONGRESS_TITLE = re.compile(r"(?<!法治)政府工作报告")
_CONGRESS = re.compile(r"各位代表|人民代表大会第[一二三四五六七八九十]+次会议|向大会(?:作|报告)")
_BODY_START = re.compile(r"={4,}.{0,6}正文.{0,6}={4,}")


@dataclass(frozen=True, slots=True)
class Frame:
    """`[body, closing)` is the paper's own text in the reading; `title` and `issuer` may be empty.

    `congress` is true for a report to a people's congress: it is given early in the year that it plans.
    """

    title: str
    issuer: str
    body: int
    closing: int
    congress: bool


def find_frame(reading: Reading) -> Frame:
    """Return the title, the issuer and the body of a reading."""
    text = reading.text
    marked = _BODY_START.search(text)
    body = marked.end() if marked else 0
    head = [text[start:end] for start, end in reading.paragraphs[:25] if start < 3000]
    title = _title(head) or _glued_title(reading)
    issuer = _issuer(head, title)
    congress = _CONGRESS_TITLE.search(title) is not None or _CONGRESS.search(text, body, body + 3000) is not None
    return Frame(title, issuer, body, _closing(text, body), congress)


def _title(head: list[str]) -> str:
    """Return the title: what a field says, else the first short line that names a kind of paper."""
    for line in head:
        field = _TITLE_FIELD.match(line)
        if field:
            return field["title"]
    for line in head[:15]:
        if starts_numbered(line, 0):
            break
        if len(line) <= 60 and not re.search(r"[。；，：]", line) and _GENRE.search(line) and not _FIELD.match(line):
            return line
    return ""


def _glued_title(reading: Reading) -> str:
    """Return the title that stands between gaps in the first line of a paper that is one line, "" for none."""
    if not reading.paragraphs:
        return ""
    start, end = reading.paragraphs[0]
    places = [start, *sorted(gap for gap in reading.gaps if start < gap < min(end, start + _GLUED))]
    for left, right in pairwise(places):
        piece = reading.text[left:right]
        if _GENRE.search(piece[-4:]) and _YEAR.search(piece) and not re.search(r"[。；，：]", piece):
            return piece
    return ""


def _issuer(head: list[str], title: str) -> str:
    """Return who issued the paper: what a field says, else the place or office that the title begins with."""
    for line in head:
        field = _ISSUER_FIELD.match(line)
        if field:
            return field["issuer"]
    rest = re.sub(r"^[\d〇○零一二三四五六七八九]{4}年(?:度|以来)?|^关于", "", title)
    found = _PLACE.match(rest)
    return found.group() if found else ""


def _closing(text: str, body: int) -> int:
    """Return where the closing words begin: 特此报告, signature and date, attachments, site furniture."""
    floor = body + (len(text) - body) * 3 // 5
    ends = [found.start() for found in _CLOSING.finditer(text, floor)]
    ends += [found.start() for found in _SIGNED.finditer(text, floor)]
    return min(ends, default=len(text))
