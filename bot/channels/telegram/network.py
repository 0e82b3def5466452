"""The way to Telegram: what is retried, how long is waited, and that nothing of it is logged with its content."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from typing import Any

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import AIORateLimiter
from telegram.request import HTTPXRequest

from bot.channels.telegram.pulse import Pulse, Trouble
from bot.store.database import StoreUnavailable

logger = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]
Outcome = bool | dict[str, Any] | list[dict[str, Any]]
_SENDS = ("sendMessage", "sendPhoto")
# Worth one try: by the time it could be repeated it means nothing.
_FLEETING = ("sendChatAction", "answerCallbackQuery")
_LONGEST_PAUSE_S = 30.0
# Some five minutes; then the update is given back and begun again where it was left.
_TRIES = 12
# While the bot starts somebody is watching, and is told sooner.
_TRIES_AT_START = 4


class Accepted(NetworkError):
    """Telegram took the message (2xx) but its receipt could not be read: it must not be sent again."""


class CarefulRequest(HTTPXRequest):
    """Checks that a reply is one before the library reads it, because the library logs what it cannot read."""

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(url, *args, **kwargs)
        is_send = url.endswith(_SENDS)
        if 200 <= status <= 299 and not _is_result(payload, is_message=is_send):
            raise Accepted("unreadable receipt") if is_send else NetworkError("unreadable reply")
        if status >= 500:
            raise NetworkError(f"status {status}")
        return status, payload


class PatientLimiter(AIORateLimiter):
    """The library's limiter (Telegram's pace, 429 with retry_after), which also waits out what passes: 5xx, no network.

    A send whose connection is lost before any reply is repeated: Telegram cannot be asked whether it arrived, and an
    answer twice is better than none. That is the only way to a second copy, and the long time-outs keep it rare.
    """

    def __init__(self, sends_per_second: float, sleep: Sleep = asyncio.sleep, pulse: Pulse | None = None) -> None:
        super().__init__(overall_max_rate=sends_per_second, overall_time_period=1, max_retries=_TRIES)
        self._sleep = sleep
        self._pulse = pulse or Pulse()
        self._tries = _TRIES_AT_START

    def be_patient(self) -> None:
        """Makes later calls wait out what the first ones do not."""
        self._tries = _TRIES

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Outcome]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Outcome:
        if endpoint in _FLEETING:
            return await callback(*args, **kwargs)
        for attempt in count(1):
            try:
                return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
            except (BadRequest, Accepted):
                raise
            except NetworkError as exc:
                if attempt >= self._tries:
                    self._pulse.trouble(Trouble.CALL_GIVEN_UP)
                    raise
                self._pulse.trouble(Trouble.CALL_REPEATED)
                logger.warning(
                    "telegram call repeated",
                    extra={"endpoint": endpoint, "attempt": attempt, "fault": type(exc.__cause__ or exc).__name__},
                )
                await self._sleep(pause_s(attempt))
        raise AssertionError("the last attempt raises")


def pause_s(attempt: int) -> float:
    """Returns the seconds to wait after the n-th failure: 1, 2, 4 … 30, a little spread so that chats do not march."""
    return float(min(_LONGEST_PAUSE_S, 2 ** (attempt - 1)) * random.uniform(0.8, 1.0))


def is_passing(fault: BaseException) -> bool:
    """Tells whether waiting can mend `fault`: no network or store, 5xx, too many requests, a token to be renewed."""
    passing = NetworkError | RetryAfter | InvalidToken | StoreUnavailable
    return isinstance(fault, passing) and not isinstance(fault, BadRequest)


def _is_result(payload: bytes, *, is_message: bool) -> bool:
    try:
        reply = json.loads(payload)
    except ValueError:
        return False
    if not isinstance(reply, dict) or reply.get("ok") is not True or "result" not in reply:
        return False
    result = reply["result"]
    return not is_message or (isinstance(result, dict) and {"message_id", "date", "chat"} <= result.keys())
