"""Checks 24 and 25 on the plan of the reference report for 2022: the calendar file, lateness, and the closed circle."""

import json
import re
from pathlib import Path

import pytest
from tests.integration.planned_year import REFERENCE, Office, by_rule, one_named, plan

EARLY = {"year": 2022, "papers": ["https://example.org/invented"], "days": []}
"""The head of an invented notice."""


@pytest.fixture(scope="module")
def office(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return the office with the plan of the reference report for 2022."""
    return plan(tmp_path_factory.mktemp("reference"), shared / REFERENCE, 2022)


def test_check_24_each_dated_task_has_one_entry(office: Office, tmp_path: Path) -> None:
    """One entry for each dated task and none for the others, tentative where the task is, ending the day after its last."""
    changed = office.copy(tmp_path)
    entries = changed.entries()
    assert sorted(str(one["SUMMARY"]) for one in entries.values()) == sorted(task["title"] for task in office.dated)
    tasks = {task["title"]: task for task in office.dated}
    assert any(task["tentative"] for task in tasks.values())
    for entry in entries.values():
        task = tasks[str(entry["SUMMARY"])]
        assert entry["STATUS"] == ("TENTATIVE" if task["tentative"] else "CONFIRMED")
        length = (entry.decoded("DTEND") - entry.decoded("DTSTART")).days
        assert entry.decoded("DTSTART").isoformat() == task["planned"]
        assert length == 1 or task["window"]
    again = changed.entries("again.ics")
    assert again.keys() == entries.keys()


def test_check_24_lines_are_short_and_names_stay_inside(office: Office, tmp_path: Path) -> None:
    """Lines have at most 75 octets, each whole UTF-8; no owner, telephone, note or evidence is in the file."""
    changed = office.copy(tmp_path)
    number = one_named(office.tasks, "国家安全教育日")["id"]
    changed.do("assign", number, "--owner", "张三丰")
    changed.do("note", number, "联系电话13800000000")
    changed.do("evidence", "add", number, "https://example.org/secret-minutes", "--note", "李四签到")
    changed.entries()
    lines = (changed.folder / "plan.ics").read_bytes().split(b"\r\n")
    assert len(lines) > 500
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)
    text = b"\r\n".join(lines).replace(b"\r\n ", b"").decode("utf-8")
    assert "国家安全教育日" in text
    assert not re.search("张三丰|13800000000|secret-minutes|李四", text)


def test_check_24_what_is_done_stays_done_when_a_notice_comes(office: Office, tmp_path: Path) -> None:
    """A notice that moves the end of a quarter moves the open task of that day, not the one completed before."""
    changed = office.copy(tmp_path)
    done, still = (task["id"] for task in office.dated if task["due"] == task["planned"] == "2022-09-30")
    changed.finish(done, "2022-09-20")
    before = changed.ask("show", done, today="2022-09-21")
    notice = tmp_path / "虚构通知.json"
    days = [{"name": "虚构", "date": "2022-09-30", "isOffDay": True}]
    notice.write_text(json.dumps(EARLY | {"days": days}, ensure_ascii=False), encoding="utf-8")
    moves = changed.ask("holidays", "import", str(notice), "--apply", today="2022-09-21")["moves"]
    assert still in {move["id"] for move in moves}
    assert done not in {move["id"] for move in moves}
    after = changed.ask("show", done, today="2022-09-21")
    assert (after["status"], after["planned"], after["due"]) == ("closed", before["planned"], before["due"])
    assert changed.ask("show", still, today="2022-09-21")["due"] == "2022-09-29"


def test_check_25_lateness_stays_visible(office: Office, tmp_path: Path) -> None:
    """Late the day after its last day; completed late it says so in its own page and in the year's summary."""
    changed = office.copy(tmp_path)
    (report,) = by_rule(office.tasks, "open-information-report")
    late = changed.ask("show", report["id"], today="2022-02-08")
    assert (late["light"], late["overdue_since"]) == ("red", "2022-01-31")
    assert "逾期" in next(
        line for line in changed.do("list", today="2022-02-08").splitlines() if report["title"] in line
    )
    changed.finish(report["id"], "2022-02-09", "--evidence", "https://example.org/2021")
    for day in ("2022-02-10", "2022-12-30", "2023-06-01"):
        found = changed.ask("show", report["id"], today=day)
        assert (found["status"], found["overdue_since"]) == ("closed", "2022-01-31")
        assert "逾期" in changed.do("show", report["id"], today=day)


def test_check_25_a_week_not_held_is_unfinished_in_its_year(office: Office, tmp_path: Path) -> None:
    """After its last day the week is late, still in the plan of 2022 with its days, and counted as not done."""
    changed = office.copy(tmp_path)
    (week,) = by_rule(office.tasks, "constitution-week")
    found = changed.ask("show", week["id"], today="2022-12-12")
    assert (found["status"], found["light"], found["window"]) == ("planned", "red", week["window"])
    changed.do("report", "summary", "--year", "2022", "-o", str(tmp_path / "总结.md"), today="2022-12-30")
    listed = [line for line in (tmp_path / "总结.md").read_text(encoding="utf-8").splitlines() if week["title"] in line]
    assert [line for line in listed if "未启动" in line and week["id"] in line]


def test_check_25_the_summary_adds_up(office: Office, tmp_path: Path) -> None:
    """Done in time, late, not done and carried over sum to the whole; the paper's clauses stand beside their evidence."""
    changed = office.copy(tmp_path)
    (report,) = by_rule(office.tasks, "open-information-report")
    changed.finish(report["id"], "2022-02-09", "--evidence", "https://example.org/2021")
    (security,) = by_rule(office.tasks, "national-security-day")
    changed.finish(security["id"], "2022-04-15", "--evidence", "https://example.org/0415")
    (lists, _) = by_rule(office.tasks, "duty-lists")
    changed.do("carry", lists["id"], "--reason", "上级清单未下发", today="2022-12-20")
    changed.do("report", "summary", "--year", "2022", "-o", str(tmp_path / "总结.md"), today="2022-12-30")
    text = (tmp_path / "总结.md").read_text(encoding="utf-8")
    total = [
        int(cell)
        for cell in re.findall(r"\| (\d+)(?= )", next(row for row in text.splitlines() if row.startswith("| 合计")))
    ]
    whole, done, late, undone, carried = total
    assert (done, late, carried) == (1, 1, 1)
    still = [task for task in changed.ask("list", today="2022-12-30") if task["status"] != "dropped"]
    assert done + late + undone + carried == whole == len(still)
    row = next(line for line in text.splitlines() if line.startswith("| 全面推进政务公开"))
    assert "逾期" in row
    assert re.search(r"\| E\d", row)


def test_check_25_the_draft_is_read_again(office: Office, tmp_path: Path) -> None:
    """Read as a report the draft tells what was done on which day as past, and its own plan section is the next plan."""
    changed = office.copy(tmp_path)
    days = {"national-security-day": ["2022-04-15"], "constitution-day": ["2022-12-04"],
            "party-group-study": ["2022-04-27", "2022-11-08"]}  # fmt: skip
    for rule, when in days.items():
        for task, day in zip(by_rule(office.tasks, rule), when, strict=True):
            changed.finish(task["id"], day)
    changed.do("report", "draft", "--year", "2022", "-o", str(tmp_path / "初稿.docx"), today="2022-12-30")
    read = changed.ask("extract", str(tmp_path / "初稿.docx"))
    assert {day for when in days.values() for day in when} <= {done["date"] for done in read["done"]}
    assert (read["report_year"], read["plan_year"]) == (2022, 2023)
    again = plan(tmp_path / "next", tmp_path / "初稿.docx", 2023)
    assert len({one["title"] for one in again.proposals} & {one["title"] for one in office.proposals}) > 30


def test_check_25_what_was_late_suggests_no_days_for_other_work(office: Office, tmp_path: Path) -> None:
    """A draft that names late work by title suggests for the study group only the days on which it met."""
    changed = office.copy(tmp_path)
    for rule in ("national-security-day", "constitution-day", "party-group-study"):
        for task in by_rule(office.tasks, rule):
            changed.finish(task["id"], "2022-12-12")
    changed.do("report", "draft", "--year", "2022", "-o", str(tmp_path / "初稿.md"), today="2022-12-30")
    again = plan(tmp_path / "next", tmp_path / "初稿.md", 2023)
    (study,) = by_rule(again.proposals, "party-group-study")
    assert {done["date"] for done in study["last_year"] if done["date"]} == {"2022-12-12"}


def test_check_25_an_event_held_on_its_day_is_not_late(office: Office, tmp_path: Path) -> None:
    """Held on 15 April and written down on the 18th it is done in time, in its page as in the year's summary."""
    changed = office.copy(tmp_path)
    (event,) = by_rule(office.tasks, "national-security-day")
    changed.do("submit", event["id"], "--date", "2022-04-15", "--reason", "已办结", today="2022-04-18")
    changed.do("close", event["id"], today="2022-04-18", who="审核")
    changed.do("report", "summary", "-o", str(tmp_path / "总结.md"), today="2022-04-18")
    row = next(
        line for line in (tmp_path / "总结.md").read_text(encoding="utf-8").splitlines() if line.startswith("| 合计")
    )
    assert row.split("|")[3:5] == [" 1 ", " 0 "]
    assert "逾期" not in changed.do("show", event["id"], today="2022-04-18")
