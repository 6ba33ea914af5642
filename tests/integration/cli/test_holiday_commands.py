"""holidays and rules: the year's notice taken in, and why things stand where they stand."""

import json
from pathlib import Path

from tests.integration.cli.said import Cli

from planrunner.services.sample import sample_report

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕0号

各单位：
　　一、元旦：1月1日至1月3日放假，共3天。
　　二、春节：2月5日至2月12日放假调休，共8天。2月14日（周日）上班。
　　三、国庆节：9月28日至10月7日放假调休，共10天。10月9日（周六）上班。

2026年11月10日
"""
"""Invented days: the end of September is off."""
SEPTEMBER = "2027-09-30"


def days(cli: Cli) -> dict[str, tuple[str, str]]:
    """Return planned day and deadline of every task."""
    return {task["id"]: (task["planned"], task["due"]) for task in cli("list", "--json").json}


def test_a_notice_moves_open_tasks_when_told(cli: Cli, tmp_path: Path) -> None:
    """Importing keeps the notice and tells what it moves; --apply moves it in one change that can be undone."""
    (tmp_path / "r.txt").write_text(sample_report(2026), encoding="utf-8")
    (tmp_path / "通知.txt").write_text(NOTICE, encoding="utf-8")
    cli("import", str(tmp_path / "r.txt"))
    cli("accept", "--all")
    assert not cli("holidays", "show", "--year", "2027", "--json").json["published"]
    before = days(cli)
    late = [number for number, (_, due) in before.items() if due == SEPTEMBER]
    assert late
    hand = late[0]
    assert cli("reschedule", hand, "9月29日", "--due", "9月30日", "--reason", "领导定的", today="2027-01-04").code == 0
    before = days(cli)

    shown = cli("holidays", "import", str(tmp_path / "通知.txt"), "--json").json
    moves = {move["id"] for move in shown["moves"]}
    assert set(late[1:]) <= moves
    assert hand not in moves
    assert days(cli) == before
    assert cli("holidays", "show", "--year", "2027", "--json").json["published"]

    said = cli("holidays", "import", str(tmp_path / "通知.txt"), "--apply")
    assert "不再暂定" in said.out
    assert {number for number, now in days(cli).items() if now != before[number]} <= moves
    assert all(due < "2027-09-28" for number, (_, due) in days(cli).items() if number in late[1:])
    assert cli("holidays", "import", str(tmp_path / "通知.txt"), "--apply", "--json").json["moves"] == []
    assert cli("show", late[1], "--json").json["history"][-1]["action"] == "holidays"
    assert cli("undo").code == 0
    assert days(cli) == before
    assert cli("verify").code == 0


def test_a_task_that_was_late_stays_late(cli: Cli, tmp_path: Path) -> None:
    """A notice that gives a late task a later day does not take its lateness away."""
    (tmp_path / "r.txt").write_text(sample_report(2026), encoding="utf-8")
    (tmp_path / "通知.txt").write_text(NOTICE, encoding="utf-8")
    cli("import", str(tmp_path / "r.txt"))
    cli("accept", "--all")
    cli("holidays", "import", str(tmp_path / "通知.txt"), "--apply")
    early = [number for number, (_, due) in days(cli).items() if due == "2027-09-27"]
    assert early
    (tmp_path / "通知.txt").write_text(
        NOTICE.replace("9月28日", "10月1日").replace("共10天", "共7天"), encoding="utf-8"
    )
    on = {"today": "2027-09-28"}
    assert cli("holidays", "import", str(tmp_path / "通知.txt"), "--apply", **on).code == 0
    tasks = {task["id"]: task for task in cli("list", "--json", **on).json}
    assert {(tasks[number]["due"], tasks[number]["overdue_since"]) for number in early} == {(SEPTEMBER, "2027-09-28")}


def test_a_file_that_is_no_notice_is_refused(cli: Cli, tmp_path: Path) -> None:
    """Text without a notice, broken JSON and a missing file end with exit code 3 and keep nothing; public JSON is read."""
    file = tmp_path / "n"
    for content in (b"abc", b'{"year": 2027', "通知".encode("utf-16"), b"{}"):
        file.write_bytes(content)
        assert cli("holidays", "import", str(file)).code == 3
    file.unlink()
    assert cli("holidays", "import", str(file)).code == 3
    assert cli("holidays", "import").code == 2
    assert not (tmp_path / "workspace" / "plans").exists()
    public = {
        "year": 2027,
        "papers": ["https://example.org"],
        "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}],
    }
    file.write_text(json.dumps(public), encoding="utf-8")
    assert cli("holidays", "import", str(file)).code == 0
    assert [day["date"] for day in cli("holidays", "show", "--year", "2027", "--json").json["off"]] == ["2027-01-01"]


def test_rules_are_shown_checked_and_explained(cli: Cli, report: Path, tmp_path: Path) -> None:
    """Every rule has an id that can be explained; a task leads to its obligation and rule; a broken pack is named."""
    cli("import", str(report))
    cli("accept", "--all")
    rules = cli("rules", "show", "--json").json
    assert len(rules) > 50
    assert cli("rules", "check", "--json").json["rules"] >= len(rules)
    explained = cli("rules", "explain", "T1", "--json").json
    assert explained[0]["obligation"]["reason"]
    assert "T1" in {task["id"] for task in explained[0]["tasks"]}
    out = cli("rules", "explain", "constitution-week").out
    assert "宪法宣传周" in out
    assert "依据" in out
    assert cli("rules", "explain", "O999").code == 1
    assert cli("rules", "explain").code == 2
    pack = tmp_path / "workspace" / "plans" / "rules" / "office.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text('[pack]\nid = "x"\ntitle = "x"\n[[rule]]\nid = 3\n', encoding="utf-8")
    broken = cli("rules", "check")
    assert (broken.code, "office.toml" in broken.err) == (3, True)
