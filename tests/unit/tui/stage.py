"""A workspace with a small report and its proposals, and the app opened on it as a person would see it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from textual.worker import WorkerCancelled

from planrunner.services import workspace
from planrunner.services.desk import Desk
from planrunner.store.database import Store
from planrunner.store.target import parse_target
from planrunner.tui.app import PlanrunnerApp
from planrunner.tui.first_run import FirstRunApp

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

TODAY = date(2022, 4, 20)
NARROW, WIDE = (80, 24), (120, 40)
TYPES_CHINESE = {"？": "fullwidth_question_mark", "：": "fullwidth_colon", "、": "ideographic_comma"}
REPORT = """清源镇2021年度法治政府建设工作报告

一、工作开展情况
4月15日，组织干部到大集开展国家安全教育日宣传，发放资料300份。

四、下一步工作安排
1、加强普法宣传。一是组织“宪法宣传周”活动，营造尊法学法氛围；二是开展送法进村（每季度不少于1次）。
2、规范行政执法。进一步完善行政执法公示制度，及时公示执法信息……
"""
WEEK, VILLAGE, PUBLIC = "组织“宪法宣传周”活动", "开展送法进村（每季度不少于1次）", "进一步完善行政执法公示制度"
CLEAN_PUBLIC = "完善行政执法公示制度"
"""The last measure without the words that say nothing."""


def moment() -> datetime:
    """Return the instant at which everything in these tests happens."""
    return datetime(2022, 4, 20, 1, 30, tzinfo=UTC)


def desk_at(folder: Path, who: str = "经办") -> Desk:
    """Return a desk of its own store at a folder, as another program would have."""
    return Desk(folder, Store(parse_target(None, folder)), who, clock=moment)


def empty_desk(folder: Path) -> Desk:
    """Make a workspace with an office and nothing else."""
    desk = desk_at(folder)
    workspace.init(desk, "清源镇", "379901")
    return desk


def stocked_desk(folder: Path) -> Desk:
    """Make a workspace with a report, three measures and three proposals that wait."""
    desk = empty_desk(folder)
    from planrunner.store.tables import Document, Measure, Proposal

    with desk.store.change(who=desk.who, action="import", at=moment(), reason="report.txt") as tx:
        document = Document(
            sha256="0" * 64, file_name="report.txt", format="txt", title="清源镇2021年度报告", text=REPORT, report_year=2021,
            plan_year=2022, section_start=REPORT.index("四、"), section_end=len(REPORT), heading="四、下一步工作安排",
            imported_at=moment(),
        )  # fmt: skip
        tx.session.add(document)
        tx.session.flush()
        for key, quote in (("week", WEEK), ("village", VILLAGE), ("public", PUBLIC)):
            start = REPORT.index(quote)
            tx.session.add(
                Measure(
                    document_id=document.id or 0, key=key, start=start, end=start + len(quote), quote=quote,
                    clean=CLEAN_PUBLIC if quote == PUBLIC else quote,
                    category="publicity", second_category="", path=["四", "1"],
                )
            )  # fmt: skip
        tx.session.add(Proposal(**_proposal("week", "宪法宣传周", WEEK, ["2022-12-01"], basis_verified=False)))
        tx.session.add(Proposal(**_proposal("village", "送法进村", VILLAGE, QUARTERS, target=4)))
        tx.session.add(Proposal(**_proposal("public", "行政执法公示", PUBLIC, [])))
    return desk


QUARTERS = ["2022-03-15", "2022-04-20", "2022-08-16", "2022-11-15"]


def _proposal(
    key: str, title: str, quote: str, days: list[str], *, target: int | None = None, basis_verified: bool = True
) -> dict[str, Any]:
    start = REPORT.index(quote)
    told = "4月15日，组织干部到大集开展国家安全教育日宣传"
    return {
        "plan_year": 2022,
        "key": key,
        "title": title,
        "category": "publicity",
        "schedule": {"kind": "count", "n": len(days), "per": "year"} if days else {"kind": "discretionary", "ask_on": []},
        "occurrences": [
            {"number": number, "rule_date": day, "planned": day, "due": day, "window": None, "spans": False,
             "tentative": False, "note": ""}
            for number, day in enumerate(days or [None], 1)
        ],
        "date_source": "text" if days else "none",
        "reason": "每季度一次" if days else "等待上级通知",
        "confidence": "high",
        "rule": None,
        "basis": [{"rule": None, "title": "年度宣传周通知", "article": "", "verified": basis_verified}],
        "measures": [{"document": "D1", "start": start, "end": start + len(quote), "quote": quote}],
        "last_year": [
            {"date": "2021-04-15", "start": REPORT.index(told), "end": REPORT.index(told) + len(told), "quote": told}
        ],
        "owner": "司法所",
        "target": target,
        "evidence": ["活动方案"],
        "metrics": ["场次", "受众人次"],
        "reading": "",
    }  # fmt: skip


def play(
    desk: Desk,
    story: Callable[[Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = NARROW,
    *,
    plain: bool = False,
    first: bool = False,
) -> None:
    """Open the app at a size without a terminal and let a story drive it."""

    async def run() -> None:
        app = (FirstRunApp if first else PlanrunnerApp)(desk, plain=plain)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            await story(pilot)

    asyncio.run(run())


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no thread works and what they brought is on the screen."""
    quiet = 0
    while quiet < 2:
        with suppress(WorkerCancelled):  # a newer question took an older one's place
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        quiet = 0 if pilot.app.workers else quiet + 1


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one by one, waiting for what each one starts."""
    for key in keys:
        await pilot.press(TYPES_CHINESE.get(key, key))
        await settle(pilot)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Commit a text into the focused input, as an input method does: all at once."""
    from textual.events import Paste

    assert pilot.app.focused is not None
    pilot.app.focused.post_message(Paste(text))
    await pilot.pause()


def screen_text(pilot: Pilot[None]) -> str:
    """Return what stands on the screen, line by line, without blanks at the ends."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
