"""The history's hash chain: each record carries the SHA-256 of its content and of the record before."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

GENESIS = "0" * 64


def plain(value: Any) -> Any:
    """Return a JSON value for a column value: dates and instants as ISO text, instants in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def record_hash(
    previous: str,
    at: datetime,
    who: str,
    action: str,
    reason: str,
    undoes: int | None,
    items: Sequence[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]],
) -> str:
    """Return the hex SHA-256 of a record; `items` are (table, row id, before, after) in the order written."""
    content = {
        "previous": previous,
        "at": plain(at),
        "who": who,
        "action": action,
        "reason": reason,
        "undoes": undoes,
        "items": [list(item) for item in items],
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()
