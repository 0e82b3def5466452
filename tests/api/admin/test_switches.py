"""The switches: off only with a reason, for everybody within two seconds, and on again."""

import pytest

from bot.store.operating import Part
from tests.api.admin.operators import Operator


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_part_is_not_turned_off_without_a_reason(operator: Operator, reason: str) -> None:
    response = operator.send("/bat-tat", part="web", state="tat", reason=reason)

    assert response.status_code == 422
    assert "Hãy ghi lý do." in response.text
    assert operator.store.switches.all()[Part.WEB].is_on


@pytest.mark.parametrize(("part", "state"), [("khác", "tat"), ("web", "khác"), ("", "")])
def test_unknown_switch_is_refused(operator: Operator, part: str, state: str) -> None:
    assert operator.send("/bat-tat", part=part, state=state, reason="x").status_code == 422


def test_web_is_off_for_everybody_within_two_seconds_and_on_again(operator: Operator) -> None:
    other = operator.worker()
    ask = {"question": "Ai ký?"}
    before = other.post("/v1/ask", json=ask)
    operator.send("/bat-tat", part="web", state="tat", reason="  đang sửa\nsố liệu {x} ")
    operator.seconds = 2.0
    off = other.post("/v1/ask", json=ask)
    stream = other.post("/v1/ask", json=ask, headers={"Accept": "text/event-stream"})
    shown = operator.page("/bat-tat").text
    operator.send("/bat-tat", part="web", state="bat")
    operator.seconds = 4.0

    assert before.status_code == 200
    assert (off.status_code, off.headers["content-type"]) == (503, "application/problem+json")
    assert off.json()["detail"] == "Trợ lý trên trang web đang tạm dừng: đang sửa số liệu {x}"
    assert (stream.status_code, stream.json()) == (503, off.json())
    assert len(operator.assistant.asked) == 1
    assert "đang sửa số liệu {x}" in shown
    assert other.post("/v1/ask", json=ask).status_code == 200
    acts = [detail for action, detail in operator.acts() if action == "switch"]
    assert {"part": "web", "is_on": False, "reason": "đang sửa số liệu {x}"} in acts
    assert {"part": "web", "is_on": True} in acts


def test_long_reason_is_cut(operator: Operator) -> None:
    operator.send("/bat-tat", part="web", state="tat", reason="a" * 500)

    assert operator.store.switches.all()[Part.WEB].reason == "a" * 200
