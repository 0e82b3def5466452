"""A Bot API server on loopback: enough of Telegram for the real bot; what it was told is kept for asserts.

It honours `offset`, reads urlencoded and multipart bodies, calls webhooks until they answer 2xx, and can be slow, away,
out of patience (429), broken (5xx, no JSON) or hang up before or after it took a message.
"""

import asyncio
import itertools
import json
import threading
import time
import urllib.error
import urllib.request
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

TOKEN = "1:TEST"
BOT = {"id": 1, "is_bot": True, "first_name": "Một Cửa", "username": "mot_cua_bot"}
CHAT = 7
Json = dict[str, Any]
_SENDS = ("sendMessage", "sendPhoto")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call. `is_taken`: the call takes effect all the same, only its reply is lost."""

    status: int = 200
    retry_after: int | None = None
    migrate_to: int | None = None
    description: str = "fault"
    delay_s: float = 0
    is_garbage: bool = False
    body: str = "<html>"
    hangs_up: bool = False
    is_taken: bool = False


@dataclass
class FakeTime:
    """A clock that runs on when somebody sleeps by it."""

    seconds: float = 0.0

    async def sleep(self, seconds: float) -> None:
        wake_at = self.seconds + seconds
        await asyncio.sleep(0.002)
        self.seconds = max(self.seconds, wake_at)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class FakeBotApi:
    """People's side of Telegram: `say`, `press` … are what they do; `calls` is what the bot called, in order."""

    is_away: Callable[[], bool] = lambda: False
    calls: list[tuple[str, Json]] = field(default_factory=list)
    base_url: str = ""

    def __post_init__(self) -> None:
        self.webhook: Json | None = None
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.messages_by_id: dict[int, Json] = {}
        self._updates: list[Json] = []
        self._ids = itertools.count(100)
        self._lock = threading.Lock()
        self.api = FastAPI()
        self.api.add_api_route("/bot{token}/{method}", self._call, methods=["GET", "POST"])

    # --- what people do ---

    def say(self, text: str, chat_id: int = CHAT, **more: Any) -> Json:
        """Somebody sends a text message; returns the update."""
        return self.message(chat_id, text=text, entities=_entities(text), **more)

    def message(self, chat_id: int = CHAT, **content: Any) -> Json:
        """Somebody sends a message of any kind."""
        return self.deliver("message", self._message(chat_id) | content)

    def edit(self, message: Json, text: str) -> Json:
        """Somebody edits a message of theirs."""
        return self.deliver("edited_message", message | {"text": text, "edit_date": int(time.time())})

    def press(self, data: str, chat_id: int = CHAT, *, is_gone: bool = False) -> Json:
        """Somebody presses an inline button; the message that holds it comes along as Telegram sends it."""
        mine = [m for m in self.messages_by_id.values() if m["chat"]["id"] == chat_id]
        held = next((message for message in reversed(mine) if data in _data_of(message)), None)
        message = held or self._message(chat_id) | {"text": "…", "from": BOT}
        if is_gone:
            message = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
        query = {"id": str(next(self._ids)), "from": self._person(chat_id), "chat_instance": "1", "data": data}
        return self.deliver("callback_query", query | {"message": message})

    def press_label(self, label: str, chat_id: int = CHAT) -> Json:
        """Somebody presses the newest button of that label."""
        return self.press(self.button(label, chat_id)["callback_data"], chat_id)

    def deliver(self, kind: str, content: Json) -> Json:
        """Queues an update, or a copy of one that was delivered before."""
        update = {"update_id": next(self._ids), kind: content}
        with self._lock:
            self._updates.append(update)
        return update

    def repeat(self, update: Json) -> None:
        """Telegram delivers an update once more."""
        with self._lock:
            self._updates.append(update)

    def next_update(self) -> Json | None:
        """Returns the oldest update that nobody has acknowledged."""
        with self._lock:
            return self._updates[0] if self._updates else None

    def drop(self, update: Json) -> None:
        """Counts an update as acknowledged."""
        with self._lock:
            self._updates.remove(update)

    # --- what was seen ---

    def button(self, label: str, chat_id: int = CHAT) -> Json:
        """Returns the newest button that begins with `label`."""
        for message in reversed(self.messages_by_id.values()):
            for button in buttons(message):
                if message["chat"]["id"] == chat_id and button["text"].startswith(label):
                    return button
        raise AssertionError(f"no button {label!r}")

    def named(self, *methods: str, chat_id: int | None = None) -> list[Json]:
        """Returns the parameters of every accepted call of `methods`."""
        return [
            parameters
            for method, parameters in list(self.calls)
            if method in methods and (chat_id is None or parameters.get("chat_id") == chat_id)
        ]

    def sent(self, chat_id: int | None = None) -> list[Json]:
        """Returns every message and picture that was sent."""
        return self.named(*_SENDS, chat_id=chat_id)

    def texts(self, chat_id: int | None = None) -> list[str]:
        return [str(message.get("text") or message.get("caption")) for message in self.sent(chat_id)]

    def wait_for(self, count: int, chat_id: int | None = None, timeout_s: float = 15) -> list[Json]:
        """Returns what was sent once there are `count` messages."""
        wait_until(lambda: len(self.sent(chat_id)) >= count, timeout_s, lambda: f"{self.texts(chat_id)}")
        return self.sent(chat_id)

    def wait_until_quiet(self, timeout_s: float = 15) -> None:
        """Returns when the bot has acknowledged everything."""
        wait_until(lambda: not self._updates, timeout_s, lambda: f"left: {self._updates}")

    def registered(self) -> Json:
        """Returns the webhook once there is one."""
        wait_until(lambda: self.webhook is not None, 60)
        assert self.webhook is not None
        return self.webhook

    # --- the server ---

    async def asgi(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        """The app behind faults of the network."""
        if scope["type"] != "http":
            await self.api(scope, receive, send)
            return
        method = scope["path"].rpartition("/")[2]
        queue = self.faults.get(method)
        fault = queue.popleft() if queue else None
        if self.is_away():
            fault = Fault(hangs_up=True)
        if fault is None:
            await self.api(scope, receive, send)
            return
        await asyncio.sleep(fault.delay_s)
        if fault.is_taken:
            await self.api(scope, receive, _swallow)
        if fault.hangs_up:
            receive.__self__.transport.abort()
        elif fault.is_garbage:
            await Response(fault.body, fault.status)(dict(scope), receive, send)
        elif fault.status == 200 and fault.retry_after is None:
            await self.api(scope, receive, send)
        else:
            await _refusal(fault)(dict(scope), receive, send)

    async def push(self, update: Json, tries: int = 20) -> int:
        """Calls the registered webhook as Telegram does, until it answers 2xx; returns how many calls that took."""
        assert self.webhook is not None
        for attempt in range(1, tries + 1):
            status = await asyncio.to_thread(post, self.webhook["url"], update, self.webhook.get("secret_token"))
            if 200 <= status <= 299:
                return attempt
            await asyncio.sleep(0.05)
        raise AssertionError("the webhook never took it")

    async def _call(self, token: str, method: str, request: Request) -> Response:
        if token != TOKEN:
            return _refusal(Fault(status=401, description="Unauthorized"))
        async with request.form() as form:
            parameters = {key: await _value(value) for key, value in form.items()}
        if method == "getUpdates":
            return _ok(await self._get_updates(request, parameters))
        if method.startswith("editMessage") and parameters["message_id"] not in self.messages_by_id:
            return _refusal(Fault(status=400, description="Bad Request: message to edit not found"))
        self.calls.append((method, parameters))
        return _ok(self._result(method, parameters))

    def _result(self, method: str, parameters: Json) -> Any:
        if method == "getMe":
            return BOT
        if method == "setWebhook":
            self.webhook = parameters
        if method == "deleteWebhook":
            self.webhook = None
        if method in _SENDS:
            message = self._message(parameters["chat_id"]) | {"from": BOT, "text": str(parameters.get("text", ""))}
            return self._keep(message, parameters)
        if method.startswith("editMessage"):
            return self._keep(dict(self.messages_by_id[parameters["message_id"]]), parameters)
        return True

    def _keep(self, message: Json, parameters: Json) -> Json:
        if "text" in parameters:
            message["text"] = str(parameters["text"])
        message.pop("reply_markup", None)
        if parameters.get("reply_markup"):
            message["reply_markup"] = parameters["reply_markup"]
        self.messages_by_id[message["message_id"]] = message
        return message

    async def _get_updates(self, request: Request, parameters: Json) -> list[Json]:
        """Updates are kept until a higher `offset` acknowledges them: a fake that forgets them earlier loses some."""
        offset = int(parameters.get("offset", 0))
        with self._lock:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
        until = time.monotonic() + float(parameters.get("timeout", 0))
        while not self._updates and time.monotonic() < until and not await request.is_disconnected():
            await asyncio.sleep(0.01)
        return sorted(self._updates, key=lambda update: int(update["update_id"]))[: int(parameters.get("limit", 100))]

    def _message(self, chat_id: int) -> Json:
        kind = {"type": "private", "first_name": "An"} if chat_id > 0 else {"type": "group", "title": "Tổ 5"}
        return {
            "message_id": next(self._ids),
            "date": int(time.time()),
            "chat": {"id": chat_id, **kind},
            "from": self._person(chat_id),
        }

    def _person(self, chat_id: int) -> Json:
        return {"id": abs(chat_id), "is_bot": False, "first_name": "An"}


def buttons(message: Json) -> list[Json]:
    """Returns the inline buttons of a message, row by row."""
    keyboard = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in keyboard for button in row]


def labels(message: Json) -> list[str]:
    return [button["text"] for button in buttons(message)]


def post(url: str, body: object, secret: str | None = None) -> int:
    """Posts JSON as Telegram does; returns the status."""
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def wait_until(test: Callable[[], bool], timeout_s: float = 15, tell: Callable[[], str] = lambda: "") -> None:
    """Returns when `test` holds."""
    deadline = time.monotonic() + timeout_s
    while not test():
        assert time.monotonic() < deadline, tell()
        time.sleep(0.01)


@contextmanager
def serving(app: Any, port: int = 0, config: uvicorn.Config | None = None) -> Iterator[str]:
    """Serves an ASGI app on a loopback port in a thread, as `config` says where it is given; yields its address."""
    server = uvicorn.Server(config or uvicorn.Config(app, port=port, log_level="critical", interface="asgi3"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    bound = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{bound}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)


def _entities(text: str) -> list[Json]:
    if text.startswith("/"):
        return [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
    place = text.lower().find("@mot_cua_bot")
    return [{"type": "mention", "offset": place, "length": len("@mot_cua_bot")}] if place >= 0 else []


def _data_of(message: Json) -> list[str]:
    return [button.get("callback_data", "") for button in buttons(message)]


def _ok(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _refusal(fault: Fault) -> Response:
    status = 429 if fault.retry_after is not None else fault.status
    told = {"retry_after": fault.retry_after, "migrate_to_chat_id": fault.migrate_to}
    parameters = {name: value for name, value in told.items() if value is not None}
    body = {"ok": False, "error_code": status, "description": fault.description}
    return JSONResponse(body | ({"parameters": parameters} if parameters else {}), status_code=status)


async def _value(value: UploadFile | str) -> Any:
    if isinstance(value, UploadFile):
        return await value.read()
    try:
        return json.loads(value)
    except ValueError:
        return value


def _swallow(message: Any) -> Awaitable[None]:
    return asyncio.sleep(0)
