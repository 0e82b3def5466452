"""Which answers a draft would change, at the operator's page: told, shown, forgotten when the draft changes."""

import time

import pytest

from bot.evaluation.changes import Change
from tests.api.admin.conftest import FakeTrials
from tests.api.admin.operators import HOSTILE, Operator
from tests.api.admin.papers import HERE, PAGE, put_on_shelf, review_form, send_review
from tests.support.clerks import ID, TEXT
from tests.support.html_page import Element

pytestmark = pytest.mark.usefixtures("no_index")
CHANGE = Change("Chỉ tiêu thanh toán?", "**87%** [1].\nNguồn: A", "**88%** [1].\nNguồn: B")
OTHER = "khac-12-kh-ubnd-2027"


def tried(operator: Operator) -> Element:
    """Returns the draft's page once its trial is over."""
    for _ in range(200):
        response = operator.get(f"{PAGE}/trial")
        if response.status_code == 303:
            return operator.page(PAGE)
        time.sleep(0.02)
    raise AssertionError("the trial does not end")


def test_answers_that_will_change_are_counted_and_listed(operator: Operator, trials: FakeTrials) -> None:
    trials.changes = (CHANGE, Change(HOSTILE, HOSTILE, HOSTILE))
    put_on_shelf(operator)
    before = operator.page(PAGE)
    response = send_review(operator, "trial")
    page = tried(operator)
    (first, second) = page.one("ol", class_="answers").all("li")

    assert "chưa được hỏi thử" in before.text
    assert response.headers["location"] == f"/admin{PAGE}/trial"
    assert operator.get(f"{PAGE}/trial").headers["location"] == f"/admin{PAGE}?da=da-thu"
    assert "2 câu trả lời sẽ khác, 50 như cũ nếu dùng bản này" in " ".join(page.text.split())
    assert first.one("h3").words == "Chỉ tiêu thanh toán?"
    assert [told.words for told in first.all("dd")] == ["87% [1]. Nguồn: A", "88% [1]. Nguồn: B"]
    assert second.one("h3").words == " ".join(HOSTILE.split())
    assert "<script>alert" not in operator.get(PAGE).text
    assert operator.publisher.shelf.history(ID).published is None


def test_no_answer_that_will_change_is_said(operator: Operator, trials: FakeTrials) -> None:
    put_on_shelf(operator)
    send_review(operator, "trial")

    assert "0 câu trả lời sẽ khác, 52 như cũ" in tried(operator).text


def test_citizens_questions_are_asked_masked_and_of_this_commune_alone(operator: Operator, trials: FakeTrials) -> None:
    operator.ask_in_vain("a", "Số của tôi là [số điện thoại]", "tan-an")
    operator.ask_in_vain("b", "Câu của xã khác", "le-loi")
    put_on_shelf(operator)
    send_review(operator, "trial")
    tried(operator)

    assert trials.asked == [("Số của tôi là [số điện thoại]",)]


def test_what_is_put_right_is_kept_and_tried_and_older_trials_are_forgotten(
    operator: Operator, trials: FakeTrials
) -> None:
    trials.changes = (CHANGE,)
    put_on_shelf(operator)
    send_review(operator, "trial")
    first = tried(operator)
    goal = next(name for name, value in review_form(first).items() if "87%" in value)
    send_review(operator, "save", first, {goal: "- Tỷ lệ thanh toán trực tuyến đạt 88%."})
    changed = operator.page(PAGE)
    send_review(operator, "trial", changed, {goal: "- Tỷ lệ thanh toán trực tuyến đạt 89%."})
    again = tried(operator)

    assert "chưa được hỏi thử" in changed.text
    assert operator.get(f"{PAGE}/trial").headers["location"] == f"/admin{PAGE}?da=da-thu"
    assert "1 câu trả lời sẽ khác" in again.text
    assert "đạt 89%" in again.text
    assert len(trials.asked) == 2


def test_trial_that_goes_on_is_told_and_not_begun_twice_and_no_other_is_begun(
    operator: Operator, trials: FakeTrials
) -> None:
    trials.may_end.clear()
    put_on_shelf(operator)
    put_on_shelf(operator, TEXT.replace("đạt 87%", "đạt 88%"), document_id=OTHER)
    send_review(operator, "trial")
    for _ in range(200):
        waiting = operator.page(f"{PAGE}/trial")
        if "2 trên 52 câu" in waiting.text:
            break
        time.sleep(0.02)
    again = send_review(operator, "trial")
    other = send_review(operator, "trial", operator.page(f"{HERE}/{OTHER}/1"))
    shown = operator.page(PAGE)
    trials.may_end.set()
    tried(operator)

    assert waiting.one("progress")["value"] == "2"
    assert waiting.one("p", role="status").words == "Đã hỏi thử 2 trên 52 câu."
    assert again.status_code == 303
    assert other.status_code == 503
    assert "đang thử một văn bản khác" in other.text
    assert "câu 2/52" in shown.text
    assert len(trials.asked) == 1


def test_fault_is_said_with_the_way_out(operator: Operator, trials: FakeTrials) -> None:
    trials.fault = "Chưa có chỉ mục; hãy <b>lập</b>."
    put_on_shelf(operator)
    send_review(operator, "trial")
    page = tried(operator)

    assert page.one("p", role="alert").words == "Chưa hỏi thử được: Chưa có chỉ mục; hãy <b>lập</b>."
    trials.fault = ""
    send_review(operator, "trial")
    assert "0 câu trả lời sẽ khác" in tried(operator).text


def test_version_in_use_is_not_tried(operator: Operator, trials: FakeTrials) -> None:
    put_on_shelf(operator)
    send_review(operator, "publish")

    assert "Câu trả lời sẽ đổi" not in operator.page(PAGE).text
    assert operator.get(f"{PAGE}/trial").headers["location"] == f"/admin{PAGE}"
