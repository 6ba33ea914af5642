"""The registry: every action can be reached with a Chinese input method on, and no key means two things."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from planrunner.services import agenda, planning
from planrunner.store.filters import Filters
from planrunner.tui.actions import REGISTRY, SCREENS, Act, bindings, every_key, is_safe, on_screen, shown, twin
from planrunner.tui.app import PlanrunnerApp
from planrunner.tui.commands import initials
from planrunner.tui.refusals import fits, why_not
from planrunner.tui.screens.conflict import ConflictScreen
from planrunner.tui.screens.evidence import EvidenceScreen
from planrunner.tui.screens.find import FindScreen
from planrunner.tui.screens.form import Form
from planrunner.tui.screens.kept_views import ViewsScreen
from planrunner.tui.screens.plan import PlanScreen
from planrunner.tui.screens.review import ReviewScreen
from planrunner.tui.screens.task import TaskScreen
from planrunner.tui.screens.task_actions import TaskActions
from planrunner.tui.screens.welcome import WelcomeScreen
from planrunner.tui.widgets.line_list import LineList
from planrunner.tui.widgets.month_grid import MonthGrid
from planrunner.tui.widgets.plan_view import PlanView
from planrunner.wording import STATUSES

if TYPE_CHECKING:
    from planrunner.services.desk import Desk

EVERY = [act for acts in REGISTRY.values() for act in acts]
TAKEN = {"ctrl+space", "ctrl+m", "ctrl+i", "ctrl+j", "ctrl+h", "ctrl+s+q"}


@pytest.mark.parametrize("act", EVERY, ids=lambda act: act.id)
def test_every_action_has_a_key_that_always_arrives(act: Act) -> None:
    """The first key of an action, the one that is shown, needs no letter."""
    assert is_safe(act.keys[0])


@pytest.mark.parametrize("act", EVERY, ids=lambda act: act.id)
def test_no_action_uses_a_key_that_others_take(act: Act) -> None:
    """Nothing on Alt, on keys that are Enter, Tab, newline or Backspace, or on what toggles an input method."""
    for key in act.keys:
        assert not key.startswith("alt+")
        assert key not in TAKEN


@pytest.mark.parametrize("act", EVERY, ids=lambda act: act.id)
def test_printable_keys_have_their_full_width_twin(act: Act) -> None:
    """A key that prints is bound as it arrives in full-width mode, too."""
    bound = set(every_key(act))
    assert {twin(key) for key in act.keys if twin(key)} <= bound


@pytest.mark.parametrize("kind", SCREENS)
def test_no_two_actions_share_a_key_on_one_screen(kind: str) -> None:
    """On any kind of screen a key belongs to one action; Esc goes back a step, and marks are the first of them."""
    counts = Counter(key for act in on_screen(kind) if act.id != "unmark" for key in every_key(act))
    assert [key for key, count in counts.items() if count > 1] == []


def test_a_key_means_the_same_on_every_screen() -> None:
    """A key that several places use stands for one intention: done, change, put aside."""
    meanings = (
        {"submit", "accept"}, {"edit", "edit_proposal", "replace_evidence"},
        {"drop", "reject", "use_theirs", "delete_view"}, {"leave", "cancel", "back", "unmark"},
        {"save", "use_mine", "keep_view"}, {"next_year", "kept_views"}, {"open", "begin"}, {"undo", "clear"},
        {"close", "accept_evidence"}, {"return_task", "return_evidence"},
        {"unfold", "next_day"}, {"fold", "previous_day"},
    )  # fmt: skip
    by_key: dict[str, set[str]] = {}
    for act in EVERY:
        for key in act.keys:
            by_key.setdefault(key, set()).add(act.id)
    for key, ids in by_key.items():
        assert len(ids) == 1 or any(ids <= same for same in meanings), key


@pytest.mark.parametrize("kind", SCREENS)
def test_the_footer_fits_eighty_cells(kind: str) -> None:
    """Whatever state a task is in, at most seven actions stand in the footer, and together they fit a narrow terminal."""
    from planrunner.tui.cells import width_of

    for status in STATUSES:
        acts = [act for act in on_screen(kind) if act.footer and fits(act.action, status)]
        assert len(acts) <= 7
        assert sum(width_of(shown(act.keys[0])) + width_of(act.title) + 3 for act in acts) <= 80


def test_bindings_carry_what_footer_and_help_show() -> None:
    """A binding has the registry's title, shown key and help, and an id for remapping that is unique."""
    made = [binding for place in REGISTRY for binding in bindings(place)]
    assert len({binding.id for binding in made}) == len(made)
    close = next(binding for binding in made if binding.id == "task.close")
    assert (close.description, close.key_display, close.show) == ("销号", "F9", True)
    assert close.tooltip


OWNERS = {
    "app": PlanrunnerApp, "list": LineList, "marks": LineList, "tree": PlanView, "years": PlanScreen,
    "task": TaskActions, "page": TaskScreen,
    "search": FindScreen, "kept": FindScreen, "kept_views": ViewsScreen, "review": ReviewScreen, "month": MonthGrid, "form": Form,
    "conflict": ConflictScreen, "welcome": WelcomeScreen, "evidence": EvidenceScreen, "panes": PlanrunnerApp,
}  # fmt: skip


@pytest.mark.parametrize("place", REGISTRY)
def test_every_action_is_answered_where_it_is_bound(place: str) -> None:
    """What binds a place's keys has the method that each of its actions calls."""
    for act in REGISTRY[place]:
        owner = PlanrunnerApp if act.action.startswith("app.") else OWNERS[place]
        name = act.action.removeprefix("app.").partition("(")[0]
        assert callable(getattr(owner, f"action_{name}", None)), act


def test_pinyin_initials_of_titles() -> None:
    """The palette finds 完成 by wc and 导入报告 by drbg."""
    assert initials("完成") == "wc"
    assert initials("导入报告") == "drbg"


def test_every_refusal_has_its_reason(stocked: Desk) -> None:
    """Where an action does not fit a task's state, a sentence says why; where it fits, nothing does."""
    planning.accept(stocked, ["P1"])
    (task,) = agenda.list_tasks(stocked, Filters())
    for act in REGISTRY["task"]:
        for status in STATUSES:
            why = why_not(act.action, act.title, [task._replace(status=status)])
            assert bool(why) is not fits(act.action, status), (act.id, status)
            assert not why or why.endswith("。")
    assert why_not("close", "销号", []).startswith("先把光标移到一项任务上")
    assert why_not("start", "启动", [task, task._replace(id=7, status="closed")]).startswith(
        "T7 任务是“已销号”，不能启动"
    )


MANUAL = Path(__file__).parents[3] / "docs" / "用户手册.md"


@pytest.mark.parametrize("act", EVERY, ids=lambda act: act.id)
def test_the_manual_has_every_key(act: Act) -> None:
    """A row of the manual's table of keys names the action and all its keys, as the program shows them."""
    rows = [line.split("|") for line in MANUAL.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = [row for row in rows if act.title in row[1] and all(shown(key) in row[2] for key in act.keys)]
    assert told, [shown(key) for key in act.keys]
