"""The words of reminders, and the fixed hours."""

import asyncio
from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planrunner.reminders.channels.drop import file_name
from planrunner.reminders.clock import hours, make_clock
from planrunner.services import digests
from planrunner.services.delivering import Letter, message_id
from planrunner.store.outbox import RemindedTask

NOON = datetime(2022, 3, 1, 4, tzinfo=UTC)


def task(title: str = "宪法宣传", start: date | None = None, **changes: Any) -> RemindedTask:
    """Return a task due on 7 December 2022."""
    return RemindedTask(1, title, "", start, date(2022, 12, 7), False, NOON, ())._replace(**changes)


@given(st.text(min_size=1), st.sampled_from(["-10w", "-3d", "0", "+1w"]))
def test_a_subject_is_one_line(title: str, offset: str) -> None:
    """Whatever a title holds, the subject stays on one line and begins with the task's id."""
    subject, _ = digests.reminder("T1", task(title), offset, "planrunner")
    assert len(subject.splitlines()) == 1
    assert subject.startswith("T1 ")


def test_a_reminder_says_what_is_near() -> None:
    """Before the deadline the day it ends, before a span the day it begins, after it that it is late."""
    first = date(2022, 12, 1)
    assert digests.reminder("T1", task(), "-3w", "")[0] == "T1 宪法宣传：12月7日（周三）到期"
    assert digests.reminder("T1", task(start=first), "-1w", "")[0] == "T1 宪法宣传：12月1日（周四）开始"
    assert digests.reminder("T1", task(start=first), "+1w", "")[0] == "T1 宪法宣传：逾期，时限是12月7日（周三）"


def test_a_body_has_dates_owner_and_what_to_type() -> None:
    """The body names beginning, deadline (暂定 where it is), owner, and the commands that help on."""
    place = "planrunner --workspace /数据"
    of = task(start=date(2022, 12, 1), tentative=True, owner="司法所")
    _, body = digests.reminder("T1", of, "-1w", place)
    assert body.splitlines() == [
        "T1 宪法宣传", "开始：2022年12月1日（周四）", "时限：2022年12月7日（周三），暂定", "负责：司法所", "",
        f"查看：{place} show T1", f"办完后：{place} submit T1",
    ]  # fmt: skip
    assert digests.reminder("T1", of, "-1w", "")[1].splitlines()[-1] == "负责：司法所"


@given(st.lists(st.text(), min_size=1, unique=True))
def test_a_fingerprint_names_a_set(keys: list[str]) -> None:
    """The order of the keys does not matter, a missing key does."""
    assert digests.fingerprint(reversed(keys)) == digests.fingerprint(keys)
    assert digests.fingerprint(keys[1:]) != digests.fingerprint(keys)


@given(st.text(min_size=1), st.text(min_size=1))
def test_ids_come_from_the_key_alone(one: str, other: str) -> None:
    """The same key gives the same Message-ID and the same file name, whatever the words and the hour; others differ."""
    letters = [
        Letter(key, message_id(key, "ab.planrunner"), "drop", "folder", words, words, NOON)
        for key, words in ((one, "甲"), (one, "乙"), (other, "甲"))
    ]
    assert letters[0].message_id == letters[1].message_id
    assert file_name(letters[0]) == file_name(letters[1])
    assert (file_name(letters[0]) == file_name(letters[2])) is (one == other)
    assert letters[0].message_id.startswith("<")
    assert letters[0].message_id.endswith("@ab.planrunner>")
    assert letters[0].message_id.isascii()


def test_the_fixed_hours_are_beijing_s_and_never_skipped() -> None:
    """The digest rings at its wall time in Asia/Shanghai; a late job still runs, once; no job is stored."""

    async def rung(_name: str) -> None:
        """Ring no bell."""

    async def begin() -> dict[str, str]:
        clock = make_clock(hours(time(8, 15)), rung)
        clock.start(paused=True)
        jobs = clock.get_jobs()
        assert all((job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1) for job in jobs)
        found = {job.id: f"{job.next_run_time.tzinfo} {job.trigger}" for job in jobs}
        clock.shutdown(wait=False)
        return found

    assert asyncio.run(begin()) == {
        "plan": "Asia/Shanghai cron[minute='2']",
        "digest": "Asia/Shanghai cron[hour='8', minute='15']",
        "backup": "Asia/Shanghai cron[hour='2', minute='30']",
        "prune": "Asia/Shanghai cron[hour='3', minute='10']",
    }
