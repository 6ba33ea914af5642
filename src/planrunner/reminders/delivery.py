"""From the settings to channels: who sends what, and the commands that send without a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planrunner.errors import UsageError
from planrunner.reminders.channels import apprise, dingtalk, drop, feishu, mail, wecom
from planrunner.services import reminding
from planrunner.services.delivering import DeliveryError, Letter, message_id
from planrunner.services.recipients import CHANNELS, bot_settings, targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from planrunner.config import BotSettings, Config
    from planrunner.services.delivering import Delivered
    from planrunner.services.desk import Desk


BOTS: dict[str, Callable[[BotSettings, Letter], None]] = {
    "wecom": wecom.send,
    "dingtalk": dingtalk.send,
    "feishu": feishu.send,
}


def sender(config: Config) -> Callable[[Letter], None]:
    """Return the function that gives a letter to its channel; it raises DeliveryError where that does not take it."""

    def send(letter: Letter) -> None:
        if letter.channel == "mail" and config.mail.host:
            mail.send(config.mail, letter)
        elif letter.channel == "drop" and config.drop.folder:
            drop.send(config.drop, letter)
        elif letter.channel in BOTS and (settings := bot_settings(config, letter.channel)).url_file:
            BOTS[letter.channel](settings, letter)
        elif letter.channel == "apprise" and config.apprise.url_file:
            apprise.send(config.apprise, letter)
        else:
            raise DeliveryError(f"planrunner.toml 里没有设置 {letter.channel} 这个渠道。", permanent=True)

    return send


def run_once(desk: Desk) -> Delivered:
    """Plan and send what is due now. For offices that start it from their own scheduler."""
    return reminding.run_once(desk, sender(desk.config))


def send_test(desk: Desk, channel: str) -> list[str]:
    """Send a test message to every recipient of a channel and return the recipients; nothing is stored.

    Raises UsageError for a channel that is not set up, DeliveryError where it refuses.
    """
    recipients = [recipient for name, recipient in targets(desk.config) if name == channel]
    if not recipients:
        raise UsageError(
            f"没有设置{CHANNELS.get(channel, channel)}（{channel}）这个渠道。"
            "请在工作区的 planrunner.toml 里填写 [mail]、[drop]、[wecom]、[dingtalk]、[feishu] 或 [apprise]。"
        )
    send, office, now = sender(desk.config), desk.office(), desk.now()
    for recipient in recipients:
        key = f"test/{channel}/{recipient}/{now.isoformat()}"
        words = ("提醒测试", "收到这一条，说明提醒能送到这里。")
        send(
            Letter(
                key, message_id(key, office.domain), channel, recipient, f"【{office.name}】{words[0]}", words[1], now
            )
        )
    return recipients
