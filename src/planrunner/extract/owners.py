"""Who is named to do a measure: the note after an item (责任单位：…), or the subject its clause begins with."""

import re

OWNER_NOTE = re.compile(
    r"[（(]?(?:牵头|责任|主办|承办|配合|协办|落实)(?:/(?:责任|配合))?(?:单位|部门|处室|科室|领导|人|站所)[：:]"
    r"(?P<owner>[^）)。；\n]{1,120})[）)]?"
)
_ORGAN = (
    r"(?:单位|部门|处室|科室|局|委|办|镇|乡|街道|村|社区|司法所|站所|中心|大队|中队|支队|政府|党委|管委会|委员会|(?:实验|开发|高新|示范)区|片区|全区|全市|全县|我们"
    r"|领导小组|负责人)"
)
_MODAL = r"(?:要(?![求点素领])|将(?!军)|应当|应(?![急用对诉付变援])|必须|须|需要|需(?!求)|继续)"
SUBJECT = re.compile(rf"(?P<owner>[^，。；：、“”《》]{{0,16}}{_ORGAN}(?:、[^，。；：“”《》]{{1,14}}{_ORGAN})*){_MODAL}")
_SELF = re.compile(r"(?:我|本|全)[镇乡区市县局委办街道]+|我们|各级|(?:实验|开发|高新|示范)区")


_ORGAN_END = re.compile(_ORGAN + r"(?:（[^（）]*）)?\Z")
_DEED = re.compile(r"\d{1,2}月|[年月]底|半年|季度|(?:建[成好]|建立|成立|设立|完善|打造)")
"""What makes a deed of a stretch that ends with an office: 8月底前建成调解中心."""
_PART = re.compile(r"[，、；\s]+")


def is_organ_list(text: str) -> bool:
    """Tell whether a stretch of text only names offices, as the last columns of a flattened table do."""
    parts = [part for part in _PART.split(re.sub(r"（[^（）]*）", "", text).strip("。，、； \n")) if part]
    return bool(parts) and all(len(part) <= 30 and _ORGAN_END.search(part) and not _DEED.search(part) for part in parts)


def owner_of_note(text: str) -> str:
    """Return the owner that a note names, without the blanket remark some papers add (以下均需…)."""
    found = OWNER_NOTE.search(text)
    return found["owner"].split("，以下")[0].strip("，、 ") if found else ""


def owner_of_subject(subject: str) -> str:
    """Return the owner that a subject names; empty for one that names only the paper's own office (我镇)."""
    return "" if _SELF.fullmatch(subject) else subject
