"""What may be kept, validators and 304, compression."""

import gzip
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp

from api.middleware.caching import Caching, _matches
from tests.api.sample_sites import ONE, ONE_ORIGIN, site_client

KEPT = {
    "/": "no-cache",
    "/docs": "no-cache",
    "/openapi.json": "no-cache",
    "/documents/lac-phuong-plan": "no-cache",
    "/widget.js": "public, max-age=300",
    "/static/site.css": "public, max-age=300",
    "/v1/communes": "private, no-cache",
    "/v1/targets": "private, no-cache",
}
NOT_KEPT = ("/healthz", "/readyz", "/nothing", "/documents/nothing", "/static/nothing", "/v1/procedures/x", "/v1/ask")


@pytest.mark.parametrize(("path", "policy"), KEPT.items())
def test_what_has_not_changed_is_not_sent_again(client: TestClient, path: str, policy: str) -> None:
    whole = client.get(path)
    etag = whole.headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})

    assert (whole.status_code, whole.headers["cache-control"]) == (200, policy)
    assert etag.startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "vary", "content-security-policy", "x-content-type-options"):
        assert again.headers.get(name) == whole.headers.get(name), name
    assert not {"content-type", "content-length", "content-encoding", "last-modified"} & set(again.headers)


@pytest.mark.parametrize("path", [*KEPT, *NOT_KEPT])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_is_get_without_the_body(client: TestClient, path: str, coding: str) -> None:
    whole, head = (client.request(method, path, headers={"Accept-Encoding": coding}) for method in ("GET", "HEAD"))

    head.headers.pop("ratelimit", None), whole.headers.pop("ratelimit", None)  # a call is a call
    assert (head.status_code, dict(head.headers)) == (whole.status_code, dict(whole.headers))


@pytest.mark.parametrize("path", NOT_KEPT)
def test_problems_and_health_are_never_kept(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert (headers["cache-control"], "etag" in headers) == ("no-store", False)


def test_answers_and_ratings_are_never_kept(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "Ai ký?"}, headers={"If-None-Match": "*"})
    rating = client.post("/v1/feedback", json={"answer_id": answer.json()["answer_id"], "rating": "up"})
    refused = client.post("/v1/ask", json={})

    assert [r.status_code for r in (answer, rating, refused)] == [200, 204, 422]
    assert [r.headers["cache-control"] for r in (answer, rating, refused)] == ["no-store"] * 3
    assert not any("etag" in r.headers for r in (answer, rating, refused))


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{etag}", 304),
        ("{strong}", 304),
        ('"x", {etag}', 304),
        ('"x",{strong},"y"', 304),
        ('W/"a,b", {etag}', 304),
        ("*", 304),
        (" * ", 304),
        ('"x"', 200),
        ("", 200),
        ("{bare}", 200),
        ('"{bare}x"', 200),
        ("**", 200),
        ('"*"', 200),
    ],
)
def test_condition_is_compared_weakly(client: TestClient, condition: str, status: int) -> None:
    etag = client.get("/").headers["etag"]
    strong = etag.removeprefix("W/")

    asked = condition.format(etag=etag, strong=strong, bare=strong.strip('"'))

    assert client.get("/", headers={"If-None-Match": asked}).status_code == status


def test_condition_may_come_in_several_headers(client: TestClient) -> None:
    etag = client.get("/").headers["etag"]

    assert client.get("/", headers=[("If-None-Match", '"x"'), ("If-None-Match", etag)]).status_code == 304


@given(st.lists(st.from_regex(r'(W/)?"[!#-~]{0,8}"', fullmatch=True), max_size=6), st.integers(0, 5))
def test_tag_is_found_where_it_stands_in_the_list(tags: list[str], place: int) -> None:
    etag = 'W/"0123456789abcdef01234567"'

    assert not _matches(", ".join(tags), etag)
    assert _matches(", ".join([*tags[:place], etag, *tags[place:]]), etag)


def test_tag_is_of_the_content(client: TestClient, tmp_path: Path) -> None:
    pages = [client.get(path).headers["etag"] for path in ("/", "/?commune=lac-phuong", "/?commune=tan-an")]

    assert pages[0] == pages[1] != pages[2]


def test_dates_and_ranges_are_not_asked_about(client: TestClient) -> None:
    asked = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT", "Range": "bytes=0-9"}

    whole, asked_in_part = client.get("/static/site.css"), client.get("/static/site.css", headers=asked)

    assert (asked_in_part.status_code, asked_in_part.content) == (200, whole.content)
    assert not {"last-modified", "accept-ranges"} & set(whole.headers)


@pytest.mark.parametrize("path", ["/", "/documents/lac-phuong-plan", "/widget.js", "/static/site.css", "/openapi.json"])
def test_compressed_and_plain_are_the_same_to_a_cache(client: TestClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    small = client.get(path, headers={"Accept-Encoding": "br, gzip"})

    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"])
    assert plain.headers["vary"] == small.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] == small.headers["etag"]


def test_answer_is_compressed_and_stream_is_not(client: TestClient) -> None:
    headers = {"Accept-Encoding": "gzip"}
    question = {"question": "Ai ký?"}
    answer = client.post("/v1/ask", json=question, headers=headers)
    stream = client.post("/v1/ask", json=question, headers={**headers, "Accept": "text/event-stream"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in stream.headers


def test_record_kept_by_a_browser_is_that_of_one_page(tmp_path: Path) -> None:
    client = site_client(tmp_path)
    asked = {"Origin": ONE_ORIGIN, "X-Site-Key": ONE}
    etag = client.get("/v1/targets", headers=asked).headers["etag"]

    kept = client.get("/v1/targets", headers={**asked, "If-None-Match": etag})
    stolen = client.get("/v1/targets", headers={"If-None-Match": etag})

    assert (kept.status_code, kept.headers["access-control-allow-origin"]) == (304, ONE_ORIGIN)
    assert "Origin, X-Site-Key" in kept.headers["vary"]
    assert stolen.status_code == 401


def test_what_is_too_large_is_sent_as_it_comes() -> None:
    pieces = [b"x" * 1_000_000] * 6

    response = TestClient(Caching(StreamingResponse(iter(pieces), media_type="text/plain"))).get("/big")

    assert response.content == b"".join(pieces)
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "app",
    [
        Response("a", headers={"Cache-Control": "max-age=1"}),
        StreamingResponse(iter([b"a", b""]), headers={"Cache-Control": "max-age=1"}),
    ],
)
def test_policy_of_the_route_wins(app: ASGIApp) -> None:
    response = TestClient(Caching(app)).get("/data.csv")

    assert response.headers["cache-control"] == "max-age=1"
    assert response.headers["content-length"] == "1"
    assert response.headers["etag"].startswith('W/"')


def test_pages_are_small_on_the_wire(client: TestClient) -> None:
    body = client.get("/", headers={"Accept-Encoding": "identity"}).content

    assert int(client.get("/").headers["content-length"]) <= len(gzip.compress(body)) * 1.1
