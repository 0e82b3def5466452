"""The pages for people: source viewer, API description; what all pages promise."""

import re

from fastapi.testclient import TestClient


def test_viewer_shows_text_with_anchors_and_escapes_it(client: TestClient) -> None:
    html = client.get("/documents/lac-phuong-plan").text

    assert 'id="s3"' in html
    assert "&lt;b&gt;số&lt;/b&gt; giao dịch &amp; hồ sơ" in html
    assert "<b>số" not in html


def test_viewer_shows_rows_as_a_table(client: TestClient) -> None:
    html = client.get("/documents/lac-phuong-plan").text

    assert html.count("<tr") == 2
    assert '<tr id="s6" data-kind="table_row">' in html
    assert "<td>Trung tâm Phục vụ hành chính công</td>" in html


def test_viewer_begins_with_blanks_defects_and_contradictions(client: TestClient) -> None:
    html = client.get("/documents/lac-phuong-plan").text

    assert "<em>để trống</em>" in html
    assert "Thiếu nhiệm vụ số 7." in html
    assert "Mâu thuẫn về tỷ lệ cắt giảm" in html
    assert html.index("Mâu thuẫn về") < html.index('id="s1"')


def test_viewer_highlights_the_asked_anchor_without_a_fragment(client: TestClient) -> None:
    html = client.get("/documents/lac-phuong-plan?q=s3").text

    assert '<p id="s3" class="is-cited"' in html
    assert html.count("is-cited") == 1


def test_viewer_does_not_echo_the_query(client: TestClient) -> None:
    assert "alert" not in client.get("/documents/lac-phuong-plan?q=<script>alert(1)</script>").text


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
