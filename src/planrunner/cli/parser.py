"""argparse speaking Chinese, its pages aligned by terminal cells."""

import argparse
import re
from collections.abc import Iterable
from typing import NoReturn

from planrunner.cli.text import cells, wrap
from planrunner.errors import UsageError

WIDTH = 79
HELP_AT = 24
"""The column that explanations stand in."""
PART = re.compile(r"\(.*?\)+(?=\s|$)|\[.*?\]+(?=\s|$)|\S+")
"""One part of a usage line, which stays on one line."""

TRANSLATIONS = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1 不能是 \2，可选：\3"),
    (r"argument (.+?): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (.+?): expected at least one argument", r"\1 后面至少要有一个值"),
    (r"argument (.+?): invalid int value: (.+)", r"\1 应是整数，而不是 \2"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"one of the arguments (.+) is required", r"\1 至少要写一个"),
)


class Formatter(argparse.HelpFormatter):
    """argparse's own counts characters, and so takes a Chinese one for one cell."""

    def _format_action(self, action: argparse.Action) -> str:
        head = " " * self._current_indent + self._format_action_invocation(action)
        lines = wrap(self._expand_help(action), WIDTH - HELP_AT) if action.help else []
        if lines and cells(head) + 2 <= HELP_AT:
            head += " " * (HELP_AT - cells(head)) + lines.pop(0)
        return "\n".join([head, *(" " * HELP_AT + line for line in lines)]) + "\n"

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(wrap(text, width, indent))

    def _format_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None,
    ) -> str:
        self._width = 10_000  # argparse breaks no line; the lines are broken below
        text = super()._format_usage(usage, actions, groups, prefix or "用法：")
        self._width = WIDTH
        lines, indent = [""], " " * (cells(f"用法：{self._prog}") + 1)
        for part in PART.findall(text):
            if cells(f"{lines[-1]} {part}") > WIDTH:
                lines.append(indent + part)
            else:
                lines[-1] += f" {part}" if lines[-1] else part
        return "\n".join(lines) + "\n\n"


class Parser(argparse.ArgumentParser):
    """A parser of one command; mistakes raise UsageError with a Chinese message and the usage."""

    def __init__(self, command: str, summary: str) -> None:
        super().__init__(
            prog=f"planrunner {command}",
            description=summary,
            add_help=False,
            allow_abbrev=False,
            formatter_class=Formatter,
        )
        self._positionals.title = "要写的内容"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这页说明")

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with the mistake in Chinese."""
        for pattern, words in TRANSLATIONS:
            translated, count = re.subn(pattern, words, message)
            if count:
                message = translated
                break
        raise UsageError(f"{message}。\n{self.format_usage().strip()}")
