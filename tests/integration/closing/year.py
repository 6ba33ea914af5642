"""A worked year: a few obligations of known shape, some done, some not."""

from datetime import date
from typing import Any

from tests.integration.workplace import Workplace

from planrunner.services import planning, tracking
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence
from planrunner.store.tables import Proposal

YEAR = 2022
END = date(2022, 12, 20)
NEXT = date(2023, 1, 10)


def occurrence(number: int, day: str | None) -> dict[str, Any]:
    """Return one stored occurrence."""
    return {
        "number": number, "rule_date": day, "planned": day, "due": day, "window": None, "spans": False,
        "tentative": False, "note": "",
    }  # fmt: skip


def propose(desk: Desk, key: str, title: str, *days: str | None, **fields: Any) -> str:
    """Store a proposal of the year and return its id."""
    with desk.store.change(who=desk.who, action="import", at=desk.now()) as tx:
        row = Proposal(
            plan_year=fields.pop("year", YEAR), key=key, title=title, category="publicity",
            schedule=fields.pop("schedule", {"kind": "count", "n": len(days), "per": "year"}),
            occurrences=[occurrence(number, day) for number, day in enumerate(days, 1)], date_source="custom",
            reason="按惯例", confidence="high", basis=[], measures=[], last_year=[], evidence=["照片"],
            metrics=fields.pop("metrics", []), reading="r", **fields,
        )  # fmt: skip
        tx.session.add(row)
        tx.session.flush()
        return f"P{row.id}"


def worked(place: Workplace) -> Desk:
    """Return the clerk's desk at the year's end.

    T1 is signed off without evidence, T2 late and open, T3 submitted, T4 undated, T5 of one's own and open.
    """
    desk = place.desk("经办", END)
    counted = propose(
        desk, "rule:talks", "法治讲座", "2022-03-31", "2022-06-30", target=2, metrics=["人次"], owner="张三"
    )
    single = propose(desk, "measure:book", "编印手册", "2022-12-30", owner="张三")
    waiting = propose(desk, "measure:reply", "答复建议", None)
    planning.accept(desk, [counted, single, waiting])
    tracking.submit(desk, ["T1"], done_on=date(2022, 3, 30), reason="口头布置")
    tracking.close(place.desk("审核", END), ["T1"])
    tracking.submit(desk, ["T3"], evidence=[NewEvidence(note="样书", title="样书")])
    tracking.add(desk, "整理档案", due=date(2022, 12, 25), owner="李四")
    return desk
