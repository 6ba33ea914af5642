"""Whose paper it is: a report of another office imported by mistake is told at once."""

from __future__ import annotations

import re

_TAIL = re.compile(r"(人民政府|政府|党委|党工委|管委会|办事处|委员会)+$")
_PLACE = re.compile(r"(镇|乡|街道|[省市县区旗])$")


def foreign_paper(issuer: str, title: str, office: str) -> tuple[str, ...]:
    """Return a warning, as a tuple of one, where a paper names another place than the workspace's office; else none."""
    theirs, ours = _TAIL.sub("", issuer), _TAIL.sub("", office)
    if not _PLACE.search(theirs) or theirs in ours or ours in theirs or ours in title:
        return ()
    return (f"这份文件是{theirs}的，工作区是{office}。导错了的话，请用 planrunner undo 撤销。",)
