"""Sentences are made from facts only."""

import re
import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planrunner.locations import plans_folder
from planrunner.reports.sentences import Phrases, Told, fill, parse_phrases, tell

FILE = plans_folder() / "sentences" / "report.toml"
TOLD = Told(what="机关干部法治讲座", days="6月16日", times=1, number="", metrics={}, ongoing=False, unfinished=False)


def shipped() -> dict[str, Any]:
    """Return the shipped tables, fresh for a test to spoil."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    """Return the shipped sentences."""
    return parse_phrases(shipped())


def test_an_empty_slot_leaves_its_clause_unwritten(phrases: Phrases) -> None:
    """A number that nobody recorded is not mentioned; one that was recorded is."""
    assert tell(phrases, "training-held", TOLD) == "6月16日，组织开展机关干部法治讲座。"
    counted = replace(TOLD, metrics={"培训人次": "86"})
    assert tell(phrases, "training-held", counted) == "6月16日，组织开展机关干部法治讲座，参加培训86人次。"


def test_a_number_without_words_of_its_own_is_not_lost(phrases: Phrases) -> None:
    """A number with a name that the family does not know is told by its name."""
    assert tell(phrases, "training-held", replace(TOLD, metrics={"走访户数": "12"})).endswith("，走访户数12。")


def test_several_days_are_told_together(phrases: Phrases) -> None:
    """Work done on several days is one sentence with all the days and their number."""
    told = replace(TOLD, days="3月18日、9月22日", times=2)
    assert tell(phrases, "study-held", told) == "3月18日、9月22日，先后组织机关干部法治讲座，共2次。"


def test_counted_work_of_which_some_is_open_does_not_sound_complete(phrases: Phrases) -> None:
    """A measure's own words (…不少于4次) are followed by what was really done where some of it is still open."""
    told = replace(TOLD, what="组织送法下乡不少于4次", unfinished=True)
    assert tell(phrases, "deed", told) == "组织送法下乡不少于4次，已完成1次，日期为6月16日。"


def test_an_unknown_family_is_told_plainly(phrases: Phrases) -> None:
    """A rule of one's own may name a family that nobody wrote."""
    assert tell(phrases, "no-such-family", TOLD) == "6月16日，完成机关干部法治讲座。"


@given(
    st.dictionaries(
        st.sampled_from(["培训期数", "培训人次", "人均学时", "其他"]), st.from_regex(r"[1-9]\d?", fullmatch=True)
    )
)
def test_every_figure_in_a_sentence_was_recorded(metrics: dict[str, str]) -> None:
    """No figure stands in a sentence that is not one of the facts, and every recorded one does."""
    sentence = tell(parse_phrases(shipped()), "training-held", replace(TOLD, metrics=metrics))
    assert sorted(re.findall(r"\d+", sentence)) == sorted(["6", "16", *metrics.values()])


def test_every_shipped_rule_has_its_family(phrases: Phrases) -> None:
    """What the shipped rules say about their sentences exists, or is the plain form by intent."""
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in (plans_folder() / "rules").rglob("*.toml")]
    rules = [rule for tables in files for kind in ("rule", "adds", "replaces") for rule in tables.get(kind, [])]
    said = {rule.get("say", "") for rule in rules}
    assert len(rules) > 50
    assert said - set(phrases.families) <= {"", "plan-issued", "report-submitted", "summary-written"}


@pytest.mark.parametrize(
    ("table", "key"),
    [("words", "theme"), ("texts", "late"), ("parts", "plan"), ("words", "not_summed"), ("leaders", "rules")],
)
def test_a_missing_sentence_is_named(table: str, key: str) -> None:
    """The error for a file without a needed sentence names table and key."""
    tables = shipped()
    del tables[table][key]
    with pytest.raises(ValueError, match=f"^{table}.{key}$"):
        parse_phrases(tables)


def test_malformed_families_and_chapters_are_named() -> None:
    """The error for a family without a name slot, or a chapter of no category, says which one it is."""
    tables = shipped()
    tables["family"]["done"]["once"] = "{days}完成"
    with pytest.raises(ValueError, match=r"family\.done\.once"):
        parse_phrases(tables)
    tables = shipped()
    tables["chapter"][1]["categories"] = ["cooking"]
    with pytest.raises(ValueError, match=r"chapter 2\.categories"):
        parse_phrases(tables)


def test_a_slot_with_a_question_mark_may_stay_empty() -> None:
    """Only a slot marked so may be empty; any other empty slot means that nothing is written."""
    assert fill("{year}年{theme?}工作", {"year": "2027", "theme": ""}) == "2027年工作"
    assert fill("{year}年{theme}工作", {"year": "2027", "theme": ""}) is None


def test_the_same_is_said_in_several_ways(phrases: Phrases) -> None:
    """The forms take turns, every one with the same facts; a number always gives the same words."""
    counted = replace(TOLD, metrics={"培训人次": "86"})
    said = [tell(phrases, "training-held", counted, turn) for turn in range(4)]
    assert said[:2] == said[2:]
    assert len(set(said)) == 2
    assert all("机关干部法治讲座" in one and "6月16日" in one and "86人次" in one for one in said)


def test_another_way_without_the_name_is_refused() -> None:
    """Every form names the work."""
    tables = shipped()
    tables["family"]["done"]["once_too"] = ["{days}办完"]
    with pytest.raises(ValueError, match=r"family\.done\.once_too"):
        parse_phrases(tables)
