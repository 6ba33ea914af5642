"""Evidence from a phone: a link for one task that lives two hours, and what comes in through it waits for acceptance."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from planrunner.services import agenda, ids
from planrunner.services.desk import Desk
from planrunner.services.evidence import NewEvidence, add_evidence
from planrunner.services.evidence_types import PICTURES, SUFFIXES, kind_of_file, suffix_of
from planrunner.store import keys

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEY_FILE = "evidence-phone.key"
LIFE = timedelta(hours=2)
SENDER = "手机上传"
"""Who hands in what a phone sends: nobody of the office, so that whoever made the link may accept it."""
SIGNATURE_CHARS = 22
TAKEN = frozenset(PICTURES | {"pdf", "zip", "office", "film"})
ENDINGS = {"jpeg": "jpg", "png": "png", "gif": "gif", "bmp": "bmp", "webp": "webp", "heic": "heic", "pdf": "pdf"}
"""The suffix for a file that came without one."""
NAMES = frozenset(SUFFIXES) - {"zip"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that takes files for one task until a moment."""

    url: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Invited:
    """What a valid link is for."""

    task: str
    title: str
    until: datetime


_TOKEN = re.compile(r"[1-9][0-9]{0,17}\.[0-9a-f]{6,9}\.[0-9A-Za-z_-]{22}")


def invite(desk: Desk, task: str) -> Invitation:
    """Make a link for a task. Raises NothingFoundError for an unknown one, NotAllowedError where no key can be kept."""
    number = agenda.task_page(desk, task).task.id
    until = desk.clock().astimezone(UTC) + LIFE
    minutes = int(until.timestamp()) // 60
    token = f"{number}.{minutes:x}.{_signature(desk, number, minutes)}"
    return Invitation(f"{desk.config.serve.url.rstrip('/')}/up/{token}", _moment(minutes))


def invited(desk: Desk, token: str) -> Invited | None:
    """Return what a link is for; None for one that was not made here, is over, or whose task was taken back."""
    task, _, rest = token.partition(".")
    minutes, _, signature = rest.partition(".")
    if not _TOKEN.fullmatch(token) or not (desk.folder / KEY_FILE).is_file():
        return None
    number, until = int(task), int(minutes, 16)
    if not hmac.compare_digest(signature.encode(), _signature(desk, number, until).encode()):
        return None
    if desk.clock() >= _moment(until):
        return None
    shown = ids.show(ids.TASK, number)
    found = agenda.titles(desk, [shown])
    return Invited(shown, found[0][1], _moment(until)) if found else None


def fit_name(file: Path, name: str) -> str:
    """Return the name to keep a file under, "" for a file that is not taken: by its content, and by a name that agrees."""
    kind = kind_of_file(file)
    suffix = suffix_of(name)
    if kind not in TAKEN:
        return ""
    if not suffix and kind in ENDINGS:
        return f"{name or '照片'}.{ENDINGS[kind]}"
    return name if suffix in NAMES and kind in SUFFIXES[suffix] else ""


def receive(desk: Desk, link: Invited, files: Sequence[Path]) -> list[str]:
    """Keep files as evidence of the link's task, waiting for acceptance; return the ids. Raises as `add_evidence`."""
    sender = Desk(desk.folder, desk.store, SENDER, desk.config, desk.given_today, desk.clock)
    return add_evidence(sender, link.task, [NewEvidence(file=file) for file in files])


def _signature(desk: Desk, task: int, minutes: int) -> str:
    key = keys.signing_key(desk.folder, KEY_FILE)
    digest = hmac.new(key, f"phone {task} {minutes}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode()[:SIGNATURE_CHARS]


def _moment(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)
