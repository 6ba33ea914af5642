"""Making and upgrading the tables: the migrations say what the models say, and data is copied before it is touched."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from tests.integration.workplace import Workplace

from planrunner.errors import NotAllowedError
from planrunner.services import agenda, tracking, workspace
from planrunner.store import reader, schema
from planrunner.store.tables import metadata
from planrunner.store.target import SCHEMA_VERSION

NEXT = SCHEMA_VERSION + 1
LATER = '''
"""One more migration, as a later version might bring."""

import sqlalchemy as sa
from alembic import op

revision = "{next:04d}"
down_revision = "{now:04d}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("task") as batch_op:
        batch_op.add_column(sa.Column("weight", sa.Integer(), nullable=False, server_default="7"))
    {more}
'''


def later(more: str = "") -> str:
    """Return the text of the next migration; `more` is a statement at its end."""
    return LATER.format(next=NEXT, now=SCHEMA_VERSION, more=more)


def test_the_migrations_make_what_the_models_say(place: Workplace) -> None:
    """Alembic finds no difference between migrated tables and models, on either database."""
    with place.desk().store.engine.connect() as connection:
        opts = {"render_as_batch": True, "include_name": lambda name, _kind, _parents: name != "schema_version"}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_what_alembic_does_not_compare_is_there_too(place: Workplace) -> None:
    """CHECK constraints and the conditions of partial indexes, which Alembic passes over, came through the migration."""
    if place.target.is_postgres:
        checks = place.sql("SELECT COUNT(*) FROM pg_constraint WHERE contype = 'c' AND conrelid = 'task'::regclass")
        partial = place.sql("SELECT indexdef FROM pg_indexes WHERE tablename = 'task' AND indexdef ~ ' WHERE '")
        assert checks == [(2,)]
    else:
        ((made,),) = place.sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'task'")
        partial = place.sql("SELECT sql FROM sqlite_master WHERE tbl_name = 'task' AND sql LIKE '%INDEX% WHERE %'")
        assert str(made).count("CHECK") == 2
        assert "AUTOINCREMENT" in str(made)
    assert len(partial) == 5


def test_migrating_twice_does_nothing(place: Workplace) -> None:
    """Tables that are up to date are left alone."""
    assert not schema.migrate(place.desk().store.engine)


def test_alembic_is_imported_only_to_migrate(sqlite_place: Workplace) -> None:
    """A program that finds its tables up to date never imports alembic, not even to write."""
    code = (
        "import sys, datetime as dt; from pathlib import Path; from planrunner.services import tracking, workspace;"
        "from planrunner.services.desk import Desk; from planrunner.store.database import Store;"
        "from planrunner.store.target import parse_target; folder = Path(sys.argv[1]);"
        "desk = Desk(folder, Store(parse_target(None, folder)), '甲');"
        "workspace.upgrade(desk); tracking.add(desk, '例会', due=None); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(sqlite_place.folder)], check=True, capture_output=True, text=True
    )
    assert done.stdout == "False\n"


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make this program one whose newest migration is the next number; return the file of that migration."""
    scripts = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    second = scripts / "versions" / f"m{NEXT:04d}_later.py"
    second.write_text(later(), encoding="utf-8")
    monkeypatch.setattr(schema, "MIGRATIONS", scripts)
    for module in (schema, reader):
        monkeypatch.setattr(module, "SCHEMA_VERSION", NEXT)
    return second


def test_an_older_programs_data_is_upgraded(place: Workplace, request: pytest.FixtureRequest) -> None:
    """Old data is refused for lists with a hint, then upgraded in place with everything it held, history included."""
    tracking.add(place.desk(), "例会", due=date(2022, 2, 1))
    request.getfixturevalue("newer")
    with pytest.raises(NotAllowedError, match="先备份再升级"):
        agenda.today_tasks(place.desk())
    assert workspace.upgrade(place.desk())
    assert [task.title for task in agenda.today_tasks(place.desk())] == ["例会"]
    assert place.sql("SELECT weight FROM task") == [(7,)]
    assert not workspace.upgrade(place.desk())


def test_data_is_copied_before_it_is_upgraded(sqlite_place: Workplace, newer: Path) -> None:
    """The checked copy in backups/ is the data as it was, of the old schema."""
    sqlite_place.sql("UPDATE office SET name = '旧名'")
    workspace.upgrade(sqlite_place.desk())
    with closing(sqlite3.connect(sqlite_place.folder / "backups" / f"before-schema-{NEXT}.db")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert copy.execute("SELECT name FROM office").fetchall() == [("旧名",)]
        assert "weight" not in str(copy.execute("SELECT sql FROM sqlite_master WHERE name = 'task'").fetchone())


def test_a_failing_upgrade_leaves_everything_as_it_was(place: Workplace, request: pytest.FixtureRequest) -> None:
    """A migration that fails half-way takes back what it did; schema number, tables and data are the old ones."""
    tracking.add(place.desk(), "例会", due=None)
    second: Path = request.getfixturevalue("newer")
    second.write_text(later("raise RuntimeError('broken')"), encoding="utf-8")
    with pytest.raises(RuntimeError, match="broken"):
        workspace.upgrade(place.desk())
    request.getfixturevalue("monkeypatch").undo()
    tracking.start(place.desk(), ["T1"])
    assert workspace.verify(place.desk()).problems == []


def test_no_upgrade_without_a_copy(sqlite_place: Workplace, newer: Path) -> None:
    """Where the copy cannot be made, nothing is upgraded."""
    (sqlite_place.folder / "backups").write_text("a file where the folder should be")
    with pytest.raises(NotAllowedError, match="备份"):
        workspace.upgrade(sqlite_place.desk())
    assert sqlite_place.sql("PRAGMA user_version") == [(SCHEMA_VERSION,)]
