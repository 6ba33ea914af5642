"""A real terminal (tmux) with the program in it: keys go in, the screen is read, and every wait is for something seen."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 30.0
"""Seconds after which what was waited for will not come any more, on a busy machine too."""
LOOK = 0.05
"""Seconds between two looks at the screen."""


def command(folder: Path, who: str, today: str = "", *words: str) -> list[str]:
    """Return the command that opens the program on a workspace as someone, on a day."""
    day = ["--today", today] if today else []
    return [sys.executable, "-m", "planrunner", "--workspace", str(folder), "--as", who, *day, *words]


class Terminal:
    """A window with a server of its own. `keys` counts the keys pressed; texts typed or pasted do not count."""

    def __init__(self) -> None:
        self._server = ""
        self.keys = 0

    def tmux(self, *words: str) -> str:
        """Run a tmux command on this server and return what it prints."""
        command = ["tmux", "-L", self._server, "-f", "/dev/null", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout

    def open(self, command: list[str], width: int = 80, height: int = 24) -> None:
        """Start a program in a window of its own server."""
        self.close()
        self._server = f"planrunner-{uuid.uuid4().hex[:8]}"
        self.tmux("-u", "new-session", "-d", "-x", str(width), "-y", str(height), *command)

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names, one after the other. What follows Escape at once would read as Alt: wait between."""
        assert "Escape" not in keys[:-1]
        self.keys += len(keys)
        self.tmux("send-keys", *keys)

    def write(self, text: str) -> None:
        """Type a text, as an input method commits it."""
        self.tmux("send-keys", "-l", text)

    def paste(self, text: str) -> None:
        """Paste a text, bracketed as terminals do."""
        self.tmux("set-buffer", text)
        self.tmux("paste-buffer", "-p")

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return self.tmux("capture-pane", "-p")

    def until(self, what: Callable[[str], bool], wanted: str) -> str:
        """Return the screen once something holds for it; fail with the screen where it does not come to hold."""
        end = time.monotonic() + PATIENCE
        while not what(screen := self.screen):
            if time.monotonic() > end:
                pytest.fail(f"{wanted}:\n{screen}")
            time.sleep(LOOK)
        return screen

    def shows(self, *texts: str) -> str:
        """Return the screen once it shows all of the texts."""
        return self.until(lambda screen: all(text in screen for text in texts), f"{texts} did not come on the screen")

    def hides(self, text: str) -> str:
        """Return the screen once a text is gone from it."""
        return self.until(lambda screen: text not in screen, f"{text!r} stays on the screen")

    def row(self, *texts: str) -> str:
        """Return the first line that holds all of the texts, once there is one."""

        def found(screen: str) -> list[str]:
            return [line for line in screen.splitlines() if all(text in line for text in texts)]

        return found(self.until(lambda screen: bool(found(screen)), f"{texts} did not come on one line"))[0]

    def cursor(self) -> str:
        """Return the row that the cursor stands on, "" where no list has one."""
        return next((line for line in self.screen.splitlines() if line.startswith(">")), "")

    def cursor_on(self, text: str) -> None:
        """Wait until the cursor stands on a row."""
        self.until(
            lambda screen: any(line.startswith(">") and text in line for line in screen.splitlines()),
            f"the cursor does not stand on {text!r}",
        )

    def go(self, text: str, key: str = "Down") -> None:
        """Press a key, seeing each time where the cursor went, until it stands on a row."""
        while text not in (here := self.cursor()):
            self.press(key)
            self.until(
                lambda screen, here=here: here not in screen.splitlines(),  # type: ignore[misc]  # mypy cannot infer a lambda's default
                f"{text!r} is not in the list; the cursor stays on {here!r}",
            )

    def close(self) -> None:
        """End the server and what runs in it."""
        if self._server:
            subprocess.run(["tmux", "-L", self._server, "kill-server"], check=False, capture_output=True)
