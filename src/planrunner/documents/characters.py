"""Which characters a paragraph may hold: what foreign formats slip in is dropped or put right here."""

import re
import unicodedata

_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_SHORT_RADICALS = str.maketrans(
    "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰", "民西见角贝车长门青页风飞食马骨鱼鸟麦黄齐齿龙"
)


def printable(text: str) -> str:
    """Return `text` without control characters and lone surrogates, line ends as spaces, radicals as characters.

    Printing programs write 工 as the radical ⼯ where the font draws both the same.
    """
    text = _LINE_ENDS.sub(" ", _DROPPED.sub("", text))
    if _RADICAL.search(text):
        text = text.translate(_SHORT_RADICALS)
        text = _RADICAL.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    return text


def is_wide(char: str) -> bool:
    """Tell whether `char` stands in Chinese text without spaces around it: a character or its punctuation."""
    return char >= "\u2e80" or char in "‘’“”—…·"
