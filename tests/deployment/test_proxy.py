"""The shipped Caddyfile, run by a real Caddy in front of an upstream that tells what reaches it."""

import ipaddress
import itertools
import shutil
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.caddy_proxy import PAUSE_S, PIECES, Proxy, free_ports, running_proxy, telling_upstream
from tests.support.fake_bot_api import serving

pytestmark = pytest.mark.needs("caddy")

PRIVATE = "cccd-001099012345"


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    with serving(telling_upstream()) as address:
        yield address


@pytest.fixture(scope="module")
def plain(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with running_proxy(tmp_path_factory.mktemp("plain"), "http://127.0.0.1", upstream) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def secure(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("secure")
    with running_proxy(folder, "https://localhost", upstream, PROXY_TLS="internal") as proxy:
        yield proxy


def _trusting(proxy: Proxy) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(proxy.root_certificate))


def test_upstream_is_told_who_calls_and_how(plain: Proxy) -> None:
    told = httpx.get(f"{plain.http}/v1/communes").json()

    assert told["x-forwarded-for"] == "127.0.0.1"
    assert told["x-forwarded-proto"] == "http"
    assert told["host"] == told["x-forwarded-host"] == plain.http.removeprefix("http://")


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_forged_address_does_not_reach_upstream(plain: Proxy, name: str) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", name: "for=203.0.113.9"}
    told = httpx.get(f"{plain.http}/v1/communes", headers=forged).json()

    assert "203.0.113.9" not in str(told)
    assert "evil.example" not in str(told)
    assert told["x-forwarded-proto"] == "http"


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/metrics/x", "/METRICS", "/%6Detrics", "/a/../metrics"])
def test_metrics_are_not_public(plain: Proxy, path: str) -> None:
    request = httpx.Request("GET", plain.http)
    request.url = request.url.copy_with(raw_path=path.encode())
    with httpx.Client() as client:
        reply = client.send(request)

    assert (reply.status_code, reply.content) == (404, b"")


def test_admin_is_open_to_the_listed_networks_only(upstream: str, plain: Proxy, tmp_path: Path) -> None:
    with running_proxy(tmp_path, "http://127.0.0.1", upstream, PROXY_ADMIN_NETWORKS="10.9.0.0/16") as elsewhere:
        assert httpx.get(f"{elsewhere.http}/admin/x").status_code == 404
        assert httpx.get(f"{elsewhere.http}/administration").status_code == 200
    assert httpx.get(f"{plain.http}/admin/x").status_code == 200


def test_admin_may_be_opened_to_several_networks(upstream: str, tmp_path: Path) -> None:
    networks = "10.9.0.0/16 127.0.0.0/8"
    with running_proxy(tmp_path, "http://127.0.0.1", upstream, PROXY_ADMIN_NETWORKS=networks) as proxy:
        assert httpx.get(f"{proxy.http}/admin").status_code == 200


def test_too_large_body_is_refused(plain: Proxy) -> None:
    assert httpx.post(f"{plain.http}/v1/ask", content=b"x" * 900_000).json()["body_bytes"] == "900000"
    assert httpx.post(f"{plain.http}/v1/ask", content=b"x" * 1_100_000).status_code == 413


def test_too_large_body_that_hides_its_length_is_cut_off(plain: Proxy) -> None:
    reply = httpx.post(f"{plain.http}/v1/ask", content=itertools.repeat(b"x" * 10_000, 110))

    assert reply.status_code in (413, 502)  # newer versions, Caddy 2.6


def test_too_large_headers_are_refused(plain: Proxy) -> None:
    assert httpx.get(f"{plain.http}/", headers={"X-Big": "x" * 40_000}).status_code == 431


def test_event_stream_is_not_held_back(plain: Proxy) -> None:
    started = time.perf_counter()
    with httpx.stream("GET", f"{plain.http}/stream") as reply:
        arrived = [time.perf_counter() - started for line in reply.iter_lines() if line]

    assert len(arrived) == PIECES
    assert arrived[0] < PAUSE_S
    assert arrived[-1] > PAUSE_S * (PIECES - 1) * 0.9


def test_protecting_headers_are_the_applications(plain: Proxy) -> None:
    reply = httpx.get(f"{plain.http}/")

    assert reply.headers["content-security-policy"] == "default-src 'self'"
    assert reply.headers.get("server") != "Caddy"


def test_tls_works_and_upstream_hears_of_it(secure: Proxy) -> None:
    with httpx.Client(verify=_trusting(secure)) as client:
        reply = client.get(f"{secure.https}/v1/communes")

    assert reply.json()["x-forwarded-proto"] == "https"
    assert reply.json()["x-forwarded-for"] in ("127.0.0.1", "::1")


def test_old_tls_is_refused(secure: Proxy) -> None:
    context = _trusting(secure)
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    with pytest.raises(httpx.ConnectError), httpx.Client(verify=context) as client:
        client.get(secure.https)


def test_http_is_led_to_https_on_the_public_port(secure: Proxy) -> None:
    reply = httpx.get(f"{secure.http}/xa?a=1", headers={"Host": "localhost"})

    assert (reply.status_code, reply.headers["location"]) == (308, "https://localhost/xa?a=1")


def test_foreign_host_gets_nothing(secure: Proxy) -> None:
    with httpx.Client(verify=_trusting(secure)) as client:
        reply = client.get(f"{secure.https}/", headers={"Host": "evil.example"})

    assert reply.content == b""


def test_certificates_of_ones_own(secure: Proxy, upstream: str, tmp_path: Path) -> None:
    context = _trusting(secure)
    (made,) = (secure.data / "caddy/certificates/local").glob("localhost")
    shutil.copy(made / "localhost.crt", tmp_path / "cert.pem")
    shutil.copy(made / "localhost.key", tmp_path / "key.pem")

    settings = {"PROXY_TLS": "files", "PROXY_CERTS": str(tmp_path)}
    with (
        running_proxy(tmp_path, "https://localhost", upstream, **settings) as proxy,
        httpx.Client(verify=context) as client,
    ):
        assert client.get(f"{proxy.https}/").status_code == 200


def test_upstream_that_restarts_is_waited_for(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    with running_proxy(tmp_path, "http://127.0.0.1", f"127.0.0.1:{port}") as proxy, serving(telling_upstream(), port):
        assert httpx.get(f"{proxy.http}/x", timeout=15).status_code == 200


def test_log_names_no_visitor_and_no_question(tmp_path: Path) -> None:
    (nobody,) = free_ports(1)
    with running_proxy(tmp_path, "http://127.0.0.1", f"127.0.0.1:{nobody}") as proxy:
        headers = {"User-Agent": PRIVATE}
        reply = httpx.get(f"{proxy.http}/v1/ask?question={PRIVATE}", headers=headers, timeout=15)
        log = proxy.log.read_text(encoding="utf-8")

    assert reply.status_code in (502, 503)
    assert PRIVATE not in log
    assert "remote_ip" not in log
    assert "health" in log  # that the upstream is away is told all the same


def test_health_is_told_on_loopback_only(plain: Proxy) -> None:
    assert ipaddress.ip_address(httpx.URL(plain.health).host).is_loopback
    assert httpx.get(plain.health).status_code == 204
