"""Fixtures of the retrieval tests: settings, tiny models, a real Chroma server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from retrieval import RetrievalSettings
from tests.retrieval.models import make_static_model

RANKING = """
fields: {text: 1.0, text_pairs: 1.0, title: 0.3, title_pairs: 0.3, aliases: 0.3, aliases_pairs: 0.3}
weights: {lexical: 1.0, vector: 0.4}
vector: {min_passages: 1}
candidates: 200
"""


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RETRIEVAL_") or name == "CHROMA_URL"]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(RetrievalSettings.model_config, "env_file", None)


@pytest.fixture
def lexical_settings() -> RetrievalSettings:
    return RetrievalSettings(embedder="none")


@pytest.fixture
def static_model(tmp_path: Path) -> Path:
    return make_static_model(tmp_path / "static-model")


@pytest.fixture
def vector_settings(tmp_path: Path, static_model: Path) -> RetrievalSettings:
    """Settings under which even a handful of passages is searched by vectors."""
    ranking = tmp_path / "ranking.yaml"
    ranking.write_text(RANKING, encoding="utf-8")
    return RetrievalSettings(embedder="static", static_model_dir=static_model, ranking_path=ranking)


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real `chroma run` on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1", "--port", str(port)]
    folder = tmp_path_factory.mktemp("chroma-server")
    with (folder / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen([*command, "--path", str(folder)], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(url + "/api/v2/heartbeat", timeout=1).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise RuntimeError("chroma run did not start")
