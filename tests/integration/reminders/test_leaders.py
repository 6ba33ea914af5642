"""What goes up the office, what is put off, and the hours in which nothing leaves."""

from datetime import date, datetime

import pytest
from tests.integration.reminders.office import Sink, desk_at, rows, wall
from tests.integration.workplace import Workplace

from planrunner.config import Config, EscalationSettings, MailSettings, ReminderSettings
from planrunner.errors import NotAllowedError, UsageError
from planrunner.reminders.pump import LONGEST_SLEEP, Pump
from planrunner.services import recipients, reminding, tracking, undoing, workspace
from planrunner.services.delivering import LEASE
from planrunner.services.desk import Desk
from planrunner.services.reminder_status import status, status_lines
from planrunner.services.snoozing import snooze
from planrunner.store import outbox

MAIL = MailSettings(host="h", sender="a@b.cn", recipients=("office@b.cn",))
LEADERS = Config(
    mail=MAIL,
    reminders=ReminderSettings(weekly_to=("chief@b.cn",)),
    escalation=EscalationSettings(2, ("deputy@b.cn",), 5, ("deputy@b.cn", "chief@b.cn")),
)


def sent_on(place: Workplace, moment: datetime, config: Config = LEADERS) -> list[tuple[str, str]]:
    """Let a program run once at a moment and return (recipient, subject) of what left, without the office's name."""
    sink = Sink()
    reminding.run_once(desk_at(place, moment, config), sink)
    return sorted((letter.recipient, letter.subject.removeprefix("【凤凰镇】")) for letter in sink.letters)


def waiting(desk: Desk) -> list[tuple[str, datetime]]:
    """Return (rule, moment in Beijing) of what waits for tasks."""
    return [(row.rule, row.due_at.astimezone(desk.now().tzinfo)) for row in rows(desk, "pending") if row.task_id]


def test_late_work_goes_up_the_office_step_by_step(place: Workplace) -> None:
    """Two working days late the deputy is told, five the chief too, each once; whoever submits ends it."""
    tracking.add(desk_at(place, wall(3, 1)), "甲", due=date(2022, 3, 3))  # a Thursday
    got = {day: sent_on(place, wall(3, day)) for day in range(1, 13)}
    assert [(day, subject) for day, letters in got.items() for to, subject in letters if to == "deputy@b.cn"] == [
        (7, "T1 甲：逾期2个工作日，报分管领导"), (10, "T1 甲：逾期5个工作日，报主要领导"),
    ]  # fmt: skip
    assert [
        day for day, letters in got.items() for to, subject in letters if "报主要领导" in subject and "chief" in to
    ] == [10]
    assert not [letters for day in (5, 6, 12) for letters in got[day]]  # weekends


def test_work_that_was_done_in_time_goes_no_step_up(place: Workplace) -> None:
    """What is submitted before the step is told to no leader."""
    desk = desk_at(place, wall(3, 1), LEADERS)
    task = tracking.add(desk, "甲", due=date(2022, 3, 3))
    sent_on(place, wall(3, 4))
    tracking.submit(desk_at(place, wall(3, 4, 16)), [task], reason="口头完成")
    later = [sent_on(place, wall(3, day)) for day in range(7, 12)]
    assert not [one for letters in later for one in letters if "报" in one[1]]


def test_the_week_s_digest_comes_on_its_first_working_day(place: Workplace) -> None:
    """Leaders get one digest a week, on Monday or the first working day after a holiday, and on no other day."""
    task = tracking.add(desk_at(place, wall(3, 25)), "甲", due=date(2022, 3, 25), owner="司法所")
    tracking.add(desk_at(place, wall(3, 25)), "乙", due=date(2022, 4, 7))
    tracking.submit(desk_at(place, wall(3, 25)), [task], reason="口头完成")
    checker = desk_at(place, wall(3, 25, 15))
    checker.who = "审核"
    tracking.close(checker, [task])
    weekly: dict[date, str] = {}
    for day in [*range(28, 32), *range(32, 39)]:
        moment = wall(3, day) if day < 32 else wall(4, day - 31)
        for to, subject in sent_on(place, moment):
            if to == "chief@b.cn" and subject.startswith("一周工作"):
                weekly[moment.date()] = subject
    assert weekly == {  # 4 and 5 April are days off
        date(2022, 3, 28): "一周工作（3月28日—4月3日）：上周办完1项",
        date(2022, 4, 6): "一周工作（4月4日—4月10日）：本周1项",
    }


def test_a_snoozed_task_is_silent_until_its_day(place: Workplace) -> None:
    """Nothing of the task before the day, one reminder on it, then the usual ones; undo gives back what it took."""
    desk = desk_at(place, wall(3, 1))
    task = tracking.add(desk, "甲", due=date(2022, 3, 15))
    reminding.plan_tick(desk)
    before = waiting(desk)
    snooze(desk, task, date(2022, 3, 13))  # a Sunday
    reminding.plan_tick(desk)
    assert waiting(desk) == [("snooze", wall(3, 14, 8, 30)), ("0", wall(3, 15, 8, 30)), ("+1w", wall(3, 16, 8, 30))]
    snooze(desk, task, date(2022, 3, 18))
    reminding.plan_tick(desk)
    assert waiting(desk) == [("snooze", wall(3, 18, 8, 30))]
    assert "逾期" in rows(desk, "pending")[0].subject
    undoing.undo(desk)
    undoing.undo(desk)
    reminding.plan_tick(desk)
    assert waiting(desk) == before
    assert workspace.verify(desk).problems == []


def test_a_snooze_hides_nothing_from_leaders(place: Workplace) -> None:
    """Steps up the office go on while the person's own reminders are put off."""
    desk = desk_at(place, wall(3, 1), LEADERS)
    task = tracking.add(desk, "甲", due=date(2022, 3, 3))
    snooze(desk, task, date(2022, 3, 25))
    reminding.plan_tick(desk)
    assert {rule for rule, _ in waiting(desk)} == {"snooze", "deputy", "chief"}


def test_a_snooze_that_makes_no_sense_is_refused(place: Workplace) -> None:
    """Not for today, not beyond a month, not for a task without a day or one already submitted."""
    desk = desk_at(place, wall(3, 1))
    task = tracking.add(desk, "甲", due=date(2022, 3, 15))
    for day in (date(2022, 3, 1), date(2022, 4, 2)):
        with pytest.raises(UsageError):
            snooze(desk, task, day)
    undated = tracking.add(desk, "待定", due=None)
    tracking.submit(desk, [task], reason="口头完成")
    for one in (task, undated):
        with pytest.raises(NotAllowedError):
            snooze(desk, one, date(2022, 3, 10))


def test_who_started_is_not_told_to_start(place: Workplace) -> None:
    """A started task has no reminders ahead of its day; those of the day and of lateness stay; a returned one has all."""
    desk = desk_at(place, wall(3, 1))
    task = tracking.add(desk, "甲", due=date(2022, 3, 15))
    tracking.start(desk, [task])
    reminding.plan_tick(desk)
    assert [rule for rule, _ in waiting(desk)] == ["0", "+1w"]
    tracking.submit(desk, [task], reason="口头完成")
    tracking.return_(desk, [task], "缺签到表")
    reminding.plan_tick(desk)
    assert [rule for rule, _ in waiting(desk)] == ["-3w", "0", "+1w"]


@pytest.mark.parametrize(
    ("moment", "sends"),
    [
        (wall(3, 3, 7, 29), False), (wall(3, 3, 7, 30), True), (wall(3, 3, 19, 59), True), (wall(3, 3, 20, 0), False),
        (wall(3, 5, 10), False), (wall(4, 2, 10), True), (wall(4, 4, 10), False),
    ],
)  # fmt: skip
def test_quiet_hours_and_days_off(sqlite_place: Workplace, moment: datetime, sends: bool) -> None:
    """A running program sends between the hours set on working days (调休 included); the rest waits and is not lost."""
    desk = desk_at(sqlite_place, moment)
    assert recipients.may_send(desk) is sends
    outbox.add(desk.store, [_due(moment)])
    sink = Sink()
    pause = Pump(desk, sink).step(frozenset())
    assert sends or pause == LONGEST_SLEEP
    assert bool(sink.letters) is sends
    assert bool(rows(desk, "pending")) is not sends


def test_days_off_are_quiet_by_choice(place: Workplace) -> None:
    """`on_days_off` lets messages leave on Saturdays; hours that cannot be are refused by name."""
    saturday = wall(3, 5, 10)
    assert recipients.may_send(desk_at(place, saturday, Config(reminders=ReminderSettings(on_days_off=True))))
    with pytest.raises(UsageError, match="send_from"):
        recipients.may_send(desk_at(place, saturday, Config(reminders=ReminderSettings(send_from="早上"))))
    with pytest.raises(UsageError, match="send_until"):
        recipients.may_send(desk_at(place, saturday, Config(reminders=ReminderSettings(send_until="07:00"))))


def test_a_dead_program_s_lease_sends_nothing_to_who_left(place: Workplace) -> None:
    """A row leased by a program that died is withdrawn, not sent, when its recipient is no longer in the settings."""
    tracking.add(desk_at(place, wall(3, 1)), "甲", due=date(2022, 3, 3))
    desk = desk_at(place, wall(3, 3), LEADERS)
    reminding.plan_tick(desk)
    assert outbox.claim_due(desk.store, desk.now(), desk.now() + LEASE, "dead", 10)
    moved = Config(mail=MAIL._replace(recipients=("new@b.cn",)))
    assert {to for to, _ in sent_on(place, wall(3, 3, 10), moved)} <= {"new@b.cn"}
    assert not [row for row in rows(desk, "pending", "leased") if row.recipient != "new@b.cn"]


def test_leaders_who_left_the_settings_get_nothing(place: Workplace) -> None:
    """What waits for leaders no longer named is cancelled; a name that cannot be reached is refused with its key."""
    tracking.add(desk_at(place, wall(3, 1)), "甲", due=date(2022, 3, 3))
    desk = desk_at(place, wall(3, 3), LEADERS)
    reminding.plan_tick(desk)
    assert {row.recipient for row in rows(desk, "pending")} >= {"deputy@b.cn", "chief@b.cn"}
    reminding.plan_tick(desk_at(place, wall(3, 3), Config(mail=MAIL)))
    assert {row.recipient for row in rows(desk, "pending")} == {"office@b.cn"}
    for config in (
        Config(mail=MAIL, reminders=ReminderSettings(weekly_to=("李镇长",))),
        Config(reminders=ReminderSettings(weekly_to=("chief@b.cn",))),
        Config(mail=MAIL, escalation=EscalationSettings(0, ("deputy@b.cn",))),
        Config(mail=MAIL, escalation=EscalationSettings(deputy_to=("企业微信",))),
    ):
        with pytest.raises(UsageError, match=r"weekly_to|deputy"):
            reminding.plan_tick(desk_at(place, wall(3, 3), config))


def test_status_tells_of_leaders_and_of_what_is_put_off(place: Workplace) -> None:
    """`remind status` names who is told when, which tasks are put off, and that it is a quiet hour."""
    desk = desk_at(place, wall(3, 5, 10), LEADERS)
    task = tracking.add(desk, "甲", due=date(2022, 3, 20))
    snooze(desk, task, date(2022, 3, 16))
    lines = status_lines(status(desk))
    for line in (
        "每周汇总：邮件 chief@b.cn", "逾期2个工作日报分管领导：邮件 deputy@b.cn",
        "逾期5个工作日报主要领导：邮件 deputy@b.cn、邮件 chief@b.cn", "推迟到 2022-03-16：T1 甲",
        "现在是休息日或不发的钟点，serve 先攒着，到点再发",
    ):  # fmt: skip
        assert line in lines


def _due(moment: datetime) -> dict[str, object]:
    return {
        "key": "k", "task_id": None, "rule": "0", "channel": "drop", "recipient": recipients.FOLDER,
        "occurrence": "x", "due_at": moment, "subject": "提醒", "body": "", "state": "pending",
    }  # fmt: skip
