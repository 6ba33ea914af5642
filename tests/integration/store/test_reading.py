"""Lists and pages say the same of the same data on SQLite and on PostgreSQL."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.integration.workplace import TODAY, Workplace

from planrunner.errors import NothingFoundError
from planrunner.services import agenda, evidence, intake, planning, tracking, workspace
from planrunner.services.sample import sample_report
from planrunner.store import queries
from planrunner.store.filters import Filters

NOISE = {"at", "received_at", "sha256", "created_at", "updated_at", "closed_at", "imported_at"}


def worked(place: Workplace, folder: Path) -> None:
    """Make a year: a report taken in and accepted, tasks of every status, evidence of every kind, notes, numbers."""
    report = folder / "报告.txt"
    report.write_text(sample_report(2021), encoding="utf-8")
    desk, other = place.desk("甲"), place.desk("乙")
    intake.import_report(desk, report, 2022)
    planning.accept_all(desk)
    tracking.add(desk, "百分之百_完成%的任务", due=date(2022, 2, 1), owner="张'三\"?")
    tracking.add(desk, "没有日期的任务", due=None)
    tracking.add(desk, "只有计划日", due=date(2022, 3, 20), planned=date(2022, 3, 18))
    tracking.start(desk, ["T1", "T2"])
    pieces = [
        evidence.NewEvidence(file=report, occurred_on=date(2022, 2, 28)),
        evidence.NewEvidence(url="https://example.org/a?b=1"),
        evidence.NewEvidence(number="清政发〔2022〕3号"),
        evidence.NewEvidence(note="已办"),
    ]
    tracking.submit(desk, ["T2", "T3"], evidence=pieces, metrics={"场次": 2, "人次": 12.5}, note="做完了")
    tracking.close(other, ["T2"])
    tracking.drop(other, ["T4"], "不适用")
    tracking.carry(other, ["T5"], "转到下年")


def plain(value: Any) -> Any:
    """Return what a service gave as JSON text, without what differs between two runs."""

    def kept(item: Any) -> Any:
        if isinstance(item, dict):
            return {name: kept(one) for name, one in item.items() if name not in NOISE}
        if isinstance(item, tuple) and hasattr(item, "_asdict"):
            return kept(item._asdict())
        return [kept(one) for one in item] if isinstance(item, list | tuple) else item

    return json.loads(json.dumps(kept(value), default=str, ensure_ascii=False))


def everything(place: Workplace) -> dict[str, Any]:
    """Return the answer to every question that lists, pages and filters ask."""
    desk = place.desk("甲")
    filters: dict[str, dict[str, Any]] = {
        "all": {}, "status": {"status": "started"}, "owner": {"owner": "三'\"?"}, "wild": {"owner": "%"},
        "category": {"category": "publicity"}, "days": {"start": date(2022, 4, 1), "end": date(2022, 6, 30)},
        "measure": {"measure": "法治"}, "tentative": {"tentative": True}, "undated": {"undated": True},
        "year": {"year": 2022}, "other year": {"year": 2021},
        **{light: {"light": light} for light in ("blue", "green", "yellow", "red", "grey")},
    }  # fmt: skip
    answers: dict[str, Any] = {name: agenda.list_tasks(desk, Filters(**chosen)) for name, chosen in filters.items()}
    answers["today"] = agenda.today_tasks(desk)
    answers["week"] = agenda.between(desk, *agenda.week_of(TODAY))
    answers["month"] = agenda.between(desk, *agenda.month_of(TODAY))
    answers["groups"] = agenda.groups(desk)
    answers["json"] = agenda.tasks_to_json(desk, answers["all"])
    for number in (1, 2, 3):
        answers[f"page {number}"] = agenda.page_to_json(desk, agenda.task_page(desk, f"T{number}"))
    for words in ("法治", "做完了", "完成%", "T_", "张'三\"?", "法 治"):
        try:
            answers[f"search {words}"] = [task.id for task in agenda.search(desk, words)]
        except NothingFoundError:
            answers[f"search {words}"] = []
    answers["proposals"] = [planning.proposal_to_json(row) for row in planning.list_proposals(desk, every=True)]
    answers["evidence"] = evidence.list_evidence(desk)
    with desk.store.reader() as reader:
        answers["documents"] = queries.documents(reader)
        answers["measures"] = queries.measures(reader, 1)
        answers["text"] = queries.document_text(reader, 1)
        answers["recent"] = [row[2:] for row in queries.recent_history(reader, 5)]
    return {name: plain(answer) for name, answer in answers.items()}


def test_both_databases_answer_alike(
    fresh_sqlite: Callable[[], Workplace], fresh_postgres: Callable[[], Workplace], tmp_path: Path
) -> None:
    """Each list, page, filter and search gives the same rows in the same order on either database; both verify."""
    places = fresh_sqlite(), fresh_postgres()
    for place in places:
        worked(place, tmp_path)
        assert workspace.verify(place.desk()).problems == []
    found, other = map(everything, places)
    for name, answer in found.items():
        assert other[name] == answer, name
    for name in ("all", "status", "days", "measure", "undated", "red", "blue", "grey", "search 法治", "search 完成%"):
        assert found[name], name
    for name in ("wild", "other year", "search T_"):
        assert not found[name], name
    assert len(found["today"]) < len(found["all"])
