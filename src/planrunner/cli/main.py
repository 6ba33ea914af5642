"""The way in: finds the command, runs it, turns errors into messages and exit codes. Loads only what is asked for."""

import os
import sys
from importlib import import_module

from planrunner.cli.options import split
from planrunner.cli.session import Session
from planrunner.errors import PlanrunnerError, UsageError

GROUPS: dict[str, tuple[str, ...]] = {
    "lists": ("today", "week", "month", "list", "show", "search"),
    "plan": ("import", "review", "accept", "edit", "merge", "split", "reject"),
    "track": (
        "add", "start", "submit", "close", "return", "reopen", "carry", "drop", "reschedule", "assign", "note",
        "link", "undo", "redo",
    ),
    "dates": ("event", "extend", "notice", "plan"),
    "holidays": ("holidays",),
    "evidence": ("evidence", "metric"),
    "calendars": ("calendar", "feed", "serve"),
    "remind": ("remind",),
    "notify": ("notify",),
    "reports": ("report", "page"),
    "rules": ("rules",),
    "reading": ("extract", "when"),
    "workspace": ("init", "demo"),
    "trust": ("backup", "restore", "verify", "doctor"),
}  # fmt: skip
"""Module of cli/ → the commands it holds, in the order of the overview."""

MODULE_OF = {command: module for module, commands in GROUPS.items() for command in commands}
TITLES = {
    "lists": "看任务", "plan": "读报告、审建议", "track": "办任务", "dates": "从外面来的日期", "holidays": "放假安排",
    "evidence": "佐证和数字", "calendars": "日历", "remind": "提醒", "notify": "桌面提醒", "reports": "总结和报告",
    "rules": "规则", "reading": "只看不存", "workspace": "工作区", "trust": "备份和检查",
}  # fmt: skip
BUG = 70


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code (cli.md)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(errors="replace")  # an old console shows ? rather than ending the program
    session: Session | None = None
    workspace = None
    try:
        options, rest = split(argv, os.environ)
        workspace = options.workspace
        session = Session(options)
        return _dispatch(session, rest)
    except PlanrunnerError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    except SystemExit as stop:  # argparse has printed its help page
        return int(stop.code or 0)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("已中断。没做完的没有写入。", file=sys.stderr)
        return 130
    except Exception:  # noqa: BLE001 - the last stop: a bug is logged and named as one, never hidden
        from planrunner.cli.bugs import report

        print(report(workspace, argv), file=sys.stderr)
        return BUG
    finally:
        if session is not None:
            session.close()


def _dispatch(session: Session, rest: list[str]) -> int:
    if not rest:
        from planrunner.cli.terminal import open_terminal

        return open_terminal(session)
    command, *words = rest
    if command in ("-h", "--help", "help"):
        print(overview())
        return 0
    if command in ("-V", "--version"):
        from planrunner import __version__

        print(f"planrunner {__version__}")
        return 0
    module = MODULE_OF.get(command)
    if module is None:
        raise UsageError(f"没有 {command} 这个命令。planrunner --help 列出所有命令。")
    group = import_module(f"planrunner.cli.{module}")
    summary, arguments, action = group.COMMANDS[command]
    from planrunner.cli.parser import Parser

    parser = Parser(command, summary)
    arguments(parser)
    code: int = action(session, parser.parse_args(words))
    return code


def overview() -> str:
    """Return the list of all commands, by group."""
    lines = ["planrunner：把报告里的“下一步工作”变成有日期、有提醒、有佐证的任务。", "", "不带命令：打开终端界面", ""]
    for module, commands in GROUPS.items():
        group = import_module(f"planrunner.cli.{module}")
        lines.append(f"{TITLES[module]}：")
        lines += [f"  {command:<11} {group.COMMANDS[command][0]}" for command in commands]
    lines += [
        "",
        "到处可用：--workspace 文件夹  --database postgresql://…  --today 日期  --as 姓名  --plain  --json",
        "每个命令的说明：planrunner 命令 --help",
    ]
    return "\n".join(lines)
