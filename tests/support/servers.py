"""Server programs that tests run: a real Redis, a real Chroma."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_until_open(port: int, process: subprocess.Popen[bytes], limit_s: float = 30) -> None:
    """Returns once something listens on `port`."""
    until = time.monotonic() + limit_s
    while time.monotonic() < until:
        assert process.poll() is None, f"the server on port {port} ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


@contextlib.contextmanager
def running(command: Sequence[str | Path], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a server for the time of the block."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_open(port, process)
            yield process
        finally:
            process.kill()


def redis_command(port: int) -> list[str]:
    """Returns what runs a Redis that keeps nothing on disk."""
    program = shutil.which("redis-server")
    assert program is not None
    return [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]


def chroma_command(port: int, folder: Path) -> list[str]:
    program = Path(sys.executable).parent / "chroma"
    return [str(program), "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder)]
