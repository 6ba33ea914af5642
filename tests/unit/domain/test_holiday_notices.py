"""The holiday notice as text and as public JSON."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.holiday_notices import read_notice_text, read_public_json
from planrunner.domain.holidays import HolidayTableError
from planrunner.domain.workdays import WorkCalendar

TEXT = """国务院办公厅关于2090年部分节假日安排的通知
国办发明电〔2089〕0号

各单位：
　　一、元旦：2089年12月31日至2090年1月2日放假调休，共3天。
　　二、春节：1月30日（农历除夕、周一）至2月5日（周日）放假调休，共7天。1月28日（周六）、2月11日（周六）上班。
　　三、清明节：4月4日（周二）放假1天，不调休。

2089年11月30日
"""


def test_the_text_of_a_notice() -> None:
    """Days off, days worked, number and date are those the words say, the year before included."""
    notice = read_notice_text(TEXT, "通知.txt")
    assert (notice.year, notice.number, notice.published) == (2090, "国办发明电〔2089〕0号", date(2089, 11, 30))
    assert notice.off[0] == date(2089, 12, 31)
    assert len(notice.off) == 3 + 7 + 1
    assert notice.worked == (date(2090, 1, 28), date(2090, 2, 11))
    assert not WorkCalendar((notice,)).is_workday(date(2089, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("关于2090年部分节假日安排", "关于放假", "看不出是哪一年"),
        ("共7天", "共8天", "请核对"),
        ("1月30日（农历", "1月32日（农历", "没有 2090年1月32日"),
        ("1月28日（周六）", "1月27日（周六）", "2090-01-27 不是周末"),
        ("1月28日（周六）", "2月5日（周日）", "同时写为放假和上班"),
    ],
)
def test_a_notice_that_cannot_be(old: str, new: str, said: str) -> None:
    """A wrong length, an impossible day or a weekday said to be worked is refused in Chinese, by file."""
    with pytest.raises(HolidayTableError, match=said) as caught:
        read_notice_text(TEXT.replace(old, new), "通知.txt")
    assert "通知.txt" in str(caught.value)


@given(st.dates(date(2090, 1, 3), date(2090, 11, 20)), st.integers(1, 9))
def test_any_span_of_days(first: date, length: int) -> None:
    """Whatever days a notice names are the days read, across months as well."""
    last = first + timedelta(days=length - 1)
    words = f"{first.month}月{first.day}日至{last.month}月{last.day}日放假调休，共{length}天"
    notice = read_notice_text(f"关于2090年部分节假日安排的通知\n一、某节：{words}。", "n")
    assert notice.off == tuple(first + timedelta(days=n) for n in range(length))


def test_public_json() -> None:
    """The public data set's JSON gives days off and days worked."""
    days = [
        {"name": "元旦", "date": "2090-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2090-01-07", "isOffDay": False},
    ]
    notice = read_public_json({"year": 2090, "papers": ["https://example.org/p"], "days": days}, "2090.json")
    assert (notice.off, notice.worked, notice.url) == (
        (date(2090, 1, 1),),
        (date(2090, 1, 7),),
        "https://example.org/p",
    )


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"year": 2090},
        {"year": "2090", "days": []},
        {"year": 2090, "days": []},
        {"year": 2090, "days": [{"date": "2090-01-01"}]},
        {"year": 2090, "days": [{"date": "1月1日", "isOffDay": True}]},
    ],
)
def test_json_that_is_no_notice(value: object) -> None:
    """Anything else is refused with the file named."""
    with pytest.raises(HolidayTableError, match=r"2090\.json"):
        read_public_json(value, "2090.json")
