"""Versions of one rule: what is in force from when, and what of it holds in a year in which it changed."""

from dataclasses import replace
from datetime import timedelta

from planrunner.domain.rules import Basis, Rule
from planrunner.domain.rules_parse import parse_rule
from planrunner.domain.tables import Table


def next_version(table: Table, pack: str, current: Rule) -> tuple[Rule, Rule]:
    """Return the current version as it ends and the one that takes its place on the table's `from` day.

    Raises RulePackError where `from` is missing or not after the day on which the current version came into force.
    """
    begins = table.day("from")
    if begins is None:
        raise table.fail("from", "缺少；应为新规定施行的日子，如 2025-11-01")
    if current.effective_from and begins <= current.effective_from:
        raise table.fail("from", f"应在上一版施行（{current.effective_from}）之后")
    if table.has("effective"):
        raise table.fail("effective", "新版从 from 起施行，不用再写")
    changed = parse_rule(table, pack, current, besides=("from",))
    return (
        replace(current, effective_until=begins - timedelta(days=1)),
        replace(changed, effective_from=begins, effective_until=None),
    )


def in_year(versions: tuple[Rule, ...], year: int) -> Rule | None:
    """Return the rule as it stands in `year`: the newest version then in force, with the earlier ones of that year.

    Its grounds are those in force on some day of the year, with the days on which they came or went in that year. Of
    a rule that changed they are those of all its versions. None where no version is in force.
    """
    held = [rule for rule in versions if rule.effective_in(year)]
    if not held:
        return None
    newest, earlier = held[-1], tuple(held[:-1])
    basis = newest.basis
    if earlier:
        shared = [one for one in newest.basis if all(one in rule.basis for rule in earlier)]
        dated = [_dated(one, rule) for rule in held for one in rule.basis if one not in shared]
        basis = (*shared, *reversed(dated))
    kept = tuple(_within(one, year) for one in basis if one.effective_in(year))
    if kept == newest.basis and not earlier:
        return newest
    return replace(newest, basis=kept, earlier=earlier)


def _within(basis: Basis, year: int) -> Basis:
    """Return a ground with those of its days alone that lie in the year: before and after it they tell nothing."""
    begins, ends = basis.effective_from, basis.effective_until
    if (begins is None or begins.year == year) and (ends is None or ends.year == year):
        return basis
    return replace(
        basis,
        effective_from=begins if begins and begins.year == year else None,
        effective_until=ends if ends and ends.year == year else None,
    )


def _dated(basis: Basis, rule: Rule) -> Basis:
    return replace(
        basis,
        effective_from=basis.effective_from or rule.effective_from,
        effective_until=basis.effective_until or rule.effective_until,
    )
