"""Communes, targets, tasks, feedback, health."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from bot.store.keeper import Keeper


def test_communes_list_their_documents(client: TestClient) -> None:
    communes = client.get("/v1/communes").json()

    assert [commune["slug"] for commune in communes] == ["lac-phuong", "tan-an"]
    assert communes[0]["documents"] == [
        {
            "document_id": "lac-phuong-plan",
            "title": "Kế hoạch cải cách hành chính xã Lạc Phượng giai đoạn 2026–2030",
            "number": None,
            "issued_on": None,
            "period": "2026–2030",
        }
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("commune=lac-phuong", 1),
        ("commune=tan-an", 0),
        ("q=thanh toan truc tuyen", 1),
        ("q=thanh toán", 1),
        ("q=giấy phép", 0),
        ("period=2026", 1),
        ("period=2026-2030", 1),
        ("period=2026–2030", 1),
        ("period=2026-2028", 0),
        ("period=2025", 0),
        ("q=&commune=&period=", 1),
    ],
)
def test_targets_are_filtered(client: TestClient, query: str, count: int) -> None:
    found = client.get(f"/v1/targets?{query}").json()

    assert len(found) == count


def test_target_says_figure_and_source(client: TestClient) -> None:
    (target,) = client.get("/v1/targets").json()

    assert (target["comparator"], target["value"], target["unit"]) == (">=", 50, "%")
    assert target["url"] == "http://testserver/documents/lac-phuong-plan?q=s3&w=288ebb8d36#s3"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("agency=trung tam phuc vu", 1),
        ("agency=một cửa", 1),
        ("agency=lac-phuong/trung-tam", 1),
        ("agency=phòng kinh tế", 0),
        ("period=2027", 1),
        ("period=2031", 0),
        ("q=ra soat&commune=lac-phuong", 1),
    ],
)
def test_tasks_are_filtered(client: TestClient, query: str, count: int) -> None:
    assert len(client.get(f"/v1/tasks?{query}").json()) == count


def test_unknown_commune_is_refused_everywhere(client: TestClient) -> None:
    statuses = [client.get(f"/v1/{name}?commune=x").status_code for name in ("targets", "tasks", "procedures")]

    assert statuses == [422, 422, 422]


def test_feedback_keeps_the_rating_and_not_the_question(client: TestClient, keeper: Keeper) -> None:
    answer_id = client.post("/v1/ask", json={"question": "Ai ký?"}).json()["answer_id"]

    response = client.post("/v1/feedback", json={"answer_id": answer_id, "rating": "down", "comment": "Thiếu"})

    (said,) = keeper.store.opinions.complaints()
    assert (response.status_code, response.content) == (204, b"")
    assert (said.opinion_id, said.rating, said.text, said.outcome) == (answer_id, "down", "Thiếu", "answered")


def test_feedback_that_cannot_be_kept_is_not_acknowledged(client: TestClient, keeper: Keeper) -> None:
    answer_id = client.post("/v1/ask", json={"question": "Ai ký?"}).json()["answer_id"]
    with keeper.store.database.writing() as connection:
        connection.execute(text("DROP TABLE ratings"))
    response = client.post("/v1/feedback", json={"answer_id": answer_id, "rating": "up"})
    later = client.post("/v1/ask", json={"question": "Ai ký?"})

    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert later.json()["status"] == "answered"


@pytest.mark.parametrize(
    ("rated", "status"),
    [
        ({"answer_id": "unknown", "rating": "up"}, 404),
        ({"answer_id": "a1", "rating": "five"}, 422),
        ({"rating": "up"}, 422),
        ({"answer_id": "a1", "rating": "up", "comment": "x" * 2001}, 422),
    ],
)
def test_bad_feedback_is_a_problem(client: TestClient, rated: dict[str, str], status: int) -> None:
    response = client.post("/v1/feedback", json=rated)

    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {
        "status": "ready",
        "index_id": "fake-index",
        "counts": {"target": 1, "task": 1},
        "away": [],
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/static/nothing", 404), ("GET", "/v1/ask", 405), ("DELETE", "/healthz", 405),
     ("GET", "/static/../app.py", 404), ("GET", "/v1/targets?q=" + "x" * 201, 422), ("GET", "/documents/x", 404)],
)  # fmt: skip
def test_wrong_addresses_are_vietnamese_problems(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)

    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["detail"].endswith(".")
    assert "Not Found" not in response.text
