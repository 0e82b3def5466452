"""People who ask, rate and write on Telegram while something breaks, and what they see."""

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.support.fake_bot_api import FakeBotApi

# A task, a target and a passage that a language model may word; each with a follow-up.
TALKS = (
    ("lac-phuong", ("Ai chủ trì việc rà soát, đơn giản hóa thủ tục hành chính?", "hạn nào?")),
    ("lac-phuong", ("chi tieu thanh toan truc tuyen bao nhieu?", "còn xã Lộc Bình?")),
    ("loc-binh", ("Mạng di động xã mình tính phủ sóng thế hệ mấy?",)),
)
PATIENCE_S = 30.0
SLOW_S = 3.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One call as its caller saw it; `problem` is empty where it was answered."""

    at: float
    took_s: float
    problem: str

    @property
    def is_bad(self) -> bool:
        return bool(self.problem) or self.took_s > SLOW_S


@dataclass
class Crowd:
    """So many people at once, until told to stop. `rated` are the answers whose rating was acknowledged."""

    base_url: str
    people: int = 4
    think_s: float = 0.3
    seen: list[Seen] = field(default_factory=list)
    rated: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,), daemon=True) for n in range(self.people)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE_S + 5)

    def _ask(self, number: int) -> None:
        for turn in itertools.count(number):
            conversation: object = None
            commune, questions = TALKS[turn % len(TALKS)]
            for question in questions:
                if self._stop.wait(self.think_s):
                    return
                asked: dict[str, object] = {
                    "question": question,
                    "commune": commune,
                    "conversation_id": conversation,
                }
                reply = self._call("/v1/ask", asked)
                if not reply:
                    break  # whoever got no answer asks no follow-up
                conversation = reply["conversation_id"]
                if reply.get("answer_id") and turn % 3 == 0:
                    self._rate(str(reply["answer_id"]))

    def _rate(self, answer_id: str) -> None:
        if self._call("/v1/feedback", {"answer_id": answer_id, "rating": "up"}, is_rating=True).get("kept"):
            self.rated.append(answer_id)

    def _call(self, path: str, body: dict[str, object], *, is_rating: bool = False) -> dict[str, object]:
        started, problem, reply = time.monotonic(), "", dict[str, object]()
        address = urlsplit(self.base_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE_S)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            with connection.getresponse() as response:
                content = response.read()
            if response.status == 200:
                reply = json.loads(content)
                problem = "" if reply["status"] == "answered" else f"outcome {reply['status']}"
            elif response.status == 204:
                reply = {"kept": True}
            else:
                problem = f"{'rating ' if is_rating else ''}{response.status}"
        except (OSError, http.client.HTTPException) as exc:
            problem = type(exc).__name__
        finally:
            connection.close()
        self.seen.append(Seen(started, time.monotonic() - started, problem))
        return reply


@dataclass
class Chats:
    """People on Telegram. Each question is answered by one message, so that messages can be counted."""

    telegram: FakeBotApi
    every_s: float = 0.5
    asked: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._before = Counter(message["chat_id"] for message in self.telegram.sent())

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)

    def _write(self) -> None:
        for number in itertools.count():
            if self._stop.wait(self.every_s):
                return
            chat = 1000 + number % 5
            self.telegram.say(TALKS[number % 2][1][0], chat_id=chat)
            self.asked[chat] += 1

    def counts(self, limit_s: float) -> tuple[int, int, int]:
        """Returns how many messages were written, got no answer, and got more than one, once that settles."""
        until = time.monotonic() + limit_s
        while time.monotonic() < until and min(self._differences(), default=0) < 0:
            time.sleep(0.1)
        differences = self._differences()
        lost, twice = (sum(max(0, sign * difference) for difference in differences) for sign in (-1, 1))
        return self.asked.total(), lost, twice

    def _differences(self) -> list[int]:
        """Returns, chat by chat, how many more messages were sent than written."""
        sent = Counter(message["chat_id"] for message in self.telegram.sent())
        return [sent[chat] - self._before[chat] - asked for chat, asked in self.asked.items()]


def worst(seen: Sequence[Seen]) -> float:
    """Returns the longest time that an answer took."""
    return max((call.took_s for call in seen), default=0.0)
