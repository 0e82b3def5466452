"""What goes wrong between the bot and Telegram, and what people send that nobody expects."""

import asyncio
import threading
import time
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.telegram import texts
from bot.reply import Reply, Status
from bot.store.database import StoreUnavailable, utc_now
from bot.store.store import Store
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_bot_api import FakeBotApi, Fault, wait_until
from tests.support.telegram_bot import Stage, polling, staging


class TwoMessages(FakeAssistant):
    """Answers with two messages, so that something can happen between them."""

    def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
        self.asked.append((question, commune, conversation_id, channel))
        return Reply("a1", "c1", Status.ANSWERED, "answered", "Một " + "a " * 1500 + "\n\nHai " + "b " * 1500)


FAULTS = [
    Fault(retry_after=1),
    Fault(status=500),
    Fault(status=502, is_garbage=True),
    Fault(is_garbage=True, is_taken=True),
    Fault(is_garbage=True, is_taken=True, body='{"ok": true, "result": true}'),
    Fault(hangs_up=True),
    Fault(delay_s=1.0),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault)[6:60])
@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_answer_arrives_once_whatever_happens_to_the_first_try(stage: Stage, way: str, fault: Fault) -> None:
    with stage.running(way):
        stage.telegram.faults["sendMessage"].append(fault)
        stage.telegram.say("Chỉ tiêu?")
        stage.telegram.wait_for(1)
        stage.telegram.wait_until_quiet()

    (text,) = stage.telegram.texts()
    assert text.startswith("<b>Từ 50% trở lên</b>")


def test_connection_lost_in_mid_answer_repeats_only_what_is_missing(stage: Stage) -> None:
    with stage.bot(assistant=TwoMessages(), sleep=stage.time.sleep):
        stage.telegram.faults["sendMessage"].extend([Fault(), Fault(hangs_up=True), Fault(hangs_up=True)])
        stage.telegram.say("Kể hết")
        stage.telegram.wait_for(2)
        stage.telegram.wait_until_quiet()

    assert [text[:3] for text in stage.telegram.texts()] == ["Một", "Hai"]


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_outage_of_thirty_seconds_loses_and_doubles_nothing(stage: Stage, way: str) -> None:
    """Telegram goes away for 30 s (of a clock that sleepers push on) while ten people are being answered."""
    with stage.running(way):
        stage.telegram.say("chào", chat_id=99)
        stage.telegram.wait_for(1)
        began = stage.time.seconds
        for number in range(10):
            stage.telegram.say(f"chào {number}", chat_id=100 + number)
        stage.telegram.is_away = lambda: stage.time.seconds < began + 30
        stage.telegram.wait_for(11, timeout_s=30)
        stage.telegram.wait_until_quiet()

    assert stage.time.seconds >= began + 30
    assert sorted(message["chat_id"] for message in stage.telegram.sent()) == [99, *range(100, 110)]


def test_crash_before_the_answer_is_made_up_for(stage: Stage) -> None:
    """A process that dies leaves its lease behind; whoever comes after it runs out answers."""
    stage.telegram.say("chào")
    dying = stage.store()
    dying.deliveries.claim(_first_update(stage.telegram))

    with stage.bot(now=_in_an_hour):
        stage.telegram.wait_for(1)
        stage.telegram.wait_until_quiet()

    assert len(stage.telegram.sent()) == 1
    dying.close()


def test_restart_in_mid_answer_sends_only_the_rest(stage: Stage) -> None:
    assistant = TwoMessages()
    with stage.bot(assistant=assistant, sleep=time_that_stands_still):
        # The first message goes out, the second does not, and while it is waited for the process is told to stop.
        stage.telegram.faults["sendMessage"].extend([Fault(), Fault(hangs_up=True)])
        stage.telegram.say("Kể hết")
        stage.telegram.wait_for(1)
        wait_until(lambda: not stage.telegram.faults["sendMessage"])
    assert len(stage.telegram.sent()) == 1

    with stage.bot(assistant=assistant):
        stage.telegram.wait_for(2)
        stage.telegram.wait_until_quiet()

    assert [text[:3] for text in stage.telegram.texts()] == ["Một", "Hai"]
    assert len(assistant.asked) == 1


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_conversation_and_commune_survive_a_restart(stage: Stage, way: str) -> None:
    with stage.running(way):
        stage.telegram.press("xa:tan-an")
        stage.telegram.say("Chỉ tiêu?")
        stage.telegram.wait_for(2)
        stage.telegram.wait_until_quiet()
    with stage.running(way):
        stage.telegram.say("hạn nào?")
        stage.telegram.wait_for(3)

    assert isinstance(stage.assistant, FakeAssistant)
    assert stage.assistant.asked[-1] == ("hạn nào?", "tan-an", "c1", "telegram")


def test_button_works_after_a_restart(stage: Stage) -> None:
    with stage.bot():
        stage.telegram.say("Chỉ tiêu?")
        stage.telegram.wait_for(1)
    with stage.bot():
        stage.telegram.press_label("📄 Nguồn 1")
        quote = stage.telegram.wait_for(2)[1]

    assert "Thanh toán trực tuyến đạt từ 50% trở lên" in quote["text"]


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_update_delivered_again_is_not_answered_again(stage: Stage, way: str) -> None:
    with stage.running(way):
        update = stage.telegram.say("chào")
        stage.telegram.wait_for(1)
        stage.telegram.repeat(update)
        stage.telegram.wait_until_quiet()
    with stage.running(way):
        stage.telegram.repeat(update)
        stage.telegram.wait_until_quiet()

    assert len(stage.telegram.sent()) == 1


def test_two_polling_replicas_answer_once(stage: Stage) -> None:
    with stage.bot(), stage.bot():
        for number in range(30):
            stage.telegram.say(f"chào {number}", chat_id=100 + number)
        stage.telegram.wait_for(30)
        stage.telegram.wait_until_quiet()

    assert sorted(message["chat_id"] for message in stage.telegram.sent()) == list(range(100, 130))


def test_another_poller_is_waited_out(stage: Stage) -> None:
    stage.telegram.faults["getUpdates"].extend([Fault(status=409, description="Conflict")] * 3)
    with stage.bot(sleep=stage.time.sleep):
        stage.telegram.say("chào")

        assert len(stage.telegram.wait_for(1)) == 1


def test_broken_replies_to_getupdates_are_asked_again(stage: Stage) -> None:
    faults = [Fault(is_garbage=True), Fault(status=500), Fault(retry_after=1), Fault(hangs_up=True)]
    stage.telegram.faults["getUpdates"].extend(faults)
    with stage.bot(sleep=stage.time.sleep):
        stage.telegram.say("chào")

        assert len(stage.telegram.wait_for(1)) == 1


def test_update_that_cannot_be_read_stops_nothing(stage: Stage) -> None:
    stage.telegram.faults["getUpdates"].append(
        Fault(is_garbage=True, body='{"ok": true, "result": [{"update_id": 1, "message": {"text": "?"}}]}')
    )
    with stage.bot(sleep=stage.time.sleep):
        stage.telegram.say("chào")

        assert len(stage.telegram.wait_for(1)) == 1


def test_bot_api_without_the_lesser_methods_will_do(stage: Stage) -> None:
    for method in ("setMyCommands", "deleteWebhook", "sendChatAction"):
        stage.telegram.faults[method].extend([Fault(status=404, description="Not Found")] * 3)
    with stage.bot():
        stage.telegram.say("chào")

        assert len(stage.telegram.wait_for(1)) == 1


def test_burst_is_answered_up_to_the_limit_then_one_polite_sentence(stage: Stage) -> None:
    with stage.bot(clock=lambda: 0.0, chat_burst=10, chat_per_minute=20):
        for number in range(20):
            stage.telegram.say(f"chào {number}")
        stage.telegram.say("chào", chat_id=8)
        stage.telegram.wait_for(12)
        stage.telegram.wait_until_quiet()

    mine = stage.telegram.texts(chat_id=7)
    assert len(mine) == 11
    assert mine[:10] == ["Chào anh/chị."] * 10
    assert mine[10] == texts.SLOW_DOWN.format(seconds=5)
    assert stage.telegram.texts(chat_id=8) == ["Chào anh/chị."]


def test_limited_chat_is_answered_again_after_a_while(stage: Stage) -> None:
    now = [0.0]
    with stage.bot(clock=lambda: now[0], chat_burst=1, chat_per_minute=20):
        stage.telegram.say("chào")
        stage.telegram.say("chào")
        stage.telegram.wait_for(2)
        now[0] = 3.0
        stage.telegram.say("chào")
        stage.telegram.wait_for(3)

    assert stage.telegram.texts()[2] == "Chào anh/chị."


def test_no_more_is_worked_on_at_once_than_allowed(stage: Stage) -> None:
    class Counting(FakeAssistant):
        now = most = 0
        lock = threading.Lock()

        def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(0.02)
            with self.lock:
                self.now -= 1
            return super().reply_to(question, commune, conversation_id, channel)

    assistant = Counting()
    with stage.bot(assistant=assistant, concurrency=3):
        for number in range(15):
            stage.telegram.say("chào", chat_id=100 + number)
        stage.telegram.wait_for(15)

    assert assistant.most == 3


def test_messages_of_one_chat_are_answered_in_order(stage: Stage) -> None:
    with stage.bot():
        for number in range(8):
            stage.telegram.say(f"xã nào {number}")
        stage.telegram.wait_for(8)

    assert isinstance(stage.assistant, FakeAssistant)
    assert [asked[0] for asked in stage.assistant.asked] == [f"xã nào {number}" for number in range(8)]


def test_blocked_bot_is_no_fault(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    with stage.bot():
        stage.telegram.faults["sendMessage"].append(Fault(status=403, description="Forbidden: bot was blocked"))
        stage.telegram.say("chào")
        stage.telegram.wait_until_quiet()
        stage.telegram.say("chào", chat_id=8)
        stage.telegram.wait_for(1, chat_id=8)

    assert stage.telegram.sent(chat_id=7) == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_refused_form_is_sent_plain(stage: Stage) -> None:
    with stage.bot():
        stage.telegram.faults["sendMessage"].append(Fault(status=400, description="Bad Request: can't parse entities"))
        stage.telegram.say("Chỉ tiêu?")
        (plain,) = stage.telegram.wait_for(1)

    assert plain["text"].startswith("Từ 50% trở lên <script>alert(1)</script> [1]")
    assert "parse_mode" not in plain


def test_press_that_is_too_old_to_confirm_is_answered(stage: Stage) -> None:
    with stage.bot():
        stage.telegram.faults["answerCallbackQuery"].append(Fault(status=400, description="query is too old"))
        stage.telegram.press("xa:tan-an", is_gone=True)
        (chosen,) = stage.telegram.wait_for(1)

    assert "xã Tân An" in chosen["text"]


@pytest.mark.parametrize(
    "data",
    ["", "a", "a:", "a:x:c0", "a:../../x:q9", "xa:kim-lien", "xa:", "tt:99:0", "tt:x:y", "tt:-1:0", "tp:9.999999",
     "ct:lac-phuong:99", "cq:lac-phuong:-1", "nt:lac-phuong:7:0", "nq:?:0", "ng:-:5", "vd:9", "vd:²", "zz:1",
     "\u202ea:b", "x" * 64],
)  # fmt: skip
def test_forged_button_does_nothing(telegram: FakeBotApi, data: str) -> None:
    telegram.press(data)
    wait_until(lambda: bool(telegram.named("answerCallbackQuery")))
    telegram.wait_until_quiet()

    assert telegram.named("answerCallbackQuery")[0]["text"] == texts.BUTTON_GONE
    assert telegram.sent() == []


def test_button_of_another_chat_does_nothing_here(telegram: FakeBotApi) -> None:
    telegram.say("xã nào?", chat_id=8)
    telegram.wait_for(1)
    stolen = telegram.button("xã Tân An", chat_id=8)["callback_data"]
    telegram.press(stolen, chat_id=9)
    wait_until(lambda: bool(telegram.named("answerCallbackQuery")))

    assert telegram.named("answerCallbackQuery")[0]["text"] == texts.BUTTON_GONE


def test_choice_is_gone_when_the_conversation_is_over(stage: Stage) -> None:
    with stage.bot():
        stage.telegram.say("xã nào?")
        stage.telegram.wait_for(1)
    with stage.bot(now=_in_an_hour):
        stage.telegram.press_label("xã Tân An")
        wait_until(lambda: bool(stage.telegram.named("answerCallbackQuery")))

    assert stage.telegram.named("answerCallbackQuery")[0]["text"] == texts.BUTTON_GONE


def test_very_long_message_is_refused_politely(telegram: FakeBotApi) -> None:
    telegram.say("á" * 10_000)

    (reply,) = telegram.wait_for(1)

    assert reply["text"] == texts.TOO_LONG.format(limit=1000)


@pytest.mark.parametrize(
    "typed",
    [
        unicodedata.normalize("NFD", "Chỉ tiêu thanh toán?"),
        "\u202eChỉ\u200b tiêu\ufeff thanh\u2060 toán?\u202c",
        "  Chỉ   tiêu thanh toán?\x00",
    ],
)
def test_question_is_read_as_it_looks(telegram: FakeBotApi, stage: Stage, typed: str) -> None:
    telegram.say(typed)
    telegram.wait_for(1)

    assert isinstance(stage.assistant, FakeAssistant)
    assert stage.assistant.asked[-1][0] == "Chỉ tiêu thanh toán?"


@pytest.mark.parametrize("typed", ["?", "👍", "\u200b", "...", "🙏🙏"])
def test_message_without_words_is_asked_for_some(telegram: FakeBotApi, typed: str) -> None:
    telegram.say(typed)

    assert telegram.wait_for(1)[0]["text"] == texts.NO_WORDS


def _first_update(telegram: FakeBotApi) -> int:
    return int(telegram._updates[0]["update_id"])


def _in_an_hour() -> datetime:
    return utc_now() + timedelta(hours=1)


async def time_that_stands_still(seconds: float) -> None:
    """Waits for ever: whoever waits has to be stopped."""
    await asyncio.sleep(3600)


def test_revoked_token_keeps_the_question_for_the_new_one(stage: Stage) -> None:
    with stage.bot():
        stage.telegram.faults["sendMessage"].append(Fault(status=401, description="Unauthorized"))
        stage.telegram.say("chào")
        stage.telegram.wait_for(1)

    assert stage.telegram.texts() == ["Chào anh/chị."]


class ShyStore:
    """A store that is away for one call of each of the named methods of its deliveries."""

    def __init__(self, store: Store, *names: str) -> None:
        self.away = list(names)
        for name in ("claim", "write_outbox", "finish", "release"):
            setattr(store.deliveries, name, partial(self._call, name, getattr(store.deliveries, name)))

    def _call(self, name: str, call: Callable[..., object], *given: object) -> object:
        if self.away and self.away[0] == name:
            self.away.pop(0)
            raise StoreUnavailable("away")
        return call(*given)


@pytest.mark.parametrize(
    "away", [["claim"], ["finish"], ["write_outbox"], ["write_outbox", "release"], ["finish", "finish"]]
)
def test_store_that_is_away_for_a_moment_neither_loses_nor_doubles(tmp_path: Path, away: list[str]) -> None:
    with staging(FakeAssistant(), tmp_path) as stage:
        store = stage.store()
        shy = ShyStore(store, *away)
        with polling(FakeAssistant(), stage.base_url, store):
            stage.telegram.say("chào")
            stage.telegram.wait_for(1)
            stage.telegram.wait_until_quiet()
        store.close()

    assert shy.away == []
    assert stage.telegram.texts() == ["Chào anh/chị."]
