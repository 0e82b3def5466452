"""The whole service on loopback, as docker-compose.yml has it, without containers."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from scripts.withstand.line import Line
from scripts.withstand.services import Service
from tests.support.caddy_proxy import COMMAND, environment_of
from tests.support.databases import made_cluster
from tests.support.fake_bot_api import TOKEN, FakeBotApi
from tests.support.fake_bot_api import serving as serving_telegram
from tests.support.model_server import model_server
from tests.support.servers import chroma_command, free_port, redis_command

MOTCUA = Path(sys.executable).parent / "motcua"
SHIPPED = Path(__file__).parents[2] / "corpus" / "data"
RANKING = Path(__file__).parents[2] / "retrieval" / "ranking.yaml"
_DISK_MB = 400
_RESTART_S = 1.0


@dataclass
class Stack:
    """The running parts, and the lines between them. A part that ends is started again, as a service manager does."""

    folder: Path
    base_url: str
    environment: dict[str, str]
    telegram: FakeBotApi | None = None
    services: dict[str, Service] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    disk: Path | None = None
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._supervisor: threading.Thread | None = None

    def add(self, service: Service) -> Service:
        self.services[service.name] = service
        service.start()
        service.wait_until_ready()
        return service

    def supervise(self) -> None:
        """Starts what has ended again, from now on, unless it is held."""
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)
        self._supervisor.start()

    def run(self, *arguments: str | Path) -> str:
        """Runs a command of the program to its end and returns what it said."""
        done = subprocess.run(
            [MOTCUA, *arguments],
            env=os.environ | self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def close(self) -> None:
        self._stop.set()
        if self._supervisor is not None:
            self._supervisor.join()  # else it might start what is being stopped
        for service in reversed(self.services.values()):
            service.stop()

    def _supervise(self) -> None:
        while not self._stop.wait(_RESTART_S):
            for name, service in self.services.items():
                is_over = service.process is not None and service.process.poll() is not None
                if is_over and name not in self.held and not self._stop.is_set():
                    service.start()


@contextmanager
def whole_service(limit_per_minute: int = 0) -> Iterator[Stack]:
    """Runs PostgreSQL, Redis, Chroma, two workers of the server, the bot and Caddy; a stub for Telegram and a model.

    `limit_per_minute` is the rate limit; 0, because people who do not say otherwise come from one address.
    """
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="motcua-stack-")))
        folder.chmod(0o755)  # PostgreSQL's user passes through
        disk = opened.enter_context(small_disk(folder / "database"))
        telegram = FakeBotApi()
        telegram_port = _port(opened.enter_context(serving_telegram(telegram.asgi)))
        _, model_url = opened.enter_context(model_server())
        cluster = made_cluster(disk)
        stack = Stack(folder, "", {}, telegram, disk=disk)
        opened.callback(stack.close)
        redis_port, chroma_port, api_port = free_port(), free_port(), free_port()
        targets = {
            "postgres": cluster.port,
            "redis": redis_port,
            "chroma": chroma_port,
            "telegram": telegram_port,
            "model": _port(model_url.removesuffix("/v1")),
        }
        stack.lines = {name: Line(port) for name, port in targets.items()}
        stack.environment = _environment(folder, stack.lines, limit_per_minute)
        # At this size a commune's question is answered by words alone; here the vectors are to be asked each time.
        ranking = yaml.safe_load(RANKING.read_text(encoding="utf-8"))
        ranking["vector"]["min_passages"] = 0
        (folder / "ranking.yaml").write_text(yaml.safe_dump(ranking), encoding="utf-8")
        stack.environment["RETRIEVAL_RANKING_PATH"] = str(folder / "ranking.yaml")
        stack.add(Service("postgres", [*cluster.command, "-c", "max_wal_size=64MB"], folder, port=cluster.port))
        stack.add(Service("redis", redis_command(redis_port), folder, port=redis_port))
        stack.add(Service("chroma", chroma_command(chroma_port, folder / "vectors"), folder, port=chroma_port))
        stack.run("store", "upgrade")
        stack.run("index")
        environment = stack.environment
        server: list[str | Path] = [MOTCUA, "serve", "--port", str(api_port), "--workers", "2"]
        ready = f"http://127.0.0.1:{api_port}/readyz"
        stack.add(Service("server", server, folder, environment, api_port, ready))
        stack.add(Service("bot", [MOTCUA, "telegram"], folder, environment))
        stack.base_url = _add_caddy(stack, api_port)
        stack.supervise()
        yield stack


@contextmanager
def small_service() -> Iterator[Stack]:
    """Runs what `make run` does: one process, SQLite, vectors in files; everything that is written on a small disk."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="motcua-small-")))
        disk = opened.enter_context(small_disk(folder / "disk"))
        port = free_port()
        environment = {
            "DATABASE_URL": f"sqlite:///{disk}/motcua.db",
            "BOT_IDENTITY_KEY_PATH": str(disk / "identity.key"),
            "BOT_INDEX_DIR": str(disk / "index"),
        }
        stack = Stack(folder, f"http://127.0.0.1:{port}", environment, disk=disk)
        opened.callback(stack.close)
        stack.run("index")
        ready = f"http://127.0.0.1:{port}/readyz"
        stack.add(Service("server", [MOTCUA, "serve", "--port", str(port)], folder, environment, port, ready))
        stack.supervise()
        yield stack


@contextmanager
def small_disk(folder: Path, megabytes: int = _DISK_MB) -> Iterator[Path]:
    """Mounts a file system of that size where this user may; else the folder is as large as its disk."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=False, capture_output=True
    )
    try:
        yield folder
    finally:
        if mounted.returncode == 0:
            _unmount(folder)


def reduced_corpus(folder: Path) -> Path:
    """Returns a copy of the shipped corpus without one commune: another index, which is built under load."""
    there = folder / "reduced"
    if not there.exists():
        shutil.copytree(SHIPPED, there, ignore=shutil.ignore_patterns("phong-tho"))
    return there


def _environment(folder: Path, lines: dict[str, Line], limit_per_minute: int) -> dict[str, str]:
    return {
        "DATABASE_URL": f"postgresql+psycopg://postgres@127.0.0.1:{lines['postgres'].port}/postgres",
        "REDIS_URL": f"redis://127.0.0.1:{lines['redis'].port}/0",
        "CHROMA_URL": f"http://127.0.0.1:{lines['chroma'].port}",
        "BOT_INDEX_DIR": str(folder / "index"),
        "BOT_IDENTITY_KEY": "a key for this run",
        "API_TRUSTED_PROXIES": "127.0.0.1",
        "API_RATE_LIMIT_PER_MINUTE": str(limit_per_minute),
        "API_DEMO": "true",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": f"http://127.0.0.1:{lines['telegram'].port}",
        "TELEGRAM_DEFAULT_COMMUNE": "lac-phuong",
        "TELEGRAM_CHAT_BURST": "1000",
        "LLM_BASE_URL": f"http://127.0.0.1:{lines['model'].port}/v1",
        "LLM_MODEL": "stub",
        "LLM_TIMEOUT_S": "3",
    }


def _add_caddy(stack: Stack, api_port: int) -> str:
    http, _, health = ports = free_port(), free_port(), free_port()
    base_url = f"http://127.0.0.1:{http}"
    environment = environment_of(stack.folder, base_url, f"127.0.0.1:{api_port}", ports)
    stack.add(Service("caddy", COMMAND, stack.folder, environment, http, f"http://127.0.0.1:{health}/"))
    return base_url


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


def _unmount(folder: Path) -> None:
    for _ in range(50):
        if subprocess.run(["umount", folder], check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.1)
