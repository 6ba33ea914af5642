"""The year's holiday notice: read, kept in the workspace, and what it moves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from planrunner.domain.holiday_notices import read_notice_text, read_public_json
from planrunner.domain.holidays import HolidayNotice, HolidayTableError
from planrunner.errors import BadInputError, NotAllowedError, system_reason

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.services.desk import Desk
    from planrunner.services.replanning import Move


def read_notice(file: Path) -> HolidayNotice:
    """Read a notice: the State Council's own text, or the JSON of the public data set. Raises BadInputError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInputError(f"读不了 {file}（{system_reason(error)}），没有导入。") from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"{file.name} 不是 UTF-8 编码的文本，没有导入。请把通知全文另存为 .txt。") from error
    try:
        if text.lstrip().startswith("{"):
            return read_public_json(json.loads(text), file.name)
        return read_notice_text(text, file.name)
    except json.JSONDecodeError as error:
        raise BadInputError(f"{file.name} 不是完整的 JSON（第 {error.lineno} 行），没有导入。") from error
    except HolidayTableError as error:
        raise BadInputError(f"{error}。没有导入，请改正后重试。") from error


def import_notice(desk: Desk, file: Path, *, apply: bool) -> tuple[HolidayNotice, list[Move]]:
    """Keep a notice in the workspace's plans/holidays and return it with what it moves; moved only where `apply` is true.

    All moves are one change; what a person dated stays. Raises BadInputError for a file that is no notice,
    NotAllowedError without a workspace or where it cannot be written.
    """
    from planrunner.domain.workdays import WorkCalendar
    from planrunner.services.atomic import write_atomically
    from planrunner.services.replanning import replan
    from planrunner.services.rereading import known_notices

    notice = read_notice(file)
    desk.office()
    folder = desk.folder / "plans" / "holidays"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotAllowedError(f"不能写入 {folder}（{system_reason(error)}），没有导入。") from error
    write_atomically(folder / f"{notice.year}.toml", to_toml(notice).encode())
    calendar = WorkCalendar((*(one for one in desk.calendar().notices if one.year != notice.year), notice))
    years = {day.year for day in (*notice.off, *notice.worked)} | {notice.year}
    reason = notice.number or f"{notice.year}年放假安排"
    with desk.store.change(who=desk.who, action="holidays", at=desk.now(), reason=reason) as tx:
        moves = replan(desk, tx, years, calendar, known_notices(desk))
        if not apply:
            tx.discard()
    return notice, moves


def to_toml(notice: HolidayNotice) -> str:
    """Return a notice as plans/holidays/*.toml writes it."""
    lines = ["[notice]", f"year = {notice.year}"]
    for key, value in (("number", notice.number), ("url", notice.url)):
        if value:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    if notice.published:
        lines.append(f"date = {notice.published.isoformat()}")
    for key, days in (("off", notice.off), ("worked", notice.worked)):
        lines.append(f"{key} = [{', '.join(day.isoformat() for day in days)}]")
    return "\n".join(lines) + "\n"
