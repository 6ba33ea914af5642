"""The next report's draft in five parts, every sentence made from accepted work only."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from planrunner.reports.paper import Block, Paper, Paragraph, Sentence, paragraph
from planrunner.reports.sentences import DEED, FALLBACK, Told, tell
from planrunner.services.reporting_arrange import LEDGER, Deed, Material, arrange
from planrunner.services.reporting_outline import Part
from planrunner.services.reporting_plan import plan_chapters, plan_opening
from planrunner.services.reporting_state import (
    accepted,
    grounds,
    metric_sums,
    outcome,
    owed,
    percent,
    short_day,
    tally,
    task_ids,
    without_evidence,
)
from planrunner.services.reporting_titles import draft_title, signature, theme_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planrunner.reports.sentences import Phrases
    from planrunner.services.reporting_facts import Facts
    from planrunner.services.reporting_outline import Outline
    from planrunner.store.queries import ObligationRow, TaskRow

_ASIDE = re.compile(r"（[^（）]*）$")


def make_draft(facts: Facts, phrases: Phrases, outline: Outline | None) -> Paper:
    """Return the draft of the report on `facts.year`; each sentence names what it rests on, for the writer to set aside.

    `outline` are the headings that the district wants; without them the five parts of plans/sentences are written.
    """
    slots = {"year": str(facts.year), "next": str(facts.year + 1), "theme": theme_of(facts, phrases)}
    told = dict(sorted(_told(facts, phrases), key=lambda one: _first_day(one[0], facts)))
    leaders = {key for key in told if _of_leaders(key, facts, phrases)}
    wanted = outline or _own_outline(phrases, slots, with_leaders=bool(slots["theme"] or leaders))
    if not any("leaders" in part.means for part in wanted):
        leaders = set()  # what they did is work done, and no part is asked for it
    material = Material(
        totals=tuple(_totals(facts, phrases)),
        done=tuple(Deed(_category(key, facts), one) for key, one in told.items() if key not in leaders),
        problems=tuple(_problems(facts, phrases)),
        leaders=tuple(Deed(_category(key, facts), one) for key, one in told.items() if key in leaders),
        plan_opening=plan_opening(facts, phrases),
        plan=tuple(plan_chapters(facts, phrases)),
    )
    blocks: list[Block] = [paragraph(phrases.text("texts.opening", **slots))]
    blocks += arrange(material, wanted, phrases, slots)
    return Paper(draft_title(facts, phrases), tuple(blocks), signature(facts.office, phrases), facts.written)


def _own_outline(phrases: Phrases, slots: Mapping[str, str], *, with_leaders: bool) -> Outline:
    """Return the five parts; the one on the leaders is asked for in reports on law-based government only."""
    names = ("done", "problems", *(["leaders"] if with_leaders else []), "plan", "other")
    return tuple(Part(phrases.text(f"parts.{name}", **slots), (name,)) for name in names)


Key = tuple[str, int]
"""What a sentence is about: ("obligation", id) or ("task", id) for a task of no obligation."""


def _told(facts: Facts, phrases: Phrases) -> Iterator[tuple[Key, Sentence]]:
    """Yield one sentence per obligation or own task with signed-off work; a task is told once, however many it serves."""
    seen: set[int] = set()
    for number, row in facts.obligations.items():
        those = [facts.tasks[one] for one in facts.tasks_of.get(number, ())]
        finished = [task for task in those if task.status == "closed" and task.id not in seen]
        seen |= {task.id for task in finished}
        if finished:
            yield ("obligation", number), _sentence(row, finished, facts, phrases)
    for one in facts.of_own:
        task = facts.tasks[one]
        if task.status == "closed":
            yield ("task", one), _sentence(None, [task], facts, phrases)


def untold(facts: Facts, phrases: Phrases) -> list[str]:
    """Return the measures of the paper that no sentence on finished work tells of, in order, each once."""
    told = {number for (kind, number), _ in _told(facts, phrases) if kind == "obligation"}
    shared = {task for number in told for task in facts.tasks_of.get(number, ())}
    covered = told | {number for number, tasks in facts.tasks_of.items() if _finished(facts, tasks) & shared}
    measures = (measure for chapter in facts.chapters for measure in chapter.measures)
    return list(dict.fromkeys(one.words for one in measures if not covered & set(one.obligations)))


def _finished(facts: Facts, tasks: Sequence[int]) -> set[int]:
    return {number for number in tasks if facts.tasks[number].status == "closed"}


def _first_day(key: Key, facts: Facts) -> date:
    """Return the first day on which something was finished, so that a chapter tells the year in order; ongoing work last."""
    kind, number = key
    ongoing = kind == "obligation" and facts.obligations[number].schedule["kind"] == "continuous"
    tasks = facts.tasks_of.get(number, ()) if kind == "obligation" else (number,)
    days = [facts.tasks[one].done_on for one in tasks if facts.tasks[one].status == "closed"]
    known = [day for day in days if day]
    return date.max if ongoing or not known else min(known)


def _sentence(row: ObligationRow | None, tasks: Sequence[TaskRow], facts: Facts, phrases: Phrases) -> Sentence:
    rule = facts.rules.get(row.rule) if row is not None and row.rule else None
    family = (rule.say or FALLBACK) if rule is not None else DEED
    title = row.title if row is not None else tasks[0].title
    days = sorted({task.done_on for task in tasks if task.done_on})
    numbers = dict.fromkeys(piece.number for task in tasks for piece in accepted(facts, task.id) if piece.number)
    told = Told(
        what=_ASIDE.sub("", title) or title,
        days="、".join(short_day(day, facts.year) for day in days),
        times=len(tasks),
        number="、".join(numbers),
        metrics=metric_sums((facts.metrics.get(task.id, {}) for task in tasks), phrases),
        unfinished=row is not None and row.done < row.tasks,
        ongoing=row is not None and row.schedule["kind"] == "continuous",
    )
    turn = row.id if row is not None else tasks[0].id
    return Sentence(tell(phrases, family, told, turn), grounds(facts, tasks, phrases))


def _of_leaders(key: Key, facts: Facts, phrases: Phrases) -> bool:
    """Tell whether work belongs to the part on the leaders: by its rule, or because one of them answers for it."""
    kind, number = key
    row = facts.obligations[number] if kind == "obligation" else None
    if row is not None and row.rule in phrases.leader_rules:
        return True
    tasks = facts.tasks_of.get(number, ()) if row is not None else (number,)
    owners = {facts.tasks[one].owner for one in tasks} | ({row.owner} if row is not None else set())
    return any(word in owner for owner in owners for word in phrases.leader_owners)


def _totals(facts: Facts, phrases: Phrases) -> Iterator[Paragraph]:
    counts = tally(facts.tasks.values())
    total, finished = owed(counts), counts["done"] + counts["late"]
    today = short_day(facts.today, facts.year)
    if finished:
        text = phrases.text(
            "texts.totals", today=today, year=str(facts.year), due=str(total), finished=str(finished),
            rate=percent(finished, total),
        )  # fmt: skip
        yield paragraph(f"{text}。", LEDGER)
    else:
        yield paragraph(phrases.text("texts.nothing_done", today=today), LEDGER)


def _category(key: Key, facts: Facts) -> str:
    kind, number = key
    return facts.obligations[number].category if kind == "obligation" else facts.tasks[number].category


def _problems(facts: Facts, phrases: Phrases) -> Iterator[Sentence]:
    """Yield what fell short, from lateness and the reasons that people gave; nothing is said that nobody recorded."""
    tasks = list(facts.tasks.values())
    today = short_day(facts.today, facts.year)

    def listed(which: str, those: Sequence[TaskRow]) -> Iterator[Sentence]:
        text = phrases.text(f"texts.{which}", n=str(len(those)), names=_names(those, facts), today=today)
        if those:
            yield Sentence(f"{text}。", task_ids(task.id for task in those))

    def counted(which: str, those: Sequence[TaskRow]) -> Iterator[Sentence]:
        if those:
            yield Sentence(f"{phrases.text(f'texts.{which}', n=str(len(those)), today=today)}。", (LEDGER,))

    def explained(which: str, those: Sequence[TaskRow]) -> Iterator[Sentence]:
        for task in those:
            reason = task.status_reason.rstrip("。")
            text = phrases.text(f"texts.{which}", name=task.title, reason=reason, next=str(facts.year + 1))
            yield Sentence(f"{text}。", task_ids([task.id]))

    submitted = [task for task in tasks if task.status == "submitted"]
    unfinished = [task for task in tasks if outcome(task) == "open" and task.status != "submitted"]
    silent = [task for task in unfinished if not task.status_reason]
    overdue = [task for task in silent if task.overdue_since or (task.due and task.due < facts.today)]
    rest = [task for task in silent if task not in overdue]
    year_over = facts.closed or facts.today >= date(facts.year, 12, 31)
    yield from listed("late", [task for task in tasks if outcome(task) == "late"])
    yield from listed("overdue", overdue)
    yield from listed("unfinished", rest) if year_over else counted("pending", rest)
    yield from listed("submitted", submitted)
    yield from explained("unfinished_why", [task for task in unfinished if task.status_reason])
    yield from explained("carried_why", [task for task in tasks if outcome(task) == "carried" and task.status_reason])
    yield from listed("no_evidence", [task for task in tasks if without_evidence(facts, task)])


def _names(tasks: Sequence[TaskRow], facts: Facts) -> str:
    """Return the tasks by name, those of one obligation together: “案卷评查”2次."""
    of = {task: row.title for number, row in facts.obligations.items() for task in facts.tasks_of.get(number, ())}
    counts = Counter(of.get(task.id, task.title) for task in tasks)
    named = [f"“{title}”" + (f"{times}次" if times > 1 else "") for title, times in counts.items()]
    return "、".join(named).replace("”、“", "”“")  # GB/T 15834-2011, 4.5.3.5: no comma between closed quotes
