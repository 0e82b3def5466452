"""A reply as Telegram's HTML: always valid, never too long, nothing lost."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.keyboards import public_address
from bot.channels.telegram.rendering import MAX_LENGTH, pack, render, render_quote, shorten, without_markup
from bot.reply import Citation, Reply, Status


class Balanced(HTMLParser):
    """Fails on a tag that is not closed in its own message."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in ("b", "i", "blockquote")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def is_valid(message: str) -> bool:
    parser = Balanced()
    parser.feed(message)
    parser.close()
    size = len(message.encode("utf-16-le")) // 2
    return parser.open == [] and size <= MAX_LENGTH


def reply(text: str, *citations: Citation, notice: str | None = None) -> Reply:
    return Reply("a1", "c1", Status.ANSWERED, "answered", text, citations, notice=notice)


def source(number: int, title: str = "Kế hoạch", section: str = "mục 1", quote: str = "…") -> Citation:
    return Citation(number, None, title, title, None, None, section, quote, "/documents/x#1")


def test_lists_and_bold() -> None:
    assert render(reply("**Hồ sơ** gồm:\n- tờ khai [1]\n- CCCD & ảnh\n\nHết.")) == [
        "<b>Hồ sơ</b> gồm:\n• tờ khai [1]\n• CCCD &amp; ảnh\n\nHết."
    ]


def test_table_becomes_a_list() -> None:
    table = "Bảng:\n\n| Xã | Mức |\n| --- | :-: |\n| Tân An | **80%** |\n| Lộc Bình | |"

    assert render(reply(table)) == ["Bảng:\n\n• Xã: Tân An; Mức: <b>80%</b>\n• Xã: Lộc Bình"]


def test_sources_are_grouped_and_a_title_is_said_once() -> None:
    said = render(
        reply("Có [1][2][3].\nNguồn: Kế hoạch.", source(1), source(2, section="mục 2"), source(3, "Công văn"))
    )

    assert said[0].endswith("<b>Nguồn</b>\n[1] mục 1; [2] mục 2\nCông văn: [3] mục 1")


def test_question_that_was_pressed_stands_above_the_answer() -> None:
    assert render(reply("Có."), "A < B?")[0].startswith("<blockquote>Anh/chị hỏi: A &lt; B?</blockquote>\n\nCó.")


def test_row_of_a_table_is_shown_cell_by_cell() -> None:
    assert render_quote("H", "3 | Rà soát |  | 2026") == ["H\n\n<blockquote>• 3\n• Rà soát\n• 2026</blockquote>"]


@pytest.mark.parametrize("quote", ["dài " * 3000, " | ".join(["ô & dấu <"] * 1500), "x" * 9000])
def test_long_quote_is_split(quote: str) -> None:
    messages = render_quote("<b>Đầu</b>", quote)

    assert len(messages) > 1
    assert all(map(is_valid, messages))


_BLOCKS = st.lists(
    st.text(alphabet="aă<>&*- \n|[1]😀ớ", min_size=1, max_size=3000) | st.just("**đậm** " * 400), min_size=1, max_size=8
)


@given(_BLOCKS, st.none() | st.text(max_size=200))
def test_every_reply_is_valid_html_that_fits(blocks: list[str], notice: str | None) -> None:
    messages = render(reply("\n\n".join(blocks), source(1, "<Kế & hoạch>"), notice=notice))

    assert all(map(is_valid, messages))


@given(st.lists(st.text(alphabet="abc &<", min_size=1, max_size=2500), min_size=1, max_size=6))
def test_packing_loses_no_word(blocks: list[str]) -> None:
    packed = pack([html.escape(block, quote=False) for block in blocks])
    letters = re.sub(r"\s", "", html.unescape("".join(packed)))

    assert letters == re.sub(r"\s", "", "".join(blocks))


@given(st.text(min_size=1, max_size=200))
def test_label_fits_its_button(label: str) -> None:
    assert len(shorten(label)) <= 40


def test_plain_text_of_our_own_markup() -> None:
    assert without_markup("<b>A</b> &lt;b&gt; <blockquote>c &amp; d</blockquote>") == "A <b> c & d"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://xa.example.vn/", "https://xa.example.vn"),
        ("http://203.0.113.7:8000", None),  # a range for documentation
        ("http://8.8.8.8:8000", "http://8.8.8.8:8000"),
        ("http://localhost:8000", None),
        ("http://127.0.0.1:8000", None),
        ("http://10.0.0.5", None),
        ("http://api.internal", None),
        ("ftp://xa.example.vn", None),
        ("", None),
        (None, None),
    ],
)
def test_links_lead_only_where_a_phone_gets(url: str | None, address: str | None) -> None:
    assert public_address(url) == address
