"""A person sees and has deleted what is stored about a conversation; nobody gets at a Telegram chat that way."""

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from bot.conversation import Turn
from bot.reply import Reply, Status
from bot.store.chats import ChatState
from bot.store.keeper import Keeper
from retrieval.index import Index
from tests.support.fake_assistant import FakeAssistant
from tests.support.shipped import make_assistant

PATH = "/v1/conversations/c-web-1"


class Ignorant(FakeAssistant):
    """Knows no answer to anything."""

    def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
        reply = super().reply_to(question, commune, conversation_id, channel)
        return Reply(reply.answer_id, reply.conversation_id, Status.NOT_FOUND, "not_found_topic", "Không rõ.")


@pytest.fixture
def assistant() -> FakeAssistant:
    return Ignorant()


def talk(client: TestClient, conversation_id: str = "c-web-1") -> None:
    asked = client.post("/v1/ask", json={"question": "Chợ mấy giờ mở?", "conversation_id": conversation_id}).json()
    rating = {"answer_id": asked["answer_id"], "rating": "down", "comment": "ông Phạm Ví Dụ nói khác"}
    assert client.post("/v1/feedback", json=rating).status_code == 204


def test_everything_that_is_stored_is_shown(client: TestClient) -> None:
    talk(client)
    response = client.get(PATH)
    shown = response.json()

    assert response.headers["cache-control"] == "no-store"
    assert [row["question"] for row in shown["unanswered"]] == ["Chợ mấy giờ mở?"]
    assert [(row["rating"], row["comment"]) for row in shown["ratings"]] == [("down", "ông ••• nói khác")]
    assert [row["outcome"] for row in shown["answers"]] == ["not_found_topic"]
    assert all("person" not in row for rows in (shown["answers"], shown["unanswered"]) for row in rows)


def test_last_turn_is_shown_and_deleted_everywhere(client: TestClient, keeper: Keeper, index: Index) -> None:
    turn = Turn(make_assistant(index).reader.read("Chỉ tiêu thanh toán?"), ("r1",))
    keeper.memory.remember("c-web-1", turn)
    shown = client.get(PATH).json()
    client.delete(PATH)

    assert shown["last_turn"]["turn"]["record_ids"] == ["r1"]
    assert keeper.store.conversations.last("c-web-1") is None
    keeper.guard.breaker._retry_at = float("inf")  # now this process's own memory answers
    assert keeper.memory.last("c-web-1") is None


def test_deletion_leaves_nothing_but_the_count(client: TestClient, keeper: Keeper) -> None:
    talk(client)
    talk(client, "another")
    deleted = client.delete(PATH)
    again = client.delete(PATH)
    counted = keeper.store.answers.get("a1")

    assert (deleted.status_code, deleted.content, again.status_code) == (204, b"", 204)
    assert client.get(PATH).status_code == 404
    assert len(client.get("/v1/conversations/another").json()["unanswered"]) == 1
    assert counted is not None
    assert counted.person == ""


def test_unknown_conversation_is_a_problem(client: TestClient) -> None:
    response = client.get("/v1/conversations/nobody")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "Không lưu gì" in response.json()["detail"]


@pytest.mark.parametrize("chat", ["7", "-100123"])
def test_chat_of_telegram_is_out_of_reach(client: TestClient, keeper: Keeper, chat: str) -> None:
    """The same key hashes chats and conversations: the number of a chat would else open it."""
    person = keeper.store.pseudonyms.of(int(chat))
    keeper.store.chats.put(person, ChatState("tan-an"))
    keeper.store.opinions.remark(person, None, "chữ nhỏ")

    assert client.get(f"/v1/conversations/{chat}").status_code == 404
    assert client.delete(f"/v1/conversations/{chat}").status_code == 204
    assert keeper.store.chats.get(person) is not None
    assert len(keeper.store.opinions.remarks()) == 1


def test_closed_server_refuses_strangers_and_counts_the_others(keeper: Keeper) -> None:
    settings = ApiSettings(_env_file=None, keys="geheim", rate_limit_per_minute=1)
    with TestClient(create_app(FakeAssistant(), settings, keeper), client=("203.0.113.9", 1)) as client:
        talked = client.delete(PATH)
        first = client.delete(PATH, headers={"X-API-Key": "geheim"})
        second = client.delete(PATH, headers={"X-API-Key": "geheim"})

    assert [talked.status_code, first.status_code, second.status_code] == [401, 204, 429]


def test_pages_may_delete(client: TestClient) -> None:
    asked = {"Origin": "https://xa.example.vn", "Access-Control-Request-Method": "DELETE"}
    allowed = client.options(PATH, headers=asked).headers["access-control-allow-methods"]

    assert "DELETE" in allowed.split(", ")


def test_store_that_is_away_is_told(client: TestClient, keeper: Keeper) -> None:
    keeper.guard.breaker._retry_at = float("inf")  # something failed lately

    assert [client.get(PATH).status_code, client.delete(PATH).status_code] == [503, 503]


def test_no_name_is_written_down_with_the_question(client: TestClient, keeper: Keeper) -> None:
    asked = {"question": "Tôi tên là Lò Thị Ví Dụ, chợ mấy giờ mở?", "conversation_id": "c-web-1"}
    client.post("/v1/ask", json=asked)
    (gap,) = keeper.store.answers.gaps()

    assert gap.question == "Tôi tên là •••, chợ mấy giờ mở?"
    assert gap.folded == "toi ten la cho may gio mo"
