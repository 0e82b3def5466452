"""The pages for people: API description; what all pages promise."""

import re

from fastapi.testclient import TestClient


def test_pages_ask_no_third_party_and_hold_no_inline_code(client: TestClient) -> None:
    for path in ("/", "/docs", "/documents/lac-phuong-plan"):
        html = client.get(path).text
        assert re.findall(r'(?:src|href)="(?:https?:)?//', html) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script>", html) == []


def test_description_lists_every_call(client: TestClient) -> None:
    html = client.get("/docs").text

    for path in client.get("/openapi.json").json()["paths"]:
        assert f"<code>{path}</code>" in html


def test_head_is_answered_where_get_is(client: TestClient) -> None:
    paths = ("/", "/healthz", "/readyz", "/widget.js", "/static/site.css", "/documents/lac-phuong-plan")

    assert [client.head(path).status_code for path in paths] == [200] * len(paths)
    assert client.head("/v1/ask").status_code == 405


def test_widget_parses_nothing_as_html(client: TestClient) -> None:
    response = client.get("/widget.js")

    assert response.headers["content-type"].startswith("text/javascript")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert forbidden not in response.text
