"""Apprise against a real HTTP server: what arrives, that failures are told in its words, and that no address is."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.integration.workplace import Workplace

from planrunner.config import AppriseSettings, Config
from planrunner.reminders.channels import apprise
from planrunner.services.delivering import DeliveryError, Letter
from planrunner.services.recipients import channel_problems

AT = datetime(2022, 3, 1, 1, 0, tzinfo=UTC)
LETTER = Letter("k", "<k@x>", "apprise", "group", "【清源镇】3月1日工作提醒：逾期1项", "逾期（1项）\n· T1 例会", AT)
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # imported by Apprise
needs_apprise = pytest.mark.skipif(
    find_spec("apprise") is None, reason="Apprise is not installed (planrunner[apprise])"
)


@dataclass
class Receiver:
    """A server: where it is, what it was sent, and what it answers."""

    host: str = ""
    status: int = 200
    posted: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a running server on this machine."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.host = f"127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def settings(folder: Path, url: str) -> AppriseSettings:
    """Return settings whose file holds an address."""
    (folder / "url").write_text(url + "\n", encoding="utf-8")
    return AppriseSettings(str(folder / "url"))


@needs_apprise
def test_a_letter_arrives(receiver: Receiver, tmp_path: Path) -> None:
    """Subject and text come out at the other end as they went in."""
    apprise.send(settings(tmp_path, f"json://amt:geheim@{receiver.host}/hook/schluessel"), LETTER)
    assert [(one["title"], one["message"]) for one in receiver.posted] == [(LETTER.subject, LETTER.body)]


@needs_apprise
def test_a_long_letter_is_cut_and_says_so(receiver: Receiver, tmp_path: Path) -> None:
    """What a service would not take whole ends with where the rest stands."""
    apprise.send(settings(tmp_path, f"json://{receiver.host}"), Letter("k", "<k>", "a", "g", "题", "长" * 99_999, AT))
    assert receiver.posted[0]["message"].startswith("长长")
    assert receiver.posted[0]["message"].endswith("其余请在 planrunner 里看）")


@needs_apprise
def test_a_failure_is_told_in_its_words_without_the_address(
    receiver: Receiver, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A refusal, a closed port and an address that is none are failures with a reason; nothing else hears of them."""
    receiver.status = 403
    for host, reason in ((receiver.host, "403"), ("127.0.0.1:1", "Connection error|error")):
        with pytest.raises(DeliveryError, match=reason) as caught:
            apprise.send(settings(tmp_path, f"json://amt:geheim@{host}/hook/schluessel"), LETTER)
        assert not caught.value.permanent
        assert not any(part in caught.value.message for part in ("geheim", "schluessel", "amt", "127.0.0.1"))
    with pytest.raises(DeliveryError, match="不认") as caught:
        apprise.send(settings(tmp_path, "nirgendwo://geheim/schluessel"), LETTER)
    assert "geheim" not in caught.value.message
    assert caplog.text == ""
    assert "".join(capfd.readouterr()) == ""
    assert logging.getLogger("apprise").propagate


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("wecombot://geheim", "wecom"), ("dingtalk://geheim/13800000000", "dingtalk"), ("Feishu://geheim", "feishu"),
        ("lark://geheim", "feishu"), ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim", "wecom"),
        ("jsons://oapi.dingtalk.com/robot/send?access_token=geheim", "dingtalk"),
        ("jsons://x:y@open.feishu.cn:443/open-apis/bot/v2/hook/geheim", "feishu"),
    ],
)  # fmt: skip
def test_bots_that_would_lie_are_sent_to_their_own_channel(tmp_path: Path, url: str, section: str) -> None:
    """企业微信, 钉钉 and 飞书 answer 200 to what they refuse: their own channels read the answer, Apprise does not."""
    with pytest.raises(DeliveryError, match=rf"\[{section}\]") as caught:
        apprise.send(settings(tmp_path, url), LETTER)
    assert "geheim" not in caught.value.message


@pytest.mark.parametrize("text", ["", "json://a/geheim\njson://b/geheim"])
def test_a_file_holds_one_address(tmp_path: Path, text: str) -> None:
    """An empty file and one with two addresses are refused, so that a letter is never half sent."""
    with pytest.raises(DeliveryError, match="一行") as caught:
        apprise.send(settings(tmp_path, text), LETTER)
    assert "geheim" not in caught.value.message


def test_where_it_is_not_installed_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the letter waits, and the message says what to install; `serve` says so at its start."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(DeliveryError, match=r"pip install 'planrunner\[apprise\]'") as caught:
        apprise.send(settings(tmp_path, "json://127.0.0.1"), LETTER)
    assert not caught.value.permanent
    monkeypatch.setattr("planrunner.services.recipients.find_spec", lambda _name: None)
    assert any("planrunner[apprise]" in problem for problem in channel_problems(Config(apprise=AppriseSettings("x"))))
    assert channel_problems(Config()) == []


def test_every_part_of_an_address_is_taken_out() -> None:
    """Tokens go as written and as decoded, short ones as words of their own; the scheme and the reason stay."""
    url = "ntfy://u:p%40ss@ntfy.example.cn/thema?x=ab"
    text = "Failed to send ntfy to NTFY.example.cn/thema by u (p@ss, p%40ss, ab): error=403, absurd"
    told = apprise.without_address(text, url)
    assert told.startswith("Failed to send ntfy to …/… by … (")
    assert told.endswith(": error=403, absurd")
    assert not any(part in told for part in ("ss", "thema", "example", "(u", " ab)"))


@needs_apprise
def test_remind_test_sends_one(sqlite_place: Workplace, receiver: Receiver, tmp_path: Path) -> None:
    """`remind test apprise` sends through the settings and says so; a refusal is a message and a code, without the address."""
    (tmp_path / "url").write_text(f"json://{receiver.host}/schluessel", encoding="utf-8")
    (sqlite_place.folder / "planrunner.toml").write_text(
        f"[apprise]\nurl_file = '{tmp_path / 'url'}'\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "planrunner", "--workspace", str(sqlite_place.folder), "remind", "test", "apprise"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")
    assert (done.returncode, len(receiver.posted)) == (0, 1), done.stderr
    assert "提醒测试" in receiver.posted[0]["title"]
    receiver.status = 500
    done = subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")
    assert done.returncode != 0
    assert "500" in done.stderr
    assert "schluessel" not in done.stdout + done.stderr
