"""A feed of 10,000 events against icalendar, and its 304 against the barest route that answers 304 (design.md §7).

Run: python tests/benchmarks/feed.py [EVENTS]
1. A program that has just started answers the whole feed from the components it finds built, against building the same
   calendar with icalendar (budget: 1/20). How long it takes where none is built yet is printed too.
2. `planrunner serve`, with its log and its measure of haste, answers 304, against a Starlette route on the same uvicorn
   that answers with the same headers and does nothing else (budget: 0.6 of its rate). Both are asked in turns.
"""

import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that this file runs by its path

from icalendar import Alarm, Calendar, Event
from tests.benchmarks.generate import make_workspace
from tests.clients.served import free_port

from planrunner.services import feeds
from planrunner.services.desk import Desk
from planrunner.services.feed_answers import feed_response
from planrunner.services.feeds import FeedWish
from planrunner.store.database import Store
from planrunner.store.target import Target
from planrunner.web.limit import KNOWN

TODAY = date(2022, 6, 15)
RUNS, ROUNDS = 7, 12
CONNECTIONS = 8
PER_ROUND = 240
BARE = """
import json
import sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

HEADERS = json.loads(sys.argv[2])

async def feed(request):
    return Response(b"", 304, HEADERS)

uvicorn.run(Starlette(routes=[Route("/feeds/{token}.ics", feed)]), port=int(sys.argv[1]), access_log=False,
            log_level="error", lifespan="off")
"""


def desk_of(folder: Path) -> Desk:
    """Return a desk as a program that has just started has it."""
    return Desk(folder, Store(Target(file=folder / "planrunner.db")), "基准", given_today=TODAY)


def answered(folder: Path, token: str) -> tuple[float, bytes]:
    """Return how long a fresh desk takes for a whole feed, and the feed."""
    desk = desk_of(folder)
    begun = time.perf_counter()
    found = feed_response(desk, token)
    took = time.perf_counter() - begun
    desk.store.close()
    assert found is not None
    assert found.status == 200
    return took, found.body


def rebuilt(calendar: Calendar) -> float:
    """Return how long icalendar takes to make a calendar from plain values, as a program without a cache does."""
    components: list[Any] = calendar.walk("VEVENT")
    values = [
        ({name: one[name].dt if hasattr(one[name], "dt") else one[name] for name in one},
         [(str(alarm["action"]), str(alarm["description"]), alarm["trigger"].dt) for alarm in one.walk("VALARM")])
        for one in components
    ]  # fmt: skip
    begun = time.perf_counter()
    made = Calendar()
    for fields, alarms in values:
        event = Event()
        for name, value in fields.items():
            event.add(name, value)
        for action, description, trigger in alarms:
            alarm = Alarm()
            alarm.add("action", action)
            alarm.add("description", description)
            alarm.add("trigger", trigger)
            event.add_component(alarm)
        made.add_component(event)
    made.to_ical()
    return time.perf_counter() - begun


def whole_feed(folder: Path, events: int) -> None:
    """Measure the whole feed and print."""
    make_workspace(folder, events, TODAY)
    desk = desk_of(folder)
    _, token = feeds.create_feed(desk, "基准", wish=FeedWish(window=None, alarm=True))
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE task SET status = 'planned', closed_at = NULL")
    desk.store.close()
    first, body = answered(folder, token)
    calendar = Calendar.from_ical(body)
    assert len(calendar.walk("VEVENT")) == events
    pairs = [(answered(folder, token)[0], rebuilt(calendar) if n < 3 else 0.0) for n in range(RUNS)]
    ours, theirs = median(one for one, _ in pairs), median(one for _, one in pairs if one)
    print(
        f"{events} events, {len(body) / 1e6:.1f} MB: icalendar {theirs * 1000:.0f} ms, whole feed {ours * 1000:.0f} ms, "
        f"ratio 1/{theirs / ours:.0f} (budget 1/20); with no component built yet {first * 1000:.0f} ms"
    )


@contextmanager
def server(command: list[str], port: int) -> Iterator[int]:
    """Run a server for the block."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def rate(port: int, path: str, tag: str, count: int) -> float:
    """Return how many requests a second are answered 304 on some connections, each with one request under way."""
    asked = f"GET {path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\n\r\n".encode()
    with ExitStack() as opened:
        chosen = opened.enter_context(selectors.DefaultSelector())
        begun, left, waiting = time.perf_counter(), count, CONNECTIONS
        for _ in range(CONNECTIONS):
            one = opened.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
            chosen.register(one, selectors.EVENT_READ, one)
            one.sendall(asked)
        while waiting:
            for key, _ in chosen.select():
                answer = key.data.recv(1 << 16)
                assert answer.startswith(b"HTTP/1.1 304")
                assert answer.endswith(b"\r\n\r\n")
                left -= 1
                if left >= CONNECTIONS:
                    key.data.sendall(asked)
                else:
                    waiting -= 1
        return count / (time.perf_counter() - begun)


def told(port: int, path: str, tag: str = "") -> dict[str, str]:
    """Return the headers of an answer."""
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", path, headers={"If-None-Match": tag})
        answer = connection.getresponse()
        answer.read()
        return {name.lower(): value for name, value in answer.getheaders() if name.lower() != "date"}


def unchanged(folder: Path) -> None:
    """Measure 304 and print. Each round has a subscription of its own, within what one may ask for at once."""
    assert KNOWN.burst >= PER_ROUND + 2
    make_workspace(folder, 500, TODAY)
    desk = desk_of(folder)
    paths = [f"/feeds/{feeds.create_feed(desk, '基准')[1]}.ics" for _ in range(ROUNDS)]
    desk.store.close()
    ours, bare = free_port(), free_port()
    command = [sys.executable, "-m", "planrunner", "--workspace", str(folder), "--today", TODAY.isoformat()]
    os.environ["PYTHONUNBUFFERED"] = "1"
    pairs = []
    with ExitStack() as both:
        both.enter_context(server([*command, "serve", "--port", str(ours)], ours))
        known = told(ours, paths[0], told(ours, paths[0])["etag"])
        both.enter_context(server([sys.executable, "-c", BARE, str(bare), json.dumps(known)], bare))
        for path in paths[1:]:
            tag = told(ours, path)["etag"]
            pairs.append((rate(ours, path, tag, PER_ROUND), rate(bare, path, tag, PER_ROUND)))
    we, they = (median(side) for side in zip(*pairs, strict=True))
    ratio = median(one / other for one, other in pairs)
    print(f"304: bare route {they:.0f}/s, planrunner serve {we:.0f}/s, ratio {ratio:.2f} (budget 0.6)")


def main() -> None:
    """Measure and print."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        whole_feed(Path(folder) / "whole", events)
        unchanged(Path(folder) / "unchanged")


if __name__ == "__main__":
    main()
