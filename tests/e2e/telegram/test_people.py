"""What people do besides asking: edit, talk in groups, rate, remark, have themselves forgotten."""

import json
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from api.logs import configure_logging
from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.stored import render_stored
from bot.conversation import Turn
from bot.reply import Reply
from bot.store import schema
from bot.store.chats import ChatState
from bot.store.database import Database
from bot.store.identity import Pseudonyms
from tests.store.test_store import given
from tests.support.databases import KEY, store_url
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import BOT, TOKEN, FakeBotApi, Fault, buttons, labels
from tests.support.shipped import COMMUNES
from tests.support.telegram_bot import Stage, staging
from tests.support.telegram_terminal import Terminal

GROUP = -100


class CodeClerk(FakeAssistant):
    """Has long texts to ask next."""

    def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
        reply = super().reply_to(question, commune, conversation_id, channel)
        long = "Trung tâm Phục vụ hành chính công phối hợp với những cơ quan nào?"
        return Reply(
            reply.answer_id, reply.conversation_id, reply.status, reply.outcome, reply.text, suggestions=(long,)
        )


def test_edited_message_is_answered_again(telegram: FakeBotApi, stage: Stage) -> None:
    asked = telegram.say("chào")
    telegram.wait_for(1)
    telegram.edit(asked["message"], "Chỉ tiêu thanh toán?")
    *_, again = telegram.wait_for(2)

    assert again["text"].startswith("<b>Từ 50% trở lên</b>")
    assert again["reply_parameters"]["message_id"] == asked["message"]["message_id"]


def test_edited_picture_is_left_alone(telegram: FakeBotApi) -> None:
    telegram.deliver("edited_message", telegram._message(7) | {"location": {"longitude": 1.0, "latitude": 1.0}})
    telegram.wait_until_quiet()

    assert telegram.sent() == []


@pytest.mark.parametrize("text", ["@mot_cua_bot chi tieu?", "Chi tieu? @Mot_Cua_Bot"])
def test_group_is_answered_when_the_bot_is_named(telegram: FakeBotApi, stage: Stage, text: str) -> None:
    asked = telegram.say(text, GROUP)
    (reply,) = telegram.wait_for(1)

    assert isinstance(stage.assistant, FakeAssistant)
    assert stage.assistant.asked[0][0].lower() == "chi tieu?"
    assert reply["reply_parameters"]["message_id"] == asked["message"]["message_id"]


def test_group_is_answered_when_the_bot_is_replied_to(telegram: FakeBotApi) -> None:
    telegram.say("còn hạn?", GROUP, reply_to_message=telegram._message(GROUP) | {"from": BOT, "text": "…"})

    assert len(telegram.wait_for(1)) == 1


def test_group_that_talks_among_itself_is_neither_answered_nor_noted(telegram: FakeBotApi, stage: Stage) -> None:
    telegram.say("chào cả nhà", GROUP)
    telegram.say("@ai_khac chi tieu?", GROUP)
    telegram.message(GROUP, photo=[{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}])
    telegram.message(GROUP, new_chat_title="Tổ 6")
    telegram.wait_until_quiet()

    assert telegram.sent() == []
    assert _rows(stage.folder, "deliveries") == []


@pytest.mark.parametrize("command", ["/help@other_bot", "/help"])
def test_command_in_a_group_that_names_no_bot_or_another_is_left_alone(telegram: FakeBotApi, command: str) -> None:
    telegram.say(command, GROUP)
    telegram.wait_until_quiet()

    assert telegram.sent() == []


def test_group_that_grows_is_followed(telegram: FakeBotApi) -> None:
    telegram.faults["sendMessage"].append(Fault(status=400, migrate_to=-200))
    telegram.say("/help@mot_cua_bot", GROUP)
    (reply,) = telegram.wait_for(1)

    assert (reply["chat_id"], reply["text"][:14]) == (-200, "<b>Cách hỏi</b>"[:14])


def test_rating_is_kept_without_the_question(telegram: FakeBotApi, stage: Stage) -> None:
    telegram.say("chi tieu thanh toan?")
    telegram.wait_for(1)
    telegram.press_label("👎")
    telegram.wait_until_quiet()
    telegram.press_label("Thiếu")
    telegram.wait_until_quiet()

    (row,) = _rows(stage.folder, "ratings")
    kept = (row["answer_id"], row["channel"], row["outcome"], row["rating"], row["reason"], row["comment"])
    assert kept == ("a1", "telegram", "answered", "down", "incomplete", None)
    assert row["person"] == Pseudonyms(KEY).of(7)


def test_rating_of_a_deleted_message_is_kept(telegram: FakeBotApi, stage: Stage) -> None:
    telegram.say("chi tieu thanh toan?")
    telegram.wait_for(1)
    data = telegram.button("👍")["callback_data"]
    telegram.messages_by_id.clear()
    telegram.press(data, is_gone=True)
    telegram.wait_until_quiet()

    assert [row["rating"] for row in _rows(stage.folder, "ratings")] == ["up"]


def test_remark_is_masked(telegram: FakeBotApi, stage: Stage) -> None:
    telegram.say("/gopy")
    telegram.say("gọi tôi 0912 345 678, CCCD 001099012345, về thủ tục 1.004194")
    telegram.wait_until_quiet()

    (row,) = _rows(stage.folder, "remarks")
    assert row["text"] == "gọi tôi •••, CCCD •••, về thủ tục 1.004194"


def test_command_ends_the_waiting_for_a_remark(telegram: FakeBotApi, stage: Stage) -> None:
    telegram.say("/gopy")
    telegram.say("/help")
    telegram.say("chào")
    telegram.wait_for(3)

    assert telegram.texts()[2] == "Chào anh/chị."
    assert _rows(stage.folder, "remarks") == []


def test_very_long_remark_is_refused_politely(telegram: FakeBotApi) -> None:
    telegram.say("/gopy " + "a" * 3000)

    assert telegram.wait_for(1)[0]["text"] == texts.REMARK_TOO_LONG.format(limit=2000)


def test_forgetting_leaves_nothing(stage: Stage, assistant: Assistant) -> None:
    store = stage.store()
    with stage.bot():
        for line in ("/start lac-phuong", "Chỉ tiêu thanh toán?", "/gopy Chữ nhỏ quá"):
            stage.telegram.say(line)
        stage.telegram.wait_for(4)
        stage.telegram.press_label("👍")
        stage.telegram.wait_until_quiet()
        reading = assistant.reader.read("Chỉ tiêu thanh toán?")
        store.conversations.remember("c1", Turn(reading, ("r1",)))
        stage.telegram.say("/xoa")
        stage.telegram.wait_for(5)
        stage.telegram.press_label("Xóa hết")
        stage.telegram.wait_for(6)
        stage.telegram.wait_until_quiet()
        files = [path.read_bytes() for path in stage.folder.glob("store.db*")]
    store.close()

    for table in ("chats", "turns", "offers", "ratings", "remarks"):
        assert _rows(stage.folder, table) == [], table
    assert all(row["outbox"] is None for row in _rows(stage.folder, "deliveries"))
    assert not any("Chữ nhỏ quá".encode() in content for content in files)


def test_person_is_shown_what_is_stored_about_the_chat(stage: Stage, assistant: Assistant) -> None:
    with stage.bot():
        for line in ("/start lac-phuong", "Chỉ tiêu thanh toán?", "/gopy Chữ <nhỏ> quá, anh Bùi Ví Dụ ơi"):
            stage.telegram.say(line)
        stage.telegram.wait_for(4)
        stage.telegram.press_label("👍")
        store = stage.store()
        conversation = (store.chats.get(store.pseudonyms.of(7)) or ChatState()).conversation_id
        assert conversation is not None
        store.conversations.remember(conversation, Turn(assistant.reader.read("Chỉ tiêu thanh toán?"), ("r1",)))
        store.answers.add(replace(given("a1"), person=store.pseudonyms.of(7)))
        store.close()
        stage.telegram.say("/dulieu")
        shown = stage.telegram.wait_for(5)[4]["text"]
        stage.telegram.say("/dulieu", chat_id=8)
        other = stage.telegram.wait_for(6)[5]["text"]

    assert "xã Lạc Phượng" in shown
    assert "“Chỉ tiêu thanh toán?”" in shown
    assert "Kết quả của 1 câu trả lời" in shown
    assert texts.RATE_UP in shown
    assert "Chữ &lt;nhỏ&gt; quá, anh ••• ơi" in shown
    assert other == texts.STORED_NOTHING


def test_long_list_is_cut_and_counted() -> None:
    remarks = [{"made_at": f"2026-03-{day:02}T00:00:00+00:00", "text": f"góp ý {day}"} for day in range(1, 26)]
    found: dict[str, object] = {
        "chat": None,
        "last_turn": None,
        "offers": [],
        "answers": [],
        "unanswered": [],
        "ratings": [],
    }
    (message,) = render_stored({**found, "remarks": remarks}, None)

    assert "07:00 25/03/2026: góp ý 25" in message
    assert "góp ý 5\n" not in message
    assert "… và 5 mục cũ hơn" in message


def test_privacy_text_says_what_is_in_force(stage: Stage) -> None:
    with stage.bot():
        stage.telegram.say("/riengtu")
        (usual,) = stage.telegram.wait_for(1)

    assert "{" not in usual["text"]
    for span in ("90 ngày", "365 ngày", "30 phút"):
        assert span in usual["text"]


def test_log_holds_no_text_name_phone_or_token(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A conversation with everything going wrong in it, logged as in production."""
    before = logging.getLogger().handlers[:], logging.getLogger().level
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "telegram")}
    configure_logging(TOKEN)
    try:
        with staging(assistant, tmp_path) as stage, stage.bot(sleep=stage.time.sleep, chat_burst=7):
            telegram = stage.telegram
            telegram.faults["sendMessage"].extend(
                [Fault(status=500), Fault(hangs_up=True), Fault(is_garbage=True, is_taken=True), Fault(retry_after=1),
                 Fault(status=403), Fault(status=400, description="can't parse Chỉ tiêu 0912345678")]
            )  # fmt: skip
            telegram.faults["getUpdates"].extend([Fault(is_garbage=True), Fault(status=409)])
            for number in range(8):
                telegram.say(f"Chỉ tiêu bí-mật 0912345678 Nguyễn {number}")
            telegram.press("forged:bí-mật")
            telegram.say("/gopy bí-mật 0912345678")
            telegram.wait_until_quiet()
    finally:
        logging.basicConfig(handlers=before[0], level=before[1], force=True)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    log = capsys.readouterr().err

    events = [json.loads(line) for line in log.splitlines()]
    assert {"answered", "telegram call repeated", "no updates"} <= {event["event"] for event in events}
    for secret in (TOKEN, "bí-mật", "Chỉ tiêu", "chi tieu", "0912", "Nguyễn", '"An"', "127.0.0.1"):
        assert secret not in log, secret


def test_sources_open_the_viewer_where_it_has_a_public_address(stage: Stage) -> None:
    with stage.bot(public_base_url="https://xa.example.vn/"):
        stage.telegram.say("Chỉ tiêu?")
        (reply,) = stage.telegram.wait_for(1)
        stage.telegram.say("/nguon")
        documents = stage.telegram.wait_for(2)[1]

    assert buttons(reply)[0] == {
        "text": "📄 Nguồn 1",
        "url": "https://xa.example.vn/documents/lac-phuong-plan?q=s3&w=288ebb8d36#s3",
    }
    assert buttons(documents)[0]["url"] == "https://xa.example.vn/documents/lac-phuong-plan"


def test_long_follow_up_is_cut_on_its_button_and_asked_whole(stage: Stage) -> None:
    clerk = CodeClerk()
    with stage.bot(assistant=clerk):
        stage.telegram.say("Chỉ tiêu?")
        (reply,) = stage.telegram.wait_for(1)
        label = labels(reply)[0]
        stage.telegram.press_label(label)
        stage.telegram.wait_for(2)

    assert len(label) <= 40
    assert label.endswith("…")
    assert clerk.asked[1][0] == "Trung tâm Phục vụ hành chính công phối hợp với những cơ quan nào?"
    assert all(len(button.get("callback_data", "").encode()) <= 64 for button in buttons(reply))


def test_commune_that_answers_a_question_back_is_remembered(assistant: Assistant, tmp_path: Path) -> None:
    with staging(assistant, tmp_path) as stage, stage.bot():
        telegram = stage.telegram
        telegram.say("Kế hoạch do ai ký?")
        telegram.wait_for(1)
        telegram.press_label("Xã Tân An")
        telegram.wait_for(2)
        telegram.say("Kế hoạch dành cho giai đoạn nào?")
        answer = telegram.wait_for(3)[2]

    assert telegram.named("answerCallbackQuery")[0]["text"] == texts.COMMUNE_NOTED.format(name="xã Tân An")
    assert "2026 - 2030" in answer["text"]


def test_follow_up_is_understood_after_a_restart(assistant: Assistant, tmp_path: Path) -> None:
    """The real assistant over the store's conversations: the last turn is read back from the database."""
    with staging(assistant, tmp_path) as stage:
        shared = stage.store()
        kept = assistant.conversations
        assistant.conversations = shared.conversations
        try:
            with stage.bot():
                stage.telegram.say("/start lac-phuong")
                stage.telegram.say("Ai chủ trì rà soát, đơn giản hóa thủ tục hành chính?")
                stage.telegram.wait_for(3)
            with stage.bot():
                stage.telegram.say("hạn đến khi nào?")
                answer = stage.telegram.wait_for(4)[3]
        finally:
            assistant.conversations = kept
            shared.close()

    assert answer["text"].startswith("<b>2026-2030</b>")


def test_comparison_comes_with_a_picture(assistant: Assistant, tmp_path: Path) -> None:
    with staging(assistant, tmp_path) as stage, stage.bot():
        stage.telegram.say("So sánh thanh toán trực tuyến Lạc Phượng và Lộc Bình")
        picture, answer = stage.telegram.wait_for(2)

    assert picture["photo"].startswith(b"\x89PNG")
    assert "Xã Lộc Bình, giai đoạn 2026 - 2030: từ 60% trở lên" in picture["caption"]
    assert "từ 60% trở lên" in answer["text"]


def _rows(folder: Path, table: str) -> list[dict[str, object]]:
    database = Database(store_url(folder))
    with database.reading() as connection:
        rows = [dict(row) for row in connection.execute(select(schema.metadata.tables[table])).mappings()]
    database.close()
    return rows


def test_pages_turn_in_place_and_lead_to_an_answer(assistant: Assistant, tmp_path: Path) -> None:
    with staging(assistant, tmp_path) as stage, stage.bot():
        terminal = Terminal(stage.telegram)
        for line in ("/start lac-phuong", "/thutuc", "[Sau", "[« Trước", "[Hộ tịch", "[Sau", "[6", "/chitieu", "[Sau"):
            terminal.type(line)

    sent = stage.telegram.sent()
    edits = stage.telegram.named("editMessageText")
    assert len(sent) == 2 + 1 + 1 + 1  # welcome and commune, sectors, the procedure, targets
    assert len(edits) == 5
    assert "Trang 2/" in edits[-1]["text"]
    assert re.search(r"mã \d\.\d{6}", sent[3]["text"])


@pytest.mark.parametrize("slug", COMMUNES)
def test_every_example_is_answered(assistant: Assistant, slug: str) -> None:
    assert {assistant.ask(example, slug).status.value for example in texts.EXAMPLES} == {"answered"}
