"""Secrets where a deployment keeps its own, and closed servers over the real assistant."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from api.app import create_app
from bot.assistant import Assistant
from scripts.fuzz_http import StubBot
from tests.bot.model.conftest import Worded, connected_to
from tests.support.databases import keeper_in
from tests.support.model_server import ModelServer, model_server
from tests.support.planted import PLANTED, SITE, closed_settings


@pytest.fixture(autouse=True)
def planted(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the secrets into the environment."""
    for name, secret in PLANTED.items():
        monkeypatch.setenv(name, secret)


@pytest.fixture(scope="session")
def closed_app(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A server with keys, listed origins, a site, a public address, a token for /metrics, and a bot."""
    folder = tmp_path_factory.mktemp("closed")
    return create_app(assistant, closed_settings(), keeper_in(folder, [SITE]), StubBot())


@pytest.fixture(scope="package")
def served() -> Iterator[tuple[ModelServer, str]]:
    with model_server() as (stub, address):
        yield stub, address


@pytest.fixture
def worded(assistant: Assistant, served: tuple[ModelServer, str]) -> Worded:
    """The assistant with a model behind it, whose key is one of the secrets."""
    stub, address = served
    stub.requests.clear()
    return connected_to(assistant, stub, address, api_key=PLANTED["LLM_API_KEY"])
