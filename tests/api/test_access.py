"""Keys of programs, listed origins, our own pages."""

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from api.settings import ApiSettings
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

ASK = {"question": "Ai ký?"}


def make_client(**settings: object) -> TestClient:
    return TestClient(
        create_app(FakeAssistant(), ApiSettings.model_validate({"_env_file": None, **settings}), keeper_in())
    )


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


@pytest.mark.parametrize(
    ("public_base_url", "host", "origin", "status"),
    [
        (None, "testserver", "http://testserver", 200),
        (None, "testserver", "https://testserver", 403),
        ("https://hoi.example.vn", "hoi.example.vn", "https://hoi.example.vn", 200),
        ("https://hoi.example.vn/", "inner:8000", "https://hoi.example.vn", 200),
        ("https://hoi.example.vn", "evil.example", "http://evil.example", 403),
        ("https://hoi.example.vn", "127.0.0.1:8000", "http://127.0.0.1:8000", 200),
        ("https://hoi.example.vn", "localhost", "http://localhost", 200),
        ("https://hoi.example.vn", "[::1]:8000", "http://[::1]:8000", 200),
        ("https://hoi.example.vn", "localhost.evil.example", "http://localhost.evil.example", 403),
        ("https://hoi.example.vn", "127.0.0.1:8000", "http://evil.example", 403),
    ],
)
def test_forged_host_makes_no_page_our_own(public_base_url: str | None, host: str, origin: str, status: int) -> None:
    client = make_client(demo=False, public_base_url=public_base_url)

    response = client.post("/v1/ask", json=ASK, headers={"Host": host, "Origin": origin})

    assert response.status_code == status


@pytest.mark.parametrize(
    ("fetch_site", "host", "status"),
    [("same-origin", "testserver", 200), ("cross-site", "testserver", 401), ("none", "testserver", 401)],
)
def test_own_pages_may_list_records_without_an_origin(fetch_site: str, host: str, status: int) -> None:
    headers = {"Sec-Fetch-Site": fetch_site, "Host": host}

    assert make_client(demo=False).get("/v1/targets", headers=headers).status_code == status


def test_same_origin_under_a_strangers_name_is_not_ours() -> None:
    client = make_client(demo=False, public_base_url="https://hoi.example.vn")
    headers = {"Sec-Fetch-Site": "same-origin", "Host": "evil.example"}

    assert client.get("/v1/targets", headers=headers).status_code == 401


def test_origin_null_reads_nothing_of_a_closed_server() -> None:
    response = make_client(demo=False).post("/v1/ask", json=ASK, headers={"Origin": "null"})

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("allowed", ["https://xa.example.vn/hoi", "https://*.example.vn", "xa.example.vn"])
def test_list_of_origins_that_would_match_nothing_is_an_error(allowed: str) -> None:
    with pytest.raises(ValidationError):
        make_client(allowed_origins=allowed)
