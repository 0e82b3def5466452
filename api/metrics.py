"""Counts of answers in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/).

Begun anew with the server; several processes of one server count together, in files of its own. Labels are closed sets:
outcomes, facets, channels, slugs, composers, steps; nothing of a question, and nobody who asked.
"""

import os
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from bot.events import AnswerEvent

# Set by `motcua serve` for its processes, before this library is loaded in them.
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# Seconds: an answer takes milliseconds, one that a model words takes seconds.
_ANSWER_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_STEP_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1, 10)


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

    def record(self, event: AnswerEvent) -> None:
        """Counts one answer."""
        self._answers.labels(event.status, event.outcome, event.channel).inc()
        self._intents.labels(event.intent, event.status).inc()
        self._communes.labels(event.commune, event.status).inc()
        self._composers.labels(event.composer).inc()
        self._elapsed.labels(event.channel).observe(event.elapsed_s)
        for step, seconds in event.steps.items():
            self._steps.labels(step).observe(seconds)

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
