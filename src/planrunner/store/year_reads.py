"""What is read of closed years and of work that goes on from year to year. Imports no ORM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from planrunner.store.reader import day, instant, parsed

if TYPE_CHECKING:
    from datetime import date, datetime

    from planrunner.store.reader import Reader

CLOSED = "SELECT plan_year, cut_off, closed_at, closed_by, totals FROM year_close"
AKIN = """
SELECT id, plan_year FROM obligation
WHERE key IN (SELECT key FROM obligation WHERE id = ?) AND id <> ? ORDER BY plan_year
"""
CONTINUED = "SELECT continues FROM obligation WHERE id = ?"


class ClosedYear(NamedTuple):
    """A closed year: the day its data ends, when and by whom it was closed, its figures."""

    year: int
    cut_off: date
    closed_at: datetime
    closed_by: str
    totals: dict[str, int]


def closed_years(reader: Reader) -> dict[int, ClosedYear]:
    """Return the closed years."""
    found = {}
    for year, cut_off, at, who, totals in reader.rows(CLOSED + " ORDER BY plan_year"):
        last, moment = day(cut_off), instant(at)
        assert last is not None
        assert moment is not None
        found[int(year)] = ClosedYear(int(year), last, moment, str(who), parsed(totals))
    return found


def closed_year(reader: Reader, year: int) -> ClosedYear | None:
    """Return a year as it was closed, None for an open one."""
    return closed_years(reader).get(year)


def akin(reader: Reader, obligation: int) -> list[int]:
    """Return the obligations of other years that are the same work: by key, and by what was said to be continued."""
    found = {int(number) for number, _ in reader.rows(AKIN, (obligation, obligation))}
    at: int | None = obligation
    while at is not None:
        rows = reader.rows(CONTINUED, (at,))
        told: dict[str, Any] | None = parsed(rows[0][0]) if rows else None
        at = int(told["obligation"][1:]) if told else None
        if at in found or at == obligation:
            break
        if at is not None:
            found.add(at)
    return sorted(found)
