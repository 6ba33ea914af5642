"""The words of reading: what is shipped parses, and what is wrong is named."""

import copy
import tomllib
from typing import Any

import pytest
from tests.unit.extract.conftest import PLANS

from planrunner.extract.classify import classify
from planrunner.extract.words import Words, parse_words
from planrunner.wording import CATEGORIES


@pytest.fixture
def table() -> dict[str, Any]:
    """Return the shipped words as a mapping to spoil."""
    return copy.deepcopy(tomllib.loads((PLANS / "words" / "reading.toml").read_text(encoding="utf-8")))


def test_every_category_has_words(words: Words) -> None:
    """The eleven categories all have words."""
    assert {key for key, _ in words.categories} == set(CATEGORIES)


@pytest.mark.parametrize("path", [("headings", "forward"), ("clauses", "verbs"), ("category", "study"), ("headings",)])
def test_a_missing_list_is_named(table: dict[str, Any], path: tuple[str, ...]) -> None:
    """A missing table or key is named in the error."""
    at = table
    for name in path[:-1]:
        at = at[name]
    del at[path[-1]]
    if path == ("category", "study"):
        at["study"] = {}
    with pytest.raises(ValueError, match=path[-1]):
        parse_words(table)


@pytest.mark.parametrize("value", [[], "学法", ["学法", 3], ["", "学法"]])
def test_what_is_no_list_of_words_is_refused(table: dict[str, Any], value: object) -> None:
    """A list must hold words and nothing else."""
    table["category"]["study"]["words"] = value
    with pytest.raises(ValueError, match=r"category\.study\.words"):
        parse_words(table)


def test_an_unknown_category_is_refused(table: dict[str, Any]) -> None:
    """A category that the program does not know is named."""
    table["category"]["sport"] = {"words": ["体育"]}
    with pytest.raises(ValueError, match="sport"):
        parse_words(table)


@pytest.mark.parametrize(
    ("clause", "category"),
    [
        ("组织机关干部网上学法", "study"),
        ("举办村干部法律知识培训", "training"),
        ("开展民法典宣传", "publicity"),
        ("公布政府信息公开目录", "disclosure"),
        ("落实合法性审查制度", "decision"),
        ("开展行政执法案卷评查", "enforcement"),
        ("排查化解矛盾纠纷", "dispute"),
        ("自觉接受人大监督", "oversight"),
        ("加强廉政教育", "integrity"),
        ("优化政务服务流程", "service"),
        ("种植行道树", "other"),
    ],
)
def test_a_clause_is_classed_by_its_words(words: Words, clause: str, category: str) -> None:
    """The best category comes first and the second is another one."""
    best, second = classify(clause, words)
    assert best == category
    assert second != best
