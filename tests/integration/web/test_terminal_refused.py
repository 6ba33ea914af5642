"""What `serve --terminal` refuses before it listens; none of it needs the extra."""

import sys
from pathlib import Path

import pytest
from tests.integration.workplace import Workplace

from planrunner.cli.browser import passphrase as read_passphrase
from planrunner.cli.main import run
from planrunner.config import ServeSettings

RIGHT = "凤凰镇司法所的很长的口令"


@pytest.mark.parametrize(
    ("passphrase", "more", "code", "said"),
    [
        ("", ("--terminal-host", "0.0.0.0"), 4, "必须先设口令"),
        ("", ("--terminal-host", "::"), 4, "必须先设口令"),
        ("十一个字的口令不够", (), 2, "至少要 12 个字"),
    ],
)
def test_what_is_refused(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    passphrase: str, more: tuple[str, ...], code: int, said: str,
) -> None:  # fmt: skip
    """Wider than the loopback without a passphrase, or with one too short: told in Chinese, nothing started."""
    sqlite_place.desk().office()
    monkeypatch.setenv("PLANRUNNER_TERMINAL_PASSPHRASE", passphrase)
    assert run(["--workspace", str(sqlite_place.folder), "serve", "--terminal", *more]) == code
    answer = capsys.readouterr()
    assert said in answer.err
    assert "服务没有启动" in answer.err
    assert not passphrase or passphrase not in answer.err


def test_a_passphrase_in_a_file(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The file that the settings name is read; one that is missing, short or empty is told."""
    monkeypatch.delenv("PLANRUNNER_TERMINAL_PASSPHRASE", raising=False)
    file = tmp_path / "口令.txt"
    file.write_text(f"{RIGHT}x" * 2 + "\n", encoding="utf-8")
    assert read_passphrase(ServeSettings(terminal_passphrase_file=str(file))) == f"{RIGHT}x" * 2
    sqlite_place.desk().office()
    for content in (None, "", "短"):
        file.unlink()
        settings = f"[serve]\nterminal_passphrase_file = '{file}'\n"
        (sqlite_place.folder / "planrunner.toml").write_text(settings, encoding="utf-8")
        if content is not None:
            file.write_text(content, encoding="utf-8")
        assert run(["--workspace", str(sqlite_place.folder), "serve", "--terminal"]) == 2
        assert "terminal_passphrase_file" in capsys.readouterr().err
        file.touch()


def test_without_the_extra(
    sqlite_place: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says what to install."""
    sqlite_place.desk().office()
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    monkeypatch.delitem(sys.modules, "planrunner.web.terminal", raising=False)
    assert run(["--workspace", str(sqlite_place.folder), "serve", "--terminal"]) == 4
    assert "pip install 'planrunner[browser]'" in capsys.readouterr().err
