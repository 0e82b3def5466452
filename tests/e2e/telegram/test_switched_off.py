"""The bot that an operator turned off: every question gets the reason, and what is a person's right goes on."""

from bot.store.operating import Part
from bot.store.switchboard import Switchboard
from tests.support.databases import keeper_in
from tests.support.fake_assistant import FakeAssistant
from tests.support.telegram_bot import Stage


def test_questions_are_answered_by_the_reason_until_it_is_on_again(stage: Stage) -> None:
    keeper, seconds = keeper_in(), [0.0]
    switches = keeper.store.switches
    board = Switchboard(switches, keeper.guard, lambda: seconds[0])

    def is_off() -> str | None:
        switch = board.of(Part.TELEGRAM)
        return None if switch.is_on else switch.reason

    assert isinstance(stage.assistant, FakeAssistant)
    with stage.bot(is_off=is_off):
        switches.turn(Part.TELEGRAM, is_on=False, reason="đang sửa <số liệu>")
        stage.telegram.say("Ai ký?")
        (told,) = stage.telegram.wait_for(1)
        asked = list(stage.assistant.asked)
        stage.telegram.message(7, **PHOTO)
        picture = stage.telegram.wait_for(3)[1:]
        stage.telegram.say("/riengtu")
        privacy = stage.telegram.wait_for(4)[-1]
        switches.turn(Part.TELEGRAM, is_on=True, reason="")
        seconds[0] = 2.0
        stage.telegram.say("Ai ký?")
        answer = stage.telegram.wait_for(5)[-1]

    assert told["text"] == picture[-1]["text"] == "Trợ lý đang tạm dừng: đang sửa &lt;số liệu&gt;"
    assert asked == []
    assert "Trợ lý lưu những gì" in privacy["text"]
    assert "Từ 50% trở lên" in answer["text"]


def test_keeper_tells_the_reason_of_a_part_that_is_off() -> None:
    keeper = keeper_in()
    keeper.store.switches.turn(Part.WEB, is_on=False, reason="bảo trì")

    assert keeper.off(Part.WEB) == "bảo trì"
    assert keeper.off(Part.TELEGRAM) is None


PHOTO = {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}], "caption": "Ai ký?"}
