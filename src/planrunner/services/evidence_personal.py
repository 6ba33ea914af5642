"""Personal data in evidence (个人信息保护法, articles 4 and 28): identity numbers, telephone numbers, telling words."""

from __future__ import annotations

import re
from datetime import date

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11643-1999: weights of the 17 digits before the check digit."""
_CHECK = "10X98765432"


def personal_data(text: str) -> str:
    """Return what personal data a text holds, in Chinese with how many of each, "" for none.

    An identity number counts only with a real birthday and a right check digit, so that no number of a paper is one.
    """
    identities = len({found.upper() for found in _IDENTITY.findall(text) if _is_identity(found.upper())})
    mobiles = len(set(_MOBILE.findall(text)))
    counts = (("身份证号", identities), ("手机号", mobiles))
    return "、".join(f"{name} {count} 个" for name, count in counts if count)


def _is_identity(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECK[total % 11] == number[17]
