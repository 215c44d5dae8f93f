"""How the web server listens: uvicorn with its compiled parser and loop, and bounds on what nobody has asked for yet.

`python -m zhongcao.app.serving MODULE:FACTORY --host H --port P --workers N` serves an application until it is told to
stop. Requests that run then have `STOP_SECONDS` to end.
"""

import argparse
import asyncio
import weakref
from functools import partial
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from zhongcao.kit.express import AT_ONCE, lines_of

HEADERS_BYTES_MAX = 64_000
HEADERS_SECONDS = 20.0
"""What comes before a request's content is short and quick; whoever dawdles or never ends holds a place for others."""
EVENTS = (b"accept", b"text/event-stream")
IDLE_SECONDS = 75
STOP_SECONDS = 5
PONG_SECONDS = 60
"""A worker that does not even say that it lives for so long is ended and started again; machines can be slow."""


class Connection(HttpToolsProtocol):
    """One connection: a request's line and headers are bounded in length and in time."""

    _deadline: asyncio.TimerHandle | None = None
    _patience: asyncio.TimerHandle | None = None
    """Ends the connection when it was idle for so long: one timer for all answers, since one after each would cost."""
    _answered_at = 0.0
    _heard = 0
    _lines_of: Any = None
    _lines = b""
    _is_under_way = True
    """Whether the line and headers of a request are awaited: from the first byte, and of a new connection at once."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Hear a part of one request or of several."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._is_under_way:
            self._heard += len(data)
            if self._heard > HEADERS_BYTES_MAX:
                self._refuse(431, b"Request Header Fields Too Large")
                return
        elif not self.cycle.response_complete:
            return
        # Empty lines after an answer begin no request, but end the server's own patience with whoever is idle.
        if self._deadline is None:
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._heard, self._is_under_way = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """What it asks for is known; its content may take its time."""
        self._is_under_way = False
        self._wait_no_longer()
        super().on_headers_complete()
        # By a weak reference: what a request holds would else hold itself, and wait for the garbage collector.
        offered: Any = {AT_ONCE: partial(self._answer, weakref.ref(self.cycle))}
        self.cycle.scope["extensions"] = offered

    def on_response_complete(self) -> None:
        """An answer is out; what was asked behind it is next, or the connection is idle."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._answered_at = self.loop.time()
        if self._patience is None:
            self._patience = self.loop.call_later(self.timeout_keep_alive, self._look)

    def _look(self) -> None:
        """End the connection if it was idle for so long, or look again when that may be."""
        self._patience = None
        if self._deadline is not None or not self.cycle.response_complete:
            return  # it is not idle; its next answer begins anew
        left = self._answered_at + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._patience = self.loop.call_later(left, self._look)
        else:
            self.timeout_keep_alive_handler()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._wait_no_longer()
        if self._patience is not None:
            self._patience.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End when what is under way has ended; a stream of events never does by itself, and its client comes back."""
        super().shutdown()
        if self.cycle is not None and not self.cycle.response_complete and EVENTS in self.cycle.scope["headers"]:
            self.transport.close()

    def _answer(self, asked: "weakref.ref[RequestResponseCycle]", status: int, lines: bytes, content: bytes) -> bool:
        """Write a whole answer, as `express.AT_ONCE` says; not where the connection shall end with it, or is full."""
        cycle = asked()
        if (
            cycle is None
            or cycle.response_started
            or cycle.disconnected
            or not cycle.keep_alive
            or self.flow.write_paused
        ):
            return False
        self.transport.write(b"".join((STATUS_LINE[status], self._default_lines(), lines, b"\r\n", content)))
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        cycle.on_response()
        return True

    def _default_lines(self) -> bytes:
        """What stands in all answers of a second: uvicorn makes another list when the date has moved on."""
        headers = self.server_state.default_headers
        if headers is not Connection._lines_of:
            Connection._lines_of, Connection._lines = headers, lines_of(headers)
        return Connection._lines

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(HEADERS_SECONDS, self._refuse, 408, b"Request Timeout")

    def _wait_no_longer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: int, words: bytes) -> None:
        if not (self._heard and self._is_under_way):  # whoever asks nothing is told nothing
            self.transport.close()
        elif not self.transport.is_closing():
            answer = b"HTTP/1.1 %d %b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(answer % (status, words))
            self.transport.close()


def main() -> None:
    """Serve what the command line names."""
    given = argparse.ArgumentParser()
    given.add_argument("app")
    given.add_argument("--host", required=True)
    given.add_argument("--port", type=int, required=True)
    given.add_argument("--workers", type=int, default=1)
    given.add_argument("--reload-from", default="")
    asked = given.parse_args()
    more: dict[str, Any] = {"reload": True, "reload_dirs": [asked.reload_from]} if asked.reload_from else {}
    uvicorn.run(
        asked.app,
        factory=True,
        host=asked.host,
        port=asked.port,
        workers=None if more else asked.workers,
        loop="uvloop",
        http="zhongcao.app.serving:Connection",
        ws="none",
        lifespan="on",
        log_level="info" if more else "warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=PONG_SECONDS,
        **more,
    )


if __name__ == "__main__":
    main()
