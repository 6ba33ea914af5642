"""The plan as a file that people edit (任务分解表 .xlsx, .json, .toml): out, and back with a diff before anything moves."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from planrunner.errors import BadInputError, ConflictError, NotAllowedError, UsageError
from planrunner.services import ids
from planrunner.services.atomic import write_atomically
from planrunner.services.planning import read_day
from planrunner.store import queries
from planrunner.wording import CATEGORIES, STATUSES

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.store.changes import Change

SUFFIXES = (".xlsx", ".json", ".toml")
FIELDS = {"title": "任务名称", "category": "类别", "owner": "负责人", "planned": "计划日期", "due": "完成时限"}
"""What may be edited, with the name of its column; the other columns are for reading."""
DATED = ("planned", "due")
ID, VERSION = "编号", "版本"


class Line(NamedTuple):
    """One task of a plan file; `id` is empty for a new one, `version` None where the file does not say."""

    id: str
    title: str
    category: str
    owner: str
    planned: date | None
    due: date | None
    version: int | None = None


class Difference(NamedTuple):
    """What an edited file changes: a field of a task, or a new task (`before` empty, `field` title)."""

    id: str
    title: str
    field: str
    before: str
    after: str

    def words(self) -> str:
        """Return the difference on a line for people."""
        if not self.id:
            return f"新增 {self.title}（{self.after or '日期待定'}）"
        return f"{self.id} {self.title}：{FIELDS[self.field]} {self.before or '（空）'} → {self.after or '（空）'}"


def export_plan(desk: Desk, year: int, file: Path) -> int:
    """Write the tasks of a plan year by the file's suffix; return how many. The file is complete or untouched."""
    suffix = _suffix(file)
    with desk.store.reader() as reader:
        tasks = queries.tasks(reader, "t.plan_year = ?", (year,))
        serves = dict(queries.links(reader))
        obligations = {row.id: row for row in queries.obligations(reader)}
    lines = []
    for task in tasks:
        row = obligations.get(serves.get(task.id, 0))
        lines.append(
            {
                "id": ids.show(ids.TASK, task.id), "title": task.title, "category": task.category, "owner": task.owner,
                "planned": task.planned, "due": task.due, "status": task.status,
                "obligation": row.title if row else "", "reason": task.reason,
                "measures": [item["quote"] for item in row.measures] if row else [], "version": task.version,
            }
        )  # fmt: skip
    write_atomically(file, _WRITERS[suffix](year, lines))
    return len(lines)


def import_plan(desk: Desk, file: Path, *, apply: bool) -> list[Difference]:
    """Compare an edited plan file with the plan, and with `apply` bring the plan up to it in one change.

    Tasks that are not in the file stay as they are. Raises BadInputError for a file that cannot be understood (naming
    the row), ConflictError where a task to be changed was changed since the export, NotAllowedError for new dates of
    a task that is submitted or closed; then nothing is changed.
    """
    lines = _read(file, desk.today().year)
    found: list[Difference] = []
    with desk.store.change(who=desk.who, action="plan", at=desk.now(), reason=file.name) as tx:
        for line in lines:
            found += _merge(desk, tx, line) if line.id else _add(desk, tx, line)
        if not apply:
            tx.discard()
    return found


def _merge(desk: Desk, tx: Change, line: Line) -> list[Difference]:
    from planrunner.services.lateness import stamp_overdue
    from planrunner.services.tracking import task_row

    row = task_row(tx, line.id)
    changed = [name for name in FIELDS if getattr(row, name) != getattr(line, name)]
    if not changed:
        return []
    if line.version is not None and line.version != row.version:
        raise ConflictError(
            f"任务 {line.id}“{row.title}”在导出以后被改过，表里的改动没有写入任何一项。请重新导出，再改一遍。"
        )
    if row.status not in ("planned", "started") and set(changed) & set(DATED):
        raise NotAllowedError(f"任务 {line.id}“{row.title}”{STATUSES[row.status]}，不能改日期。没有改动任何内容。")
    found = [
        Difference(line.id, row.title, name, _text(name, getattr(row, name)), _text(name, getattr(line, name)))
        for name in changed
    ]
    if set(changed) & set(DATED):
        stamp_overdue(row, desk.today())
        row.date_source, row.note, row.tentative = "manual", "改期：任务分解表", False
        row.window_from = row.window_to = None
        row.spans = False
    for name in changed:
        setattr(row, name, getattr(line, name))
    row.edited = True
    return found


def _add(desk: Desk, tx: Change, line: Line) -> list[Difference]:
    from planrunner.services.tracking import new_task

    row = new_task(desk, line.title, due=line.due, planned=line.planned, owner=line.owner, category=line.category)
    tx.session.add(row)
    return [Difference("", row.title, "title", "", _text("due", row.due))]


def _text(name: str, value: Any) -> str:
    if name == "category":
        return CATEGORIES[value]
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _suffix(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"不能用“{file.suffix or file.name}”这种文件。请把文件名改成以 {'、'.join(SUFFIXES)} 结尾。")
    return suffix


def _xlsx(year: int, lines: list[dict[str, Any]]) -> bytes:
    from planrunner.reports.sheet import Column, Sheet, to_xlsx

    columns = (
        Column(ID, 7, fixed=True), Column("事项", 24, fixed=True), Column(FIELDS["title"], 36),
        Column(FIELDS["category"], 10, tuple(CATEGORIES.values())), Column(FIELDS["owner"], 14),
        Column(FIELDS["planned"], 12), Column(FIELDS["due"], 12), Column("状态", 9, fixed=True),
        Column("时限依据", 40, fixed=True), Column("任务来源（原文）", 40, fixed=True), Column(VERSION, 6, hidden=True),
    )  # fmt: skip
    rows = tuple(
        (
            line["id"], line["obligation"], line["title"], CATEGORIES[line["category"]], line["owner"], line["planned"],
            line["due"], STATUSES[line["status"]], line["reason"], "\n".join(line["measures"]), line["version"],
        )
        for line in lines
    )  # fmt: skip
    title = f"{year}年任务分解表（灰色的列只供查看；新增任务在末尾加一行，编号留空）"
    return to_xlsx([Sheet("任务分解表", title, columns, rows)])


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in line.items()}


def _json(year: int, lines: list[dict[str, Any]]) -> bytes:
    content = {"plan_year": year, "tasks": [_plain(line) for line in lines]}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _toml(year: int, lines: list[dict[str, Any]]) -> bytes:
    import tomli_w

    tasks = [{name: value for name, value in line.items() if value is not None} for line in lines]
    return tomli_w.dumps({"plan_year": year, "tasks": tasks}, multiline_strings=False).encode()


_WRITERS = {".xlsx": _xlsx, ".json": _json, ".toml": _toml}


def _read(file: Path, year: int) -> list[Line]:
    suffix = _suffix(file)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInputError(f"读不了 {file}，没有改动。请检查路径和权限。") from error
    if suffix == ".xlsx":
        from planrunner.documents.sheet import read_table

        names = {ID: "id", VERSION: "version"} | {word: name for name, word in FIELDS.items()}
        rows = [
            {names[word]: value for word, value in row.items() if word in names}
            for row in read_table(data, file.name, ID)
        ]
    else:
        rows = _tasks_of(data, suffix, file.name)
    return [_line(row, number, file.name, year) for number, row in enumerate(rows, 1)]


def _tasks_of(data: bytes, suffix: str, name: str) -> list[dict[str, Any]]:
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text) if suffix == ".json" else tomllib.loads(text)
        tasks = content["tasks"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            f"“{name}”读不懂（{error}），没有改动。请用 planrunner plan export 导出的文件来改。"
        ) from error
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise BadInputError(f"“{name}”的 tasks 应是任务的列表，没有改动。")
    return tasks


def _line(row: dict[str, Any], number: int, name: str, year: int) -> Line:
    def fail(what: str) -> BadInputError:
        return BadInputError(f"“{name}”第 {number} 项{what}，没有改动任何内容。请改正后重试。")

    title = str(row.get("title") or "").strip()
    if not title:
        raise fail("没有任务名称")
    category = str(row.get("category") or "other")
    category = next((key for key, word in CATEGORIES.items() if category in (key, word)), category)
    if category not in CATEGORIES:
        raise fail(f"的类别“{category}”不对，可用：{'、'.join(CATEGORIES.values())}")
    days = {}
    for field in DATED:
        value = row.get(field)
        try:
            days[field] = value if isinstance(value, date) or value is None else read_day(str(value), year)
        except UsageError as error:
            raise fail(f"的{FIELDS[field]}“{value}”不是日期") from error
    planned, due = days["planned"], days["due"]
    if planned and due and due < planned:
        raise fail(f"的完成时限 {due} 早于计划日期 {planned}")
    version = row.get("version")
    return Line(
        str(row.get("id") or "").strip(), title, category, str(row.get("owner") or "").strip(), planned, due,
        int(version) if isinstance(version, int | float) else None,
    )  # fmt: skip
