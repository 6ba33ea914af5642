"""What planning reads besides the plan itself: how measures were read, and the notices entered."""

from datetime import date
from typing import NamedTuple

from planrunner.store.reader import Reader, day


class MeasureCategory(NamedTuple):
    """A measure's clause and the category it was read with; `document` and `start` are what citations name it by."""

    document: int
    start: int
    key: str
    clean: str
    category: str


def measure_categories(reader: Reader) -> list[MeasureCategory]:
    """Return the clause and category of every measure ever read."""
    return [
        MeasureCategory(*row) for row in reader.rows('SELECT document_id, "start", key, clean, category FROM measure')
    ]


class NoticeRow(NamedTuple):
    """A notice that fixes the days of a rule for one year."""

    id: int
    rule: str
    plan_year: int
    first_day: date
    last_day: date
    number: str


def notices(reader: Reader) -> list[NoticeRow]:
    """Return the notices entered, by year and first day."""
    sql = "SELECT id, rule, plan_year, first_day, last_day, number FROM notice ORDER BY plan_year, first_day"
    return [
        NoticeRow(one, rule, year, day(first), day(last), number)  # type: ignore[arg-type]  # neither is ever null
        for one, rule, year, first, last, number in reader.rows(sql)
    ]


DAYS = """
SELECT o.key, COALESCE(t.done_on, t.planned)
FROM obligation o JOIN task_obligation l ON l.obligation_id = o.id JOIN task t ON t.id = l.task_id
WHERE o.plan_year = ? AND (
    (t.status = 'closed' AND t.done_on IS NOT NULL)
    OR (t.date_source = 'manual' AND t.planned IS NOT NULL AND t.status NOT IN ('dropped', 'carried'))
)
"""


def days_of_year(reader: Reader, year: int) -> list[tuple[str, date]]:
    """Return (obligation key, day) of a plan year: when its work was done or, not done yet, where a person put it."""
    return [(key, found) for key, text in reader.rows(DAYS, (year,)) if (found := day(text))]
