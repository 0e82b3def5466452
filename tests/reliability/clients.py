"""Clients that ask and rate over HTTP as fast as they are answered, and remember what was acknowledged."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field

from tests.reliability.plans import QUESTION, SLUG

QUESTIONS = (QUESTION, "kế hoạch trồng rừng trên sao Hỏa thế nào?")
_PATIENCE_S = 10.0


@dataclass
class Client:
    """One client. `answered` are the answers that arrived whole, by status; `rated` the ratings acknowledged by 204."""

    port: int
    rating: str
    answered: dict[str, str] = field(default_factory=dict)
    rated: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[str, int]] = field(default_factory=list)
    was_cut_off: bool = False

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._talk, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        """Waits until the server is gone for this client."""
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive()

    def _talk(self) -> None:
        number = 0
        conversation: str | None = None
        while True:
            try:
                asked = {"question": QUESTIONS[number % 2], "commune": SLUG, "conversation_id": conversation}
                reply = self.call("/v1/ask", asked)
                if reply:
                    conversation = reply["conversation_id"]
                    self.answered[reply["answer_id"]] = reply["status"]
                    if self.call("/v1/feedback", {"answer_id": reply["answer_id"], "rating": self.rating}) is not None:
                        self.rated[reply["answer_id"]] = self.rating
            except (OSError, http.client.HTTPException):
                self.was_cut_off = True
                return
            number += 1

    def call(self, path: str, body: dict[str, str | None]) -> dict[str, str] | None:
        """Returns the body of what was answered (empty: 204); None where it was refused."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_S)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status not in (200, 204):
            self.refused.append((path, response.status))
            return None
        return dict(json.loads(content)) if content else {}


def wait_until_it_answers(port: int, limit_s: float = 60) -> None:
    """Returns once a server answers the question with the figure of the plan."""
    until = time.monotonic() + limit_s
    while True:
        client = Client(port, "up")
        try:
            reply = client.call("/v1/ask", {"question": QUESTION, "commune": SLUG})
            assert reply is not None and "51%" in reply["answer"]
            return
        except OSError:
            assert time.monotonic() < until, f"nothing answers on port {port}"
            time.sleep(0.02)
