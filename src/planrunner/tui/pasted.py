"""Places of files as they come from elsewhere: quoted, as file:// addresses, several at once."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.request import url2pathname

from planrunner.errors import UsageError

BEGINS = r"(?:/|~/|\.{1,2}/|[A-Za-z]:[\\/]|\\\\|[Ff][Ii][Ll][Ee]://)"
PATH = re.compile(rf"{BEGINS}|.*\.[A-Za-z][A-Za-z0-9]{{1,4}}$", re.DOTALL)
"""A path: begins like one, or ends in a suffix such as .docx."""
QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'|“([^“”]+)”")
"""One quoted place: as Windows copies a path, as a terminal gets a dropped file, as an input method quotes."""
ALL_QUOTED = re.compile(rf"\s*(?:(?:{QUOTED.pattern})[\s,，;；、]*)+")
BETWEEN = re.compile(rf"[\s,，;；、]+(?={BEGINS})")
"""What stands between two unquoted places: signs or blanks with something behind them that begins like a path."""


def places(text: str) -> list[str]:
    """Return the places in a pasted text, without quotes; a text that names one file is one place, blanks and all."""
    text = text.strip()
    if ALL_QUOTED.fullmatch(text):
        return [next(filter(None, found)).strip() for found in QUOTED.findall(text)]
    bare = text.strip("\"'“”")
    if not re.match(BEGINS, bare):
        return [bare]
    parts = [part.strip("\"'“”") for part in BETWEEN.split(bare)]
    return [bare] if len(parts) > 1 and Path(bare).expanduser().exists() else parts


def path_of(place: str) -> Path:
    """Return the file that a place names: a path, ~ and file:// understood."""
    bare = place.strip().strip("\"'“”")
    if bare.lower().startswith("file://"):
        bare = url2pathname(bare[len("file://") :])
    return Path(bare).expanduser()


def existing(place: str) -> Path:
    """Return the file at a place. UsageError where there is none, or a folder: said before anything is stored."""
    path = path_of(place)
    if path.is_dir():
        raise UsageError(f"{path} 是文件夹，还没有存任何内容。请写明其中的文件，几个文件用空格隔开。")
    if not path.is_file():
        raise UsageError(f"找不到文件“{path}”，还没有存任何内容，填的都还在。请检查位置和文件名。")
    return path
