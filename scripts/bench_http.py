#!/usr/bin/env python3
"""Questions per second over HTTP: 8 clients with kept-alive connections against `motcua serve`. Standard library only.

usage: bench_http.py [--base-url URL] [--clients 8] [--seconds 8] [--questions FILE.jsonl]

Without --base-url it starts its own server on a free port. Clients run in one process beside the server, so on two
cores they share them with it: the figure is what one small machine does, load generator included.
"""

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

QUESTIONS = (
    ("Chỉ tiêu thanh toán trực tuyến là bao nhiêu?", "lac-phuong"),
    ("ai chu tri ra soat, don gian hoa thu tuc hanh chinh", "lac-phuong"),
    ("Phòng Kinh tế chủ trì những gì?", "lac-phuong"),
    ("Tỷ lệ hồ sơ trực tuyến giai đoạn 2028-2030?", "tan-an"),
    ("Ai ký kế hoạch này?", "loc-binh"),
    ("Kế hoạch số mấy?", "le-loi"),
    ("Phải cắt giảm bao nhiêu thủ tục hành chính nội bộ?", "phong-tho"),
    ("giá vàng hôm nay?", None),
)


def read_questions(path: Path | None) -> list[bytes]:
    """Returns request bodies; each line of the file has `question` or `turns`, and `commune`."""
    if path is None:
        rows = [{"question": question, "commune": commune} for question, commune in QUESTIONS]
    else:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rows = [{"question": row.get("question") or row["turns"][-1], "commune": row.get("commune")} for row in lines]
    return [json.dumps(row).encode() for row in rows]


def ask_until(
    deadline: float, base_url: str, bodies: list[bytes], times_ms: list[float], statuses: Counter[int]
) -> None:
    """Asks one question after the other over one connection."""
    address = urlsplit(base_url)
    connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=30)
    for body in cycle(bodies):
        if time.perf_counter() > deadline:
            break
        started = time.perf_counter()
        connection.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        times_ms.append((time.perf_counter() - started) * 1000)
        statuses[response.status] += 1
    connection.close()


@contextmanager
def own_server() -> Iterator[tuple[str, int]]:
    """Runs `motcua serve` on a free port for the time of the block; yields its address and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "motcua"), "serve", "--port", str(port)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **_own_store(folder)}
        ) as server,
    ):
        base_url = f"http://127.0.0.1:{port}"
        try:
            wait_until_ready(base_url, server)
            yield base_url, server.pid
        finally:
            server.terminate()


def _own_store(folder: str) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder}/store.db", "BOT_IDENTITY_KEY_PATH": f"{folder}/identity.key"}


def wait_until_ready(base_url: str, server: subprocess.Popen[bytes]) -> None:
    """Returns when /readyz answers; leaves when the server ends first."""
    while True:
        try:
            urllib.request.urlopen(base_url + "/readyz", timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError):
            if server.poll() is not None:
                sys.exit("bench_http: the server ended before it was ready")
            time.sleep(0.1)


def measure(base_url: str, clients: int, seconds: float, bodies: list[bytes]) -> None:
    """Warms up for a second, then measures and prints one line."""
    ask_until(time.perf_counter() + 1, base_url, bodies, [], Counter())
    times_ms: list[float] = []
    statuses: Counter[int] = Counter()
    started = time.perf_counter()
    threads = [
        threading.Thread(
            target=ask_until,
            args=(started + seconds, base_url, bodies[number % len(bodies) :] + bodies, times_ms, statuses),
        )
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    cuts = statistics.quantiles(times_ms, n=100)
    print(
        f"{len(times_ms) / elapsed:.0f} questions/s, {clients} clients: "
        f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms, statuses {dict(statuses)}"
    )


def main() -> None:
    """Reads the arguments and measures."""
    parser = argparse.ArgumentParser(description="Questions per second over HTTP")
    parser.add_argument("--base-url")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--questions", type=Path)
    args = parser.parse_args()
    bodies = read_questions(args.questions)
    if args.base_url:
        measure(args.base_url, args.clients, args.seconds, bodies)
        return
    with own_server() as (base_url, process_id):
        measure(base_url, args.clients, args.seconds, bodies)
        pages = int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1])
        print(f"server memory after that: {pages * os.sysconf('SC_PAGE_SIZE') / 1e6:.0f} MB resident")


if __name__ == "__main__":
    main()
