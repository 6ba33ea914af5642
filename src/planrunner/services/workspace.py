"""Making and checking a workspace."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planrunner.config import FILE_NAME, TEMPLATE
from planrunner.errors import NotAllowedError, UsageError, system_reason
from planrunner.store import queries

if TYPE_CHECKING:
    from pathlib import Path

    from planrunner.services.desk import Desk

NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs"}
"""WAL does not work where several machines share the file (SQLite's own documentation of WAL)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found; `problems` is empty for sound data."""

    records: int
    evidence: int
    problems: list[str]


def init(desk: Desk, office: str, region: str, *, one_person: bool = False) -> bool:
    """Make the workspace and its office; return False where it existed already with this very office.

    Raises UsageError for an empty name or a region code that is not 6 to 12 digits, NotAllowedError for a folder that
    cannot be written, lies on a network share, or belongs to another office.
    """
    from sqlmodel import select

    from planrunner.store.schema import migrate
    from planrunner.store.tables import Office

    if not office.strip():
        raise UsageError("单位名称不能为空，例如：--office 凤凰镇")
    if not (region.isascii() and region.isdigit() and 6 <= len(region) <= 12):
        raise UsageError(f"区划代码 {region} 不对，应是 6 到 12 位数字，例如：--region 370305")
    _make_folder(desk.folder)
    migrate(desk.store.engine)
    with desk.store.reader() as reader:
        known = queries.office(reader)
    if known is None:
        with desk.store.change(who=desk.who, action="init", at=desk.now()) as tx:
            there = tx.session.exec(select(Office)).first()  # another program may have been making it too
            if there is None:
                tx.session.add(
                    Office(
                        name=office.strip(),
                        region=region,
                        sign_off="one-person" if one_person else "two-person",
                        domain=f"{secrets.token_hex(8)}.planrunner",
                    )
                )
                return True
            known = queries.OfficeRow(there.name, there.region, there.sign_off, there.domain)
    if (known.name, known.region) == (office.strip(), region):
        return False
    raise NotAllowedError(f"{desk.folder} 已经是“{known.name}”的工作区，没有改动。换一个文件夹：--workspace …")


def refuse_network_share(folder: Path) -> None:
    """Raise NotAllowedError where a folder lies on a network share."""
    share = network_share(folder)
    if share:
        raise NotAllowedError(
            f"{folder} 在网络共享（{share}）上，多台电脑同写会损坏数据，没有建立工作区。"
            "请放在本机硬盘上；要多台电脑共用，请用 --database 连 PostgreSQL。"
        )


def _make_folder(folder: Path) -> None:
    refuse_network_share(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "evidence").mkdir(exist_ok=True)
        settings = folder / FILE_NAME
        if not settings.exists():
            settings.write_text(TEMPLATE, encoding="utf-8")
    except OSError as error:
        raise NotAllowedError(
            f"不能在 {folder} 建立工作区（{system_reason(error)}）。请换一个可写的文件夹。"
        ) from error


def network_share(folder: Path) -> str:
    """Return the kind of network file system a folder lies on, "" for a local disk (or where it cannot be told)."""
    path = os.path.realpath(folder)
    if path.startswith(("\\\\", "//")):
        return "UNC"
    try:
        with open("/proc/mounts", encoding="utf-8") as mounts:  # noqa: PTH123 - a kernel file, not a path of ours
            entries = [line.split()[1:3] for line in mounts]
    except OSError:
        return ""
    inside = [(where, kind) for where, kind in entries if path == where or path.startswith(where.rstrip("/") + "/")]
    kind = max(inside, key=lambda entry: len(entry[0]), default=("", ""))[1]
    return kind if kind in NETWORK_FILE_SYSTEMS else ""


def verify(desk: Desk) -> Verdict:
    """Check the history's chain, the rows against it, and every evidence file against its digest."""
    from planrunner.services.evidence_review import check_files
    from planrunner.store.verification import verify_history

    records, problems = verify_history(desk.store)
    files, missing = check_files(desk)
    return Verdict(records, files, problems + missing)


def upgrade(desk: Desk) -> bool:
    """Bring an existing workspace's tables up to this program, after a checked backup; tell whether it was needed."""
    from planrunner.store.schema import migrate

    if desk.store.target.file is not None and not desk.store.target.file.is_file():
        desk.office()  # says that there is no workspace
    return migrate(desk.store.engine)
