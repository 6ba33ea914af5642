"""Seventy-two hours in seconds: a sleeping machine, a clock set back and forth, a mail server down for more than a day."""

from datetime import date, datetime, timedelta

from tests.integration.reminders.office import desk_at, rows, wall
from tests.integration.workplace import Workplace

from planrunner.config import Config, EscalationSettings, MailSettings, ReminderSettings
from planrunner.reminders.pump import Pump
from planrunner.services import tracking, workspace
from planrunner.services.delivering import DeliveryError, Letter

CONFIG = Config(
    mail=MailSettings(host="h", sender="a@b.cn", recipients=("office@b.cn",)),
    reminders=ReminderSettings(weekly_to=("chief@b.cn",)),
    escalation=EscalationSettings(1, ("deputy@b.cn",), 2, ("chief@b.cn",)),
)
STEP = timedelta(minutes=10)
BEGIN, END = wall(3, 2, 6), wall(3, 5, 6)
ASLEEP = (wall(3, 2, 18), wall(3, 3, 10))
DOWN = (wall(3, 3, 9), wall(3, 4, 11))
SET_BACK = (wall(3, 2, 14), timedelta(hours=-3))
SET_FORTH = (wall(3, 4, 15), timedelta(hours=2))
PUT_RIGHT = (wall(3, 4, 18), timedelta())


def shown(true: datetime) -> datetime:
    """Return what the machine's clock shows: three hours behind from Wednesday 14:00 to 16:00, ahead on Friday afternoon."""
    if SET_BACK[0] <= true < SET_BACK[0] + timedelta(hours=2):
        return true + SET_BACK[1]
    if SET_FORTH[0] <= true < PUT_RIGHT[0]:
        return true + SET_FORTH[1]
    return true


class Mail:
    """A mail server that is down for more than a day; it notes the true time of what it took."""

    def __init__(self) -> None:
        self.true = BEGIN
        self.took: list[tuple[str, str, str]] = []
        self.keys: list[str] = []
        self.refused = 0

    def __call__(self, letter: Letter) -> None:
        """Take a letter, unless the server is down."""
        if DOWN[0] <= self.true < DOWN[1]:
            self.refused += 1
            raise DeliveryError("连不上邮件服务器")
        self.took.append((f"{self.true:%d %H:%M}", letter.recipient, letter.subject.removeprefix("【凤凰镇】")))
        self.keys.append(letter.key)


def test_seventy_two_hours(place: Workplace) -> None:
    """Each person gets each message once, at its hour or as soon as it could be; nothing at night or on Saturday."""
    before = desk_at(place, wall(2, 28))
    for name, due in (("甲", date(2022, 3, 2)), ("乙", date(2022, 3, 4)), ("丙", date(2022, 3, 7))):
        tracking.add(before, name, due=due)
    mail = Mail()
    desk = desk_at(place, BEGIN, CONFIG)
    desk.clock = lambda: shown(mail.true)
    pump = Pump(desk, mail)
    rung = frozenset({"plan"})
    while mail.true < END:
        if not ASLEEP[0] <= mail.true < ASLEEP[1]:
            pump.step(rung)
        mail.true += STEP
        rung = frozenset({"plan"} if mail.true.minute == 0 else ())
    table = "\n".join(" | ".join(one) for one in mail.took)
    assert table == EXPECTED, table
    assert len(set(mail.keys)) == len(mail.keys)
    assert rows(desk, "leased", "dead") == []
    assert not [row for row in rows(desk, "pending") if row.due_at <= END]
    assert 3 <= mail.refused <= 40  # a server that is down is knocked at now and then, not for every letter
    assert workspace.verify(desk).problems == []


EXPECTED = """\
02 07:30 | chief@b.cn | 一周工作（2月28日—3月6日）：本周2项
02 07:30 | office@b.cn | T2 乙：3月4日（周五）到期
02 08:00 | office@b.cn | 3月2日（周三）工作提醒：今天1项，5个工作日内2项
02 08:30 | office@b.cn | T1 甲：3月2日（周三）到期
02 08:30 | office@b.cn | T3 丙：3月7日（周一）到期
04 11:30 | deputy@b.cn | T1 甲：逾期1个工作日，报分管领导
04 11:30 | office@b.cn | 今日汇总和1条提醒
04 14:20 | chief@b.cn | T1 甲：逾期2个工作日，报主要领导
04 14:20 | office@b.cn | T2 乙：3月4日（周五）到期
04 14:20 | office@b.cn | 3月4日（周五）工作提醒：逾期1项，今天1项，5个工作日内1项"""
"""Day and true time, to whom, what. Wednesday opens with what was missed before. Thursday's was made into one on
waking and refused for a day; it comes after the server is back, as Friday's does: at most four hours later each."""
