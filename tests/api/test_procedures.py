"""GET /v1/procedures and /v1/procedures/{code}."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from corpus.procedures.outline import document_id
from tests.api.sample_procedures import CODE, make_assistant, shipped_client
from tests.support.fake_assistant import FakeAssistant

PAGE = f"/procedures/{CODE}"


@pytest.fixture
def assistant() -> FakeAssistant:
    return make_assistant()


@pytest.fixture(scope="module")
def shipped() -> Iterator[TestClient]:
    with shipped_client() as client:
        yield client


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["1.001193", "1.004746", "1.000656", CODE]),
        ("q=khai sinh", ["1.001193"]),
        ("q=dang ky", ["1.001193", "1.004746", "1.000656"]),
        ("q=SAO Y", [CODE]),
        ("q=2.000815", [CODE]),
        ("q=hết bao nhiêu", []),
        ("sector=chung thuc", [CODE]),
        ("sector=hộ tịch&q=khai", ["1.001193", "1.000656"]),
        ("sector=đất đai", []),
        ("commune=tan-an&q=sao y", [CODE]),
        ("q=&sector=&commune=", ["1.001193", "1.004746", "1.000656", CODE]),
    ],
)
def test_procedures_are_filtered(client: TestClient, query: str, codes: list[str]) -> None:
    assert [item["code"] for item in client.get(f"/v1/procedures?{query}").json()] == codes


def test_list_holds_short_forms_with_their_status(client: TestClient) -> None:
    items = client.get("/v1/procedures?q=dang ky khai tu").json()

    assert items == [
        {
            "code": "1.000656",
            "name": "Đăng ký khai tử",
            "sector": "Hộ tịch",
            "status": "đã được thay thế",
            "url": "http://testserver/procedures/1.000656",
        }
    ]


def test_unknown_commune_is_refused(client: TestClient) -> None:
    response = client.get("/v1/procedures?commune=x")

    assert response.status_code == 422
    assert "lac-phuong" in response.json()["detail"]


def test_procedure_gives_figures_as_numbers_beside_their_words(client: TestClient) -> None:
    procedure = client.get(f"/v1/procedures/{CODE}").json()

    in_person, online = procedure["channels"]
    assert in_person["times"] == []
    assert in_person["fees"][0] == {
        "amount": 2000,
        "currency": "VND",
        "per": "trang",
        "condition": "hai trang đầu",
        "raw": "2.000 đồng/trang",
        "text": "2.000 đồng/trang (hai trang đầu)",
    }
    assert online["times"] == [
        {
            "value": 3,
            "unit": "ngày làm việc",
            "condition": None,
            "raw": "03 Ngày làm việc",
            "text": "3 ngày làm việc",
        }
    ]
    assert (online["fees"][0]["amount"], online["fees"][0]["text"]) == (None, "theo HĐND tỉnh")


def test_procedure_says_where_it_is_from_and_what_is_empty(client: TestClient) -> None:
    procedure = client.get(f"/v1/procedures/{CODE}").json()

    assert procedure["url"] == f"http://testserver{PAGE}"
    assert procedure["document_id"] == document_id(CODE)
    assert (procedure["decision_number"], procedure["as_of"]) == ("3152/QĐ-BTP", "2026-06-30")
    assert procedure["forms"] == ["Mẫu số 01"]
    assert (procedure["competent_agency"], procedure["conditions"]) == (None, [])
    assert "alias_questions" not in procedure


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("9.999999", "Không có thủ tục hành chính"), ("khai-sinh", "không phải mã"), ("2.0008155", "không phải mã")],
)
def test_unknown_code_is_a_problem(client: TestClient, code: str, sentence: str) -> None:
    response = client.get(f"/v1/procedures/{code}")

    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert sentence in response.json()["detail"]


def test_every_shipped_procedure_is_listed_and_served(shipped: TestClient) -> None:
    items = shipped.get("/v1/procedures").json()

    assert len(items) >= 80
    for item in items:
        assert shipped.get(f"/v1/procedures/{item['code']}").json()["source_url"].startswith("https://")
