"""Keys, origins, rate limit, headers."""

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from tests.support.fake_assistant import FakeAssistant

ASK = {"question": "Ai ký?"}


def make_client(**settings: object) -> TestClient:
    return TestClient(create_app(FakeAssistant(), ApiSettings(_env_file=None, **settings)))  # type: ignore[arg-type]


def test_demo_is_open_to_every_origin() -> None:
    response = make_client().post("/v1/ask", json=ASK, headers={"Origin": "https://portal.example"})

    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://portal.example"


def test_closed_server_refuses_what_is_not_listed() -> None:
    client = make_client(allowed_origins="https://xa.example, https://phuong.example", keys="k1,k2")

    statuses = {
        "nothing": client.post("/v1/ask", json=ASK).status_code,
        "wrong key": client.post("/v1/ask", json=ASK, headers={"X-API-Key": "k3"}).status_code,
        "non-ascii key": client.post("/v1/ask", json=ASK, headers=[(b"X-API-Key", "khóa".encode())]).status_code,
        "key": client.post("/v1/ask", json=ASK, headers={"X-API-Key": "k2"}).status_code,
        "origin": client.post("/v1/ask", json=ASK, headers={"Origin": "https://phuong.example"}).status_code,
        "other origin": client.post("/v1/ask", json=ASK, headers={"Origin": "https://evil.example"}).status_code,
        "own page": client.post("/v1/ask", json=ASK, headers={"Origin": "http://testserver"}).status_code,
        "liveness": client.get("/healthz").status_code,
        "viewer": client.get("/documents/lac-phuong-plan").status_code,
    }

    assert statuses == {
        "nothing": 401,
        "wrong key": 401,
        "non-ascii key": 401,
        "key": 200,
        "origin": 200,
        "other origin": 403,
        "own page": 200,
        "liveness": 200,
        "viewer": 200,
    }


def test_closed_without_any_list_refuses_all_but_own_pages() -> None:
    assert make_client(demo=False).post("/v1/ask", json=ASK).status_code == 401


def test_preflight_is_answered_for_listed_origins_only() -> None:
    client = make_client(allowed_origins="https://xa.example")
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}

    allowed = client.options("/v1/ask", headers={"Origin": "https://xa.example", **asks})
    refused = client.options("/v1/ask", headers={"Origin": "https://evil.example", **asks})

    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (204, "https://xa.example")
    assert "content-type" in allowed.headers["access-control-allow-headers"]
    assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (403, False)


def test_too_many_calls_are_told_when_to_come_back() -> None:
    client = make_client(rate_limit_per_minute=3)

    statuses = [client.post("/v1/ask", json=ASK).status_code for _ in range(5)]
    refused = client.post("/v1/ask", json=ASK)

    assert statuses == [200, 200, 200, 429, 429]
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert refused.headers["content-type"] == "application/problem+json"


def test_loopback_is_not_limited() -> None:
    app = create_app(FakeAssistant(), ApiSettings(_env_file=None, rate_limit_per_minute=1))
    client = TestClient(app, client=("127.0.0.1", 5000))

    assert [client.post("/v1/ask", json=ASK).status_code for _ in range(3)] == [200] * 3


def test_pages_and_problems_carry_the_security_headers() -> None:
    client = make_client()

    for path in ("/", "/docs", "/documents/lac-phuong-plan", "/nothing", "/v1/communes"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
