"""The JSON of reading has the fields that other programs rely on."""

import json

from tests.unit.extract.conftest import REPORT

from planrunner.documents.txt import read_txt
from planrunner.extract.analyse import analyse
from planrunner.extract.model import Time
from planrunner.extract.present import extraction_to_json, time_to_json
from planrunner.extract.words import Words


def test_an_extraction_is_plain_json(words: Words) -> None:
    """Section, measures with their place, and the partition where it is asked for."""
    document = read_txt(REPORT.format(plan="三、下一步工作计划\n（一）开展案卷评查。").encode(), "x")
    found = extraction_to_json(analyse(document, words), document, partition=True)
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found
    assert {"report_year", "plan_year", "section", "measures", "partition"} <= found.keys()
    (measure,) = analyse(document, words).measures
    paragraph = document.paragraphs[measure.place.paragraph]
    assert paragraph.start + measure.place.offset == measure.start
    assert measure.place.page is None


def test_a_paper_without_a_plan_says_null(words: Words) -> None:
    """No section and no plan year are null, no measures an empty list; the partition only comes when asked for."""
    document = read_txt("柳溪镇通讯录\n办公室。\n".encode(), "x")
    found = extraction_to_json(analyse(document, words), document, partition=False)
    assert (found["section"], found["plan_year"], found["measures"]) == (None, None, [])
    assert "partition" not in found


def test_a_time_leaves_out_what_its_words_do_not_say() -> None:
    """Only the fields that a time has are printed, and ambiguous only where it is."""
    assert time_to_json(Time(0, 3, "deadline", end="2023-12-31", ambiguous=True)) == {
        "start_char": 0,
        "end_char": 3,
        "kind": "deadline",
        "end": "2023-12-31",
        "ambiguous": True,
    }
