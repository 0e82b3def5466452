"""A Bot API server on loopback: enough of Telegram for the real bot; what it sent is kept for asserts."""

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request

TOKEN = "1:TEST"
_BOT = {"id": 1, "is_bot": True, "first_name": "Một Cửa", "username": "mot_cua_bot"}


class FakeBotApi:
    """One chat's side of Telegram. `say` and `press` are the person; `sent` is what the bot called, in order.

    Updates are kept until the bot acknowledges them by a higher `offset`, as Telegram does: a fake that forgets an
    update when it hands it out loses it whenever the bot hangs up at that moment.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.base_url = ""
        self._updates: list[dict[str, Any]] = []
        self._ids = itertools.count(1)
        self.app = FastAPI()
        self.app.add_api_route("/bot{token}/{method}", self._call, methods=["GET", "POST"])

    def say(self, text: str, chat_id: int = 7) -> None:
        """The person sends a text message."""
        message = self._message(chat_id) | {"text": text}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        self._updates.append({"update_id": next(self._ids), "message": message})

    def press(self, data: str, chat_id: int = 7) -> None:
        """The person presses an inline button."""
        query = {
            "id": str(next(self._ids)),
            "from": self._person(chat_id),
            "chat_instance": "1",
            "data": data,
            "message": self._message(chat_id) | {"text": "…"},
        }
        self._updates.append({"update_id": next(self._ids), "callback_query": query})

    def messages(self) -> list[dict[str, Any]]:
        """Returns the parameters of every sendMessage so far."""
        return [parameters for method, parameters in self.sent if method == "sendMessage"]

    def wait_for(self, count: int, timeout_s: float = 10) -> list[dict[str, Any]]:
        """Returns the messages once there are `count` of them."""
        deadline = time.monotonic() + timeout_s
        while len(self.messages()) < count:
            assert time.monotonic() < deadline, f"only {len(self.messages())} of {count}: {self.sent}"
            time.sleep(0.02)
        return self.messages()

    async def _call(self, token: str, method: str, request: Request) -> dict[str, Any]:
        parameters = {key: _decoded(str(value)) for key, value in (await request.form()).items()}
        if token != TOKEN:
            return {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if method == "getUpdates":
            return {"ok": True, "result": await self._get_updates(request, int(parameters.get("offset", 0)))}
        self.sent.append((method, parameters))
        if method == "getMe":
            return {"ok": True, "result": _BOT}
        if method == "sendMessage":
            return {"ok": True, "result": self._message(parameters["chat_id"]) | {"text": str(parameters["text"])}}
        return {"ok": True, "result": True}

    async def _get_updates(self, request: Request, offset: int) -> list[dict[str, Any]]:
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        for _ in range(50):
            if self._updates or await request.is_disconnected():
                break
            await asyncio.sleep(0.02)
        return self._updates

    def _message(self, chat_id: int) -> dict[str, Any]:
        chat = {"id": chat_id, "type": "private", "first_name": "An"}
        return {"message_id": next(self._ids), "date": int(time.time()), "chat": chat, "from": self._person(chat_id)}

    def _person(self, chat_id: int) -> dict[str, Any]:
        return {"id": chat_id, "is_bot": False, "first_name": "An"}


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serves an ASGI app on a free loopback port in a thread; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
