"""Who is told, on which channel, and at which hours, as the settings say. The clock is the desk's."""

from __future__ import annotations

from datetime import datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from planrunner.domain.zone import SHANGHAI
from planrunner.errors import UsageError

if TYPE_CHECKING:
    from planrunner.config import BotSettings, Config
    from planrunner.services.desk import Desk

FOLDER, GROUP = "folder", "group"
CHANNELS = {
    "mail": "邮件",
    "drop": "文件夹",
    "wecom": "企业微信",
    "dingtalk": "钉钉",
    "feishu": "飞书",
    "apprise": "Apprise",
}
BOTS = ("wecom", "dingtalk", "feishu")

Target = tuple[str, str]
"""A channel and a recipient on it."""


class Level(NamedTuple):
    """A step up the office: who is told of a task that is `after` working days late. `rule` is its name in the outbox."""

    rule: str
    title: str
    after: int
    to: tuple[Target, ...]


def targets(config: Config) -> list[Target]:
    """Return (channel, recipient) of everybody who is reminded by these settings.

    Raises UsageError where the mail settings are begun but not complete.
    """
    found = []
    if config.mail.host:
        if not config.mail.sender or not config.mail.recipients:
            raise UsageError("planrunner.toml 的 [mail] 填了 host，还要填 sender（发件人）和 recipients（收件人）。")
        found += [("mail", recipient) for recipient in dict.fromkeys(config.mail.recipients)]
    if config.drop.folder:
        found.append(("drop", FOLDER))
    found += [(name, GROUP) for name in BOTS if bot_settings(config, name).url_file]
    if config.apprise.url_file:
        found.append(("apprise", GROUP))
    return found


def weekly_targets(config: Config) -> list[Target]:
    """Return who gets the weekly digest. Raises UsageError for a name that is no address and no channel in use."""
    return _named(config, "[reminders] weekly_to", config.reminders.weekly_to)


def escalation(config: Config) -> list[Level]:
    """Return the steps up the office that are set: 分管领导, then 主要领导. Raises UsageError for wrong settings."""
    one = config.escalation
    steps = (
        ("deputy", "分管领导", one.deputy_after, one.deputy_to),
        ("chief", "主要领导", one.chief_after, one.chief_to),
    )
    for rule, _, after, _ in steps:
        if not 1 <= after <= 250:
            raise UsageError(f"planrunner.toml 的 [escalation] {rule}_after 写成了 {after}，应在 1—250 个工作日之间。")
    return [
        Level(rule, title, after, tuple(_named(config, f"[escalation] {rule}_to", names)))
        for rule, title, after, names in steps
        if names
    ]


def everybody(config: Config) -> set[Target]:
    """Return all whom the settings name in any part; nothing goes to anybody else."""
    up = (target for level in escalation(config) for target in level.to)
    return {*targets(config), *weekly_targets(config), *up}


def _named(config: Config, key: str, names: tuple[str, ...]) -> list[Target]:
    """Read names of recipients: an address is mail, anything else a channel that is set up, in Chinese or by its key."""
    in_use = targets(config)
    found: list[Target] = []
    for name in dict.fromkeys(names):
        channel = next((one for one in CHANNELS if name in (one, CHANNELS[one]) and one != "mail"), "")
        target = next((one for one in in_use if one[0] == channel), None)
        if "@" in name and config.mail.host:
            found.append(("mail", name))
        elif target is not None:
            found.append(target)
        else:
            raise UsageError(
                f"planrunner.toml 的 {key} 里的 {name} 用不上：应是邮件地址（要先设好 [mail]），"
                "或已经设好的渠道，例如 企业微信、文件夹。"
            )
    return found


def bot_settings(config: Config, name: str) -> BotSettings:
    """Return the settings of a group bot."""
    settings: BotSettings = getattr(config, name)
    return settings


def digest_time(config: Config) -> time:
    """Return the wall time of the digests. Raises UsageError for what is no HH:MM."""
    return _wall("digest_at", config.reminders.digest_at)


def may_send(desk: Desk) -> bool:
    """Tell whether messages may leave now: in the hours set, and not on days off unless the settings allow it.

    What waits meanwhile is not lost and goes out as one message at the next hour that is not quiet.
    """
    settings = desk.config.reminders
    first, last = _wall("send_from", settings.send_from), _wall("send_until", settings.send_until)
    if first >= last:
        raise UsageError("planrunner.toml 的 [reminders] send_from 要早于 send_until。")
    now = desk.now().astimezone(SHANGHAI)
    return first <= now.time() < last and (settings.on_days_off or desk.calendar().is_workday(now.date()))


def _wall(key: str, words: str) -> time:
    try:
        return datetime.strptime(words, "%H:%M").time()  # noqa: DTZ007 - a wall time has no zone
    except ValueError as error:
        raise UsageError(f"planrunner.toml 的 [reminders] {key} 写成了 {words}，应写成 08:00 这样。") from error


def channel_problems(config: Config) -> list[str]:
    """Return what is wrong with the channels that can be seen without sending, in Chinese."""
    found = []
    folder = Path(config.drop.folder)
    made_when_needed = folder.parent.is_dir() and not folder.exists()
    if config.drop.folder and not folder.is_dir() and not made_when_needed:
        found.append(f"[drop] folder 指的文件夹 {folder} 不在，提醒放不进去。请先建好它，或改正 planrunner.toml。")
    if config.apprise.url_file and find_spec("apprise") is None:
        found.append("填了 [apprise]，但没有安装 Apprise，提醒发不出去。请运行 pip install 'planrunner[apprise]'。")
    return found


def target_words(channel: str, recipient: str) -> str:
    """Return a channel and its recipient as people say it, for example 邮件 a@b.cn."""
    return CHANNELS[channel] if recipient in (FOLDER, GROUP) else f"{CHANNELS[channel]} {recipient}"
