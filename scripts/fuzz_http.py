#!/usr/bin/env python3
"""Random requests against the real application over the shipped corpus, in process: what must never happen, does not.

usage: python -m scripts.fuzz_http [--requests 100000] [--seed 1]

Prints the statuses by route and fails on any 5xx but the webhook's 503, an exception, a bug that the assistant
apologised for, a refusal of /v1/ that is no problem document, a missing security header, or a secret or path that
leaks.
"""

import argparse
import asyncio
import json
import logging
import os
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI

from api.app import create_app
from api.routes.telegram import PATH
from api.settings import ApiSettings
from bot.assistant import Assistant
from bot.channels.telegram.pulse import Pulse
from bot.events import AnswerEvent
from tests.support.asgi import Answer, call
from tests.support.databases import keeper_in
from tests.support.fuzzing import Drawer, Drawn
from tests.support.known_routes import route_of
from tests.support.planted import PLANTED, SITE, closed_settings, leaks
from tests.support.shipped import DATA, index_of, make_assistant

# Told on purpose: the stand-in for the bot below is not always ready.
_ON_PURPOSE = {(PATH, 503)}
_GUARDS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cache-control")
_SHOWN_FAULTS = 20
_LOOKS_EVERY = 500


class StubBot:
    """Takes updates that have a number, and is not ready for others."""

    pulse = Pulse()

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def is_genuine(self, secret: str | None) -> bool:
        return secret == PLANTED["TELEGRAM_WEBHOOK_SECRET"]

    async def receive(self, update: dict[str, Any]) -> bool:
        return isinstance(update.get("update_id"), int)


@dataclass
class Outcome:
    """What a run has seen."""

    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    elapsed_s: float = 0.0
    memory_mb: list[float] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)

    def note(self, event: AnswerEvent) -> None:
        """Notes what the assistant answered: its own net turns a bug into an apology."""
        self.answered[event.outcome] += 1
        if event.outcome == "fault":
            self.faults.append("the assistant apologised for a bug")


def make_apps(assistant: Assistant, folder: Path) -> Mapping[str, FastAPI]:
    """Returns an open server and a closed one that knows a site, both with a bot and with secrets."""
    closed = closed_settings()
    opened = ApiSettings.model_validate({**closed.model_dump(), "_env_file": None, "demo": True})
    return {
        "open": create_app(assistant, opened, keeper_in(), StubBot()),
        "closed": create_app(assistant, closed, keeper_in(folder, [SITE]), StubBot()),
    }


async def fuzz(assistant: Assistant, folder: Path, requests: int, seed: int) -> Outcome:
    """Sends the requests, every second one to the closed server."""
    outcome = Outcome()
    apps = make_apps(assistant, folder)
    assistant.observers.append(outcome.note)
    drawer = Drawer(assistant.index.corpus, seed)
    began = time.perf_counter()
    for number, drawn in enumerate(drawer.draw(requests)):
        name = ("open", "closed")[number % 2]
        route = route_of(unquote(drawn.target.partition("?")[0]))
        started = time.perf_counter()
        try:
            answer = await call(apps[name], drawn.method, drawn.target, drawn.headers, drawn.body)
        except Exception as exc:
            outcome.faults.append(f"{name} {drawn}: {exc!r}")
            continue
        outcome.slowest = max(outcome.slowest, (time.perf_counter() - started, f"{drawn.method} {route}"))
        outcome.statuses[route][answer.status] += 1
        outcome.faults += [f"{fault} <- {name} {drawn}"[:1500] for fault in faults_of(drawn, route, answer)]
        if number % _LOOKS_EVERY == 0 and (now := resident_mb()) is not None:
            outcome.memory_mb.append(now)
    outcome.elapsed_s = time.perf_counter() - began
    assistant.observers.remove(outcome.note)
    return outcome


def faults_of(drawn: Drawn, route: str, answer: Answer) -> list[str]:
    """Returns what is wrong with a response."""
    found = [f"leak {leak!r}" for leak in leaks(answer.everything)]
    if answer.status >= 500 and (route, answer.status) not in _ON_PURPOSE:
        found.append(f"status {answer.status}")
    found += [f"no {name}" for name in _GUARDS if answer.get(name) is None]
    if any({13, 10, 0} & set(name + value) for name, value in answer.headers):
        found.append("a header of two lines")
    if drawn.target.startswith("/v1/") and answer.status >= 400 and not is_problem(answer):
        found.append(f"no problem document with {answer.status}")
    return found


def is_problem(answer: Answer) -> bool:
    """Tells whether a refusal is a problem document about its own status."""
    if (answer.get("content-type") or "") != "application/problem+json":
        return False
    told = json.loads(answer.body)
    return bool(told["status"] == answer.status and told["title"] and told["detail"])


def resident_mb() -> float | None:
    """Returns the memory of this process, where the system tells it."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return None
    return int(statm.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def growth(memory_mb: Sequence[float], from_share: float) -> str:
    """Returns by how much memory grew at most after that share of the run; caches fill early, leaks never end."""
    rest = memory_mb[int(len(memory_mb) * from_share) :]
    return f"{max(rest) - rest[0]:.1f} MB" if rest else "unknown"


def table(outcome: Outcome) -> str:
    """Returns the statuses by route as text."""
    columns = sorted({status for seen in outcome.statuses.values() for status in seen})
    rows = [["route", *map(str, columns)]]
    rows += [[route, *(str(seen[c] or "") for c in columns)] for route, seen in sorted(outcome.statuses.items())]
    total = sum(outcome.statuses.values(), Counter[int]())
    rows.append(["all", *(str(total[c]) for c in columns)])
    return "\n".join(f"{row[0]:<34}" + "".join(f"{cell:>8}" for cell in row[1:]) for row in rows)


def main() -> int:
    """Runs and reports; 1 where something must not have happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    os.environ.update(PLANTED)
    with tempfile.TemporaryDirectory() as folder:
        assistant = make_assistant(index_of(DATA, Path(folder) / "index"))
        outcome = asyncio.run(fuzz(assistant, Path(folder), args.requests, args.seed))
    print(table(outcome))
    seconds, slowest = outcome.slowest
    print(f"\n{args.requests} requests (seed {args.seed}), {args.requests / outcome.elapsed_s:.0f} a second")
    print(f"questions answered {outcome.answered.total()}, by {len(outcome.answered)} outcomes")
    print(f"slowest {seconds * 1000:.0f} ms ({slowest})")
    tenth, half = (growth(outcome.memory_mb, share) for share in (0.1, 0.5))
    print(f"memory grew by at most {tenth} after the first tenth, {half} after the first half")
    print(f"faults: {len(outcome.faults)}")
    for fault in outcome.faults[:_SHOWN_FAULTS]:
        print(f"  {fault}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
