"""Redirects never repeat a host that the caller wrote."""

import pytest
from fastapi.testclient import TestClient

from api.middleware.redirects import relative


@pytest.mark.parametrize("path", ["/docs/", "/v1/targets/", "/xa/lac-phuong/", "/static"])
def test_slash_too_many_or_too_few_leads_to_the_page_on_this_server(client: TestClient, path: str) -> None:
    response = client.get(f"{path}?q=a%20b", headers={"Host": "evil.example"}, follow_redirects=False)

    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    assert (response.status_code, response.headers["location"]) == (307, f"{other}?q=a%20b")


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://evil.example/docs?q=1", "/docs?q=1"),
        ("https://evil.example", "/"),
        ("http://evil.example//other.example/docs", "/other.example/docs"),
        ("//evil.example/docs", "/evil.example/docs"),
        ("/procedures/2.000815?w=1", "/procedures/2.000815?w=1"),
    ],
)
def test_relative_address_names_no_host(location: str, expected: str) -> None:
    assert relative(location) == expected
