"""Rule packs: what is read, how packs are laid over one another, and errors that name their place."""

import re
import tomllib
from datetime import date

import pytest

from planrunner.domain.packs import Pack, RulePackError, build_book, parse_pack
from planrunner.domain.rules import MonthDay

NATIONAL = """
[pack]
id = "n"
title = "全国"

[[rule]]
id = "fair"
title = "集市宣传"
category = "publicity"
calls = ["集市"]
schedule = { kind = "window", from = "03-01", to = "03-07", settled_by = "notice" }
place = "stay"
dated_by = "notice"
basis = [{ title = "某法", article = "第一条", verified = true }]
effective = { from = 2020-01-01, until = 2029-12-31 }
remind = ["-15w", "0"]
verified = true

[[rule]]
id = "talk"
title = "讲座"
category = "training"
schedule = { kind = "count", n = 2, slots = ["05-20", "11-10"] }
place = "inside"
people = "cadres"
shares = ["fair"]
verified = false
"""
PROVINCE = """
[pack]
id = "p"
title = "某省"
region = "99"

[[adds]]
id = "month"
title = "宣传月"
category = "publicity"
schedule = { kind = "window", from = "12-01", to = "12-31" }
place = "stay"
verified = false

[[replaces]]
id = "talk"
title = "省里的讲座"
schedule = { kind = "discretionary" }

[[drops]]
id = "fair"
basis = [{ title = "省条例", article = "第九条", verified = false }]
"""


def _pack(text: str, file: str = "n.toml") -> Pack:
    return parse_pack(tomllib.loads(text), file)


def test_a_rule_is_read_as_written() -> None:
    """Schedule, place, basis, dates of effect and reminders of a rule are those of its table."""
    book = build_book([_pack(NATIONAL)])
    rule = book.get("fair")
    assert rule is not None
    assert rule.schedule.start == MonthDay(3, 1)
    assert (rule.schedule.settled_by, rule.place, rule.dated_by) == ("notice", "stay", "notice")
    assert rule.basis[0].article == "第一条"
    assert (rule.effective_from, rule.effective_until) == (date(2020, 1, 1), date(2029, 12, 31))
    assert book.get("none") is None


def test_a_changed_key_is_checked_like_any_other() -> None:
    """A replacing table with a wrong value, or with verified without a verified ground, is refused with its place."""
    for wrong, key in (('place = "forward"', "place"), ("verified = true", "verified")):
        text = PROVINCE.replace('title = "省里的讲座"', wrong)
        with pytest.raises(RulePackError, match=re.escape(f"p.toml 的 第 1 个 [[replaces]]（talk） 中 {key}")):
            build_book([_pack(NATIONAL), _pack(text, "p.toml")])


def test_rules_age() -> None:
    """A rule holds in the years its effect touches, and in no other."""
    book = build_book([_pack(NATIONAL)])
    assert [len(book.effective(year)) for year in (2019, 2020, 2029, 2030)] == [1, 2, 2, 1]


def test_a_province_adds_replaces_and_drops() -> None:
    """A later pack adds, replaces and drops by id; what shared with a dropped rule shares no more."""
    book = build_book([_pack(NATIONAL), _pack(PROVINCE, "p.toml")])
    assert {rule.id: rule.title for rule in book.rules} == {"talk": "省里的讲座", "month": "宣传月"}
    talk = book.get("talk")
    assert talk is not None
    assert (talk.pack, talk.shares, talk.people, talk.schedule.kind) == ("p", (), "cadres", "discretionary")
    assert book.packs == (("n", "全国"), ("p", "某省"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "n"', "", "n.toml 的 文件 / [pack] 中 id"),
        ('category = "publicity"', 'category = "party"', "第 1 个 [[rule]]（fair） 中 category"),
        ('calls = ["集市"]', 'calls = "集市"', "第 1 个 [[rule]]（fair） 中 calls"),
        ('calls = ["集市"]', 'called = ["集市"]', "第 1 个 [[rule]]（fair） 中 called：不认识的键"),
        ('from = "03-01"', 'from = "3月1日"', "第 1 个 [[rule]]（fair） / [schedule] 中 from"),
        ('kind = "window"', 'kind = "weekly"', "[schedule] 中 kind"),
        ("n = 2, slots", "n = 3, slots", "第 2 个 [[rule]]（talk） / [schedule] 中 slots"),
        ('remind = ["-15w", "0"]', 'remind = ["15"]', "中 remind"),
        ("until = 2029-12-31", "until = 2019-12-31", "[effective] 中 until"),
        ('article = "第一条", verified = true', 'article = "第一条", verified = false', "中 verified"),
        ('place = "stay"', 'place = "forward"', "中 place"),
        ("verified = false", "", "第 2 个 [[rule]]（talk） 中 verified"),
        ('shares = ["fair"]', 'shares = ["fare"]', "n.toml：规则 talk 的 shares 提到的 fare 不存在"),
        ('id = "talk"', 'id = "fair"', "n.toml：规则 fair 在 n.toml 中已有"),
        ('schedule = { kind = "count"', 'schedule = { knd = "count"', "[schedule] 中 kind：缺少"),
    ],
)
def test_errors_name_file_table_and_key(old: str, new: str, said: str) -> None:
    """A wrong pack is refused in Chinese with the file, the table and the key at fault."""
    assert old in NATIONAL
    with pytest.raises(RulePackError, match=re.escape(said)):
        build_book([_pack(NATIONAL.replace(old, new, 1))])


@pytest.mark.parametrize("table", ["replaces", "drops"])
def test_overlays_must_meet_a_rule(table: str) -> None:
    """Replacing or dropping what does not exist is refused by file and id."""
    overlay = (
        PROVINCE[PROVINCE.index(f"[[{table}]]") :].replace('"talk"', '"nobody"').replace('id = "fair"', 'id = "nobody"')
    )
    text = '[pack]\nid = "p"\ntitle = "某省"\n' + overlay
    with pytest.raises(RulePackError, match=re.escape(f"p.toml：[[{table}]]") + ".*nobody"):
        build_book([_pack(NATIONAL), _pack(text, "p.toml")])


@pytest.mark.parametrize("schedule", ['{ kind = "deadline", by = "03-01", before = "03-01" }', '{ kind = "deadline" }'])
def test_a_deadline_says_by_or_before(schedule: str) -> None:
    """A deadline is by a day or before a day, never both or neither."""
    with pytest.raises(RulePackError, match="应写其一"):
        _pack(NATIONAL.replace('{ kind = "window", from = "03-01", to = "03-07", settled_by = "notice" }', schedule))
