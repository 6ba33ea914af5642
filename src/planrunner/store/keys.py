"""Small secret files of a workspace, readable by its owner only; they stand in no backup and in no history."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from planrunner.errors import NotAllowedError, system_reason

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32


def keep_hash(folder: Path, name: str, token: str) -> None:
    """Write the SHA-256 of a token, in place of the one before. Raises NotAllowedError where it cannot be written."""
    _write(folder / name, hashlib.sha256(token.encode()).hexdigest().encode(), over=True)


def is_token(folder: Path, name: str, token: str) -> bool:
    """Tell whether this is the token whose hash was kept, in the same time for every wrong one."""
    try:
        known = (folder / name).read_bytes().strip()
    except OSError:
        return False
    told = hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest().encode()
    return hmac.compare_digest(known, told)


def forget(folder: Path, name: str) -> bool:
    """Remove a secret; tell whether there was one. Raises NotAllowedError where it cannot be removed."""
    try:
        (folder / name).unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise NotAllowedError(f"删不掉 {folder / name}（{system_reason(error)}）。请检查权限。") from error
    return True


def signing_key(folder: Path, name: str) -> bytes:
    """Return the key of that name, made on first use. Raises NotAllowedError where it cannot be read or written."""
    file = folder / name
    with suppress(FileExistsError):  # another program may just have made it
        if not file.is_file():
            _write(file, secrets.token_bytes(KEY_BYTES).hex().encode(), over=False)
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii"))
    except OSError as error:
        raise NotAllowedError(f"读不了 {file}（{system_reason(error)}）。请检查权限。") from error
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise NotAllowedError(f"{file} 已损坏。删掉它再试，以前发出的链接随之失效。")
    return key


def _write(file: Path, content: bytes, *, over: bool) -> None:
    """Write a file with mode 0600, whole or not at all. Raises FileExistsError where it may not be written over."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:  # noqa: PTH123 - opened by number, with its mode
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            if over:
                part.replace(file)
            else:
                os.link(part, file)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        raise
    except OSError as error:
        raise NotAllowedError(f"写不了 {file}（{system_reason(error)}）。请检查磁盘空间和权限。") from error
