"""The real bot against a fake Bot API on loopback: polling, commands, buttons, long answers."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.channels.telegram.application import build_application
from bot.channels.telegram.settings import TelegramSettings
from bot.reply import Reply, Status
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import TOKEN, FakeBotApi, serving


class LongAssistant(FakeAssistant):
    """Answers with more text than one message holds."""

    def ask(
        self, question: str, commune: str | None = None, conversation_id: str | None = None, channel: str = "api"
    ) -> Reply:
        blocks = "\n\n".join(f"Đoạn {number}: " + "chữ & <dấu> " * 60 for number in range(20))
        return Reply("a1", "c1", Status.ANSWERED, "answered", blocks)


@contextmanager
def running(assistant: FakeAssistant) -> Iterator[FakeBotApi]:
    """Runs the bot in a thread with a loop of its own."""
    telegram = FakeBotApi()
    with serving(telegram.app) as base_url:
        settings = TelegramSettings(_env_file=None, bot_token=TOKEN, api_base_url=base_url)
        stop = threading.Event()

        async def poll() -> None:
            application = build_application(assistant, settings)
            async with application:
                assert application.updater is not None
                await application.start()
                await application.updater.start_polling(timeout=1)
                while not stop.is_set():
                    await asyncio.sleep(0.02)
                await application.updater.stop()
                await application.stop()

        thread = threading.Thread(target=asyncio.run, args=(poll(),), daemon=True)
        thread.start()
        try:
            yield telegram
        finally:
            stop.set()
            thread.join(timeout=10)


@pytest.fixture
def telegram() -> Iterator[FakeBotApi]:
    with running(FakeAssistant()) as telegram:
        yield telegram


def test_start_says_that_it_is_a_machine_and_offers_the_communes(telegram: FakeBotApi) -> None:
    telegram.say("/start")

    welcome, communes = telegram.wait_for(2)

    assert "máy trả lời tự động" in welcome["text"]
    buttons = [row[0] for row in communes["reply_markup"]["inline_keyboard"]]
    assert [button["callback_data"] for button in buttons] == ["xa:lac-phuong", "xa:tan-an"]


def test_chosen_commune_is_asked_about(telegram: FakeBotApi) -> None:
    telegram.press("xa:tan-an")
    telegram.wait_for(1)
    telegram.say("xã nào vậy?")

    chosen, reply = telegram.wait_for(2)

    assert chosen["text"] == "Đã chọn xã Tân An. Mời anh/chị đặt câu hỏi."
    assert reply["reply_markup"]["inline_keyboard"][0][0]["text"] == "xã Tân An"


def test_answer_is_escaped_html_with_sources(telegram: FakeBotApi) -> None:
    telegram.say("Chỉ tiêu thanh toán?")

    (reply,) = telegram.wait_for(1)

    assert reply["parse_mode"] == "HTML"
    assert reply["text"] == (
        "<b>Từ 50% trở lên</b> &lt;script&gt;alert(1)&lt;/script&gt; [1]\n\n"
        "• Giai đoạn: 2026–2030 [1]\n• Nguồn: mục s3\n\n"
        "<b>Lưu ý:</b> Văn bản có mâu thuẫn.\n\n"
        "<b>Nguồn</b>\n\n"
        "[1] Kế hoạch cải cách hành chính xã Lạc Phượng giai đoạn 2026–2030, mục s3\n"
        "<blockquote expandable>Thanh toán trực tuyến đạt từ 50% trở lên &lt;b&gt;số&lt;/b&gt; giao dịch &amp; hồ sơ"
        "</blockquote>"
    )


def test_pressed_choice_asks_its_question_and_an_old_one_does_not(telegram: FakeBotApi) -> None:
    telegram.say("xã nào?")
    offer = telegram.wait_for(1)[0]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    telegram.press(offer)
    telegram.wait_for(2)
    telegram.press(offer)

    *_, answer, refusal = telegram.wait_for(3)

    assert answer["text"].startswith("<b>Từ 50% trở lên</b>")
    assert refusal["text"] == "Nút này đã cũ; mời anh/chị gõ lại câu hỏi."


def test_bug_is_an_incident_for_the_person(telegram: FakeBotApi) -> None:
    telegram.say("hỏng")

    (reply,) = telegram.wait_for(1)

    assert reply["text"].startswith("Có lỗi ngoài dự kiến")


def test_long_answer_is_split_at_blocks() -> None:
    with running(LongAssistant()) as telegram:
        telegram.say("Kể hết?")
        messages = telegram.wait_for(7)  # three of the twenty blocks fit into one

    texts = [message["text"] for message in messages]
    assert max(map(len, texts)) <= 4096
    assert all(text.startswith("Đoạn ") for text in texts)
    assert "Đoạn 19:" in texts[-1]
