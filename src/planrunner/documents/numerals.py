"""The numbers of automatic lists as a word processor prints them; formats are named as in WordprocessingML."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_COUNTING = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_IDEOGRAPHS_IN_BRACKETS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_ROMAN = 3999
_MAX_LETTER = 26 * 10
"""After z come aa, bb, cc; more than ten letters are no number that a person wrote."""


def numeral(value: int, form: str) -> str:
    """Return `value` in the number format `form`; an unknown format, or a value it has no sign for, reads 1, 2, 3."""
    if form == "none":
        return ""
    write = _FORMS.get(form)
    return (write(value) if write and value > 0 else "") or str(value)


def _counting(value: int, digits: str = _COUNTING, units: str = "十百千万", *, ten: bool = True) -> str:
    """Return 一百零二; with `ten` the tens have no leading one (十二). Empty for numbers of five digits and more."""
    if value >= 10_000:
        return ""
    parts: list[str] = []
    gap = False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if not digit:
            gap = bool(parts)
            continue
        if gap:
            parts.append(digits[0])
            gap = False
        parts.append(digits[digit] + (units[power - 1] if power else ""))
    text = "".join(parts)
    return text[1:] if ten and text.startswith(digits[1] + units[0]) else text


def _positional(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _chinese_counting(value: int) -> str:
    """Return 九十九, then digit by digit: 一〇〇."""
    return _counting(value) if value < 100 else _positional(value)


def _japanese_counting(value: int) -> str:
    """Return 百一, where no unit has a leading one and no gap is filled."""
    if value >= 10_000:
        return ""
    digits = ((value // 10**power % 10, unit) for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")))
    return "".join(("" if digit == 1 and unit else _DIGITS[digit]) + unit for digit, unit in digits if digit)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if value <= len(signs) else ""


def _letter(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value <= _MAX_LETTER else ""


def _roman(value: int) -> str:
    text = ""
    if value <= _MAX_ROMAN:
        for worth, sign in _ROMAN:
            text += sign * (value // worth)
            value %= worth
    return text


def _zodiac_pair(value: int) -> str:
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if value <= 60 else ""


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese_counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _japanese_counting,
    "ideographDigital": _positional,
    "taiwaneseDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "chineseLegalSimplified": lambda value: _counting(value, _LEGAL, "拾佰仟", ten=False),
    "ideographLegalTraditional": lambda value: _counting(value, _LEGAL_TRADITIONAL, "拾佰仟", ten=False),
    "decimalEnclosedCircle": _one_of(_CIRCLED),
    "decimalEnclosedCircleChinese": _one_of(_CIRCLED),
    "decimalEnclosedParen": _one_of(_BRACKETED),
    "decimalEnclosedFullstop": _one_of(_DOTTED),
    "ideographEnclosedCircle": _one_of(_IDEOGRAPHS_IN_BRACKETS),
    "decimalFullWidth": lambda value: str(value).translate(_WIDE),
    "decimalFullWidth2": lambda value: str(value).translate(_WIDE),
    "decimalZero": lambda value: f"{value:02}",
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographZodiacTraditional": _zodiac_pair,
    "lowerLetter": _letter,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
}
