"""The commands of calendars and reminders as people type them."""

from pathlib import Path

import pytest
from tests.integration.cli.said import Cli

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:a@x
SUMMARY:区司法局例会
LOCATION:三楼会议室
DTSTART;TZID=Asia/Shanghai:20220315T090000
DTEND;TZID=Asia/Shanghai:20220315T100000
END:VEVENT
END:VCALENDAR
"""


def test_a_feed_is_made_by_choice(cli: Cli) -> None:
    """The options of `feed create` stand in `feed list`, in words and as JSON; wrong ones are refused."""
    cli("add", "甲", "--due", "2022-03-10", "--owner", "司法所")
    made = cli(
        "feed",
        "create",
        "--name",
        "所里",
        "--owner",
        "司法所",
        "--category",
        "其他",
        "--todo",
        "--alarm",
        "--window",
        "30,60",
        "--json",
    ).json
    assert made["page"] == made["url"].removesuffix(".ics") + "/"
    cli("feed", "create", "--name", "全部", "--window", "0")
    one, two = cli("feed", "list", "--json").json
    assert {name: one[name] for name in ("owner", "category", "obligation", "kind", "alarm", "window", "events")} == {
        "owner": "司法所", "category": "other", "obligation": None, "kind": "todo", "alarm": True, "window": [30, 60],
        "events": 1,
    }  # fmt: skip
    assert (two["kind"], two["alarm"], two["window"]) == ("event", False, None)
    assert cli("feed", "list").out.splitlines() == [
        "F1 所里（负责人 司法所、其他，待办，响铃）1 项，还没有被读取过", "F2 全部（全部任务）1 项，还没有被读取过",
    ]  # fmt: skip
    for wrong in (("--window", "九十"), ("--window", "1,2,3"), ("--category", "体育")):
        assert cli("feed", "create", "--name", "x", *wrong).code == 2
    assert cli("feed", "create", "--name", "x", "--obligation", "O9").code == 1


def test_a_calendar_from_elsewhere(cli: Cli, tmp_path: Path) -> None:
    """Looking comes first; `--apply` stores; a second time nothing is new; a file that is no calendar ends with 3."""
    file = tmp_path / "区里.ics"
    file.write_text(ICS, encoding="utf-8")
    looked = cli("calendar", "import", str(file))
    assert "新增　2022-03-15　区司法局例会（09:00—10:00，三楼会议室）" in looked.out
    assert "--apply" in looked.out
    assert cli("list", "--json").json == []
    assert cli("calendar", "import", str(file), "--apply", "--owner", "司法所").code == 0
    (task,) = cli("list", "--json").json
    assert (task["title"], task["due"], task["owner"]) == ("区司法局例会", "2022-03-15", "司法所")
    again = cli("calendar", "import", str(file), "--apply", "--json").json
    assert (again["new"], again["unchanged"]) == ([], 1)
    assert cli("calendar", "import", str(file), "--apply", "--dry-run").code == 2
    file.write_text("不是日历", encoding="utf-8")
    assert cli("calendar", "import", str(file)).code == 3


def test_a_reminder_is_put_off(cli: Cli) -> None:
    """`remind snooze` says what it does; without a task or a day it says how it is written; undo takes it back."""
    cli("add", "甲", "--due", "2022-03-20")
    assert "2022-03-15" in cli("remind", "snooze", "t1", "--until", "3月15日").out
    assert cli("remind", "snooze", "T1").code == 2
    assert cli("remind", "snooze", "T9", "--until", "3月15日").code == 1
    assert cli("undo").code == 0


def test_the_desktop_is_told(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`notify` prints the day's digest and hands it to notify-send as words, never as options or marks; without one it prints."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    assert cli("notify").out == "今天没有要提醒的事项\n"
    cli("add", "<b>甲</b>", "--due", "2022-03-01")
    assert cli("notify", "--json").json["on_desktop"] is False
    told = tmp_path / "told"
    program = folder / "notify-send"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {told}\n')
    program.chmod(0o755)
    found = cli("notify", "--json").json
    assert found["on_desktop"] is True
    words = told.read_text("utf-8").split("|")
    assert words[:3] == ["--app-name=planrunner", "--", found["subject"]]
    assert "&lt;b&gt;甲&lt;/b&gt;" in words[3]
