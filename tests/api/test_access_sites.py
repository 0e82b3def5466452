"""Site keys: a key works only from its own pages and for its own communes."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.sample_sites import ONE, ONE_ORIGIN, TWO, TWO_ORIGIN, site_client
from tests.support.fake_assistant import FakeAssistant

ASK = {"question": "Ai ký?"}
EVIL = "https://evil.example"


def of_site(key: str, origin: str) -> dict[str, str]:
    return {"X-Site-Key": key, "Origin": origin}


def test_key_opens_its_own_pages_only(tmp_path: Path) -> None:
    client = site_client(tmp_path)

    def ask(**headers: str) -> tuple[int, str | None]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        response = client.post("/v1/ask", json=ASK, headers=named)
        return response.status_code, response.headers.get("access-control-allow-origin")

    assert {
        "own page": ask(X_Site_Key=ONE, Origin=ONE_ORIGIN),
        "other name of it, with Vietnamese letters": ask(X_Site_Key=ONE, Origin="https://xn--x-yfa.example.vn"),
        "header in small letters": ask(x_site_key=ONE, origin=ONE_ORIGIN),
        "stolen key": ask(X_Site_Key=ONE, Origin=EVIL),
        "page of another site": ask(X_Site_Key=ONE, Origin=TWO_ORIGIN),
        "program": ask(X_Site_Key=ONE),
        "sandboxed frame": ask(X_Site_Key=ONE, Origin="null"),
        "http": ask(X_Site_Key=ONE, Origin=ONE_ORIGIN.replace("https", "http")),
        "other port": ask(X_Site_Key=ONE, Origin=f"{ONE_ORIGIN}:8443"),
        "no port": ask(X_Site_Key=TWO, Origin=TWO_ORIGIN.removesuffix(":8443")),
        "slash at the end": ask(X_Site_Key=ONE, Origin=f"{ONE_ORIGIN}/"),
        "subdomain": ask(X_Site_Key=ONE, Origin=ONE_ORIGIN.replace("//", "//x.")),
        "longer name": ask(X_Site_Key=ONE, Origin=f"{ONE_ORIGIN}.evil.example"),
        "capital letters": ask(X_Site_Key=ONE, Origin=ONE_ORIGIN.upper()),
        "letters not encoded": ask(X_Site_Key=ONE, Origin="https://x%C3%A3.example.vn"),
        "unknown key": ask(X_Site_Key="x" * 12, Origin=ONE_ORIGIN),
        "key in other letters": ask(X_Site_Key=ONE.upper(), Origin=ONE_ORIGIN),
        "no key": ask(Origin=ONE_ORIGIN),
        "nothing": ask(),
    } == {
        "own page": (200, ONE_ORIGIN),
        "other name of it, with Vietnamese letters": (200, "https://xn--x-yfa.example.vn"),
        "header in small letters": (200, ONE_ORIGIN),
        "stolen key": (403, None),
        "page of another site": (403, None),
        "program": (403, None),
        "sandboxed frame": (403, None),
        "http": (403, None),
        "other port": (403, None),
        "no port": (403, None),
        "slash at the end": (403, None),
        "subdomain": (403, None),
        "longer name": (403, None),
        "capital letters": (403, None),
        "letters not encoded": (403, None),
        "unknown key": (401, None),
        "key in other letters": (401, None),
        "no key": (403, None),
        "nothing": (401, None),
    }  # fmt: skip


@pytest.mark.parametrize("place", ["/v1/ask?X-Site-Key={key}", "/v1/ask?x_site_key={key}", "/v1/ask?key={key}"])
def test_key_in_the_address_is_no_key(tmp_path: Path, place: str) -> None:
    response = site_client(tmp_path).post(place.format(key=ONE), json=ASK, headers={"Origin": ONE_ORIGIN})

    assert response.status_code == 403


def test_key_in_body_or_cookie_is_no_key(tmp_path: Path) -> None:
    client = site_client(tmp_path)
    client.cookies.set("X-Site-Key", ONE)

    response = client.post("/v1/ask", json={**ASK, "X-Site-Key": ONE}, headers={"Origin": ONE_ORIGIN})

    assert response.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        [("Origin", ONE_ORIGIN), ("Origin", EVIL), ("X-Site-Key", ONE)],
        [("Origin", ONE_ORIGIN), ("X-Site-Key", ONE), ("X-Site-Key", TWO)],
    ],
)
def test_header_that_comes_twice_is_refused(tmp_path: Path, headers: list[tuple[str, str]]) -> None:
    response = site_client(tmp_path).post("/v1/ask", json=ASK, headers=headers)

    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers
    assert "chỉ được gửi một lần" in response.json()["detail"]


def test_two_origins_in_one_header_are_nobodys(tmp_path: Path) -> None:
    headers = of_site(ONE, f"{ONE_ORIGIN}, {EVIL}")

    assert site_client(tmp_path).post("/v1/ask", json=ASK, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("key", "origin", "sent", "asked"),
    [
        (ONE, ONE_ORIGIN, None, "lac-phuong"),
        (ONE, ONE_ORIGIN, "lac-phuong", "lac-phuong"),
        (TWO, TWO_ORIGIN, None, "tan-an"),
        (TWO, TWO_ORIGIN, "lac-phuong", "lac-phuong"),
    ],
)
def test_question_is_asked_for_the_sites_commune(
    tmp_path: Path, key: str, origin: str, sent: str | None, asked: str
) -> None:
    assistant = FakeAssistant()
    client = site_client(tmp_path, assistant)

    response = client.post("/v1/ask", json={**ASK, "commune": sent}, headers=of_site(key, origin))

    assert (response.status_code, assistant.asked[0][1]) == (200, asked)


def test_other_commune_is_refused_in_words_that_the_page_may_read(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    client = site_client(tmp_path, assistant)

    response = client.post("/v1/ask", json={**ASK, "commune": "tan-an"}, headers=of_site(ONE, ONE_ORIGIN))

    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["access-control-allow-origin"] == ONE_ORIGIN
    assert response.json()["detail"] == "Khóa của trang này chỉ dùng cho các mã xã, phường: lac-phuong."
    assert assistant.asked == []


def test_commune_in_the_questions_words_reaches_the_assistant(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    client = site_client(tmp_path, assistant)

    response = client.post("/v1/ask", json={"question": "Ai ký ở xã Tân An?"}, headers=of_site(ONE, ONE_ORIGIN))

    assert (response.status_code, assistant.asked[0][:2]) == (200, ("Ai ký ở xã Tân An?", "lac-phuong"))


@pytest.mark.parametrize("name", ["targets", "tasks", "procedures"])
def test_records_keep_to_the_sites_communes(tmp_path: Path, name: str) -> None:
    client, headers = site_client(tmp_path), of_site(ONE, ONE_ORIGIN)
    paths = (f"/v1/{name}", f"/v1/{name}?commune=lac-phuong", f"/v1/{name}?commune=tan-an")

    assert [client.get(path, headers=headers).status_code for path in paths] == [200, 200, 403]


def test_records_without_commune_are_those_of_the_site(tmp_path: Path) -> None:
    client = site_client(tmp_path)

    counts = [len(client.get("/v1/targets", headers=of_site(*who)).json()) for who in ((ONE, ONE_ORIGIN),
                                                                                     (TWO, TWO_ORIGIN))]  # fmt: skip
    assert counts == [1, 0]


@pytest.fixture(scope="module")
def shared_client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return site_client(tmp_path_factory.mktemp("sites"), rate_limit_per_minute=0)


ANY_BYTES = st.binary(max_size=40).map(lambda value: value.translate(None, b"\r\n\0"))
ALMOST = st.sampled_from([ONE_ORIGIN, TWO_ORIGIN, ONE, TWO]).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.sampled_from("/.:@ x%*#,")).map(
        lambda change: (text[: change[0]] + change[1] + text[change[0] :]).encode()
    )
)
NAMES = st.sampled_from(["Origin", "X-Site-Key", "X-API-Key", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded",
                         "Referer", "Sec-Fetch-Site", "Cookie", "Authorization", "Accept-Encoding"])  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headers=st.lists(st.tuples(NAMES.map(str.encode), ANY_BYTES | ALMOST), max_size=5))
def test_nothing_but_a_key_in_its_page_opens_the_server(
    shared_client: TestClient, headers: list[tuple[bytes, bytes]]
) -> None:
    response = shared_client.get("/v1/communes", headers=headers)

    assert response.status_code in (400, 401, 403)
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["content-type"] == "application/problem+json"


def test_preflight_is_answered_for_origins_of_any_site(tmp_path: Path) -> None:
    client = site_client(tmp_path, allowed_origins="https://khac.example.vn")
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-site-key"}

    found = {
        origin: client.options("/v1/ask", headers={"Origin": origin, **asked})
        for origin in (ONE_ORIGIN, TWO_ORIGIN, "https://khac.example.vn", "http://testserver", EVIL, "null")
    }

    assert {origin: response.status_code for origin, response in found.items()} == {
        ONE_ORIGIN: 204,
        TWO_ORIGIN: 204,
        "https://khac.example.vn": 204,
        "http://testserver": 204,
        EVIL: 403,
        "null": 403,
    }
    allowed = found[ONE_ORIGIN].headers
    assert allowed["access-control-allow-origin"] == ONE_ORIGIN
    assert {"content-type", "x-site-key"} <= set(allowed["access-control-allow-headers"].split(", "))
    assert "access-control-allow-credentials" not in allowed
    assert "access-control-allow-origin" not in found[EVIL].headers


def test_responses_say_that_they_differ_by_page_and_what_pages_may_read(tmp_path: Path) -> None:
    client = site_client(tmp_path)

    answered = client.post("/v1/ask", json=ASK, headers=of_site(ONE, ONE_ORIGIN)).headers
    refused = client.post("/v1/ask", json=ASK).headers

    assert "Origin, X-Site-Key" in answered["vary"]
    assert "Origin, X-Site-Key" in refused["vary"]
    assert answered["access-control-expose-headers"] == "RateLimit, RateLimit-Policy, Retry-After"


def test_page_may_read_what_went_wrong(tmp_path: Path) -> None:
    client = site_client(tmp_path)

    response = client.post("/v1/ask", json={"question": "hỏng"}, headers=of_site(TWO, TWO_ORIGIN))

    assert (response.status_code, response.headers["access-control-allow-origin"]) == (500, TWO_ORIGIN)
    assert response.json()["incident_id"] in response.json()["detail"]


def test_listed_origins_and_programs_go_on_beside_sites(tmp_path: Path) -> None:
    client = site_client(tmp_path, allowed_origins="https://khac.example.vn/", keys="k1")

    statuses = [
        client.post("/v1/ask", json={**ASK, "commune": "tan-an"}, headers=headers).status_code
        for headers in ({"Origin": "https://khac.example.vn"}, {"X-API-Key": "k1"}, {"X-API-Key": ONE})
    ]

    assert statuses == [200, 200, 401]


def test_demo_with_sites_is_open_and_still_knows_them(tmp_path: Path) -> None:
    assistant = FakeAssistant()
    client = site_client(tmp_path, assistant, demo=True)

    statuses = [
        client.post("/v1/ask", json=ASK, headers=headers).status_code
        for headers in ({}, of_site(ONE, ONE_ORIGIN), of_site(ONE, EVIL), of_site("x" * 12, EVIL))
    ]

    assert statuses == [200] * 4
    assert [commune for _, commune, _, _ in assistant.asked] == [None, "lac-phuong", None, None]
