"""Instants, the hash chain, and where the data is."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from planrunner.store.chain import GENESIS, plain, record_hash
from planrunner.store.reader import day, instant, parsed
from planrunner.store.target import Target, parse_target
from planrunner.store.types import UTCDateTime

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
aware = st.datetimes(datetime(1990, 1, 2), datetime(2150, 1, 1), timezones=offsets)  # noqa: DTZ001 - bounds of a strategy
SQLITE, POSTGRES = (make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://"))
dialects = st.sampled_from([SQLITE, POSTGRES])


@given(moment=aware, dialect=dialects)
def test_an_instant_survives_its_column(moment: datetime, dialect: Any) -> None:
    """An aware instant of any offset comes back as the same instant, in UTC, from either database."""
    column = UTCDateTime()
    stored = column.process_bind_param(moment, dialect)
    back = column.process_result_value(stored, dialect)
    assert back == moment
    assert back is not None
    assert back.tzinfo is UTC


@given(moment=st.datetimes(), dialect=dialects)
def test_a_naive_instant_is_refused(moment: datetime, dialect: Any) -> None:
    """A wall time without a zone is no instant."""
    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(moment, dialect)


@given(moment=aware)
def test_the_reader_reads_what_the_column_wrote(moment: datetime) -> None:
    """SQLite's naive UTC text, as SQLAlchemy writes it, is read back as the same instant."""
    stored = UTCDateTime().process_bind_param(moment, SQLITE)
    assert stored is not None
    assert instant(stored.isoformat(sep=" ", timespec="microseconds")) == moment


@given(value=st.none() | st.dates())
def test_days_are_read_from_both_drivers(value: date | None) -> None:
    """SQLite gives ISO text, psycopg gives dates; both become the day."""
    assert day(value.isoformat() if value else None) == value
    assert day(value) == value


def test_json_is_read_from_both_drivers() -> None:
    """SQLite gives JSON text, psycopg gives objects; both become objects, and NULL stays None."""
    assert parsed('{"a": [1, "二"]}') == parsed({"a": [1, "二"]}) == {"a": [1, "二"]}
    assert parsed(None) is None


AT = datetime(2022, 3, 1, 1, 0, tzinfo=UTC)
ITEM: tuple[str, int, dict[str, Any] | None, dict[str, Any] | None] = ("task", 1, None, {"title": "例会", "n": 1.5})


def hashed(**changes: Any) -> str:
    """Return the hash of a record with some of its parts changed."""
    parts = {
        "previous": GENESIS, "at": AT, "who": "甲", "action": "add", "reason": "", "undoes": None, "items": [ITEM],
    }  # fmt: skip
    return record_hash(**{**parts, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"previous": "1" * 64},
        {"at": AT + timedelta(microseconds=1)},
        {"who": "乙"},
        {"action": "close"},
        {"reason": "有会"},
        {"undoes": 1},
        {"items": []},
        {"items": [ITEM, ITEM]},
        {"items": [("task", 2, None, ITEM[3])]},
        {"items": [("metric", 1, None, ITEM[3])]},
        {"items": [("task", 1, ITEM[3], None)]},
        {"items": [("task", 1, None, {"title": "例会", "n": 1.25})]},
    ],
)
def test_every_part_of_a_record_counts(change: dict[str, Any]) -> None:
    """A record that differs in any part has another hash."""
    assert hashed(**change) != hashed()


@given(moment=aware)
def test_a_hash_does_not_depend_on_the_clocks_zone(moment: datetime) -> None:
    """The same instant written from another zone gives the same record."""
    assert hashed(at=moment) == hashed(at=moment.astimezone(UTC))
    assert plain(moment) == plain(moment.astimezone(UTC))


def test_where_the_data_is(tmp_path: Path) -> None:
    """Without --database it is the workspace's own file; every spelling of a PostgreSQL address goes to psycopg."""
    assert parse_target(None, tmp_path, 3) == Target(file=tmp_path / "planrunner.db", busy_seconds=3)
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        target = parse_target(f"{scheme}://u:p@h/d", tmp_path)
        assert target.is_postgres
        assert target.address == "postgresql://u:p@h/d"
        assert target.postgres_url() == "postgresql+psycopg://u:p@h/d"
    with pytest.raises(ValueError, match="mysql"):
        parse_target("mysql://h/d", tmp_path)
