"""Random requests for a real server: its own routes with real names in them, then everything that may go wrong."""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes

import yaml
from pydantic import BaseModel, ConfigDict

from corpus.documents import Corpus
from corpus.procedures.outline import document_id
from corpus.records import Target, Task
from tests.support.asgi import Header
from tests.support.known_routes import TEMPLATES
from tests.support.planted import LISTED, PLANTED, SITE_KEY, SITE_ORIGIN

DATA = Path(__file__).parents[1] / "data" / "attacks" / "fuzz.yaml"
_BLANK = re.compile(r"\{(\w+)(?::path)?\}")
_PLAIN_ASCII = "".join(map(chr, range(33, 127)))
_FIELDS = ("question", "commune", "conversation_id", "answer_id", "rating", "comment", "update_id", "x")
_QUERY = ("q", "w", "commune", "period", "agency", "sector", "co-quan", "vai-tro", "nhom", "linh-vuc", "giai-doan")
_QUERY_MORE = ("chi-tieu", "trang", "q[]", "__proto__", "")
_API_KEY: Header = (b"x-api-key", PLANTED["API_KEYS"].encode())
_ADMITTED: tuple[tuple[Header, ...], ...] = (
    (_API_KEY,),
    (_API_KEY,),
    (_API_KEY, (b"accept", b"text/event-stream")),
    ((b"x-site-key", SITE_KEY.encode()), (b"origin", SITE_ORIGIN.encode())),
    ((b"origin", LISTED.encode()),),
    ((b"authorization", b"Bearer " + PLANTED["API_METRICS_TOKEN"].encode()),),
    ((b"x-telegram-bot-api-secret-token", PLANTED["TELEGRAM_WEBHOOK_SECRET"].encode()),),
)


class Stock(BaseModel):
    """The file of strings, headers and bodies to draw from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    methods: tuple[str, ...]
    strings: tuple[str, ...]
    header_names: tuple[str, ...]
    header_values: tuple[str, ...]
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One request as it is sent."""

    method: str
    target: str
    headers: tuple[Header, ...]
    body: bytes


class Drawer:
    """Draws requests from a seed; the same seed gives the same requests."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self._random = random.Random(seed)
        self._stock = Stock.model_validate(yaml.safe_load(DATA.read_text(encoding="utf-8")))
        codes = [procedure.code for procedure in corpus.procedures[:40]]
        self._names = {
            "slug": [commune.slug for commune in corpus.communes],
            "code": codes,
            "document_id": [*(d.document_id for d in corpus.documents), *map(document_id, codes[:5])],
            "kind": ["xlsx", "csv", "ics"],
            "path": ["site.css", "viewer.js", "icon.svg"],
            "conversation_id": ["c1", "zo5VaBSg9a_w6CuV", "-1001234567890"],
        }
        self._matters = [
            *(f"Ai chủ trì {record.title}?" for record in corpus.records if isinstance(record, Task)),
            *(f"{record.indicator} là bao nhiêu?" for record in corpus.records if isinstance(record, Target)),
            *(f"{procedure.name} cần giấy tờ gì?" for procedure in corpus.procedures[:100]),
        ]
        self._all_names = [name for names in self._names.values() for name in names]

    def draw(self, count: int) -> Iterator[Drawn]:
        """Yields `count` requests."""
        for _ in range(count):
            body, headers = self._body()
            method = self._random.choice(self._stock.methods)
            if not self._now_and_then(5):  # most bodies go where they are read
                method = "POST" if body else "GET"
            yield Drawn(method, self._target(posts=method == "POST"), (*headers, *self._headers()), body)

    # --- the parts ---

    def _now_and_then(self, one_in: int) -> bool:
        return self._random.randrange(one_in) == 0

    def _text(self) -> str:
        choice = self._random.random()
        if choice < 0.75:
            return self._random.choice(self._stock.strings)
        if choice < 0.9:
            return "".join(
                chr(self._random.choice((32, 0x61, 0x1EA0, 0x300, 0x4E00, 0x1F600, 0x202E, 7))) for _ in "123"
            )
        return self._random.choice(self._stock.strings) * self._random.choice((2, 20, 300))

    def _target(self, posts: bool) -> str:
        templates = ("/v1/ask", "/v1/ask", "/v1/ask", "/v1/feedback", "/telegram/webhook") if posts else TEMPLATES
        template = self._random.choice(TEMPLATES if self._now_and_then(8) else templates)
        path = _BLANK.sub(lambda blank: self._segment(blank[1]), template)
        if self._now_and_then(6):
            path = self._mutated(path)
        pairs = [self._pair() for _ in range(self._random.choice((0, 0, 1, 2, 6)))]
        return path + ("?" + "&".join(pairs) if pairs else "")

    def _segment(self, kind: str) -> str:
        name = self._random.choice(self._names[kind]) if self._random.random() < 0.7 else self._text()
        return quote(name[:3000], safe="/" if self._now_and_then(3) else "")

    def _mutated(self, path: str) -> str:
        where = self._random.randrange(len(path) + 1)
        added = self._random.choice(
            (
                "/",
                "//",
                "/../",
                "/..%2f",
                "%00",
                "%ff%fe",
                "%252e%252e/",
                ";x=1",
                "%5c..%5c",
                "/./",
                "%C0%AE/",
                "%",
                "%zz",
            )
        )
        return (
            "/" + (path[:where] + added + path[where:]).lstrip("/") if self._now_and_then(2) else path[:where] + added
        )

    def _pair(self) -> str:
        name = self._random.choice((*_QUERY, *_QUERY_MORE))
        raw = self._random.randbytes(4) if self._now_and_then(6) else self._text()[:2000].encode("utf-8", "replace")
        return f"{name}={quote_from_bytes(raw)}"

    def _headers(self) -> Iterator[Header]:
        if not self._now_and_then(8):
            yield b"host", b"hoi.example.vn"
        if self._random.random() < 0.75:
            yield from self._random.choice(_ADMITTED)
        for _ in range(self._random.choice((0, 0, 1, 2, 5))):
            name = self._random.choice(self._stock.header_names).encode()
            value = self._random.choice(self._stock.header_values).encode("utf-8")
            if self._now_and_then(5):  # no CR, LF or NUL, which no server lets through
                value = bytes(self._random.choice((9, 32, 34, 44, 59, 61, 0x80, 0xFF)) for _ in range(12)) + value
            yield name, value * (500 if self._now_and_then(40) else 1)

    def _body(self) -> tuple[bytes, tuple[Header, ...]]:
        if self._random.random() < 0.55:
            return b"", ()
        kind = ((b"content-type", b"application/json"),) if not self._now_and_then(8) else ()
        choice = self._random.random()
        if choice < 0.55:
            return self._json(), kind
        if choice < 0.75:
            return self._random.choice(self._stock.bodies).encode(), kind
        if choice < 0.9:
            return self._broken(self._json()), kind
        depth = self._random.choice((10, 1000, 8000, 40_000))
        opened = self._random.choice(('{"question":', "[", '{"a":[', "9"))
        return opened.encode() * depth, kind

    def _json(self) -> bytes:
        asked = self._random.choice(self._matters) if self._now_and_then(2) else self._text()
        made: dict[str, Any] = {"question": asked} if self._random.random() < 0.8 else {}
        made |= {"answer_id": "x", "rating": "up", "update_id": self._random.randrange(9999)} if not made else {}
        for _ in range(self._random.choice((0, 0, 1, 2))):
            made[self._random.choice(_FIELDS)] = self._value()
        return json.dumps(made, ensure_ascii=self._now_and_then(3)).encode("utf-8", "replace")

    def _value(self) -> Any:
        others: tuple[Any, ...] = (None, True, -1, 10**40, 1.5, [], {}, [[]], {"a": None})
        return self._random.choice((self._text(), self._random.choice(self._all_names), self._random.choice(others)))

    def _broken(self, body: bytes) -> bytes:
        made = bytearray(body)
        for _ in range(self._random.choice((1, 3, 30))):
            made[self._random.randrange(len(made))] = self._random.randrange(256)
        return bytes(made)
