"""Checking an evidence bundle with nothing but the zip: every hash, the chain, and that they belong together.

The zip is taken for hostile: sizes and ratios are looked at before anything is unpacked, nothing is written to disk,
and no more than one line or one block of it is held at a time.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planrunner.errors import BadInputError, DamagedDataError, system_reason
from planrunner.services.reporting_bundle import CHUNK, FORMAT, HISTORY, MANIFEST, SEAL, VERSION
from planrunner.store.proof import follow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planrunner.store.proof import Record

MAX_ENTRIES = 200_000
MAX_RATIO = 200
MAX_LINE = 64 * 1024 * 1024
"""Bytes of one record; the import of a report of a hundred pages has less than one million."""
MAX_MANIFEST = 128 * 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Checked:
    """A bundle that holds. `withheld` records of its history are given by their hash alone."""

    office: str
    year: int
    files: int
    records: int
    withheld: int
    seal: str


def check_bundle(file: Path) -> Checked:
    """Check a bundle from its seal to the last record of the history.

    Raises BadInputError for a file that cannot be read or is no bundle, DamagedDataError naming the first difference.
    """
    try:
        with zipfile.ZipFile(file) as zipped:
            return _check(zipped, file.name)
    except OSError as error:
        raise BadInputError(f"读不了 {file}（{system_reason(error)}）。请检查路径和权限。") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise BadInputError(f"{file.name} 已损坏，或者不是 zip 文件，读不出来。请重新复制一份。") from error


def _check(zipped: zipfile.ZipFile, name: str) -> Checked:
    entries = _entries(zipped, name)
    content = _small(zipped, entries[MANIFEST], MAX_MANIFEST, name)
    seal = hashlib.sha256(content).hexdigest()
    if _small(zipped, entries[SEAL], 1024, name) != f"{seal}  {MANIFEST}\n".encode():
        raise DamagedDataError(f"{name} 被改动过：清单 {MANIFEST} 与它的校验值不符。")
    manifest = _manifest(content, name)
    listed: dict[str, dict[str, Any]] = {one["name"]: one for one in manifest["files"]}
    known = {*listed, MANIFEST, SEAL}
    for extra in entries:
        if extra not in known:
            raise DamagedDataError(f"{name} 被改动过：多了清单里没有的文件 {extra}。")
    for wanted, one in listed.items():
        if wanted not in entries:
            raise DamagedDataError(f"{name} 被改动过：少了文件 {wanted}。")
        if entries[wanted].file_size != one["size"] or _digest(zipped, entries[wanted]) != one["sha256"]:
            raise DamagedDataError(f"{name} 被改动过：{wanted} 与清单不符。")
    records, hidden = _chain(zipped, entries[HISTORY], manifest, name)
    return Checked(manifest["office"], manifest["plan_year"], len(listed), records, hidden, seal)


def _entries(zipped: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """Return the entries of the zip by name, after looking at their number, names and sizes."""
    found: dict[str, zipfile.ZipInfo] = {}
    if len(zipped.infolist()) > MAX_ENTRIES:
        raise BadInputError(f"{name} 里的文件多得反常，已拒绝打开。请向提供的人核实。")
    for entry in zipped.infolist():
        parts = entry.filename.split("/")
        if entry.filename in found or ".." in parts or "" in parts or re.search(r"[\\:\x00]", entry.filename):
            raise BadInputError(f"{name} 里有不该有的文件名 {entry.filename!r}，已拒绝打开。请向提供的人核实。")
        if entry.file_size > MAX_RATIO * max(1, entry.compress_size) + CHUNK:
            raise BadInputError(f"{name} 里的 {entry.filename} 解压后异常巨大，已拒绝打开。请向提供的人核实。")
        found[entry.filename] = entry
    for needed in (MANIFEST, SEAL, HISTORY):
        if needed not in found:
            raise BadInputError(f"{name} 不是 planrunner 写的佐证材料包，或者缺了 {needed}。")
    return found


def _small(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, name: str) -> bytes:
    if entry.file_size > most:
        raise BadInputError(f"{name} 里的 {entry.filename} 异常巨大，已拒绝打开。请向提供的人核实。")
    return zipped.read(entry)


def _manifest(content: bytes, name: str) -> dict[str, Any]:
    """Read the manifest, which is sealed but may have been made by anybody. Raises BadInputError for another shape."""
    try:
        manifest = json.loads(content)
        sound = (
            manifest["format"] == FORMAT
            and isinstance(manifest["office"], str)
            and isinstance(manifest["plan_year"], int)
            and isinstance(manifest["history"]["records"], int)
            and all(
                isinstance(one["name"], str) and isinstance(one["size"], int) and _DIGEST.fullmatch(one["sha256"])
                for one in manifest["files"]
            )
        )
        version = manifest["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        sound, version = False, VERSION
    if not sound:
        raise BadInputError(f"{name} 的清单 {MANIFEST} 读不懂，不是 planrunner 写下的样子。")
    if version != VERSION:
        raise BadInputError(f"{name} 由更新版本的 planrunner 写成，这个版本核对不了。请换用新版程序。")
    found: dict[str, Any] = manifest
    return found


def _digest(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    with zipped.open(entry) as stream:
        while part := stream.read(CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _chain(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, manifest: dict[str, Any], name: str) -> tuple[int, int]:
    """Follow the history and hold the files of evidence against it; return the records and how many are withheld."""
    digests: dict[str, Any] = {}
    hidden = 0

    def seen(record: Record) -> None:
        nonlocal hidden
        hidden += record.get("withheld") is True
        for table, row_id, _, after in record.get("items", ()):
            if table == "evidence":
                digests[f"E{row_id}"] = (after or {}).get("sha256")

    try:
        count, last = follow(_lines(zipped, entry, name), seen)
    except DamagedDataError as error:
        raise DamagedDataError(f"{name} 被改动过：{error.message}。") from error
    about = manifest["history"]
    if (count, last, hidden) != (about["records"], about.get("last_hash"), about.get("withheld")):
        raise DamagedDataError(f"{name} 被改动过：历史记录到第 {count} 条为止，与清单不符。")
    for one in manifest["files"]:
        piece = one.get("evidence")
        if piece is not None and digests.get(piece, one["sha256"] if hidden else None) != one["sha256"]:
            raise DamagedDataError(f"{name} 被改动过：{one['name']} 不是历史记录里登记的那份 {piece}。")
    return count, hidden


def _lines(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    with zipped.open(entry) as stream:
        while line := stream.readline(MAX_LINE):
            if not line.endswith(b"\n"):
                raise DamagedDataError(f"{name} 被改动过：历史记录里有一条不完整或异常长。")
            yield line
