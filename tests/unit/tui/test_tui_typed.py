"""What people type into forms is understood, full-width signs included, and never guessed where it is not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.errors import UsageError
from planrunner.tui.pasted import places
from planrunner.tui.typed import day_hint, evidence_hint, kind_of, needed, typed_day, typed_evidence, typed_metrics

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2022, 4, 20)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_days_as_people_write_them(day: date) -> None:
    """ISO, Chinese and full-width spellings of a day are the same day."""
    full_width = day.isoformat().translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f" {day.year}.{day.month}.{day.day} ",
        full_width,
    ):
        assert typed_day(text, TODAY) == day


def test_short_and_relative_days() -> None:
    """A day without a year is of this year; 昨天 is the day before; nothing is no day."""
    assert typed_day("4-15", TODAY) == date(2022, 4, 15)
    assert typed_day("昨天", TODAY) == date(2022, 4, 19)
    assert typed_day("　", TODAY) is None
    assert day_hint("4-15", TODAY) == "2022-04-15 周五"
    assert day_hint("4-31", TODAY) == "看不懂这个日期"


@pytest.mark.parametrize("text", ["2月30日", "下周", "13-1", "2150-01-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    """A text that is no day raises, with the text in the message."""
    with pytest.raises(UsageError, match=text):
        typed_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.gov.cn/art_1.html", "link"),
        (r"C:\台账\签到表.xlsx", "file"),
        ('"/home/zfb/照片 1.jpg"', "file"),
        ("签到表.docx", "file"),
        (r"\\server\share\a.pdf", "file"),
        ("E12", "known"),
        ("Ｅ１２", "known"),
        ("凤政发〔2022〕3号", "number"),
        ("凤政发[2022]第3号", "number"),
        ("4/15 在凤凰大集开展宣传，发放资料300份。", "note"),
        ("电话请示区局，同意延期", "note"),
    ],
)
def test_evidence_is_told_apart(text: str, kind: str) -> None:
    """Paths, links, kept pieces, document numbers and plain words are told apart, and the form says which."""
    assert kind_of(text) == kind
    assert evidence_hint(text).startswith("记为")


def test_evidence_carries_its_day() -> None:
    """Typed evidence happened on the day of the form; nothing typed is no evidence."""
    (piece,) = typed_evidence("凤政发〔2022〕3号", TODAY, "通知")
    assert (piece.number, piece.occurred_on, piece.title) == ("凤政发〔2022〕3号", TODAY, "通知")
    assert typed_evidence("  ", TODAY) == []


def test_paths_as_windows_terminals_and_file_managers_give_them(tmp_path: Path) -> None:
    """Quotes, file:// addresses and several places at once are read; a single place may hold blanks."""
    assert places(r'"C:\台账\照片 1.jpg"') == [r"C:\台账\照片 1.jpg"]
    assert places(r'"C:\台账\1.jpg" "D:\2 号.jpg"') == [r"C:\台账\1.jpg", r"D:\2 号.jpg"]
    assert places("'/home/甲/1.jpg' '/home/甲/2.jpg' ") == ["/home/甲/1.jpg", "/home/甲/2.jpg"]
    assert places("/home/甲/1.jpg、/home/甲/2.jpg") == ["/home/甲/1.jpg", "/home/甲/2.jpg"]
    assert places("/home/甲/照片 1.jpg") == ["/home/甲/照片 1.jpg"]
    assert places("今天/明天都去了村里") == ["今天/明天都去了村里"]
    first, second = tmp_path / "现场 /照片 1.jpg", tmp_path / "签到.xlsx"
    first.parent.mkdir()
    for file in (first, second):
        file.write_bytes(b"1")
    assert places(str(first)) == [str(first)]
    urls = f"{first.as_uri()} {second.as_uri()}"
    assert [piece.file for piece in typed_evidence(urls, TODAY)] == [first, second]
    assert evidence_hint(urls) == "记为 2 件佐证"


def test_a_file_that_is_not_there_is_no_evidence(tmp_path: Path) -> None:
    """A path without a file, and a folder, are refused before anything is stored."""
    (tmp_path / "有.txt").write_bytes(b"1")
    with pytest.raises(UsageError, match=r"没有\.txt.*还没有存任何内容"):
        typed_evidence(f"{tmp_path}/有.txt {tmp_path}/没有.txt", TODAY)
    with pytest.raises(UsageError, match="是文件夹"):
        typed_evidence(str(tmp_path), TODAY)


def test_numbers_from_fields_and_pairs() -> None:
    """Numbers come from named fields and from pairs, full-width signs included; a word is refused."""
    assert typed_metrics({"场次": "２", "件数": ""}, "人次＝120，份数=3") == {"场次": 2, "人次": 120, "份数": 3}
    with pytest.raises(UsageError, match="很多"):
        typed_metrics({"场次": "很多"})


def test_needed_says_what_is_missing() -> None:
    """A missing text raises the given message; one that is there comes back without blanks."""
    assert needed(" 理由 ", "x") == "理由"
    with pytest.raises(UsageError, match="请写理由"):
        needed("　", "请写理由")
