"""notify: today's digest as a notification of the desktop, for a program that the desktop starts at login."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from planrunner.cli.session import Session

LONGEST_BODY = 800
"""Characters; desktops cut what is longer, some in the middle of a mark."""


def notify_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `notify`: none."""
    del parser


def notify(session: Session, _args: Namespace) -> int:
    """Print today's digest and show it on the desktop where notify-send is there; sending mails is not its business."""
    from planrunner.services import digests

    found = digests.daily(session.desk)
    subject, body = found or (digests.NOTHING, "")
    shown = _on_desktop(subject, body) if found else False
    if session.options.json:
        session.give({"subject": subject, "body": body, "on_desktop": shown})
    else:
        session.say(subject)
        if body:
            session.say("\n" + body)
    return 0


def _on_desktop(subject: str, body: str) -> bool:
    """Show a notification; False where there is no desktop or no notify-send, which is no mistake."""
    import shutil
    import subprocess

    program = shutil.which("notify-send")
    if program is None:
        return False
    words = [subject, escape(body[:LONGEST_BODY], quote=False)]  # the body is read as markup, the subject is not
    try:
        done = subprocess.run(
            [program, "--app-name=planrunner", "--", *words], capture_output=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


COMMANDS = {"notify": ("今天的汇总弹到桌面上（有桌面的电脑）", notify_arguments, notify)}
