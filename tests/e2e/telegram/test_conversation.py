"""The real bot against a fake Bot API on loopback: commands, questions, buttons."""

import pytest

from bot.channels.telegram import texts
from bot.reply import Reply, Status
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import FakeBotApi, buttons, labels
from tests.support.telegram_bot import Stage


class LongAssistant(FakeAssistant):
    """Answers with more text than one message holds."""

    def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
        blocks = "\n\n".join(f"Đoạn {number}: " + "chữ & <dấu> " * 60 for number in range(20))
        return Reply("a1", "c1", Status.ANSWERED, "answered", blocks)


def test_start_says_that_it_is_a_machine_and_offers_examples_and_communes(telegram: FakeBotApi) -> None:
    telegram.say("/start")

    welcome, communes = telegram.wait_for(2)

    assert "máy trả lời tự động" in welcome["text"]
    assert labels(welcome) == list(texts.EXAMPLES)
    assert [button["callback_data"] for button in buttons(communes)] == ["xa:lac-phuong", "xa:tan-an"]


def test_link_presets_the_commune(telegram: FakeBotApi, stage: Stage) -> None:
    telegram.say("/start tan-an")
    *_, chosen = telegram.wait_for(2)
    telegram.say("Ai ký?")
    telegram.wait_for(3)

    assert "xã Tân An" in chosen["text"]
    assert isinstance(stage.assistant, FakeAssistant)
    assert stage.assistant.asked[-1] == ("Ai ký?", "tan-an", None, "telegram")


def test_chosen_commune_is_asked_about(telegram: FakeBotApi) -> None:
    telegram.press("xa:tan-an")
    telegram.wait_for(1)
    telegram.say("xã nào vậy?")

    chosen, reply = telegram.wait_for(2)

    assert chosen["text"] == "Đã chọn <b>xã Tân An</b>. Mời anh/chị đặt câu hỏi."
    assert labels(reply)[0] == "xã Tân An"


def test_answer_is_escaped_html_with_sources(telegram: FakeBotApi) -> None:
    telegram.say("Chỉ tiêu thanh toán?")

    (reply,) = telegram.wait_for(1)

    assert reply["parse_mode"] == "HTML"
    assert reply["text"] == (
        "<b>Từ 50% trở lên</b> &lt;script&gt;alert(1)&lt;/script&gt; [1]\n\n"
        "• Giai đoạn: 2026–2030 [1]\n• Nguồn: mục s3\n\n"
        "<b>Lưu ý:</b> Văn bản có mâu thuẫn.\n\n"
        "<b>Nguồn</b>\n"
        "Kế hoạch cải cách hành chính xã Lạc Phượng giai đoạn 2026–2030: [1] mục s3"
    )
    assert labels(reply) == ["📄 Nguồn 1", "Ai chủ trì?", "👍 Đúng ý tôi", "👎 Chưa ổn"]
    assert telegram.named("sendChatAction") == [{"chat_id": 7, "action": "typing"}]


@pytest.mark.parametrize("command", [name for name, _ in texts.COMMANDS])
def test_every_command_is_answered(telegram: FakeBotApi, command: str) -> None:
    telegram.say("/start lac-phuong")
    telegram.wait_for(2)
    telegram.say(f"/{command}")

    answer = telegram.wait_for(3)[2]

    assert answer["text"] != texts.UNKNOWN_COMMAND


def test_commands_are_registered_in_vietnamese(telegram: FakeBotApi) -> None:
    plain, vietnamese = telegram.named("setMyCommands")

    assert vietnamese["language_code"] == "vi"
    assert [(c["command"], c["description"]) for c in plain["commands"]] == list(texts.COMMANDS)


def test_bug_is_an_incident_for_the_person(telegram: FakeBotApi) -> None:
    telegram.say("hỏng")

    (reply,) = telegram.wait_for(1)

    assert reply["text"].startswith("Có lỗi ngoài dự kiến")


def test_long_answer_is_split_at_blocks(stage: Stage) -> None:
    with stage.bot(assistant=LongAssistant()):
        stage.telegram.say("Kể hết?")
        messages = stage.telegram.wait_for(7)  # three of the twenty blocks fit into one

    texts_ = [message["text"] for message in messages]
    assert max(map(len, texts_)) <= 4096
    assert all(text.startswith("Đoạn ") for text in texts_)
    assert "Đoạn 19:" in texts_[-1]
