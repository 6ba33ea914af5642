"""交接: everything one person still has to do, in one record; what is finished keeps its owner."""

from datetime import date

import pytest
from tests.integration.closing.year import END, NEXT, YEAR, propose, worked
from tests.integration.workplace import Workplace

from planrunner.config import Config, MailSettings, ReminderSettings
from planrunner.errors import NothingFoundError, UsageError
from planrunner.services import agenda, closing, feeds, planning, reminding, snoozing, tracking, undoing
from planrunner.services.closing_state import Decided
from planrunner.services.desk import Desk
from planrunner.services.handover import hand_over
from planrunner.store import outbox, queries
from planrunner.store.filters import Filters


def owners(desk: Desk) -> dict[int, str]:
    """Return the owner of every task."""
    return {task.id: task.owner for task in agenda.list_tasks(desk, Filters())}


def test_open_work_goes_over_and_finished_work_stays(place: Workplace) -> None:
    """The preview and the change name the same rows; one record, and one undo takes all of it back."""
    desk = worked(place)
    propose(desk, "measure:more", "再办一场", "2022-12-28", owner="张三")
    feeds.create_feed(desk, "张三的日程", owner="张三")
    snoozing.snooze(desk, "T2", date(2022, 12, 23))
    before, records = owners(desk), place.sql("SELECT COUNT(*) FROM history")[0][0]
    seen = hand_over(desk, "张三", "王五", reason="调离", apply=False)
    assert owners(desk) == before
    found = hand_over(desk, " 张三 ", "王五", reason="调离", apply=True)
    assert found == seen
    assert [number for number, _ in found.tasks] == ["T2", "T3"]
    assert [number for number, _ in found.obligations] == ["O1", "O2"]
    assert [number for number, _ in found.proposals] == ["P4"]
    assert [title for _, title in found.feeds] == ["张三的日程"]
    assert found.snoozed == 1
    assert owners(desk) == before | {2: "王五", 3: "王五"}
    assert owners(desk)[1] == "张三"
    with desk.store.reader() as reader:
        assert {row.owner for row in queries.obligations(reader)} == {"王五", ""}
        assert queries.recent_history(reader, 1)[0][3:] == ("handover", "张三 → 王五：调离")
    assert place.sql("SELECT COUNT(*) FROM history")[0][0] == records + 1
    assert undoing.undo(desk) == "handover"
    assert owners(desk) == before


def test_a_closed_year_keeps_its_owners(place: Workplace) -> None:
    """What is left of a closed year stays with whom it was; the work carried over changes hands."""
    desk = worked(place)
    decided = {"T2": Decided("carry", "未到")}
    closing.close_year(desk, YEAR, decided, rest=Decided("unfinished", "未办"), apply=True)
    later = place.desk("经办", NEXT)
    found = hand_over(later, "张三", "王五", apply=True)
    assert (found.tasks, found.obligations) == ([], [])
    assert [title for _, title in found.proposals] == ["法治讲座"]
    planning.accept_all(later)
    assert owners(later) == {1: "张三", 2: "张三", 3: "张三", 4: "", 5: "李四", 6: "王五"}
    with pytest.raises(NothingFoundError, match="李四"):
        hand_over(later, "张三", "王五", apply=True)


def test_one_year_only(place: Workplace) -> None:
    """With a year named, the rest stays."""
    desk = worked(place)
    tracking.add(desk, "明年的事", due=date(2023, 2, 1), owner="张三")
    assert [number for number, _ in hand_over(desk, "张三", "王五", year=2023, apply=True).tasks] == ["T6"]
    assert owners(desk)[2] == "张三"


@pytest.mark.parametrize("names", [("", "王五"), ("张三", " "), ("张三", "张三")])
def test_two_names_are_wanted(place: Workplace, names: tuple[str, str]) -> None:
    """Nothing goes from nobody, to nobody, or to oneself."""
    desk = worked(place)
    with pytest.raises(UsageError):
        hand_over(desk, *names, apply=True)


def test_reminders_name_the_new_owner_and_stop_for_an_address_taken_out(place: Workplace) -> None:
    """What waits in the outbox is rewritten for whom it goes on to, and withdrawn from one the settings drop."""
    desk = worked(place)
    config = Config(
        mail=MailSettings(host="mail", sender="a@b.cn", recipients=("zhang@b.cn", "wang@b.cn")),
        reminders=ReminderSettings(),
    )
    before = Desk(desk.folder, desk.store, "经办", config, END)
    reminding.plan_tick(before)
    found = hand_over(before, "张三", "王五", apply=True)
    assert found.recipients == ["wang@b.cn", "zhang@b.cn"]
    assert any("planrunner.toml" in line for line in found.advice())
    reminding.plan_tick(before)
    with desk.store.reader() as reader:
        waiting = [row for row in outbox.rows_in(reader, "pending") if row.task_id == 3]
    assert {row.recipient for row in waiting} <= {"zhang@b.cn", "wang@b.cn"}
    assert not any("张三" in row.body for row in waiting)
    left = Config(mail=MailSettings(host="mail", sender="a@b.cn", recipients=("wang@b.cn",)))
    reminding.plan_tick(Desk(desk.folder, desk.store, "经办", left, END))
    with desk.store.reader() as reader:
        assert "zhang@b.cn" not in {row.recipient for row in outbox.rows_in(reader, "pending")}
