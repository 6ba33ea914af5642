"""The settings file: lists take the kind of element their setting has, and the shipped template is right as it stands."""

import re
from pathlib import Path

import pytest

from planrunner.config import FILE_NAME, TEMPLATE, load_config
from planrunner.errors import UsageError


def test_every_line_of_the_template_works_as_it_stands(tmp_path: Path) -> None:
    """With all comment marks taken away the file is read, and market days are digits."""
    lines = [re.sub(r"^# (?=\[|\w+ =)", "", line) for line in TEMPLATE.splitlines()]
    (tmp_path / FILE_NAME).write_text("\n".join(lines), encoding="utf-8")
    config = load_config(tmp_path)
    assert config.plan.market_days == (4, 9)
    assert config.mail.recipients == ("bangongshi@example.gov.cn",)
    assert config.serve.port == 8750


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('market_days = ["4"]', "每一项都要是数字，不加引号"),
        ("market_days = [true]", "每一项都要是数字，不加引号"),
        ("fields = [7]", "每一项都要加引号"),
        ("market_days = 4", "类型不对"),
    ],
)
def test_a_list_of_the_wrong_kind_is_refused(tmp_path: Path, line: str, said: str) -> None:
    """The message names table and key and says what each element should be."""
    (tmp_path / FILE_NAME).write_text(f"[plan]\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=said) as refused:
        load_config(tmp_path)
    assert "[plan]" in str(refused.value)
    assert line.split(" ", maxsplit=1)[0] in str(refused.value)
