"""Settings of this installation: `planrunner.toml` in the workspace, checked on load.

The file holds what belongs to the machine (mail server, address of the feed), never what belongs to the plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_args, get_type_hints

from planrunner.errors import UsageError, system_reason

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "planrunner.toml"

TEMPLATE = """\
# planrunner 的设置。把要用的几行和它们上面的 [段名] 一行行首的 # 都去掉即生效；
# 改完保存，重新启动 planrunner serve。每个 [段名] 只能有一处。

# [store]
# busy_seconds = 30            # 数据被别人占用时最多等几秒

# [serve]
# host = "127.0.0.1"           # 局域网里给别人订阅时改成 "0.0.0.0"
# port = 8750
# url = "http://127.0.0.1:8750"  # 写进订阅链接里的地址
# terminal_host = "127.0.0.1"  # 浏览器里的终端（serve --terminal）在哪里听；别的电脑也要用时改，必须有口令
# terminal_port = 8751
# terminal_passphrase_file = ""  # 存放终端口令（至少十二个字）的文件，不写在这里

# [mail]
# host = "10.0.0.25"           # 单位内网的邮件服务器
# port = 25
# tls = "none"                 # none | starttls | ssl
# user = ""
# password_file = ""           # 存放密码的文件，不写在这里
# sender = "planrunner@example.gov.cn"
# recipients = ["bangongshi@example.gov.cn"]

# [drop]
# folder = ""                  # 提醒写成文件放进这个文件夹

# [wecom]                       # 企业微信群机器人；[dingtalk] 钉钉、[feishu] 飞书写法相同
# url_file = ""                # 存放机器人 Webhook 地址的文件（地址里有密钥，不写在这里）
# secret_file = ""             # 钉钉、飞书开了“加签”时，存放密钥的文件

# [apprise]                     # 其他渠道（ntfy、Bark、Gotify、OA 的 Webhook 等），要另装 planrunner[apprise]
# url_file = ""                # 存放一行 Apprise 地址的文件（地址里有密钥，不写在这里）

# [plan]
# market_days = [4, 9]         # 逢四、九赶集（农历日的尾数），宣传日旁会列出附近的集日
# fields = []                  # 法治建设以外的行业规则包，例如 ["work-safety"]

# [reminders]
# digest_at = "08:00"          # 每个工作日几点发一次汇总
# weekly_to = []               # 每周第一个工作日给领导的一周汇总：邮件地址，或设好的渠道如 "企业微信"
# send_from = "07:30"          # 只在这两个钟点之间发，其余时间攒着
# send_until = "20:00"
# on_days_off = false          # 休息日发不发

# [escalation]                  # 逾期上报，从这里写的人起作用；写法同 weekly_to
# deputy_after = 3             # 逾期几个工作日报分管领导
# deputy_to = []
# chief_after = 10             # 逾期几个工作日报主要领导
# chief_to = []
"""


class StoreSettings(NamedTuple):
    """How long a writer waits for another, in seconds."""

    busy_seconds: float = 30.0


class ServeSettings(NamedTuple):
    """Where `serve` listens, for feeds and for the terminal in a browser, and the address that feeds are reached at."""

    host: str = "127.0.0.1"
    port: int = 8750
    url: str = "http://127.0.0.1:8750"
    terminal_host: str = "127.0.0.1"
    terminal_port: int = 8751
    terminal_passphrase_file: str = ""


class MailSettings(NamedTuple):
    """The mail server; no host means no mail. The password stands in a file of its own, never in the database."""

    host: str = ""
    port: int = 25
    tls: str = "none"
    user: str = ""
    password_file: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()


class DropSettings(NamedTuple):
    """The folder that reminders are dropped into as files; empty means none."""

    folder: str = ""


class BotSettings(NamedTuple):
    """A group bot. Its address holds the key, so it stands in a file of its own; `secret_file` is for signed bots."""

    url_file: str = ""
    secret_file: str = ""


class AppriseSettings(NamedTuple):
    """Any other service through Apprise. Its address holds the key, so it stands in a file of its own."""

    url_file: str = ""


class PlanSettings(NamedTuple):
    """Which packs of rules/field are used besides those for law-based government, and when the town has its market.

    `market_days` are the last digits of lunar days: 逢四、九 is [4, 9].
    """

    fields: tuple[str, ...] = ()
    market_days: tuple[int, ...] = ()


class ReminderSettings(NamedTuple):
    """Wall-clock times (Asia/Shanghai, HH:MM) of the digests and of the hours in which messages may leave."""

    digest_at: str = "08:00"
    weekly_to: tuple[str, ...] = ()
    send_from: str = "07:30"
    send_until: str = "20:00"
    on_days_off: bool = False


class EscalationSettings(NamedTuple):
    """After how many working days late which leaders are told; nobody unless named."""

    deputy_after: int = 3
    deputy_to: tuple[str, ...] = ()
    chief_after: int = 10
    chief_to: tuple[str, ...] = ()


class Config(NamedTuple):
    """Everything in planrunner.toml."""

    store: StoreSettings = StoreSettings()
    serve: ServeSettings = ServeSettings()
    mail: MailSettings = MailSettings()
    drop: DropSettings = DropSettings()
    wecom: BotSettings = BotSettings()
    dingtalk: BotSettings = BotSettings()
    feishu: BotSettings = BotSettings()
    apprise: AppriseSettings = AppriseSettings()
    plan: PlanSettings = PlanSettings()
    reminders: ReminderSettings = ReminderSettings()
    escalation: EscalationSettings = EscalationSettings()


SECTIONS: dict[str, Any] = {
    "store": StoreSettings,
    "serve": ServeSettings,
    "mail": MailSettings,
    "drop": DropSettings,
    "wecom": BotSettings,
    "dingtalk": BotSettings,
    "feishu": BotSettings,
    "apprise": AppriseSettings,
    "plan": PlanSettings,
    "reminders": ReminderSettings,
    "escalation": EscalationSettings,
}


def load_config(workspace: Path) -> Config:
    """Read the workspace's settings; a missing file gives the defaults.

    Raises UsageError naming file, table and key for a table or key that is unknown or of the wrong type.
    """
    file = workspace / FILE_NAME
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise UsageError(f"读不了设置文件 {file}：{system_reason(error)}。数据没有改动，请检查后重试。") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"设置文件 {file} 不是 UTF-8 编码。数据没有改动，请另存为 UTF-8 后重试。") from error
    if all(line.lstrip().startswith(("#", "[")) or not line.strip() for line in text.splitlines()):
        return Config()  # nothing is set: do not pay for the parser
    import tomllib

    from planrunner.toml_mistakes import toml_mistake

    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"设置文件 {file} 写错了：{toml_mistake(error)}。请改正后再运行；数据没有改动。") from error
    for name in sorted(set(tables) - set(SECTIONS)):
        owners = [section for section, kind in SECTIONS.items() if name in kind._fields]
        if owners and not isinstance(tables[name], dict):
            above = "或".join(f"[{section}]" for section in owners)
            raise UsageError(f"设置文件 {file} 里 {name} 上面缺少段名 {above}。段名那一行行首的 # 也要去掉。")
        raise UsageError(f"设置文件 {file} 里有不认识的段 [{name}]。可用的段：{'、'.join(SECTIONS)}。")
    return Config(**{name: _section(file, name, SECTIONS[name], table) for name, table in tables.items()})


def _section(file: Path, name: str, kind: Any, table: Any) -> Any:
    if not isinstance(table, dict):
        raise UsageError(f"设置文件 {file} 里的 {name} 应是一段 [{name}]。")
    known: dict[str, Any] = kind()._asdict()
    settings = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    for key, value in settings.items():
        if key not in known:
            raise UsageError(f"设置文件 {file} 的 [{name}] 里有不认识的项 {key}。可用：{'、'.join(known)}。")
        wanted = type(known[key])
        if isinstance(value, tuple) and wanted is tuple:
            element = get_args(get_type_hints(kind)[key])[0]
            if not all(type(one) is element for one in value):
                how = "是数字，不加引号" if element is int else "加引号"
                raise UsageError(f"设置文件 {file} 的 [{name}] {key} 方括号里的每一项都要{how}。")
        if isinstance(value, int) and not isinstance(value, bool) and wanted is float:
            continue
        if not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool):
            raise UsageError(f"设置文件 {file} 的 [{name}] {key} 类型不对，应是 {wanted.__name__}。")
    return kind(**settings)
