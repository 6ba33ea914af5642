"""What the ticks make of a plan: which reminders exist, when they are taken back, what the day's digest says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.integration.reminders.office import Sink, desk_at, rows, wall
from tests.integration.workplace import Workplace

from planrunner.config import Config, DropSettings, MailSettings, ReminderSettings
from planrunner.errors import UsageError
from planrunner.services import ids, reminder_status, reminding, tracking, undoing, workspace
from planrunner.services.delivering import deliver_due
from planrunner.services.desk import Desk
from planrunner.services.packs import load_rules
from planrunner.store.tables import Obligation, Task, TaskObligation

DAY = timedelta(days=1)


def planned(desk: Desk) -> list[tuple[str, datetime]]:
    """Return (offset, moment in Beijing) of what waits for tasks."""
    return [(row.rule, row.due_at.astimezone(desk.now().tzinfo)) for row in rows(desk, "pending") if row.task_id]


def test_a_dated_task_is_reminded_of_before_on_and_after_its_day(place: Workplace) -> None:
    """The usual offsets count working days of the real calendar: Qingming's three days off, and Saturday 2 April worked."""
    desk = desk_at(place, wall(3, 1))
    tracking.add(desk, "甲", due=date(2022, 4, 8))
    tracking.add(desk, "待定", due=None)
    assert reminding.plan_tick(desk) == 4
    assert planned(desk) == [
        ("-10w", wall(3, 24, 8, 30)), ("-3w", wall(4, 2, 8, 30)), ("0", wall(4, 8, 8, 30)), ("+1w", wall(4, 11, 8, 30)),
    ]  # fmt: skip


def test_planning_again_adds_nothing(place: Workplace) -> None:
    """A tick may run any number of times, in any program: the outbox stays as it is."""
    desk = desk_at(place, wall(3, 1))
    tracking.add(desk, "甲", due=date(2022, 3, 15))
    reminding.plan_tick(desk)
    before = rows(desk)
    assert reminding.plan_tick(desk) == 0
    assert reminding.plan_tick(desk_at(place, wall(3, 1, 10))) == 0
    assert rows(desk) == before


def test_a_rule_s_own_offsets_replace_the_usual_ones(place: Workplace) -> None:
    """A task of an obligation that comes from a rule is reminded of as the rule says; a span counts from its beginning."""
    desk = desk_at(place, wall(11, 1))
    _insert(desk, "宪法宣传周", "constitution-week")
    reminding.plan_tick(desk)
    rule = load_rules(desk.folder, "370305").get("constitution-week")
    assert rule is not None
    assert [offset for offset, _ in planned(desk)] == list(rule.remind)
    assert {row.occurrence for row in rows(desk)} == {"2022-12-01"}


@pytest.mark.parametrize("end", ["submit", "drop", "carry", "undo"])
def test_what_is_done_or_gone_is_not_reminded_of(place: Workplace, end: str) -> None:
    """Once a task is submitted, dropped, carried over or taken back, everything that waited for it is cancelled."""
    desk = desk_at(place, wall(3, 1))
    task = tracking.add(desk, "甲", due=date(2022, 3, 15))
    reminding.plan_tick(desk)
    if end == "submit":
        tracking.submit(desk, [task], reason="口头完成")
    elif end == "undo":
        undoing.undo(desk)
    else:
        {"drop": tracking.drop, "carry": tracking.carry}[end](desk, [task], "理由")
    reminding.plan_tick(desk)
    assert {row.state for row in rows(desk)} == {"cancelled"}


def test_a_returned_task_is_reminded_of_again(place: Workplace) -> None:
    """Cancelled reminders that still lie ahead wait again when the task is open again."""
    desk = desk_at(place, wall(3, 1))
    task = tracking.add(desk, "甲", due=date(2022, 3, 15))
    reminding.plan_tick(desk)
    before = planned(desk)
    tracking.submit(desk, [task], reason="口头完成")
    reminding.plan_tick(desk)
    tracking.return_(desk, [task], "缺签到表")
    reminding.plan_tick(desk)
    assert planned(desk) == before


def test_a_moved_task_is_reminded_of_on_its_new_days(place: Workplace) -> None:
    """After a new date the old reminders are cancelled and new ones stand; none is sent for days gone by before the move."""
    desk = desk_at(place, wall(3, 1))
    task = tracking.add(desk, "甲", due=date(2022, 3, 30))
    reminding.plan_tick(desk)
    later = desk_at(place, wall(3, 8))
    tracking.reschedule(later, task, date(2022, 3, 10), "提前")
    reminding.plan_tick(later)
    assert planned(later) == [("0", wall(3, 10, 8, 30)), ("+1w", wall(3, 11, 8, 30))]


def test_words_follow_the_task(place: Workplace) -> None:
    """A waiting reminder says the title as it is now, in one line."""
    desk = desk_at(place, wall(3, 1))
    task = tracking.add(desk, "旧名", due=date(2022, 3, 15))
    reminding.plan_tick(desk)
    tracking.edit_task(desk, task, {"title": "新名\n第二行", "owner": "司法所"})
    reminding.plan_tick(desk)
    for row in rows(desk, "pending"):
        assert row.subject.startswith("T1 新名 第二行：")
        assert "负责：司法所" in row.body


def test_a_removed_recipient_gets_nothing_more(place: Workplace) -> None:
    """What waits for somebody whom the settings no longer name is cancelled, digests too."""
    two = Config(mail=MailSettings(host="h", sender="a@b.cn", recipients=("x@b.cn", "y@b.cn")))
    one = Config(mail=MailSettings(host="h", sender="a@b.cn", recipients=("x@b.cn",)))
    desk = desk_at(place, wall(3, 1), two)
    tracking.add(desk, "甲", due=date(2022, 3, 15))
    reminding.plan_tick(desk)
    assert reminding.digest_tick(desk) == 0  # nothing falls into the next days
    tracking.add(desk, "乙", due=date(2022, 3, 2))
    tomorrow = desk_at(place, wall(3, 2), two)
    assert reminding.digest_tick(tomorrow) == 2
    reminding.plan_tick(desk_at(place, wall(3, 2), one))
    assert {row.recipient for row in rows(desk, "pending")} == {"x@b.cn"}


def test_without_a_channel_nothing_is_planned(place: Workplace) -> None:
    """An office that set up no channel has an empty outbox."""
    desk = desk_at(place, wall(3, 1), Config())
    tracking.add(desk, "甲", due=date(2022, 3, 2))
    assert (reminding.plan_tick(desk), reminding.digest_tick(desk), rows(desk)) == (0, 0, [])


@pytest.mark.parametrize(
    ("day", "sends"),
    [
        (date(2022, 3, 4), True), (date(2022, 3, 5), False), (date(2022, 3, 6), False), (date(2022, 4, 2), True),
        (date(2022, 4, 4), False), (date(2022, 5, 2), False), (date(2022, 5, 7), True),
    ],
)  # fmt: skip
def test_the_digest_goes_out_on_working_days(sqlite_place: Workplace, day: date, sends: bool) -> None:
    """No digest on weekends and holidays; one on a Saturday that is worked."""
    desk = desk_at(sqlite_place, wall(day.month, day.day))
    tracking.add(desk, "早就到期", due=date(2022, 2, 1))
    assert reminding.digest_tick(desk) == sends


def test_the_digest_comes_once_a_day_from_its_hour_on(place: Workplace) -> None:
    """Nothing before the hour set; then one, however often the tick runs; the next day another, and the unsent one goes."""
    config = Config(drop=DropSettings(str(place.folder)), reminders=ReminderSettings(digest_at="08:15"))
    tracking.add(desk_at(place, wall(3, 1)), "早就到期", due=date(2022, 2, 1))
    assert reminding.digest_tick(desk_at(place, wall(3, 2, 8, 14), config)) == 0
    assert reminding.digest_tick(desk_at(place, wall(3, 2, 8, 15), config)) == 1
    assert reminding.digest_tick(desk_at(place, wall(3, 2, 17, 0), config)) == 0
    desk = desk_at(place, wall(3, 3, 8, 15), config)
    assert reminding.digest_tick(desk) == 1
    assert [(row.occurrence, row.state) for row in rows(desk)] == [
        ("2022-03-02", "cancelled"),
        ("2022-03-03", "pending"),
    ]


def test_the_digest_puts_what_is_late_first(place: Workplace) -> None:
    """Late, today, the next five working days, waiting for sign-off: each task once, counted in the subject."""
    desk = desk_at(place, wall(3, 4))
    tracking.add(desk, "逾期的", due=date(2022, 3, 3), owner="司法所")
    tracking.add(desk, "今天的", due=date(2022, 3, 4))
    tracking.add(desk, "下周五的", due=date(2022, 3, 31), planned=date(2022, 3, 11))
    tracking.add(desk, "更远的", due=date(2022, 3, 14))
    waiting = tracking.add(desk, "待审的", due=date(2022, 3, 4))
    tracking.submit(desk, [waiting], reason="口头完成")
    reminding.digest_tick(desk)
    (digest,) = rows(desk, "pending")
    assert digest.subject == "3月4日（周五）工作提醒：逾期1项，今天1项，5个工作日内1项，待审核1项"
    assert digest.body.split("\n\n") == [
        "逾期（1项）\n· T1 3月3日（周四） 逾期的　司法所", "今天（1项）\n· T2 3月4日（周五） 今天的",
        "5个工作日内（1项）\n· T3 3月11日（周五） 下周五的（时限3月31日）", "待审核（1项）\n· T5 3月4日（周五） 待审的",
    ]  # fmt: skip


def test_a_quiet_day_stays_quiet(place: Workplace) -> None:
    """A day with nothing to say brings no digest, also not later the same day when something turns up."""
    desk = desk_at(place, wall(3, 4))
    assert reminding.digest_tick(desk) == 0
    tracking.add(desk, "新来的", due=date(2022, 3, 4))
    assert reminding.digest_tick(desk) == 0
    assert rows(desk, "pending") == []


def test_three_days_away_bring_one_message(place: Workplace) -> None:
    """After three days without a running program, everything missed and the day's digest come as one message."""
    desk = desk_at(place, wall(3, 1))
    for n, day in enumerate((2, 3, 4, 5, 7), 1):
        tracking.add(desk, f"任务{n}", due=date(2022, 3, day))
    sink = Sink()
    reminding.run_once(desk, sink)
    sink.letters.clear()
    back = desk_at(place, wall(3, 4, 10))
    assert reminding.run_once(back, sink).sent == 1
    (letter,) = sink.letters
    assert letter.subject == "【凤凰镇】今日汇总和5条提醒"
    assert letter.body.startswith("逾期（2项）")
    assert "· T1 任务1：逾期，时限是3月2日（周三）" in letter.body
    assert "· T3 任务3：3月4日（周五）到期" in letter.body
    assert reminding.run_once(back, sink).sent == 0


def test_reminders_that_were_never_planned_are_caught_up(place: Workplace) -> None:
    """A program started after days still tells what fell due meanwhile, at most a week back, unless the task changed since."""
    tracking.add(desk_at(place, wall(3, 1)), "甲", due=date(2022, 3, 9))
    tracking.add(desk_at(place, wall(3, 1)), "太早的", due=date(2022, 3, 3))
    changed = tracking.add(desk_at(place, wall(3, 1)), "改过的", due=date(2022, 3, 9))
    tracking.assign(desk_at(place, wall(3, 10, 12)), [changed], "司法所")
    desk = desk_at(place, wall(3, 14))
    reminding.plan_tick(desk)
    assert [(row.task_id, row.rule) for row in rows(desk)] == [(1, "0"), (1, "+1w")]


@pytest.mark.parametrize(("count", "messages"), [(3, 3), (4, 1)])
def test_more_than_three_at_once_become_one(place: Workplace, count: int, messages: int) -> None:
    """Three reminders of one morning go out one by one, four as one message with a line each."""
    desk = desk_at(place, wall(3, 1))
    for n in range(count):
        tracking.add(desk, f"任务{n}", due=date(2022, 3, 3))
    reminding.plan_tick(desk)
    sink = Sink()
    reminding.run_once(desk_at(place, wall(3, 3, 7, 59)), sink)
    assert sink.letters == []
    reminding.merge_tick(desk_at(place, wall(3, 3, 8, 30)))
    deliver_due(desk_at(place, wall(3, 3, 8, 30)), sink)
    assert len(sink.letters) == messages
    assert [sum(f"任务{n}" in letter.body for letter in sink.letters) for n in range(count)] == [1] * count


def test_a_merged_message_drops_what_was_done_meanwhile(place: Workplace) -> None:
    """A merged message that has not left loses the lines of finished tasks, and goes when none is left."""
    desk = desk_at(place, wall(3, 1))
    tasks = [tracking.add(desk, f"任务{n}", due=date(2022, 3, 3)) for n in range(4)]
    reminding.plan_tick(desk)
    morning = desk_at(place, wall(3, 3, 8, 30))
    assert reminding.merge_tick(morning) == 1
    tracking.submit(morning, tasks[:1], reason="口头完成")
    reminding.plan_tick(morning)
    (merged,) = [row for row in rows(morning, "pending") if row.rule == "merged"]
    assert merged.subject == "3条提醒"
    assert "任务0" not in merged.body
    tracking.submit(morning, tasks[1:], reason="口头完成")
    reminding.plan_tick(morning)
    assert rows(morning, "pending") == []


def test_settled_rows_are_pruned_after_their_time(place: Workplace) -> None:
    """Rows with nothing left to happen go after 400 days; what waits and what was given up stays."""
    desk = desk_at(place, wall(3, 1))
    tracking.add(desk, "甲", due=date(2022, 3, 2))
    reminding.run_once(desk_at(place, wall(3, 2)), Sink())
    assert rows(desk, "sent")
    assert reminding.prune_tick(desk_at(place, wall(3, 2) + 399 * DAY)) == 0
    assert reminding.prune_tick(desk_at(place, wall(3, 2) + 402 * DAY)) > 0
    assert {row.state for row in rows(desk)} == {"pending"}


def test_reminders_leave_no_history(place: Workplace) -> None:
    """Planning and sending write nothing into the history, and the workspace verifies."""
    desk = desk_at(place, wall(3, 1))
    tracking.add(desk, "甲", due=date(2022, 3, 2))
    before = place.sql("SELECT COUNT(*) FROM history")
    reminding.run_once(desk_at(place, wall(3, 2)), Sink())
    assert place.sql("SELECT COUNT(*) FROM history") == before
    assert workspace.verify(desk).problems == []


def test_bad_settings_are_named(place: Workplace) -> None:
    """Mail without a sender, and a digest hour that is none, end in UsageError naming the key."""
    with pytest.raises(UsageError, match="sender"):
        reminding.plan_tick(desk_at(place, wall(3, 1), Config(mail=MailSettings(host="h"))))
    with pytest.raises(UsageError, match="digest_at"):
        reminding.digest_tick(desk_at(place, wall(3, 1), Config(reminders=ReminderSettings(digest_at="八点"))))


def test_status_tells_what_waits_and_what_went(place: Workplace) -> None:
    """`remind status` counts what waits and went out, and says when the next one is due, in both forms."""
    desk = desk_at(place, wall(3, 1))
    tracking.add(desk, "甲", due=date(2022, 3, 2))
    reminding.run_once(desk, Sink())
    found = reminder_status.status(desk)
    assert (found["waiting"], found["sent"], found["dead"]) == (2, 1, [])
    assert found["next_due"] == wall(3, 2, 8, 30).astimezone(UTC).isoformat()
    assert reminder_status.status_lines(found) == [
        "提醒渠道：文件夹", "待发 2 条，下一条 2022-03-02 08:30", "已发 1 条，最近 2022-03-01 09:00",
    ]  # fmt: skip


def _insert(desk: Desk, title: str, rule: str) -> str:
    """Add a task that spans the first week of December, of an obligation that comes from a rule."""
    first, last = date(2022, 12, 1), date(2022, 12, 7)
    with desk.store.change(who="甲", action="accept", at=desk.now()) as tx:
        task = Task(
            plan_year=2022, key=title, title=title, category="publicity", planned=first, due=last, window_from=first,
            window_to=last, spans=True, date_source="custom", reason="惯例", created_at=desk.now(), updated_at=desk.now(),
        )  # fmt: skip
        obligation = Obligation(
            plan_year=2022, key="o", title=title, category="publicity", schedule={"kind": "discretionary"}, rule=rule,
            date_source="custom", reason="惯例", basis=[], measures=[], last_year=[], evidence=[], metrics=[],
        )  # fmt: skip
        tx.session.add_all([task, obligation])
        tx.session.flush()
        assert task.id is not None
        assert obligation.id is not None
        tx.session.add(TaskObligation(task_id=task.id, obligation_id=obligation.id))
        return ids.show(ids.TASK, task.id)
