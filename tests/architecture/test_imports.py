"""What may be imported when: layers, and nothing heavy in the commands that are used all day."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "textual",
    "icalendar",
    "starlette",
    "apscheduler",
    "docx",
    "alembic",
    "apprise",
)


def loaded(code: str, *words: str) -> set[str]:
    """Run code in a fresh interpreter and return the heavy packages it has imported at its end."""
    tail = f"; import sys; print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code + tail, *words], capture_output=True, check=True, text=True, encoding="utf-8"
    )
    return {name for name in HEAVY if f"'{name}'" in done.stderr}


def test_the_probe_sees_what_is_imported() -> None:
    """The probe of these tests would notice a heavy import."""
    assert "sqlalchemy" in loaded("import planrunner.store.engine")


def test_reading_imports_nothing_heavy() -> None:
    """What lists are made of is imported without the ORM, the terminal, calendars, web or documents."""
    modules = (
        "planrunner.services.agenda, planrunner.store.queries, planrunner.store.database, planrunner.services.desk"
    )
    assert loaded(f"import {modules}") == set()


def test_apprise_is_imported_by_its_first_letter_alone() -> None:
    """The channels, and the programs that send, start without Apprise and everything it brings."""
    modules = "planrunner.reminders.channels.apprise, planrunner.reminders.delivery, planrunner.cli.remind"
    assert "apprise" not in loaded(f"import {modules}")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a task that is late."""
    folder = tmp_path_factory.mktemp("workspace")
    for words in (("init", "--office", "凤凰镇", "--region", "370305"), ("add", "例会", "--due", "2022-02-01")):
        command = [sys.executable, "-m", "planrunner", "--workspace", str(folder), "--today", "2022-03-01", *words]
        subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ("today",), ("week",), ("month",), ("list",), ("list", "--light", "red"), ("today", "--json"), ("show", "T1"),
        ("search", "例会"), ("review",), ("--help",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_commands_of_the_day_import_nothing_heavy(workspace: Path, words: tuple[str, ...]) -> None:
    """From start to exit, with a task to show, commands that only read import none of the heavy packages."""
    code = "import sys; from planrunner.cli.main import run; assert run(sys.argv[1:]) == 0"
    assert loaded(code, "--workspace", str(workspace), "--today", "2022-03-01", *words) == set()


@pytest.mark.parametrize("package", ["store", "services"])
def test_packages_import_nothing_themselves(package: str) -> None:
    """Importing a room does not open all its cupboards."""
    code = f"import sys, planrunner; before = set(sys.modules); import planrunner.{package}; print(set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == f"{{'planrunner.{package}'}}"


def test_imports_point_inwards_only() -> None:
    """The contracts of pyproject.toml hold (import-linter)."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
