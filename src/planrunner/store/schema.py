"""Making and migrating the tables. Alembic is imported only here, and only when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from planrunner.errors import NotAllowedError
from planrunner.store.backup import FOLDER, backup
from planrunner.store.engine import failures_told
from planrunner.store.reader import check_version, open_sqlite_readonly
from planrunner.store.target import SCHEMA_VERSION, SQLITE_APPLICATION_ID, Target

MIGRATIONS = Path(__file__).parent / "migrations"
TURN = 0x504C4142
"""Advisory lock on PostgreSQL that lets one program at a time make or migrate the tables."""


def schema_version(connection: Connection) -> int:
    """Return the schema number of an open database, 0 for an empty one."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    known = connection.execute(text("SELECT to_regclass('schema_version')")).scalar_one()
    return int(connection.execute(text("SELECT version FROM schema_version")).scalar_one()) if known else 0


def migrate(engine: Engine) -> bool:
    """Bring the tables up to `SCHEMA_VERSION` in one transaction; return whether anything was done.

    What a program killed half-way left behind is an empty database, and is made anew. SQLite data that exists is
    first copied, checked, to `backups/before-schema-N.db`; on PostgreSQL the transaction alone protects it, and
    backups are its administrator's. Raises DamagedDataError for a file that is not planrunner's or of a newer
    program, ConflictError where another program holds it, NotAllowedError where it cannot be written.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    target = Target(file=Path(engine.url.database or "")) if on_sqlite else Target(address=str(engine.url))
    if on_sqlite and _is_current(target):
        return False
    with failures_told(target), engine.begin() as connection:
        if not on_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
        version = schema_version(connection)
        if version == SCHEMA_VERSION:
            return False
        if version > SCHEMA_VERSION:
            check_version(version)
        if version and target.file is not None:
            backup(target.file, target.file.parent / FOLDER / f"before-schema-{SCHEMA_VERSION}.db")
        _upgrade(connection)
        if on_sqlite:
            connection.exec_driver_sql(f"PRAGMA application_id = {SQLITE_APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        else:
            connection.execute(text("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)"))
            connection.execute(text("DELETE FROM schema_version"))
            connection.execute(text("INSERT INTO schema_version VALUES (:version)"), {"version": SCHEMA_VERSION})
    return True


def _is_current(target: Target) -> bool:
    """Look at a file without touching it: True if nothing is to be done; raises as `migrate` for a strange one."""
    assert target.file is not None
    try:
        open_sqlite_readonly(target.file, target.busy_seconds).close()
    except NotAllowedError:  # absent, empty or of an older program
        return False
    return True


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{SCHEMA_VERSION:04d}")
