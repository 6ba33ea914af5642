"""Words and papers for the tests of reading; the papers are written for them."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from planrunner.documents.txt import read_txt
from planrunner.extract.analyse import analyse
from planrunner.extract.model import Extraction
from planrunner.extract.words import Words, parse_words

PLANS = Path(__file__).parents[3] / "plans"
REPORT = """柳溪镇2022年法治政府建设工作总结
2022年，我镇扎实推进依法行政，现将有关情况报告如下：
一、工作开展情况和成效
（一）加强组织领导。我镇成立工作专班，召开专题会议3次。3月8日，组织妇女权益法律讲座。
（二）规范行政执法。开展执法检查12次，评查案卷30份。下一步，将继续完善检查台账。
二、存在的问题
执法力量有待加强，普法形式有待创新，一些干部的法治意识还不强。
{plan}
柳溪镇人民政府
2023年1月10日
"""
"""A report whose plan is still to be put in."""


@pytest.fixture(scope="session")
def words() -> Words:
    """Return the words that the package ships."""
    return parse_words(tomllib.loads((PLANS / "words" / "reading.toml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def understand(words: Words) -> Callable[[str], Extraction]:
    """Return a function that reads a text as a file and understands it."""
    return lambda text: analyse(read_txt(text.encode(), "报告.txt"), words)
