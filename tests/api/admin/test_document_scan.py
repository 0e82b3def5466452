"""A scan through the upload page to an answer: recognised, not used until somebody compared it, then answered from."""

import pytest

from corpus.documents import Commune
from retrieval.index import open_index
from retrieval.settings import RetrievalSettings
from tests.api.admin.operators import Operator
from tests.api.admin.papers import HERE, finished, put_on_shelf, send_review, upload
from tests.support.printing.layouts import LAYOUTS, html_of
from tests.support.printing.plans import make_plan
from tests.support.printing.raw_pdf import picture_pdf
from tests.support.printing.scanner import Scanner
from tests.support.shipped import AFTER_2025, FakeClock, make_assistant

PLAN = make_plan(100, tasks=2, targets=1)
SUOI_MO = Commune(slug="suoi-mo", name="xã Suối Mơ", province="tỉnh Thử Nghiệm")


@pytest.fixture
def scan() -> bytes:
    from tests.support.printing.press import print_pages

    pdf = print_pages({"plan": (html_of(PLAN, LAYOUTS[0]), False)})["plan"]
    return picture_pdf(Scanner(dpi=300, skew_deg=0.6, noise=4).pages(pdf), 300)


@pytest.mark.needs("chromium", "vietnamese-font", "tesseract-vie")
@pytest.mark.slow
def test_scan_is_uploaded_compared_and_answered_from(operator: Operator, scan: bytes) -> None:
    put_on_shelf(operator, commune=SUOI_MO, document_id="ke-hoach-khac")  # the page knows communes by their documents
    response = finished(operator, upload(operator, scan, "quét.pdf", form={"commune": "suoi-mo"}))
    assert response.status_code == 303, response.text
    address = response.headers["location"].removeprefix("/admin").split("?")[0]
    document_id = address.split("/")[2]
    draft = operator.page(address)
    source = draft.one("section", class_="source-pages").all("img")[0]["src"]
    unseen = operator.send(f"{HERE}/use", document=document_id, version="1", seen="1")
    before = operator.publisher.shelf.history(document_id)
    published = send_review(operator, "publish", draft)

    assert "nhận dạng từ ảnh" in draft.one("p", class_="count").text
    assert operator.client.get(source).headers["content-type"] == "image/png"
    assert unseen.status_code == 409
    assert "dòng chưa chắc" in unseen.text
    assert before.published is None
    assert published.headers["location"] == f"/admin{address}?da=dung"
    title, lead = next(row[1:3] for row in PLAN.annexes[0].rows if len(row) > 2)
    index = open_index(operator.publisher.index_dir, RetrievalSettings())
    reply = make_assistant(index, FakeClock(AFTER_2025)).ask(f"Ai chủ trì {title}?", "suoi-mo")
    index.close()
    assert lead.split(";")[0] in reply.text
