"""会议通知 from a task, and 督办单 for work that is late: drafts with nothing in them that was not recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planrunner.errors import NothingFoundError
from planrunner.reports.paper import Block, Heading, Paper, Paragraph, Sentence, Table, chinese_day, paragraph
from planrunner.services import agenda, ids
from planrunner.services.reporting_facts import load_phrases
from planrunner.services.reporting_state import numeral, short_day
from planrunner.services.reporting_titles import signature
from planrunner.store import queries
from planrunner.wording import STATUSES, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from planrunner.services.desk import Desk
    from planrunner.store.queries import TaskRow

YELLOW_DAYS, RED_DAYS = 10, 30
"""Days of lateness after which a sheet is yellow, then red; up to the first it is blue."""
ANSWER_WORKDAYS = 5
_CALLING = re.compile(r"^(?:按时|及时|适时|定期)?(?:组织|召开|举行|举办|开好)+")
_MEETING = re.compile(r"会议?$|例会$|培训班?$")
BLANK = "（待填）"


def meeting_paper(desk: Desk, task: str) -> Paper:
    """Return a draft of the notice that calls people to a meeting. Raises NothingFoundError for an unknown task."""
    page = agenda.task_page(desk, task)
    row, phrases, office = page.task, load_phrases(desk.folder), desk.office().name
    base = _CALLING.sub("", row.title) or row.title
    what = base if _MEETING.search(base) else f"{base}工作会议"
    day = row.planned or row.due
    told = f"{chinese_day(day)}（星期{WEEKDAYS[day.weekday()]}）" if day else BLANK
    basis = [f"{item['title']}{item['article']}" for item in agenda.grounds(row, page.obligations)]
    kinds = dict.fromkeys(kind for one in page.obligations for kind in one.evidence)
    keep = phrases.text("texts.meeting_keep", evidence="、".join(kinds))
    content = [row.title, phrases.text("texts.meeting_basis", basis="；".join(dict.fromkeys(basis)))]
    blocks: list[Block] = [
        Paragraph((Sentence(phrases.text("texts.meeting_to")),), flush=True),
        paragraph(phrases.text("texts.meeting_opening", task=base, day=told, what=what)),
        Heading(1, "一、时间地点"),
        paragraph(f"{told}　　时　　分，{phrases.text('texts.meeting_place')}。"),
        Heading(1, "二、参会人员"),
        paragraph(f"{phrases.text('texts.meeting_people', owner=row.owner)}。"),
        Heading(1, "三、会议内容"),
        paragraph("".join(f"{line.rstrip('。')}。" for line in content if line)),
        Heading(1, "四、有关要求"),
        paragraph(phrases.text("texts.meeting_ask") + keep),
    ]
    return Paper(
        phrases.text("titles.meeting", office=office, what=what),
        tuple(blocks),
        signature(office, phrases),
        desk.today(),
    )


def urge_paper(desk: Desk, owner: str = "") -> Paper:
    """Return the sheet that urges late work on, of every owner or of one; the words say how urgent each is.

    Raises NothingFoundError where nothing is late.
    """
    phrases, today, office = load_phrases(desk.folder), desk.today(), desk.office().name
    with desk.store.reader() as reader:
        still = queries.open_tasks_until(reader, today)
        late = [task for task in still if owner in ("", task.owner) and agenda.is_late(task, today)]
        notes = {
            note.task_id: note.text
            for at in range(0, len(late), 500)
            for note in queries.notes_of(reader, [task.id for task in late[at : at + 500]])
        }
    if not late:
        raise NothingFoundError(f"{owner or '全部任务'}没有逾期未办的，不用督办。")
    answer = desk.calendar().add_workdays(today, ANSWER_WORKDAYS)
    opening = phrases.text("texts.urge_opening", today=chinese_day(today), answer=chinese_day(answer))
    grades = phrases.text("texts.urge_grades", yellow=str(YELLOW_DAYS), red=str(RED_DAYS))
    blocks: list[Block] = [paragraph(opening), paragraph(grades)]
    owners = dict.fromkeys(sorted((task.owner for task in late), key=lambda name: (not name, name)))
    for number, name in enumerate(owners, 1):
        those = [task for task in late if task.owner == name]
        blocks.append(Heading(1, f"{numeral(number)}、{name or '尚未明确责任单位'}（{len(those)}项）"))
        blocks.append(_late_table(those, today, notes))
        blocks.append(paragraph(phrases.text("texts.urge_answer")))
    return Paper(phrases.text("titles.urge", office=office), tuple(blocks), signature(office, phrases), today)


def _late_table(tasks: list[TaskRow], today: date, notes: Mapping[int, str]) -> Table:
    rows = []
    for task in sorted(tasks, key=lambda one: (one.due or today, one.id)):
        assert task.due is not None
        days = (today - task.due).days
        grade = "蓝" if days <= YELLOW_DAYS else "黄" if days <= RED_DAYS else "红"
        said = notes.get(task.id) or task.status_reason or "未报"
        rows.append(
            (ids.show(ids.TASK, task.id), task.title, short_day(task.due, today.year), f"{days}天", f"{grade}色",
             f"{STATUSES[task.status]}；{said}")
        )  # fmt: skip
    return Table(("编号", "工作任务", "时限", "逾期", "单别", "进展"), tuple(rows), (3, 11, 5, 3, 3, 8))
