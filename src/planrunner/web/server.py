"""Running the application on uvicorn, as one part of a process that others stop."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from planrunner.web.app import make_app
from planrunner.web.patience import Impatient
from planrunner.web.sockets import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planrunner.services.desk import Desk

GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """Leaves the signals to `serve`, which stops reminders and web together."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


class Site:
    """The web side of one workspace. The port is taken when the object is made, so that a taken port is told at once."""

    def __init__(self, desk: Desk, host: str, port: int) -> None:
        """Take the port. Raises NotAllowedError where it is taken or the address is not this machine's."""
        self._socket = listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        # The path of a request holds the token of a subscription: no log sees it, however logging is set up.
        logging.getLogger("uvicorn.access").disabled = True
        self._app = make_app(desk)
        config = uvicorn.Config(
            self._app,
            access_log=False,
            log_config=None,
            lifespan="off",
            http=Impatient,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._server = _Server(config)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then let the requests under way finish."""
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        self._server.should_exit = True
        stopping.cancel()
        await serving

    def close(self) -> None:
        """Give back the port and the data."""
        self._app.state.close()
        self._socket.close()
