"""Making and migrating the tables. Alembic is imported only here, and only when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from planrunner.store.target import SCHEMA_VERSION, SQLITE_APPLICATION_ID

MIGRATIONS = Path(__file__).parent / "migrations"


def schema_version(connection: Connection) -> int:
    """Return the schema number of an open database, 0 for an empty one."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    known = connection.execute(text("SELECT to_regclass('schema_version')")).scalar_one()
    return int(connection.execute(text("SELECT version FROM schema_version")).scalar_one()) if known else 0


def migrate(engine: Engine) -> bool:
    """Bring the tables up to `SCHEMA_VERSION` in one transaction; return whether anything was done.

    The caller has made a checked backup of data that exists.
    """
    with engine.begin() as connection:
        if schema_version(connection) == SCHEMA_VERSION:
            return False
        _upgrade(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {SQLITE_APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        else:
            connection.execute(text("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)"))
            connection.execute(text("DELETE FROM schema_version"))
            connection.execute(text("INSERT INTO schema_version VALUES (:version)"), {"version": SCHEMA_VERSION})
    return True


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{SCHEMA_VERSION:04d}")
