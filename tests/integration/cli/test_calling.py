"""feed and remind: what reaches other machines, and what does not."""

import re
from pathlib import Path

from tests.integration.cli.said import Cli


def settings(place: Path, text: str) -> None:
    """Write the settings of the workspace."""
    (place / "workspace" / "planrunner.toml").write_text(text, encoding="utf-8")


def test_an_address_that_phones_cannot_reach_is_told(cli: Cli, tmp_path: Path) -> None:
    """With the address of this machine alone the way out is told; with another it is not; rotating gives a new token."""
    said = cli("feed", "create", "--name", "镇长").out
    assert "手机读不到" in said
    assert "webcal://127.0.0.1:8750/feeds/" in said
    settings(tmp_path, '[serve]\nurl = "http://10.0.0.8:8750"\n')
    turned = cli("feed", "rotate", "f1").out
    assert "手机读不到" not in turned
    old, new = (re.findall(r"feeds/(\S+)\.ics", text)[0] for text in (said, turned))
    assert old != new
    assert cli("feed", "rotate").code == 2
    assert cli("feed", "rotate", "F9").code == 1
    assert "还没有被读取过" in cli("feed", "list").out


def test_a_reminder_that_fails_is_told(cli: Cli, tmp_path: Path) -> None:
    """A folder whose place is missing: status says so, sending ends with exit code 4, why and when it is tried again."""
    cli("add", "例会", "--due", "2022-02-25")
    settings(tmp_path, f"[drop]\nfolder = '{tmp_path / '没有' / '提醒'}'\n\n[reminders]\ndigest_at = '00:00'\n")
    assert "不在" in cli("remind", "status").out
    sent = cli("remind", "run-once")
    assert sent.code == 4
    assert re.search(r"没发出去：.+ → 文件夹：.+没有这个文件或文件夹.+\d\d:\d\d 再试", sent.err)
    status = cli("remind", "status")
    assert "没有这个文件或文件夹" in status.out
    assert "{" not in status.out
    assert cli("remind", "status", "--json").json["failing"][0]["channel"] == "drop"
    assert cli("remind", "test", "文件夹").code == 4
    (tmp_path / "没有").mkdir()
    assert cli("remind", "test", "文件夹").code == 0
    assert len(list((tmp_path / "没有" / "提醒").glob("*.txt"))) == 1
    assert cli("remind", "test", "mail").code == 2
    assert cli("remind", "test", "鸽子").code == 2
