"""One exchange with the model within a time limit, whatever the server does."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot.model.chat import ChatModel, Message, Piece
from bot.model.faults import Fault, ModelFailed
from bot.model.gate import Gate

# What a Vietnamese token is counted as where the server does not say what it used.
_CHARACTERS_PER_TOKEN = 3


class Exchange:
    """Reads the model in a thread of its own: a server that says nothing, or never ends, keeps nobody waiting."""

    def __init__(self, chat: ChatModel, gate: Gate, clock: Callable[[], float]) -> None:
        self._chat = chat
        self._gate = gate
        self._clock = clock

    def pieces(
        self, messages: Sequence[Message], response_format: Mapping[str, Any] | None, deadline: float
    ) -> Iterator[str]:
        """Yields the text piece by piece until it ends or the clock passes `deadline`.

        Raises:
            ModelFailed: it may not be asked, cannot be had, breaks off or takes too long.
        """
        self._gate.enter(deadline - self._clock())
        arrived: queue.SimpleQueue[Piece | BaseException | None] = queue.SimpleQueue()
        is_left = threading.Event()
        work = threading.Thread(
            target=self._read, args=(messages, response_format, arrived, is_left), name="model", daemon=True
        )
        work.start()
        try:
            while (piece := self._next(arrived, deadline)) is not None:
                yield piece.text
        finally:
            is_left.set()

    def _next(self, arrived: "queue.SimpleQueue[Piece | BaseException | None]", deadline: float) -> Piece | None:
        try:
            # What has arrived in time counts, also where the reader was slow.
            got = arrived.get(timeout=max(deadline - self._clock(), 0.0))
        except queue.Empty:
            raise ModelFailed(Fault.TIMEOUT) from None
        if isinstance(got, BaseException):
            raise got
        if got is not None and self._clock() > deadline:
            raise ModelFailed(Fault.TIMEOUT)
        return got

    def _read(
        self,
        messages: Sequence[Message],
        response_format: Mapping[str, Any] | None,
        arrived: "queue.SimpleQueue[Piece | BaseException | None]",
        is_left: threading.Event,
    ) -> None:
        said = told = 0
        try:
            for piece in self._chat.stream(messages, response_format):
                said += len(piece.text)
                told = max(told, piece.tokens)
                arrived.put(piece)
                if is_left.is_set():
                    break
            arrived.put(None)
        except BaseException as exc:  # raised again by the thread that waits for it
            arrived.put(exc)
        finally:
            asked = sum(len(message.text) for message in messages)
            self._gate.spend(told or (asked + said) // _CHARACTERS_PER_TOKEN)
            self._gate.leave()
