"""Runs Caddy with the shipped Caddyfile on loopback ports, in front of an upstream that tells what reaches it."""

import asyncio
import os
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

CADDYFILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"
COMMAND = ("caddy", "run", "--config", str(CADDYFILE), "--adapter", "caddyfile")
PIECES = 4
PAUSE_S = 0.2


@dataclass(frozen=True)
class Proxy:
    """A running Caddy: its two addresses, where it keeps its certificates, and what it wrote to its log."""

    http: str
    https: str
    health: str
    data: Path
    log: Path

    @property
    def root_certificate(self) -> Path:
        """The root of `tls internal`."""
        return self.data / "caddy/pki/authorities/local/root.crt"


def telling_upstream() -> FastAPI:
    """Returns an application that answers with the headers that it got; `/stream` sends events with pauses."""
    app = FastAPI()

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(_events(), media_type="text/event-stream")

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def tell(request: Request, response: Response) -> dict[str, str]:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return dict(request.headers) | {"body_bytes": str(len(await request.body()))}

    return app


async def _events() -> AsyncIterator[str]:
    for number in range(PIECES):
        yield f"data: {number}\n\n"
        await asyncio.sleep(PAUSE_S)


def free_ports(count: int) -> list[int]:
    """Returns loopback ports that are free now."""
    listeners = [socket.socket() for _ in range(count)]
    for listener in listeners:
        listener.bind(("127.0.0.1", 0))
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def environment_of(folder: Path, address: str, upstream: str, ports: tuple[int, int, int]) -> dict[str, str]:
    """Returns what Caddy is told; `ports` are those of http, https and its health."""
    http, https, health = map(str, ports)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "API_PUBLIC_BASE_URL": address,
        "PROXY_HTTP_PORT": http,
        "PROXY_HTTPS_PORT": https,
        "PROXY_HEALTH_PORT": health,
        "PROXY_UPSTREAM": upstream.removeprefix("http://"),
    }


@contextmanager
def running_proxy(folder: Path, address: str, upstream: str, **settings: str) -> Iterator[Proxy]:
    """Runs Caddy until left. `address` is the site's; `settings` are further variables of the Caddyfile."""
    http, https, health = free_ports(3)
    log = folder / "caddy.log"
    environment = environment_of(folder, address, upstream, (http, https, health)) | settings
    with log.open("wb") as sink, subprocess.Popen(COMMAND, env=environment, stdout=sink, stderr=sink) as process:
        proxy = Proxy(
            http=f"http://127.0.0.1:{http}",
            https=f"https://localhost:{https}",
            health=f"http://127.0.0.1:{health}/",
            data=folder / "data",
            log=log,
        )
        try:
            _wait(proxy, process, has_tls=address.startswith("https"))
            yield proxy
        finally:
            process.terminate()
            process.wait(timeout=15)


def _wait(proxy: Proxy, process: subprocess.Popen[bytes], *, has_tls: bool) -> None:
    """Waits until Caddy says that it is well, as the container's health check asks it, and has its certificate."""
    for _ in range(100):
        assert process.poll() is None, proxy.log.read_text(encoding="utf-8")
        try:
            if httpx.get(proxy.health).is_success:
                if has_tls:
                    httpx.get(proxy.https, verify=False)  # whether it is the right one, the tests look
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(proxy.log.read_text(encoding="utf-8"))
