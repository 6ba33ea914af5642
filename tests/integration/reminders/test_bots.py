"""The group bots against a real HTTP server: what is posted, and that HTTP 200 with an error code is no success."""

import base64
import hashlib
import hmac
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from planrunner.config import BotSettings
from planrunner.reminders.channels import dingtalk, feishu, wecom
from planrunner.services.delivering import DeliveryError, Letter

AT = datetime(2022, 3, 1, 1, 0, tzinfo=UTC)
LETTER = Letter("k", "<k@x>", "wecom", "group", "【清源镇】3月1日工作提醒：逾期1项", "逾期（1项）\n· T1 例会", AT)
Send = Callable[[BotSettings, Letter], None]


@dataclass
class Robot:
    """A bot's server: what it was sent, and what it answers."""

    url: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    paths: list[str] = field(default_factory=list)
    posted: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def robot() -> Iterator[Robot]:
    """Return a running server on this machine."""
    found = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.paths.append(self.path)
            found.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.status)
            self.end_headers()
            self.wfile.write(json.dumps(found.answer).encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/hook?key=geheim"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(robot: Robot, tmp_path: Path) -> BotSettings:
    """Return settings that point at the server."""
    (tmp_path / "url").write_text(robot.url + "\n", encoding="utf-8")
    (tmp_path / "secret").write_text("SEC123", encoding="utf-8")
    return BotSettings(str(tmp_path / "url"))


BOTS = pytest.mark.parametrize(
    ("send", "ok", "refused", "busy"),
    [
        (wecom.send, {"errcode": 0}, {"errcode": 93000, "errmsg": "invalid webhook url"}, {"errcode": 45009}),
        (dingtalk.send, {"errcode": 0}, {"errcode": 310000, "errmsg": "keywords not in content"}, {"errcode": 130101}),
        (feishu.send, {"code": 0}, {"code": 19001, "msg": "param invalid"}, {"code": 11232}),
    ],
    ids=["wecom", "dingtalk", "feishu"],
)


@BOTS
def test_an_answer_is_believed_by_its_code(
    robot: Robot, settings: BotSettings, send: Send, ok: dict[str, Any], refused: dict[str, Any], busy: dict[str, Any]
) -> None:
    """Sent is what the code says was sent; a refusal is final, haste is tried again, and no message tells the address."""
    robot.answer = ok
    send(settings, LETTER)
    assert "逾期1项" in json.dumps(robot.posted[0], ensure_ascii=False)
    for answer, permanent in ((refused, True), (busy, False)):
        robot.answer = answer
        with pytest.raises(DeliveryError, match=str(next(iter(answer.values())))) as caught:
            send(settings, LETTER)
        assert caught.value.permanent is permanent
        assert "geheim" not in str(caught.value)


@BOTS
def test_a_bot_out_of_reach_is_tried_again(
    robot: Robot, settings: BotSettings, tmp_path: Path, send: Send, ok: object, refused: object, busy: object
) -> None:
    """A server error, a closed port and a missing file are said in words and are not final."""
    robot.status = 502
    with pytest.raises(DeliveryError, match="502") as caught:
        send(settings, LETTER)
    assert not caught.value.permanent
    (tmp_path / "closed").write_text("http://127.0.0.1:1/hook", encoding="utf-8")
    for file in ("closed", "missing"):
        with pytest.raises(DeliveryError) as caught:
            send(BotSettings(str(tmp_path / file)), LETTER)
        assert not caught.value.permanent


def test_signed_bots_are_signed(robot: Robot, settings: BotSettings, tmp_path: Path) -> None:
    """钉钉 signs in the address, 飞书 in the message, each over time and secret."""
    signed = settings._replace(secret_file=str(tmp_path / "secret"))
    robot.answer = {"errcode": 0, "code": 0}
    dingtalk.send(signed, LETTER)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(robot.paths[0]).query)
    stamp = str(int(AT.timestamp() * 1000))
    digest = hmac.new(b"SEC123", f"{stamp}\nSEC123".encode(), hashlib.sha256).digest()
    assert (query["key"], query["timestamp"], query["sign"]) == (
        ["geheim"],
        [stamp],
        [base64.b64encode(digest).decode()],
    )
    feishu.send(signed, LETTER)
    assert robot.posted[1]["timestamp"] == str(int(AT.timestamp()))
    assert robot.posted[1]["sign"] == feishu.signature("SEC123", int(AT.timestamp()))


def test_a_long_letter_is_cut_between_characters(robot: Robot, settings: BotSettings) -> None:
    """企业微信 takes 2,048 bytes: the rest is said to stand elsewhere."""
    robot.answer = {"errcode": 0}
    wecom.send(settings, Letter("k", "<k@x>", "wecom", "group", "标题", "长" * 3000, AT))
    content = robot.posted[0]["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("其余请在 planrunner 里看）")
