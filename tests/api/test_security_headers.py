"""Security headers on every kind of response."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from api.app import create_app
from api.settings import ApiSettings
from tests.api.sample_sites import ONE, site_client
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant

ASK = {"question": "Ai ký?"}
EVIL = {"Origin": "https://evil.example"}
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def make_client(**settings: object) -> TestClient:
    app = create_app(FakeAssistant(), ApiSettings.model_validate({"_env_file": None, **settings}), keeper_in())
    return TestClient(app, raise_server_exceptions=False)


def assert_guarded(response: Response, **other: str) -> None:
    headers = response.headers
    for name, value in (ALWAYS | {key.replace("_", "-"): text for key, text in other.items()}).items():
        assert headers.get_list(name) == [value], name
    policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("status", "method", "path", "options"),
    [
        (200, "GET", "/docs", {}),
        (200, "GET", "/documents/lac-phuong-plan", {}),
        (200, "GET", "/static/site.css", {}),
        (200, "GET", "/v1/communes", {}),
        (200, "GET", "/healthz", {}),
        (200, "HEAD", "/documents/lac-phuong-plan", {}),
        (200, "POST", "/v1/ask", {"json": ASK}),
        (200, "POST", "/v1/ask", {"json": ASK, "headers": {"Accept": "text/event-stream"}}),
        (204, "OPTIONS", "/v1/ask", {"headers": {**EVIL, "Access-Control-Request-Method": "POST"}}),
        (405, "OPTIONS", "/v1/ask", {}),
        (405, "DELETE", "/docs", {}),
        (404, "GET", "/nothing", {}),
        (404, "GET", "/documents/nothing", {}),
        (404, "GET", "/static/nothing", {}),
        (413, "POST", "/v1/ask", {"content": b"x" * 20_000}),
        (415, "POST", "/v1/ask", {"content": b"x"}),
        (422, "POST", "/v1/ask", {"json": {}}),
        (500, "POST", "/v1/ask", {"json": {"question": "hỏng"}}),
    ],
)
def test_response_is_guarded(status: int, method: str, path: str, options: dict[str, Any]) -> None:
    response = make_client().request(method, path, **options)

    assert response.status_code == status
    assert_guarded(response)


def test_refusals_are_guarded(tmp_path: Path) -> None:
    closed = site_client(tmp_path)
    limited = make_client(rate_limit_per_minute=1)
    limited.get("/v1/communes")

    refused = [
        closed.post("/v1/ask", json=ASK),
        closed.post("/v1/ask", json=ASK, headers={**EVIL, "X-Site-Key": ONE}),
        closed.options("/v1/ask", headers={**EVIL, "Access-Control-Request-Method": "POST"}),
        limited.get("/v1/communes"),
    ]

    assert [response.status_code for response in refused] == [401, 403, 403, 429]
    for response in refused:
        assert_guarded(response)


def test_not_modified_is_guarded() -> None:
    response = make_client().get("/docs", headers={"If-None-Match": "*"})

    assert response.status_code == 304
    assert_guarded(response)


@pytest.mark.parametrize("path", ["/", "/xa/lac-phuong", "/xa/nothing/tasks.svg"])
def test_pages_with_the_widget_may_ask_for_the_microphone(path: str) -> None:
    allowed = "camera=(), geolocation=(), microphone=(self)"

    assert_guarded(make_client().get(path), permissions_policy=allowed)


@pytest.mark.parametrize("settings", [{}, {"demo": False}])
def test_script_is_for_everybodys_pages(settings: dict[str, object]) -> None:
    response = make_client(**settings).get("/widget.js", headers=EVIL)

    assert response.headers["access-control-allow-origin"] == "*"
    assert_guarded(response, cross_origin_resource_policy="cross-origin")


@pytest.mark.parametrize(
    ("address", "hsts"),
    [(None, None), ("http://hoi.example.vn", None), ("https://hoi.example.vn", "max-age=31536000")],
)
def test_https_is_promised_only_where_it_is_served(address: str | None, hsts: str | None) -> None:
    client = make_client(public_base_url=address)

    for path in ("/", "/nothing", "/v1/communes"):
        assert client.get(path).headers.get("strict-transport-security") == hsts
