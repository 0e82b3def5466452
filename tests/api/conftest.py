"""The app over the fake assistant."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from bot.store.keeper import Keeper
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return keeper_in(tmp_path)


@pytest.fixture
def app(assistant: FakeAssistant, keeper: Keeper) -> FastAPI:
    return create_app(assistant, ApiSettings(_env_file=None), keeper)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client
