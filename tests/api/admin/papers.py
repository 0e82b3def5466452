"""What tests of documents at the operator's page share: forms as a browser sends them, versions on the shelf."""

import time
from collections.abc import Mapping

from httpx2 import Response

from corpus.readers.extract import Extract
from tests.api.admin.operators import FROM_HERE, Operator
from tests.support.clerks import ID, TEXT, extract_of, make_clerk, submission
from tests.support.html_page import Element

HERE = "/documents"
PAGE = f"{HERE}/{ID}/1"
FORM = {"commune": "tan-an"}


def put_on_shelf(operator: Operator, text: str = TEXT, **changes: object) -> None:
    """Adds a version as the reading of a file would."""
    extract = changes.pop("extract", None)
    assert extract is None or isinstance(extract, Extract)
    operator.publisher.shelf.add(submission(text, **changes), extract or extract_of(text), make_clerk())


def upload(
    operator: Operator,
    data: bytes = TEXT.encode(),
    name: str = "kh.txt",
    csrf: str | None = None,
    form: Mapping[str, str] = FORM,
) -> Response:
    fields = {"csrf": operator.csrf() if csrf is None else csrf, **FORM, **form}
    return operator.client.post("/admin/documents", data=fields, files={"file": (name, data)}, headers=FROM_HERE)


def review_form(page: Element) -> dict[str, str]:
    """Returns the fields of a version's page as a browser would send them, no box ticked."""
    form = page.one("form", class_="review")
    inputs = {field["name"]: field.attributes.get("value", "") for field in form.all("input") if "type" in field}
    for ticked in ("withhold", "undo"):
        inputs.pop(ticked, None)
    return inputs | {field["name"]: field.text for field in form.all("textarea")}


def send_review(
    operator: Operator, act: str, page: Element | None = None, changes: Mapping[str, str | list[str]] | None = None
) -> Response:
    fields = {**review_form(page or operator.page(PAGE)), "act": act, **(changes or {})}
    return operator.client.post(f"/admin{HERE}/review", data=fields, headers=FROM_HERE)


def act(operator: Operator, name: str, version: int = 1) -> Response:
    seen = str(len(operator.publisher.shelf.history(ID).acts))
    return operator.send(f"{HERE}/{name}", document=ID, version=str(version), seen=seen)


def finished(operator: Operator, started: Response) -> Response:
    """Returns the page of a reading once it is over."""
    assert started.status_code == 303, started.text
    for _ in range(600):
        response = operator.client.get(started.headers["location"])
        if response.status_code == 303 or "Đang đọc" not in response.text:
            return response
        time.sleep(0.05)
    raise AssertionError("the reading does not end")
