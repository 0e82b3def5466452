"""The real assistant over the shipped corpus, with the stub of a model server behind it."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from bot.assistant import Assistant
from bot.model.assembly import make_composer
from bot.model.composer import ModelComposer
from bot.model.settings import ModelSettings
from bot.reply import Reply
from prompts.loader import load_words
from tests.support.model_server import ModelServer, Script, echo, model_server

TIMEOUT_S = 5.0


@dataclass
class Worded:
    """An assistant with a model of its own: counters and circuit are new for each test."""

    assistant: Assistant
    stub: ModelServer

    @property
    def composer(self) -> ModelComposer:
        assert self.assistant.composer is not None
        return self.assistant.composer

    def ask(self, question: str, commune: str, script: Script | None = None) -> Reply:
        """Returns the reply where the model behaves as scripted."""
        self.stub.script = script or echo
        return self.assistant.ask(question, commune)


Connect = Callable[..., Worded]


@pytest.fixture(scope="package")
def served() -> Iterator[tuple[ModelServer, str]]:
    with model_server() as (stub, address):
        yield stub, address


def connected_to(assistant: Assistant, stub: ModelServer, address: str, **settings: object) -> Worded:
    """Returns the assistant with a model of its own."""
    made = ModelSettings.model_validate({"base_url": address, "model": "stub", "timeout_s": TIMEOUT_S, **settings})
    composer = make_composer(made, assistant.kit, assistant.selector, load_words(), time.monotonic)
    return Worded(replace(assistant, composer=composer), stub)


@pytest.fixture
def connect(assistant: Assistant, served: tuple[ModelServer, str]) -> Connect:
    """Returns a function that gives the shared assistant a model, with settings of the test's own."""
    stub, address = served
    stub.requests.clear()
    stub.key = None

    def connected(**settings: object) -> Worded:
        return connected_to(assistant, stub, str(settings.pop("base_url", address)), **settings)

    return connected


@pytest.fixture
def worded(connect: Connect) -> Worded:
    return connect()


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Writes past pytest's capture: how much was tried is part of the result."""

    def said(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"{line}\n")

    return said
