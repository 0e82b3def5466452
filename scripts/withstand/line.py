"""A TCP line to a server that can be slow, dead or silent: the network between two parts of the service."""

import asyncio
import threading
from contextlib import suppress
from enum import StrEnum


class State(StrEnum):
    """How the line is. SLOW: each piece arrives late; DEAD: refused and cut; SILENT: nothing arrives."""

    GOOD = "good"
    SLOW = "slow"
    DEAD = "dead"
    SILENT = "silent"


class Line:
    """Listens on a port of its own and passes on to `target` on loopback, in a thread."""

    def __init__(self, target: int, delay_s: float = 5.0) -> None:
        self._target = target
        self._delay_s = delay_s
        self.state = State.GOOD
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self.port = 0
        threading.Thread(target=self._main, daemon=True).start()
        assert self._started.wait(10)

    def turn(self, state: State) -> None:
        """Changes the line; what is open on a line that dies is cut."""
        self.state = state
        if state is State.DEAD:
            self._loop.call_soon_threadsafe(self._cut)

    def _main(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        async with server:
            await server.serve_forever()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.state is State.DEAD:
            writer.transport.abort()
            return
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, there_writer}
        try:
            await asyncio.gather(self._pass(reader, there_writer), self._pass(there_reader, writer))
        finally:
            self._open -= {writer, there_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                if self.state is State.SLOW:
                    await asyncio.sleep(self._delay_s)
                while self.state is State.SILENT:
                    await asyncio.sleep(0.05)
                writer.write(piece)
                await writer.drain()
        writer.close()

    def _cut(self) -> None:
        for writer in tuple(self._open):
            writer.transport.abort()
