"""/metrics: what Prometheus reads, for whoever has the token, and nothing of a question in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.settings import ApiSettings
from retrieval.index import Index
from tests.support.databases import keeper_in
from tests.support.shipped import make_assistant

TOKEN = "mot-ma-bi-mat-dai-hon-16"
ALLOWED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def client(index: Index, tmp_path: Path) -> Iterator[TestClient]:
    settings = ApiSettings.model_validate({"metrics_token": TOKEN})
    with TestClient(create_app(make_assistant(index), settings, keeper_in(tmp_path))) as client:
        yield client


def counted(client: TestClient) -> dict[tuple[str, ...], float]:
    """Returns the samples by name and the values of their labels, in the order of the labels' names."""
    text = client.get("/metrics", headers=ALLOWED).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_are_counted_by_status_intent_commune_and_composer(client: TestClient) -> None:
    for question in ("Chỉ tiêu thanh toán trực tuyến?", "giá vàng hôm nay?", "Chỉ tiêu thanh toán trực tuyến?"):
        client.post("/v1/ask", json={"question": question, "commune": "lac-phuong"})
    client.post("/v1/ask", json={"question": "chào bạn"})

    samples = counted(client)

    assert samples["motcua_answers_total", "api", "answered_target", "answered"] == 2
    assert samples["motcua_answers_total", "api", "not_found_out_of_scope", "not_found"] == 1
    assert samples["motcua_answers_by_intent_total", "figure", "answered"] == 2
    assert samples["motcua_answers_by_commune_total", "lac-phuong", "answered"] == 2
    assert samples["motcua_answers_by_commune_total", "", "chitchat"] == 1
    assert samples["motcua_answers_by_composer_total", "extractive"] == 4
    assert samples["motcua_answer_seconds_count", "api"] == 4
    assert samples["motcua_step_seconds_count", "screen"] == 4
    assert samples["motcua_step_seconds_count", "answer"] == 2


def test_the_index_is_named(client: TestClient, index: Index) -> None:
    assert counted(client)["motcua_index_info", index.manifest.index_id] == 1


def test_nothing_of_a_question_or_a_person_is_in_it(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "Tôi là Nguyễn Thị Bưởi, 0912345678, khai sinh?", "commune": "tan-an"})

    text = client.get("/metrics", headers=ALLOWED).text

    assert not any(word in text for word in ("Bưởi", "0912345678", "khai sinh", "testclient"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": "Bearer \u00e9"},
        {"X-API-Key": TOKEN},
    ],
)
def test_without_the_token_it_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]

    response = client.get("/metrics", headers=sent)

    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert response.headers["content-type"] == "application/problem+json"
    assert "motcua_" not in response.text


def test_it_is_for_no_cache_and_in_prometheus_own_type(client: TestClient) -> None:
    response = client.get("/metrics", headers=ALLOWED)

    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")


def test_without_a_token_of_its_own_a_server_has_none(index: Index, tmp_path: Path) -> None:
    settings = ApiSettings(_env_file=None)
    with TestClient(create_app(make_assistant(index), settings, keeper_in(tmp_path))) as client:
        response = client.get("/metrics", headers=ALLOWED)

    assert response.status_code == 404
    assert "API_METRICS_TOKEN" in response.json()["detail"]


def test_it_is_not_in_the_description_of_the_api(client: TestClient) -> None:
    assert "/metrics" not in client.get("/openapi.json").json()["paths"]
