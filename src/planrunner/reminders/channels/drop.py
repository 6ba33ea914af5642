"""A folder that reminders are dropped into as text files: for offices where nothing else passes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError, system_reason
from planrunner.services.atomic import write_atomically
from planrunner.services.delivering import DeliveryError

if TYPE_CHECKING:
    from planrunner.config import DropSettings
    from planrunner.services.delivering import Letter


def file_name(letter: Letter) -> str:
    """Return the name of a letter's file: made from its key, so that a repeated sending lands on the same file."""
    return f"{hashlib.sha256(letter.key.encode()).hexdigest()[:24]}.txt"


def send(settings: DropSettings, letter: Letter) -> None:
    """Write a letter into the folder, whole or not at all (UTF-8 with a signature, so that every editor reads it).

    The folder itself is made where it is missing, the one it stands in is not: a share that is not connected must not
    be filled locally. Raises DeliveryError where it is not there or cannot be written; it is tried again.
    """
    folder = Path(settings.folder)
    text = f"{letter.subject}\n{letter.at:%Y-%m-%d %H:%M}\n编号 {letter.message_id}\n\n{letter.body}\n"
    try:
        folder.mkdir(exist_ok=True)
        write_atomically(folder / file_name(letter), text.encode("utf-8-sig"))
    except NotAllowedError as error:
        raise DeliveryError(error.message) from error
    except OSError as error:
        raise DeliveryError(f"放不进文件夹 {folder}：{system_reason(error)}。请检查 [drop] folder。") from error
