"""The rules and notices that ship: every one can be placed, says what it rests on, and claims nothing unverified."""

import tomllib
from pathlib import Path

import pytest

from planrunner.domain.holidays import parse_notice
from planrunner.domain.packs import RuleBook, build_book, parse_pack
from planrunner.domain.placement import place_rule
from planrunner.domain.rules import Rule
from planrunner.domain.workdays import WorkCalendar

PLANS = Path(__file__).parents[3] / "plans"
CALENDAR = WorkCalendar()


def _book(*folders: str) -> RuleBook:
    files = [file for folder in folders for file in sorted((PLANS / "rules").glob(folder))]
    return build_book(parse_pack(tomllib.loads(file.read_text(encoding="utf-8")), file.name) for file in files)


NATIONAL = _book("national/*.toml")
PROVINCES = {
    file.stem: _book("national/*.toml", f"province/{file.name}") for file in (PLANS / "rules/province").glob("*.toml")
}
EVERY = {f"{name}-{rule.id}": rule for name, book in {"national": NATIONAL, **PROVINCES}.items() for rule in book.rules}


def test_every_province_lies_over_the_national_rules() -> None:
    """Each province pack adds to the national rules and replaces only what is there."""
    assert PROVINCES
    for book in PROVINCES.values():
        assert {rule.id for rule in NATIONAL.rules} <= {rule.id for rule in book.rules}


@pytest.mark.parametrize("rule", EVERY.values(), ids=EVERY.keys())
def test_every_rule_can_be_placed(rule: Rule) -> None:
    """A shipped rule has a short title, a basis, something that calls for it, and days inside each of twenty years."""
    assert 0 < len(rule.title) <= 40
    assert rule.basis
    assert rule.calls or rule.genre
    assert rule.evidence
    for year in range(2021, 2041):
        placed = place_rule(rule.schedule, rule.place, year, CALENDAR, people=rule.people)
        assert placed.note
        for one in placed.occurrences:
            assert one.planned is None or one.planned.year == year
            if one.planned and rule.place != "stay":
                assert CALENDAR.is_workday(one.planned)
                assert one.due is not None
                assert one.planned <= one.due


@pytest.mark.parametrize(
    ("rule", "law", "since"),
    [("publicity-plan", "法治宣传教育法", 2025), ("case-file-review", "行政执法监督条例", 2026)],
)
def test_statutes_hold_from_their_day(rule: str, law: str, since: int) -> None:
    """A plan for a year before a statute does not cite it; from its year on the plan does."""
    for book in (NATIONAL, *PROVINCES.values()):
        cited = {
            year: {one.title for found in book.effective(year) if found.id == rule for one in found.basis}
            for year in (since - 1, since)
        }
        assert cited[since - 1]
        assert law not in cited[since - 1]
        assert law in cited[since]


def test_the_constitution_day_lies_in_its_week() -> None:
    """The default week holds 4 December and waits for its notice; the day itself is fixed by resolution."""
    week, day = NATIONAL.get("constitution-week"), NATIONAL.get("constitution-day")
    assert week is not None
    assert day is not None
    assert (week.schedule.settled_by, day.dated_by) == ("notice", "statute")


def test_december_is_the_publicity_month_of_shandong_only() -> None:
    """The month of December is a rule of Shandong's pack, not of the country."""
    assert NATIONAL.get("sd-publicity-month") is None
    assert PROVINCES["37-shandong"].get("sd-publicity-month") is not None


def test_the_described_format_is_the_one_that_is_read() -> None:
    """The example in the folder's own page is a notice, and no year's notice ships as a fact."""
    page = (PLANS / "holidays" / "README.md").read_text(encoding="utf-8")
    example = page.split("```toml")[1].split("```")[0]
    assert parse_notice(tomllib.loads(example), "README.md").year == 2090
    assert list((PLANS / "holidays").glob("*.toml")) == []


@pytest.mark.parametrize("year", [2022, 2025, 2026, 2027])
def test_no_meeting_on_a_day_off_and_no_deadline_after_the_law(year: int) -> None:
    """In published years and in one that is not: meetings and papers on working days, deadlines not past the legal day."""
    for rule in EVERY.values():
        for one in place_rule(rule.schedule, rule.place, year, CALENDAR, people=rule.people).occurrences:
            if one.planned is None or one.due is None or rule.place == "stay":
                continue
            assert CALENDAR.is_workday(one.planned), (rule.id, one)
            if rule.schedule.kind == "deadline":
                assert CALENDAR.is_workday(one.due), (rule.id, one)
                assert one.rule_date is not None
                assert one.due <= one.rule_date, (rule.id, one)
