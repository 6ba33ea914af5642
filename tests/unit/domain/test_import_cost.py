"""What the hot commands import must not bring in the calendars."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["status", "lights", "pace", "reminder_rules", "rules", "packs", "schedule"])
def test_light_modules_bring_no_calendar(module: str) -> None:
    """Importing states, lights, pace or rules loads neither lunar-python nor chinesecalendar."""
    code = f"import sys, planrunner.domain.{module}; print(sorted({{'lunar_python', 'chinese_calendar'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
