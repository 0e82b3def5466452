"""Communes side by side: whose place is meant, every period, what has an order and what has none."""

from decimal import Decimal

import pytest

from bot.assistant import Assistant
from bot.composing.comparisons import compose_target_comparison
from bot.reply import Status
from corpus.records import Target
from tests.support.shipped import cited_communes, first_sentence, unquoted

TWO_PERIODS = "Tỷ lệ thanh toán trực tuyến"


@pytest.fixture(scope="module")
def periods(assistant: Assistant) -> tuple[Target, ...]:
    """Tân An's share of payments made online, in each of its two periods."""
    found = tuple(t for t in assistant.kit.library.targets("tan-an") if t.indicator == TWO_PERIODS)
    assert len(found) == 2
    return found


@pytest.fixture(scope="module")
def other(assistant: Assistant) -> Target:
    """Lộc Bình's share, of one period and below Tân An's."""
    targets = assistant.kit.library.targets("loc-binh")
    return next(t for t in targets if t.indicator.lower() == "tỷ lệ giao dịch thanh toán trực tuyến")


def of_value(target: Target, value: int) -> Target:
    return target.model_copy(update={"value": Decimal(value), "wording": f"{value} %"})


@pytest.mark.parametrize(
    "question",
    [
        "So sánh chỉ tiêu thanh toán trực tuyến xã mình với Lộc Bình",
        "xã mình với Lộc Bình bên nào thanh toán trực tuyến cao hơn?",
        "thanh toán trực tuyến của Lộc Bình có cao hơn xã mình không?",
        "ben minh voi Loc Binh ben nao thanh toan truc tuyen cao hon?",
    ],
)
def test_own_place_is_the_portals_commune(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "lac-phuong")

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_compare")
    assert cited_communes(reply) == {"lac-phuong", "loc-binh"}
    assert first_sentence(reply.text).startswith("Xã Lộc Bình đặt cao hơn: **từ 60% trở lên**")
    assert "xã Lạc Phượng **từ 50% trở lên**" in first_sentence(reply.text)


def test_own_place_without_a_portal_is_no_commune(assistant: Assistant) -> None:
    reply = assistant.ask("xã mình với Lộc Bình bên nào thanh toán trực tuyến cao hơn?")

    assert cited_communes(reply) <= {"loc-binh"}


@pytest.mark.parametrize(
    "question",
    [
        "So sánh chỉ tiêu thanh toán trực tuyến của Tân An và Lộc Bình",
        "Chỉ tiêu thanh toán trực tuyến xã nào cao nhất?",
    ],
)
def test_every_period_of_a_commune_is_listed_and_cited(
    assistant: Assistant, periods: tuple[Target, ...], question: str
) -> None:
    reply = assistant.ask(question)
    sections = [citation.section for citation in reply.citations if citation.commune == "tan-an"]

    for span in ("2026 - 2027", "2028 - 2030"):
        assert reply.text.count(f"- Xã Tân An (giai đoạn {span}): ") == 1
        assert [section for section in sections if section.endswith(f"giai đoạn {span}")] != []
    assert len(sections) == len(periods)
    assert unquoted(reply) == []


def test_periods_that_all_rank_alike_have_an_order(
    assistant: Assistant, periods: tuple[Target, ...], other: Target
) -> None:
    draft = compose_target_comparison(
        assistant.kit, {"loc-binh": [other], "tan-an": periods}, wants_lowest=False, wants_extreme=False
    )

    assert draft.text.startswith("Xã Tân An đặt cao hơn: **80 %**")


@pytest.mark.parametrize("claimed", [None, "tan-an"])
@pytest.mark.parametrize("wants_lowest", [False, True])
def test_periods_that_rank_otherwise_have_none(
    assistant: Assistant, periods: tuple[Target, ...], other: Target, wants_lowest: bool, claimed: str | None
) -> None:
    """First below the other commune, then above it: neither is the higher one."""
    first, second = periods
    draft = compose_target_comparison(
        assistant.kit,
        {"loc-binh": [other], "tan-an": [of_value(first, 40), of_value(second, 80)]},
        wants_lowest=wants_lowest,
        wants_extreme=True,
        claimed=claimed,
    )
    verdict, *items = draft.text.splitlines()

    assert verdict.startswith("Mức của từng nơi về ")
    assert [word for word in ("cao", "thấp", "cùng", "Đúng", "Không") if word in verdict] == []
    assert [sum(place in item for item in items[:3]) for place in ("Xã Tân An", "Xã Lộc Bình")] == [2, 1]


@pytest.mark.parametrize(
    "question",
    [
        "cả 5 xã có chỉ tiêu thanh toán trực tuyến không, xã nào chưa có?",
        "So sánh chỉ tiêu thanh toán trực tuyến của Lê Lợi và Lộc Bình",
    ],
)
def test_commune_without_the_target_is_named_where_it_is_asked_for(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question)

    assert (reply.status, reply.outcome) == (Status.ANSWERED, "answered_compare")
    assert "- Phường Lê Lợi: kế hoạch không nêu nội dung này" in reply.text.splitlines()
    assert reply.text.count("kế hoạch không nêu nội dung này") == 1
    assert "le-loi" not in cited_communes(reply)


def test_commune_without_the_target_is_left_out_where_the_highest_is_asked_for(assistant: Assistant) -> None:
    reply = assistant.ask("Chỉ tiêu thanh toán trực tuyến xã nào cao nhất?")

    assert reply.outcome == "answered_compare"
    assert "Lê Lợi" not in reply.text


@pytest.mark.parametrize(
    ("question", "named"), [("xã nào giảm biên chế", "Xã Lộc Bình"), ("xã nào dùng chữ ký số", "Xã Lạc Phượng")]
)
def test_question_which_commune_does_something_is_put_to_each(assistant: Assistant, question: str, named: str) -> None:
    reply = assistant.ask(question)

    assert reply.status is Status.ANSWERED
    assert reply.outcome in ("answered_compare", "answered_each")
    assert named in reply.text
    assert unquoted(reply) == []
