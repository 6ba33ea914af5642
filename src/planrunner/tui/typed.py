"""What people type into forms: days, evidence, numbers. Full-width digits and signs count as their plain twins."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from planrunner.errors import UsageError
from planrunner.services.evidence import NewEvidence, parse_metrics
from planrunner.services.planning import read_day
from planrunner.tui.pasted import PATH, existing, places
from planrunner.wording import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Kind = Literal["file", "link", "known", "number", "note"]
KINDS: dict[Kind, str] = {
    "file": "文件，收进工作区",
    "link": "链接",
    "known": "已有的佐证",
    "number": "文号",
    "note": "文字说明",
}
RELATIVE = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2}
DOCUMENT_NUMBER = re.compile(r".{0,20}[〔\[［【（(]\s*(19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d+\s*号.{0,40}")
"""A document number: 凤政发〔2022〕3号, whichever brackets the keyboard had (GB/T 9704 asks for 〔〕)."""


def plain(text: str) -> str:
    """Return typed text with full-width letters, digits and signs made plain, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def typed_day(text: str, today: date) -> date | None:
    """Return the day someone typed (4-15, 4月15日, 2022-04-15, 昨天), None for nothing. UsageError for no day."""
    text = plain(text)
    if not text:
        return None
    if text in RELATIVE:
        return today + timedelta(days=RELATIVE[text])
    return read_day(text, today.year)


def day_hint(text: str, today: date) -> str:
    """Return what a typed day will be taken for: 2022-04-15 周五; "" for nothing, 看不懂 for no day."""
    try:
        day = typed_day(text, today)
    except UsageError:
        return "看不懂这个日期"
    return f"{day:%Y-%m-%d} 周{WEEKDAYS[day.weekday()]}" if day else ""


def kind_of(text: str) -> Kind:
    """Tell what kind of evidence a typed text is."""
    bare = text.strip().strip("\"'“”")
    if bare.lower().startswith(("http://", "https://")):
        return "link"
    if re.fullmatch(r"[Ee][0-9]+", plain(bare)):
        return "known"
    if PATH.match(bare):
        return "file"
    return "number" if DOCUMENT_NUMBER.fullmatch(bare) else "note"


def evidence_hint(text: str) -> str:
    """Return how a typed text will be kept."""
    if not text.strip():
        return ""
    found = places(text)
    return f"记为 {len(found)} 件佐证" if len(found) > 1 else f"记为{KINDS[kind_of(text)]}"


def typed_evidence(text: str, day: date | None, title: str = "") -> list[NewEvidence]:
    """Return the evidence someone typed, none for nothing; `day` is when it happened.

    Several places of files at once are as many pieces. UsageError for a file that is not there.
    """
    if not text.strip():
        return []
    found = places(text)
    if len(found) > 1 and all(kind_of(place) in ("file", "link") for place in found):
        return [_piece(place, day, "") for place in found]
    return [_piece(text, day, title)]


def _piece(text: str, day: date | None, title: str) -> NewEvidence:
    kind, bare = kind_of(text), text.strip()
    place = bare.strip("\"'“”")
    match kind:
        case "known":
            return NewEvidence(known=plain(place))
        case "file":
            return NewEvidence(file=existing(place), title=title, occurred_on=day)
        case "link":
            return NewEvidence(url=place, title=title, occurred_on=day)
        case "number":
            return NewEvidence(number=bare, title=title, occurred_on=day)
        case "note":
            return NewEvidence(note=bare, title=title, occurred_on=day)


def typed_metrics(fields: Mapping[str, str], more: str = "") -> dict[str, float]:
    """Return the numbers someone typed: one field a name, and `more` as 场次=1 人次=120. UsageError for no number."""
    words = [f"{name}={plain(value)}" for name, value in fields.items() if value.strip()]
    return parse_metrics([*words, *plain(more.replace("，", " ")).split()])


def needed(text: str, message: str) -> str:
    """Return a typed text without blanks around it; UsageError with the message where there is none."""
    if not text.strip():
        raise UsageError(message)
    return text.strip()
