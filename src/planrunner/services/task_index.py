"""Finding tasks as one types: everything searchable is read once, each key then narrows it in memory. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from planrunner.domain.status import OPEN
from planrunner.services import agenda
from planrunner.services.initials import initials_of
from planrunner.store import find_reads, queries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from planrunner.domain.lights import Light
    from planrunner.services.desk import Desk
    from planrunner.store.find_reads import SlimRow
    from planrunner.store.queries import TaskRow

MOST = 1000
"""So many rows are shown at most; whoever has more hits types on."""


class State(NamedTuple):
    """Tasks in one of these states or with one of these lights."""

    statuses: frozenset[str]
    lights: frozenset[Light]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; a task must pass all of it. Words are in small letters; letters match pinyin initials too."""

    words: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    categories: tuple[frozenset[str], ...] = ()
    days: tuple[tuple[date, date], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.words or self.owners or self.states or self.categories or self.days)


class Hits(NamedTuple):
    """The first `MOST` tasks that were found, and how many there are."""

    tasks: list[TaskRow]
    total: int


@dataclass
class TaskIndex:
    """All tasks as they were when read; a place is where a task stands among them.

    `around` holds the words of each obligation, `served` the places of the tasks that serve it. `last` is what was
    looked for last with the places found, `seen` the tasks that were shown: both make the next key cheaper.
    """

    office: str
    today: date
    yellow: date
    rows: list[SlimRow]
    texts: list[str]
    around: dict[int, str] = field(default_factory=dict)
    served: dict[int, list[int]] = field(default_factory=dict)
    last: tuple[Wanted, list[int]] | None = None
    seen: dict[int, TaskRow] = field(default_factory=dict)

    @cached_property
    def title_initials(self) -> list[str]:
        """Pinyin initials of each title; made when letters are first looked for."""
        return initials_of([row.title for row in self.rows])

    @cached_property
    def owner_initials(self) -> list[str]:
        """Pinyin initials of each owner."""
        return initials_of([row.owner for row in self.rows])

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Number of a task → its place."""
        return {row.id: at for at, row in enumerate(self.rows)}


def read_index(desk: Desk) -> TaskIndex:
    """Read everything that can be searched."""
    with desk.store.reader() as reader:
        rows = find_reads.every_task(reader)
        notes = find_reads.notes(reader)
        links = queries.links(reader)
        around = {
            row.id: "\n".join([row.title, *(item["quote"] for item in row.measures)]).lower()
            for row in queries.obligations(reader)
        }
    texts = [f"{row.title}\n{row.owner}\n{row.reason}\n{notes.get(row.id, '')}".lower() for row in rows]
    index = TaskIndex(desk.office().name, desk.today(), agenda.yellow_day(desk), rows, texts, around)
    for task, obligation in links:
        if task in index.place_of:  # not one that came between the two readings
            index.served.setdefault(obligation, []).append(index.place_of[task])
    return index


def find(desk: Desk, index: TaskIndex, wanted: Wanted) -> Hits:
    """Return the tasks that pass everything wanted, none where nothing is; each is read when it is first shown."""
    if wanted.nothing:
        return Hits([], 0)
    places = matching(index, wanted)
    numbers = [index.rows[at].id for at in places[:MOST]]
    missing = [number for number in numbers if number not in index.seen]
    if missing:
        with desk.store.reader() as reader:
            index.seen.update((task.id, task) for task in queries.tasks_by_ids(reader, missing))
    return Hits([index.seen[number] for number in numbers if number in index.seen], len(places))


def matching(index: TaskIndex, wanted: Wanted) -> list[int]:
    """Return the places of the rows that pass everything wanted: each condition looks at what the last one left.

    Where more is wanted than the last time, only what was found then is looked at.
    """
    rows, last = index.rows, index.last
    left: Iterable[int] = range(len(rows))
    known: tuple[str, ...] = ()
    if last is not None and narrows(wanted, last[0]):
        left, known = last[1], last[0].words
    for keys in wanted.categories:
        left = [at for at in left if rows[at].category in keys]
    for state in wanted.states:
        left = [at for at in left if _in_state(index, rows[at], state)]
    for start, end in wanted.days:
        left = [at for at in left if _on(rows[at], start, end)]
    for owner in wanted.owners:
        letters = index.owner_initials if owner.isascii() else None
        left = [at for at in left if owner in rows[at].owner.lower() or (letters is not None and owner in letters[at])]
    for word in wanted.words:
        if word not in known:
            left = _holding(index, word, left)
    found = list(left)
    index.last = wanted, found
    return found


def narrows(wanted: Wanted, before: Wanted) -> bool:
    """Tell whether whatever passes `wanted` passes `before` too: the usual case while someone types on."""
    return (
        all(any(old == new or (old in new and _number(new) is None) for new in wanted.words) for old in before.words)
        and all(any(old in new for new in wanted.owners) for old in before.owners)
        and set(before.states) <= set(wanted.states)
        and set(before.categories) <= set(wanted.categories)
        and set(before.days) <= set(wanted.days)
    )


def _number(word: str) -> int | None:
    """Return the number of the task that a word names (t12), None for any other word."""
    return int(word[1:]) if word[:1] == "t" and word[1:].isdecimal() else None


def _holding(index: TaskIndex, word: str, left: Iterable[int]) -> list[int]:
    """Return the rows that hold a word in their own text or around it, whose initials it begins or whose number it is."""
    texts, number = index.texts, _number(word)
    also = {at for one, text in index.around.items() if word in text for at in index.served.get(one, ())}
    if number in index.place_of:
        also.add(index.place_of[number])
    if word.isascii() and word.isalpha():
        letters = index.title_initials
        return [at for at in left if word in texts[at] or word in letters[at] or at in also]
    if also:
        return [at for at in left if word in texts[at] or at in also]
    return [at for at in left if word in texts[at]]


def _in_state(index: TaskIndex, row: SlimRow, state: State) -> bool:
    """Tell whether a task is in a state; a light says something of open tasks only."""
    if row.status in state.statuses:
        return True
    return row.status in OPEN and agenda.light_of(row, index.today, index.yellow) in state.lights


def _on(row: SlimRow, start: date, end: date) -> bool:
    if any(day is not None and start <= day <= end for day in (row.planned, row.due)):
        return True
    return bool(row.spans and row.window_from and row.window_to and row.window_from <= end and row.window_to >= start)
