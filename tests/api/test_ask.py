"""POST /v1/ask: the contract's reply, and everything that a caller can do wrong."""

import json
import unicodedata

import pytest
from fastapi.testclient import TestClient

from tests.support.fake_assistant import FakeAssistant

QUESTION = "Chỉ tiêu thanh toán trực tuyến?"


def test_reply_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "commune": "lac-phuong"})

    assert response.status_code == 200
    reply = response.json()
    assert list(reply) == [
        "answer_id", "conversation_id", "status", "answer", "citations", "choices", "suggestions", "notice",
    ]  # fmt: skip
    assert reply["citations"] == [
        {
            "id": 1,
            "commune": "lac-phuong",
            "document_id": "lac-phuong-plan",
            "document_title": "Kế hoạch cải cách hành chính xã Lạc Phượng giai đoạn 2026–2030",
            "document_number": None,
            "issued_on": None,
            "section": "mục s3",
            "quote": "Thanh toán trực tuyến đạt từ 50% trở lên <b>số</b> giao dịch & hồ sơ",
            "url": "http://testserver/documents/lac-phuong-plan?q=s3&w=288ebb8d36#s3",
            "procedure_code": None,
        }
    ]


def test_clarify_offers_choices(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "xã nào?"}).json()

    assert (reply["status"], reply["citations"]) == ("clarify", [])
    assert reply["choices"] == [{"label": "xã Tân An", "question": "Ai ký?", "commune": "tan-an"}]


def test_assistant_gets_the_question_and_its_context(client: TestClient, assistant: FakeAssistant) -> None:
    client.post("/v1/ask", json={"question": QUESTION, "commune": "tan-an", "conversation_id": "c9"})

    assert assistant.asked == [(QUESTION, "tan-an", "c9", "api")]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (f"  {QUESTION}\n", QUESTION),
        (unicodedata.normalize("NFD", QUESTION), QUESTION),
        ("\u200b\ufeffAi ký?\u202e", "Ai ký?"),
        ("Ai\x00ký\x07?", "Ai ký ?"),
        ("Ai\u00a0 \t ký?", "Ai ký?"),
        ("x" * 1000, "x" * 1000),
        (unicodedata.normalize("NFD", "ữ" * 1000), "ữ" * 1000),
        (" " * 5000 + "7", "7"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👍 ok", "👍 ok"),
    ],
)
def test_question_reaches_the_assistant_in_one_spelling(
    client: TestClient, assistant: FakeAssistant, typed: str, asked: str
) -> None:
    assert client.post("/v1/ask", json={"question": typed}).status_code == 200
    assert assistant.asked[0][0] == asked


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("", "Câu hỏi đang trống; hãy nhập câu hỏi bằng chữ."),
        (" \n\t ", "Câu hỏi đang trống; hãy nhập câu hỏi bằng chữ."),
        ("\x00\x07", "Câu hỏi đang trống; hãy nhập câu hỏi bằng chữ."),
        ("\u200b\u200d\ufeff", "Câu hỏi đang trống; hãy nhập câu hỏi bằng chữ."),
        ("👍👍🏽", "Câu hỏi chưa có chữ hay số nào để tra cứu; hãy nhập câu hỏi bằng chữ."),
        ("?!…", "Câu hỏi chưa có chữ hay số nào để tra cứu; hãy nhập câu hỏi bằng chữ."),
        ("x" * 1001, "Câu hỏi dài quá 1000 ký tự; hãy viết ngắn hơn."),
        (5, "Yêu cầu không hợp lệ: question: phải là chuỗi ký tự."),
        (None, "Yêu cầu không hợp lệ: question: phải là chuỗi ký tự."),
        (["a"], "Yêu cầu không hợp lệ: question: phải là chuỗi ký tự."),
    ],
)
def test_bad_question_is_one_vietnamese_sentence(client: TestClient, question: object, detail: str) -> None:
    response = client.post("/v1/ask", json={"question": question})

    assert (response.status_code, response.json()["detail"]) == (422, detail)
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b"{}", 422),
        (b'{"question": "\xff"}', 400),
        (b'{"question": "a \\ud800"}', 422),
        (b'{"question": "a", "commune": 5}', 422),
        (b'{"question": "a", "commune": ""}', 422),
        (b'{"question": "a", "commune": "../etc"}', 422),
        (b'{"question": "a", "conversation_id": {}}', 422),
        (b'{"question": "a", "conversation_id": "' + b"c" * 201 + b'"}', 422),
        (b"[" * 30_000, 400),
    ],
)
def test_bad_body_is_a_problem(client: TestClient, body: bytes, status: int) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status


def test_unknown_commune_names_the_known_ones(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "Ai ký?", "commune": "kim-lien"})

    assert response.status_code == 422
    assert response.json()["detail"].endswith("các mã hiện có: lac-phuong, tan-an.")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_other_media_types_are_refused(client: TestClient, media_type: str) -> None:
    response = client.post("/v1/ask", content=b"question=a", headers={"Content-Type": media_type})

    assert response.status_code == 415
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("size", [70_000, 10 * 1024 * 1024])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_large_body_is_refused_whatever_its_framing(client: TestClient, size: int, is_chunked: bool) -> None:
    body = json.dumps({"question": "x" * size}).encode()
    pieces = (body[start : start + 4096] for start in range(0, len(body), 4096))

    response = client.post(
        "/v1/ask", content=pieces if is_chunked else body, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 413
    assert response.json()["detail"] == "Nội dung gửi lên lớn hơn 65536 byte."


def test_bug_is_an_incident_without_trace(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "hỏng"})

    assert response.status_code == 500
    problem = response.json()
    assert problem["incident_id"] in problem["detail"]
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_stream_gives_the_text_and_then_the_reply(client: TestClient) -> None:
    headers = {"Accept": "text/event-stream"}
    response = client.post("/v1/ask", json={"question": QUESTION}, headers=headers)

    assert response.headers["content-type"].startswith("text/event-stream")
    events = [_read_event(block) for block in response.text.split("\n\n") if block]
    reply = json.loads(events[-1][1])
    assert [name for name, _ in events] == ["delta"] * (len(events) - 1) + ["reply"]
    assert "".join(text for _, text in events[:-1]) == reply["answer"]


def _read_event(block: str) -> tuple[str, str]:
    lines = block.split("\n")
    data = [line.removeprefix("data: ") for line in lines if line.startswith("data:")]
    return lines[0].removeprefix("event: "), "\n".join(data)


def test_refused_question_is_a_problem_for_streams_too(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": " "}, headers={"Accept": "text/event-stream"})

    assert response.headers["content-type"] == "application/problem+json"
