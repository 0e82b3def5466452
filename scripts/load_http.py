"""People at the whole service: so many for so long, then ten times as many without patience, then as before.

usage: python -m scripts.load_http [--people 50] [--minutes 10] [--think-s 5] [--overload-s 60]

PostgreSQL, Redis, Chroma and two workers run on loopback beside the clients, on the same cores. Every person has an
address of their own, so that limits by visitor hold as they would; one of the crowd in the overload asks without pause.
Prints what was answered, how fast, and the server's memory; exit status 1 where the first part had an error, where a
refusal did not say when to come again, or where it was not well again within ten seconds.
"""

import argparse
import asyncio
import itertools
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.withstand.people import TALKS
from scripts.withstand.stack import Stack, whole_service

_PATIENCE_S = 30.0
_RECOVERY_LIMIT_S = 10.0
_SAMPLE_S = 5.0
_WARM_SHARE = 0.2  # of the time, before memory counts


@dataclass
class Answers:
    """What people saw in one part: (moment, seconds, status) of each call; refusals that named no time."""

    calls: list[tuple[float, float, int]] = field(default_factory=list)
    without_time: int = 0

    def line(self, name: str, lasted_s: float) -> str:
        """Returns one line of the report."""
        statuses = Counter(status for _, _, status in self.calls)
        times = sorted(took for _, took, status in self.calls if status == 200) or [0.0]
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else times * 99
        told = ", ".join(f"{count} × {status or 'no answer'}" for status, count in sorted(statuses.items()))
        rate = statuses[200] / lasted_s
        return (
            f"{name}: {told}; {rate:.1f} answers/s; answered in p50 {cuts[49] * 1000:.0f} ms, p95 "
            f"{cuts[94] * 1000:.0f} ms, slowest {times[-1]:.2f} s"
        )


async def person(port: int, number: int, think_s: float, until: float, seen: Answers) -> None:
    """Asks, thinks, asks on; by a connection of their own."""
    chance = random.Random(number)
    address = f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}"
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    await asyncio.sleep(chance.random() * think_s)
    for turn in itertools.count(number):
        conversation: object = None
        commune, questions = TALKS[turn % len(TALKS)]
        for question in questions:
            if time.monotonic() > until:
                return
            started = time.monotonic()
            try:
                if connection is None or connection[0].at_eof():  # the server ends those that were quiet for long
                    connection = await asyncio.open_connection("127.0.0.1", port)
                status, headers, reply = await asyncio.wait_for(
                    call(connection, address, commune, question, conversation), _PATIENCE_S
                )
                conversation = reply.get("conversation_id")
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
                status, headers, connection = 0, {}, None
            seen.calls.append((started, time.monotonic() - started, status))
            seen.without_time += status in (429, 503) and "retry-after" not in headers
            await asyncio.sleep(think_s * chance.uniform(0.6, 1.4))


async def call(
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    address: str,
    commune: str,
    question: str,
    conversation: object,
) -> tuple[int, dict[str, str], dict[str, object]]:
    """Asks one question over HTTP/1.1 and returns status, headers and what was replied."""
    reader, writer = connection
    body = json.dumps({"question": question, "commune": commune, "conversation_id": conversation}).encode()
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {address}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    content = await reader.readexactly(int(headers["content-length"]))
    return int(lines[0].split()[1]), headers, json.loads(content)


async def crowd(port: int, people: int, think_s: float, lasts_s: float, *, has_bully: bool = False) -> Answers:
    """Lets so many people ask for so long."""
    seen, until = Answers(), time.monotonic() + lasts_s
    tasks = [person(port, number, think_s, until, seen) for number in range(people)]
    if has_bully:
        tasks += [person(port, 99_999, 0.0, until, seen) for _ in range(4)]
    await asyncio.gather(*tasks)
    return seen


async def memory_of(stack: Stack, samples: list[tuple[float, float]]) -> None:
    """Notes the server's memory until cancelled: (moment, MB), shared pages counted once."""
    while True:
        samples.append((time.monotonic(), sum(map(_proportional_mb, stack.services["server"].pids()))))
        await asyncio.sleep(_SAMPLE_S)


async def measure(stack: Stack, arguments: argparse.Namespace) -> int:
    """Runs the three parts and prints them; returns the exit status."""
    people, minutes, overload_s = arguments.people, arguments.minutes, arguments.overload_s
    port = stack.services["server"].port
    assert port is not None
    await crowd(port, 4, 0.2, 3)  # what is loaded late is loaded
    samples: list[tuple[float, float]] = []
    watching = asyncio.create_task(memory_of(stack, samples))
    usual = await crowd(port, people, arguments.think_s, minutes * 60)
    print(usual.line(f"{people} people who think {arguments.think_s:g} s, {minutes:g} min", minutes * 60), flush=True)
    print(_slope(samples), flush=True)
    many = await crowd(port, people * 10, 0.5, overload_s, has_bully=True)
    print(many.line(f"{people * 10} people without patience, {overload_s:g} s", overload_s), flush=True)
    ended = time.monotonic()
    after = await crowd(port, people, arguments.think_s, 60)
    print(after.line(f"{people} people again, 60 s", 60))
    recovered_s = _recovery(after, ended)
    watching.cancel()
    print(f"well again after {recovered_s:.1f} s; refusals without a time: {usual.without_time + many.without_time}")
    print(f"memory at the end {samples[-1][1]:.0f} MB, highest {max(mb for _, mb in samples):.0f} MB")
    is_clean = all(status == 200 for _, _, status in usual.calls)
    return int(not (is_clean and recovered_s <= _RECOVERY_LIMIT_S and not many.without_time))


def _recovery(seen: Answers, ended: float) -> float:
    """Returns when the last call that was refused or took over a second ended, counted from the overload's end."""
    bad = [at + took for at, took, status in seen.calls if status != 200 or took > 1]
    return max([0.0, *(moment - ended for moment in bad)])


def _slope(samples: Sequence[tuple[float, float]]) -> str:
    """Returns how memory grew once everything was warm, by least squares."""
    warm = samples[int(len(samples) * _WARM_SHARE) :]
    if len(warm) < 2:
        return "memory: too short to tell"
    slope = statistics.linear_regression(*zip(*warm, strict=True)).slope * 3600
    minutes = (warm[-1][0] - warm[0][0]) / 60
    return f"memory of the server: {warm[0][1]:.0f} MB → {warm[-1][1]:.0f} MB in {minutes:.0f} min ({slope:+.1f} MB/h)"


def _proportional_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> int:
    """Reads the arguments and measures."""
    parser = argparse.ArgumentParser(description="load, overload and memory")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--think-s", type=float, default=5)
    parser.add_argument("--overload-s", type=float, default=60)
    arguments = parser.parse_args()
    with whole_service(limit_per_minute=600) as stack:
        return asyncio.run(measure(stack, arguments))


if __name__ == "__main__":
    sys.exit(main())
