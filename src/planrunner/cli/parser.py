"""argparse speaking Chinese."""

import argparse
import re
from typing import NoReturn

from planrunner.errors import UsageError

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


class Parser(argparse.ArgumentParser):
    """A parser of one command; mistakes raise UsageError with a Chinese message and the usage."""

    def __init__(self, command: str, summary: str) -> None:
        super().__init__(prog=f"planrunner {command}", description=summary, add_help=False, allow_abbrev=False)
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

    def format_usage(self) -> str:
        """Return the usage line, in Chinese."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """Return the help page, in Chinese."""
        return super().format_help().replace("usage: ", "用法：", 1)
