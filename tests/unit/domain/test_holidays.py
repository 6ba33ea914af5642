"""The holiday notice as a table: what is read, and what is refused with its place named."""

import re
import tomllib
from datetime import date

import pytest

from planrunner.domain.holidays import HolidayTableError, parse_notice

GOOD = """
[notice]
year = 2027
number = "国办发明电〔2026〕0号"
date = 2026-11-30
url = "https://example.org/notice"
off = [{ from = 2027-02-05, to = 2027-02-07 }, 2027-01-01]
worked = [2027-01-31]
"""


def test_notice_is_read() -> None:
    """Days and spans of days become one sorted list."""
    notice = parse_notice(tomllib.loads(GOOD), "2027.toml")
    assert notice.off == (date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 7))
    assert notice.worked == (date(2027, 1, 31),)
    assert (notice.year, notice.published) == (2027, date(2026, 11, 30))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("year = 2027", "", "year"),
        ("year = 2027", "year = '2027'", "year"),
        ("date = 2026-11-30", "date = '11月30日'", "date"),
        ("worked = [2027-01-31]", "worked = [2027-02-01]", "worked"),
        ("worked = [2027-01-31]", "worked = [2027-02-06]", "worked"),
        ("worked = [2027-01-31]", "extra = 1", "extra"),
        ("to = 2027-02-07", "to = 2027-02-01", "off"),
        ("2027-01-01]", "2028-01-01]", "off"),
        ("2027-01-01]", "'元旦']", "off"),
        ('url = "https://example.org/notice"', "url = 3", "url"),
    ],
)
def test_errors_name_file_table_and_key(old: str, new: str, key: str) -> None:
    """A wrong table is refused in Chinese with the file, the table and the key."""
    with pytest.raises(HolidayTableError, match=re.escape("2027.toml 的 [notice] 表中 " + key)):
        parse_notice(tomllib.loads(GOOD.replace(old, new)), "2027.toml")


def test_missing_table() -> None:
    """A file without [notice] is refused by name."""
    with pytest.raises(HolidayTableError, match=re.escape("x.toml 缺少 [notice] 表")):
        parse_notice({}, "x.toml")
