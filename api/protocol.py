"""How bytes of a connection become requests: uvicorn's reading, with bounds on what comes before a body."""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from typing import Any

from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState


class BoundedHead(HttpToolsProtocol):
    """Hangs up on a request whose line and headers do not end within so many bytes and seconds.

    The parser keeps an unfinished header in memory, however long it grows, and the server waits for its end for ever:
    one caller could fill the memory, or hold all connections that the system allows.
    """

    MAX_HEAD_BYTES = 65_536
    HEAD_TIMEOUT_S = 30.0

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._is_in_head = True
        self._has_ended = False
        self._head_bytes = 0
        self._waiting: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in the base class
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._has_ended = False
        super().data_received(data)
        if not self._is_in_head or self._has_ended:  # what ends a request may be its body
            return
        self._wait()
        self._head_bytes += len(data)
        if self._head_bytes > self.MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Request header fields too large.")

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head, self._has_ended, self._head_bytes = True, True, 0
        super().on_message_complete()

    def _wait(self) -> None:
        """Begins to wait for the end of a head; one that is waited for is not waited for anew."""
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.HEAD_TIMEOUT_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
