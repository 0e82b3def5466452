"""A commune with two plans: each row of its pages says of which it is."""

import pytest
from fastapi.testclient import TestClient

from corpus.ingest import load_corpus
from corpus.intake.shelf import Shelf
from tests.api.commune_pages import make_client
from tests.support.clerks import ID, extract_of, make_clerk, submission
from tests.support.shipped import DATA


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    shelf, clerk = Shelf(tmp_path_factory.mktemp("documents")), make_clerk()
    shelf.keep(clerk.publish(shelf.add(submission(), extract_of(), clerk), 1))
    return make_client(load_corpus(DATA, None, shelf.published()))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nhiem-vu", "Kế hoạch năm 2027, Phụ lục, nhiệm vụ 2 (phần I)"),
        ("/nhiem-vu", "Kế hoạch giai đoạn 2026 - 2030, Phụ lục II, nhiệm vụ 1 (phần I)"),
        ("/nhiem-vu/thoi-han", "Kế hoạch năm 2027, Phụ lục, nhiệm vụ 2 (phần I)"),
        ("/chi-tieu", "Kế hoạch năm 2027, mục I.2, gạch đầu dòng 1"),
    ],
)
def test_place_names_its_plan(client: TestClient, path: str, said: str) -> None:
    text = client.get(f"/xa/tan-an{path}").text

    assert said in text
    assert f"/documents/{ID}" in text


def test_commune_with_one_plan_names_none(client: TestClient) -> None:
    assert "Kế hoạch giai đoạn 2026 - 2030, Phụ lục" not in client.get("/xa/lac-phuong/nhiem-vu").text
