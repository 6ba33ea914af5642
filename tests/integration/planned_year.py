"""An office with the plan of one report for one year, made and asked by the command line as a person would."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from icalendar import Calendar
from icalendar.cal import Component
from tests.integration.cli.said import Said

from planrunner.cli.main import run

REFERENCE = Path("corpus") / "reports" / "000_seed_fenghuang_2021.txt"
"""Where the shared folder has the report that the checks are about."""

PUBLIC_DAYS = frozenset(
    {
        "3·15国际消费者权益日法治宣传", "4·15全民国家安全教育日宣传", "6·26国际禁毒日法治宣传", "11·9消防日法治宣传",
        "宪法宣传周", "12·4国家宪法日宣传", "山东省法治宣传教育月活动",
    }
)  # fmt: skip
"""Titles of the public events of the reference plan whose day is given by law or notice: they alone may be on a day off."""


def named(items: list[dict[str, Any]], words: str) -> list[dict[str, Any]]:
    """Return the tasks or proposals whose title has some words."""
    return [one for one in items if words in one["title"]]


def one_named(items: list[dict[str, Any]], words: str) -> dict[str, Any]:
    """Return the only task or proposal whose title has some words, besides the steps that prepare it."""
    found, *others = sorted(named(items, words), key=lambda one: len(one["title"]))
    assert all(one["title"].endswith(f"：{found['title']}") for one in others)
    return found


def by_rule(items: list[dict[str, Any]], rule: str) -> list[dict[str, Any]]:
    """Return the tasks or proposals that rest on a rule."""
    return [one for one in items if any(basis["rule"] == rule for basis in one["basis"])]


@dataclass(frozen=True)
class Office:
    """A workspace whose plan for one year is accepted; the lists are read once, as they were on the first day."""

    folder: Path
    today: str

    def __call__(self, *words: str, today: str = "", who: str = "经办") -> Said:
        """Run one command."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["--workspace", str(self.folder), "--today", today or self.today, "--as", who, *words])
        return Said(code, out.getvalue(), err.getvalue())

    def do(self, *words: str, today: str = "", who: str = "经办") -> str:
        """Run one command that must succeed and return what it said."""
        said = self(*words, today=today, who=who)
        assert said.code == 0, (words, said.err)
        return said.out

    def ask(self, *words: str, today: str = "") -> Any:
        """Return the JSON of one command that must succeed."""
        return json.loads(self.do(*words, "--json", today=today))

    @cached_property
    def tasks(self) -> list[dict[str, Any]]:
        """Every task."""
        found: list[dict[str, Any]] = self.ask("list")
        return found

    @cached_property
    def proposals(self) -> list[dict[str, Any]]:
        """Every proposal that was accepted."""
        found: list[dict[str, Any]] = self.ask("review", "--all")
        return found

    @cached_property
    def dated(self) -> list[dict[str, Any]]:
        """Every task that stands on a day."""
        return [task for task in self.tasks if task["planned"]]

    def copy(self, folder: Path) -> "Office":
        """Return the same office in another folder, to change things in."""
        shutil.copytree(self.folder, folder / "copy")
        return Office(folder / "copy", self.today)

    def finish(self, number: str, day: str, *words: str) -> None:
        """Complete a task on a day, one person doing and another signing off."""
        self.do("submit", number, "--date", day, *(words or ("--reason", "已办结")), today=day)
        self.do("close", number, today=day, who="审核")

    def entries(self, name: str = "plan.ics") -> dict[str, Component]:
        """Export the calendar and return its entries by UID, none of them twice."""
        file = self.folder / name
        self.do("calendar", "export", str(file))
        found = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
        by_uid = {str(entry["UID"]): entry for entry in found}
        assert len(by_uid) == len(found)
        return by_uid


def plan(
    folder: Path, report: Path, year: int, settings: str = "", office: str = "凤凰镇", region: str = "370305"
) -> Office:
    """Make an office on 4 January of a year, import a report for that year, and accept everything."""
    made = Office(folder / "workspace", f"{year}-01-04")
    made.do("init", "--office", office, "--region", region)
    if settings:
        file = made.folder / "planrunner.toml"
        file.write_text(file.read_text(encoding="utf-8") + settings, encoding="utf-8")
    assert made.ask("import", str(report), "--year", str(year))["new"] > 0
    made.do("accept", "--all")
    return made
