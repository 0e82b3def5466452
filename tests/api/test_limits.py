"""How often one may call, how large a call may be, and how that is said."""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.middleware.body_limit import BodyLimit
from api.middleware.rate_limit import RateLimit, Standing, standing_of, visitor_of
from api.problems import Problem
from api.routes import telegram
from api.settings import ApiSettings
from bot.channels.telegram.pulse import Pulse
from bot.store.buckets import OwnBuckets
from tests.api.sample_sites import ONE, ONE_ORIGIN, SITES, TWO, TWO_ORIGIN, site_client
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

ASK = {"question": "Ai ký?"}
STANDING = re.compile(r'"(visitor|site)";r=(\d+);t=(\d+)')


def make_client(address: str = "203.0.113.7", **settings: object) -> TestClient:
    app = create_app(FakeAssistant(), ApiSettings.model_validate({"_env_file": None, **settings}), keeper_in())
    return TestClient(app, client=(address, 5000))


def statuses(client: TestClient, count: int, **headers: str) -> list[int]:
    return [client.post("/v1/ask", json=ASK, headers=headers).status_code for _ in range(count)]


def test_too_many_calls_are_told_when_to_come_back() -> None:
    client = make_client(rate_limit_per_minute=3)

    assert statuses(client, 5) == [200, 200, 200, 429, 429]
    refused = client.post("/v1/ask", json=ASK)
    wait_s = int(refused.headers["retry-after"])
    assert 1 <= wait_s <= 20
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["ratelimit"] == f'"visitor";r=0;t={wait_s}'
    assert refused.json() == {
        "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
        "title": "Quá nhiều yêu cầu",
        "status": 429,
        "detail": f"Anh/chị gửi quá nhiều yêu cầu; hãy thử lại sau {wait_s} giây.",
        "violated-policies": ["visitor"],
    }


def test_every_counted_response_says_the_rule_and_what_is_left() -> None:
    client = make_client(rate_limit_per_minute=60)

    first = client.get("/v1/communes").headers
    second = client.post("/v1/ask", json={}).headers

    assert first["ratelimit-policy"] == second["ratelimit-policy"] == '"visitor";q=60;w=60'
    assert [first["ratelimit"], second["ratelimit"]] == ['"visitor";r=59;t=1', '"visitor";r=58;t=1']


def test_pages_are_not_counted() -> None:
    client = make_client(rate_limit_per_minute=1)

    responses = [client.get(path) for path in ("/", "/widget.js", "/healthz", "/documents/lac-phuong-plan") * 2]

    assert {response.status_code for response in responses} == {200}
    assert not any("ratelimit" in response.headers for response in responses)


def test_no_limit_says_nothing() -> None:
    assert "ratelimit" not in make_client(rate_limit_per_minute=0).get("/v1/communes").headers


def test_visitors_are_counted_apart() -> None:
    app = create_app(FakeAssistant(), ApiSettings(_env_file=None, rate_limit_per_minute=1), keeper_in())
    one, two = (TestClient(app, client=(address, 5000)) for address in ("203.0.113.7", "203.0.113.8"))

    assert [statuses(client, 2) for client in (one, two)] == [[200, 429], [200, 429]]


def test_loopback_is_not_limited() -> None:
    for address in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"):
        assert statuses(make_client(address, rate_limit_per_minute=1), 3) == [200] * 3


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_proxy_on_the_same_machine_that_was_not_made_known_is_one_visitor(name: str) -> None:
    client = make_client("127.0.0.1", rate_limit_per_minute=2)

    assert [statuses(client, 1, **{name: f"203.0.113.{number}"}) for number in range(3)] == [
        [200],
        [200],
        [429],
    ]


def test_forwarded_address_of_a_stranger_is_not_believed() -> None:
    client = make_client("203.0.113.7", rate_limit_per_minute=1)

    assert [statuses(client, 1, **{"X-Forwarded-For": f"198.51.100.{number}"}) for number in range(2)] == [[200], [429]]


def test_address_is_taken_from_a_trusted_proxy() -> None:
    client = make_client("10.1.2.3", rate_limit_per_minute=1, trusted_proxies="10.0.0.0/8, 192.0.2.1")

    def ask(forwarded: str) -> int:
        return statuses(client, 1, **{"X-Forwarded-For": forwarded})[0]

    assert ask("198.51.100.1") == 200
    assert ask("198.51.100.2") == 200
    assert ask("198.51.100.1, 10.9.9.9") == 429  # through a second trusted proxy
    assert ask("1.2.3.4, 198.51.100.2") == 429  # what the visitor wrote in front counts for nothing
    assert ask("127.0.0.1") == 200
    assert ask("127.0.0.1") == 429


@pytest.mark.parametrize("value", ["*", "proxy", "10.0.0.0/99"])
def test_proxies_are_addresses(value: str) -> None:
    with pytest.raises(ValueError, match="trusted_proxies"):
        ApiSettings(_env_file=None, trusted_proxies=value)


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002::/64"),
        ("2001:db8:1:2::9", "20010db800010002::/64"),
        ("2001:db8:1:3::9", "20010db800010003::/64"),
        ("::1", None),
        ("unix", "unix"),
    ],
)
def test_household_is_one_visitor(address: str, visitor: str | None) -> None:
    assert visitor_of({"client": (address, 1), "headers": []}) == visitor


def test_site_has_a_limit_of_its_own(tmp_path: Path) -> None:
    client = site_client(tmp_path)
    headers = {"X-Site-Key": TWO, "Origin": TWO_ORIGIN}

    first = client.post("/v1/ask", json=ASK, headers=headers)
    client.post("/v1/ask", json=ASK, headers=headers)
    refused = client.post("/v1/ask", json=ASK, headers=headers)

    assert first.headers["ratelimit-policy"] == '"visitor";q=600;w=60, "site";q=2;w=60'
    assert STANDING.findall(first.headers["ratelimit"]) == [("visitor", "599", "1"), ("site", "1", "30")]
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["site"])
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert refused.headers["access-control-allow-origin"] == TWO_ORIGIN
    assert "Retry-After" in refused.headers["access-control-expose-headers"]
    assert statuses(client, 3, **{"X-Site-Key": ONE, "Origin": ONE_ORIGIN}) == [200] * 3


def test_sites_are_counted_apart(tmp_path: Path) -> None:
    limited = SITES.replace("communes: lac-phuong\n", "communes: lac-phuong\n    per_minute: 1\n")
    client = site_client(tmp_path, text=limited)

    assert statuses(client, 2, **{"X-Site-Key": ONE, "Origin": ONE_ORIGIN}) == [200, 429]
    assert statuses(client, 3, **{"X-Site-Key": TWO, "Origin": TWO_ORIGIN}) == [200, 200, 429]


def test_stolen_key_does_not_use_up_its_sites_limit(tmp_path: Path) -> None:
    client = site_client(tmp_path)

    assert statuses(client, 5, **{"X-Site-Key": TWO, "Origin": "https://evil.example"}) == [403] * 5
    assert statuses(client, 2, **{"X-Site-Key": TWO, "Origin": TWO_ORIGIN}) == [200] * 2


def test_limit_fills_up_again() -> None:
    now = [0.0]
    inner = create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in())
    app = RateLimit(inner, per_minute=6, buckets=OwnBuckets(lambda: now[0]))
    client = TestClient(app, client=("203.0.113.7", 5000))

    assert statuses(client, 7) == [200] * 6 + [429]
    now[0] = 9.9
    assert statuses(client, 1) == [429]
    now[0] = 10.0
    assert statuses(client, 2) == [200, 429]


@example(1, [0.0, 0.5])
@given(st.integers(1, 1000), st.lists(st.floats(0, 30), max_size=200))
def test_no_minute_holds_more_than_two_quotas_and_waiting_helps(per_minute: int, pauses: Iterable[float]) -> None:
    """A full bucket and what flows in meanwhile; whoever waits as long as was said is served."""
    now, served = [0.0], []
    buckets = OwnBuckets(lambda: now[0])

    def take() -> Standing:
        return standing_of("visitor", per_minute, buckets.take_now("a", per_minute, per_minute / 60))

    for pause in pauses:
        now[0] += pause
        standing = take()
        assert 0 <= standing.remaining < per_minute
        if not standing.is_allowed:
            now[0] += standing.wait_s
            assert take().is_allowed
        served.append(now[0])
    assert all(sum(start <= moment < start + 60 for moment in served) <= 2 * per_minute for start in served)


def test_memory_of_visitors_is_bounded() -> None:
    buckets = OwnBuckets(lambda: 0.0)
    for number in range(OwnBuckets.MAX_KEYS + 5):
        buckets.take_now(str(number), 1, 1)

    assert not buckets.take_now(str(OwnBuckets.MAX_KEYS), 1, 1).is_allowed
    assert buckets.take_now("0", 1, 1).is_allowed  # the one that was quiet longest is new again


@pytest.mark.parametrize(("path", "limit"), [("/v1/ask", 16_384), ("/v1/feedback", 16_384), ("/nothing", 16_384)])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_body_over_the_limit_is_refused_to_the_byte(path: str, limit: int, is_chunked: bool) -> None:
    client = make_client()

    def post(size: int) -> int:
        body = b"{}".ljust(size)
        pieces = (body[start : start + 1000] for start in range(0, size, 1000))
        response = client.post(path, content=pieces if is_chunked else body)
        return response.status_code

    assert post(limit + 1) == 413
    assert post(limit) != 413


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS", "PUT"])
@pytest.mark.parametrize("path", ["/", "/v1/communes", "/v1/ask"])
def test_no_method_may_carry_a_large_body(method: str, path: str) -> None:
    assert make_client().request(method, path, content=b"x" * 16_385).status_code == 413


def test_updates_of_the_bot_may_be_larger() -> None:
    class Bot:
        pulse = Pulse()

        async def start(self) -> None: ...

        async def stop(self) -> None: ...

        def is_genuine(self, secret: str | None) -> bool:
            return True

        async def receive(self, update: dict[str, object]) -> bool:
            return True

    client = TestClient(create_app(FakeAssistant(), ApiSettings(_env_file=None), keeper_in(), Bot()))

    assert client.post(telegram.PATH, content=b"{}".ljust(100_000)).status_code == 200
    assert client.post(telegram.PATH, content=b"{}".ljust(telegram.MAX_BODY_BYTES + 1)).status_code == 413


@pytest.mark.parametrize(("size", "status"), [(10, 200), (300, 413)])
def test_streamed_body_is_read_by_its_route_up_to_the_limit(size: int, status: int) -> None:
    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response: Response = PlainTextResponse(str(len(await Request(scope, receive).body())))
        except Problem as refusal:
            response = refusal.response()
        await response(scope, receive, send)

    client = TestClient(BodyLimit(route, max_bytes=5, streamed={"/upload": 200}))

    assert client.post("/upload", content=b"x" * size).status_code == status
    assert client.post("/other", content=b"x" * size).status_code == 413


def test_body_that_its_route_does_not_want_is_thrown_away_before_the_answer() -> None:
    left = [{"type": "http.request", "body": b"x", "more_body": number > 0} for number in range(3)]
    order: list[str] = []

    async def receive() -> Message:
        order.append("read")
        return left.pop()

    async def send(message: Message) -> None:
        order.append(message["type"])

    app = BodyLimit(PlainTextResponse("no"), max_bytes=5, streamed={"/upload": 200})
    asyncio.run(app({"type": "http", "method": "POST", "path": "/upload", "headers": []}, receive, send))

    assert order == ["read", "read", "read", "http.response.start", "http.response.body"]
