"""The history as lines of JSON that prove themselves: enough to compute every hash of the chain again without the data."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from planrunner.errors import DamagedDataError
from planrunner.store.chain import GENESIS, plain, record_hash
from planrunner.store.reader import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from planrunner.store.reader import Reader

PAGE = 500
"""Records read at a time; an import is one record with some thousand items."""
Record = dict[str, Any]


def proof_records(reader: Reader) -> Iterator[Record]:
    """Yield the history oldest first, each record with everything that its hash was made from."""
    last = 0
    while True:
        rows = reader.rows(
            "SELECT id, at, who, action, reason, undoes, previous_hash, hash FROM history WHERE id > ? ORDER BY id LIMIT ?",
            (last, PAGE),
        )
        if not rows:
            return
        items: dict[int, list[Any]] = {}
        for number, table, row_id, before, after in reader.rows(
            "SELECT history_id, table_name, row_id, CAST(before AS TEXT), CAST(after AS TEXT) FROM history_item"
            " WHERE history_id > ? AND history_id <= ? ORDER BY history_id, id",
            (last, rows[-1][0]),
        ):
            images = [json.loads(image or "null") for image in (before, after)]
            items.setdefault(number, []).append([table, row_id, *images])
        for number, at, who, action, reason, undoes, previous, digest in rows:
            yield {
                "id": number, "at": plain(instant(at)), "who": who, "action": action, "reason": reason,
                "undoes": undoes, "items": items.get(number, []), "previous": previous, "hash": digest,
            }  # fmt: skip
        last = rows[-1][0]


def withheld(record: Record) -> Record:
    """Return a record without its content: the chain goes on through it, what was changed stays untold."""
    return {key: record[key] for key in ("id", "previous", "hash")} | {"withheld": True}


def to_line(record: Record) -> bytes:
    """Return a record as one line."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False).encode(errors="surrogatepass") + b"\n"


def follow(lines: Iterable[bytes], seen: Callable[[Record], None]) -> tuple[int, str]:
    """Compute the chain again from its lines; return how many records there are and the last hash.

    `seen` is given every record that holds. Raises DamagedDataError naming the first that does not.
    """
    previous, count = GENESIS, 0
    for line in lines:
        count += 1
        try:
            record = json.loads(line.decode(errors="surrogatepass"))
            sound = record["previous"] == previous and (
                record.get("withheld") is True or record["hash"] == _hash(record)
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            sound = False
        if not sound:
            raise DamagedDataError(f"历史记录第 {count} 条与原来写下的不一致")
        seen(record)
        previous = str(record["hash"])
    return count, previous


def _hash(record: Record) -> str:
    return record_hash(
        record["previous"], datetime.fromisoformat(record["at"]), record["who"], record["action"], record["reason"],
        record["undoes"], record["items"],
    )  # fmt: skip
