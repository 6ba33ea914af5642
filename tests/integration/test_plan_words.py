"""Every shipped rule, asked for in every way that a plan may ask for it, is read back as one measure in those words."""

import re

from tests.integration.workplace import Workplace

from planrunner.documents.txt import read_txt
from planrunner.extract.analyse import analyse
from planrunner.reports.sentences import asked
from planrunner.services.packs import load_rules, load_words
from planrunner.services.reporting_facts import load_phrases
from planrunner.services.reporting_plan import calls

REGION = "370305"


def test_every_way_to_ask_is_one_measure(sqlite_place: Workplace) -> None:
    """No verb of the ways hides the work, cuts it in two, or adds a time to it that the plain words have not."""
    folder = sqlite_place.folder
    phrases, words = load_phrases(folder), load_words(folder)

    def read(ways: list[str]) -> dict[str, list[str]]:
        items = "".join(f"{number}.{way}。\n" for number, way in enumerate(ways, 1))
        text = f"某镇2026年度法治政府建设工作报告\n一、2026年主要举措\n完成了工作。\n二、2027年工作安排\n{items}"
        found = analyse(read_txt(text.encode(), "稿.txt"), words).measures
        return {measure.quote: [time.kind for time in measure.times] for measure in found}

    called = 0
    for rule in load_rules(folder, REGION).rules:
        ways = asked(phrases, rule.category, re.sub("（[^（）]*）$", "", rule.title))
        plain = ways[-1]
        if calls(rule, plain):
            called += 1
            found = read(["加强组织领导", *ways])
            assert {way: found.get(way) for way in ways} == dict.fromkeys(ways, found.get(plain))
            assert plain in found
    assert called > 30
