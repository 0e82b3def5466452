"""Counts of answers and of what goes wrong, in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/).

Begun anew with the server; several processes of one server count together, in files of its own. Labels are closed sets:
outcomes, facets, channels, slugs, composers, steps; nothing of a question, and nobody who asked.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterable
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from pydantic import SecretStr

from bot.channels.telegram.pulse import Pulse, Trouble
from bot.events import AnswerEvent
from bot.model.faults import NOT_ASKED, Fault
from bot.store.breaker import Breaker

# Set by `motcua serve` for its processes, before this library is loaded in them.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# Seconds: an answer takes milliseconds, one that a model words takes seconds.
_ANSWER_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_STEP_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1, 10)


_AFTER = "extractive_after_"


def is_allowed(authorization: str, token: SecretStr) -> bool:
    """Tells whether a header `Authorization` holds the token of /metrics."""
    scheme, _, given = authorization.partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(given.encode(), token.get_secret_value().encode())


class Metrics:
    """What is counted; safe to share between threads."""

    def __init__(self, index_id: Callable[[], str]) -> None:
        """`index_id` tells which index answers now."""
        self._index_id = index_id
        self._known_index = ""
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "motcua_answers",
            "Answers by status, outcome and channel",
            ("status", "outcome", "channel"),
            registry=self._registry,
        )
        self._intents = Counter(
            "motcua_answers_by_intent", "Answers by what was asked for", ("intent", "status"), registry=self._registry
        )
        self._communes = Counter(
            "motcua_answers_by_commune",
            "Answers by the portal's commune",
            ("commune", "status"),
            registry=self._registry,
        )
        self._composers = Counter(
            "motcua_answers_by_composer",
            "Answers by who worded them, or why not the model",
            ("composer",),
            registry=self._registry,
        )
        self._elapsed = Histogram(
            "motcua_answer_seconds", "Time of an answer", ("channel",), buckets=_ANSWER_S, registry=self._registry
        )
        self._steps = Histogram(
            "motcua_step_seconds", "Time of a step", ("step",), buckets=_STEP_S, registry=self._registry
        )
        self._index = Gauge(
            "motcua_index_info",
            "The index that answers",
            ("index_id",),
            registry=self._registry,
            multiprocess_mode="mostrecent",
        )
        self._refused = Counter(
            "motcua_questions_refused", "Questions refused because too many wait", registry=self._registry
        )
        self._model_failures = Counter(
            "motcua_model_failures",
            "Answers that the model was to word and did not",
            ("fault", "asked"),
            registry=self._registry,
        )
        for fault in Fault:
            self._model_failures.labels(fault.value, _asked(fault))

    def record(self, event: AnswerEvent) -> None:
        """Counts one answer."""
        self._answers.labels(event.status, event.outcome, event.channel).inc()
        self._intents.labels(event.intent, event.status).inc()
        self._communes.labels(event.commune, event.status).inc()
        self._composers.labels(event.composer).inc()
        if event.composer.startswith(_AFTER):
            fault = Fault(event.composer.removeprefix(_AFTER))
            self._model_failures.labels(fault.value, _asked(fault)).inc()
        self._elapsed.labels(event.channel).observe(event.elapsed_s)
        for step, seconds in event.steps.items():
            self._steps.labels(step).observe(seconds)

    def refuse(self) -> None:
        """Counts a question that was not taken because too many wait."""
        self._refused.inc()

    def watch(self, breakers: Iterable[Breaker]) -> None:
        """Counts from now on what fails of the parts outside this process, and tells which are away."""
        failures = Counter("motcua_part_failures", "Failures of a part", ("part",), registry=self._registry)
        away = Gauge(
            "motcua_part_away",
            "1: the last try of a part failed",
            ("part",),
            registry=self._registry,
            multiprocess_mode="mostrecent",
        )
        for breaker in breakers:
            breaker.listeners.append(partial(_note_part, failures.labels(breaker.name), away.labels(breaker.name)))
            away.labels(breaker.name).set(0)

    def follow(self, pulse: Pulse) -> None:
        """Counts from now on what the bot notes of its way to Telegram."""
        troubles = Counter(
            "motcua_telegram_troubles", "What went wrong with Telegram", ("trouble",), registry=self._registry
        )
        updates = Counter("motcua_telegram_updates", "Updates that came", registry=self._registry)
        heard = Gauge(
            "motcua_telegram_heard_timestamp_seconds",
            "When Telegram last answered",
            registry=self._registry,
            multiprocess_mode="max",
        )
        for trouble in Trouble:
            troubles.labels(trouble.value)
        pulse.on_trouble.append(lambda trouble: troubles.labels(trouble.value).inc())
        pulse.on_updates.append(updates.inc)
        pulse.on_updates.append(lambda _: heard.set(time.time()))

    def text(self) -> bytes:
        """Returns all counts in the text format."""
        self._note_index()
        if _FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def _note_index(self) -> None:
        index_id = self._index_id()
        if self._known_index not in ("", index_id):
            self._index.labels(self._known_index).set(0)
        self._index.labels(index_id).set(1)
        self._known_index = index_id


def _asked(fault: Fault) -> str:
    return "no" if fault in NOT_ASKED else "yes"


def _note_part(failures: Counter, away: Gauge, has_failed: bool) -> None:
    if has_failed:
        failures.inc()
    away.set(has_failed)
