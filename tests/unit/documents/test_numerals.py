"""Numbers as lists print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.documents.labels import with_suffix
from planrunner.documents.numerals import numeral


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("chineseCounting", {1: "一", 10: "十", 12: "十二", 20: "二十", 99: "九十九", 100: "一〇〇"}),
        (
            "chineseCountingThousand",
            {10: "十", 21: "二十一", 100: "一百", 102: "一百零二", 110: "一百一十", 2005: "二千零五"},
        ),
        ("japaneseCounting", {1: "一", 10: "十", 20: "二十", 101: "百一", 1000: "千"}),
        ("ideographDigital", {9: "九", 10: "一〇", 21: "二一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 23: "贰拾叁", 105: "壹佰零伍"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa"}),
        ("upperLetter", {2: "B"}),
        ("lowerRoman", {4: "iv", 1999: "mcmxcix", 4000: "4000"}),
        ("upperRoman", {9: "IX"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("ideographEnclosedCircle", {1: "㈠", 10: "㈩"}),
        ("none", {7: ""}),
        ("someNewFormat", {7: "7"}),
    ],
)
def test_each_format_is_printed_as_word_processors_do(form: str, expected: dict[int, str]) -> None:
    """A value that a format has no sign for reads as digits."""
    assert {value: numeral(value, form) for value in expected} == expected


@given(
    st.integers(0, 10**7),
    st.sampled_from(["chineseCounting", "lowerRoman", "upperLetter", "japaneseCounting", "decimalEnclosedParen", "x"]),
)
def test_no_number_is_long_or_empty(value: int, form: str) -> None:
    """However large the start value of a hostile list is, its numbers stay short."""
    assert 1 <= len(numeral(value, form)) <= 20


@pytest.mark.parametrize(
    ("label", "apart", "expected"),
    [
        ("一、", True, "一、"),
        ("1.", True, "1. "),
        ("第一条", True, "第一条 "),
        ("第一条　", False, "第一条"),
        ("", True, ""),
    ],
)
def test_a_space_parts_only_what_would_run_together(label: str, apart: bool, expected: str) -> None:
    """Full-width punctuation parts a number from its text by itself."""
    assert with_suffix(label, apart=apart) == expected
