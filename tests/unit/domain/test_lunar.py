"""The lunar calendar: festivals, solar terms, leap months and market days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.domain.lunar import (
    _TABLE,
    _TABLED,
    Festival,
    LunarDate,
    computed,
    festival,
    from_lunar,
    market_days,
    to_lunar,
)


@pytest.mark.parametrize(
    ("name", "year", "day"),
    [
        ("春节", 2022, (2, 1)), ("元宵", 2022, (2, 15)), ("端午", 2022, (6, 3)), ("中秋", 2022, (9, 10)),
        ("清明", 2022, (4, 5)), ("除夕", 2027, (2, 5)), ("春节", 2027, (2, 6)), ("元宵", 2027, (2, 20)),
        ("清明", 2027, (4, 5)), ("端午", 2027, (6, 9)), ("中秋", 2027, (9, 15)), ("春节", 2028, (1, 26)),
        ("中秋", 2028, (10, 3)), ("秋分", 2022, (9, 23)),
    ],
)  # fmt: skip
def test_festivals(name: Festival, year: int, day: tuple[int, int]) -> None:
    """Festivals and solar terms fall where the almanac has them."""
    assert festival(name, year) == date(year, *day)


def test_leap_month() -> None:
    """2028 has a leap fifth month, which is not its fifth."""
    assert to_lunar(from_lunar(LunarDate(2028, 5, 1, leap=True))) == LunarDate(2028, 5, 1, leap=True)
    assert from_lunar(LunarDate(2028, 5, 1)) < from_lunar(LunarDate(2028, 5, 1, leap=True))


def test_a_day_the_month_has_not() -> None:
    """The thirtieth of a short month and a leap month that is none are refused."""
    with pytest.raises(ValueError, match="leap=True"):
        from_lunar(LunarDate(2022, 3, 1, leap=True))
    short = next(m for m in range(1, 13) if to_lunar(from_lunar(LunarDate(2022, m, 29)) + timedelta(days=1)).day == 1)
    with pytest.raises(ValueError, match="day=30"):
        from_lunar(LunarDate(2022, short, 30))


def test_market_days() -> None:
    """A market on 逢四、九 near 15 April 2022 is on the 14th and 19th, and not on the 15th (三月十五)."""
    days = list(market_days(frozenset({4, 9}), date(2022, 4, 10), date(2022, 4, 20)))
    assert days == [date(2022, 4, 14), date(2022, 4, 19)]
    assert to_lunar(date(2021, 4, 15)) == LunarDate(2021, 3, 4)
    with pytest.raises(ValueError, match="digits"):
        list(market_days(frozenset({14}), date(2022, 4, 10), date(2022, 4, 20)))


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_lunar_and_back(day: date) -> None:
    """Turning a day into its lunar date and back gives the day."""
    assert from_lunar(to_lunar(day)) == day


def test_the_table_of_festivals_says_what_the_library_computes() -> None:
    """Each day of the table is the computed one, year after year without a gap."""
    assert list(_TABLE) == list(range(2027, 2061))
    for year in _TABLE:
        assert [festival(name, year) for name in _TABLED] == [computed(name, year) for name in _TABLED]
