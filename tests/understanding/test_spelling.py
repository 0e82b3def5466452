"""Typing slips: what is repaired, what must be left alone, and the laws that hold for any input."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.spelling import (
    are_neighbouring_keys,
    is_common_slip,
    is_vietnamese_syllable,
    repair,
    without_telex,
)

SENTENCES = (
    "thu tuc hanh chinh",
    "cai cach hanh chinh",
    "thanh toan truc tuyen",
    "nop ho so truc tuyen",
    "ho so dien tu dung han",
    "dang ky khai sinh",
    "nguoi dan hai long",
    "duong day nong",
    "trach nhiem cua phuong le loi",
    "chi tieu la bao nhieu",
    "ket qua danh gia",
    "ubnd xa",
    "a b",
)
UNIGRAMS = Counter(word for sentence in SENTENCES for word in sentence.split())
BIGRAMS = Counter(pair for sentence in SENTENCES for pair in pairwise(sentence.split()))


def repaired(text: str) -> str:
    return " ".join(repair(text.split(), UNIGRAMS, BIGRAMS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoof so", "ho so"),
        ("ddang kys", "dang ky"),
        ("nguwowif dan", "nguoi dan"),
        ("dduwowngf day nong", "duong day nong"),
        ("chi tieeu", "chi tieu"),
        ("thanhtoan truc tuyen", "thanh toan truc tuyen"),
        ("thutuchanhchinh", "thu tuc hanh chinh"),
        ("hosodientu", "ho so dien tu"),
        ("hai lomg", "hai long"),
        ("hai logn", "hai long"),
        ("cai cahc hanh chinh", "cai cach hanh chinh"),
        ("phuongg le loi", "phuong le loi"),
        ("truc tuyrn", "truc tuyen"),
        ("ket qau", "ket qua"),
        ("ubdn xa", "ubnd xa"),
    ],
)
def test_slips_become_what_was_meant(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "gas va bus",  # looks like "ga" and "bu" with a Telex tone
        "email zalo facebook website wifi",
        "tthc cbccvc kh",  # abbreviations have no vowel
        "nghi cuoi",  # legal syllables that the corpus does not know
        "95% 118/2025/nd-cp q3 2025",
        "xyzzy",
        "",
    ],
)
def test_what_is_not_surely_a_slip_stays(typed: str) -> None:
    assert repaired(typed) == typed


def test_ambiguous_slip_stays_without_a_neighbour_and_is_settled_by_one() -> None:
    vocabulary = Counter(["tinh", "hinh", "linh"])
    assert repair(["zinh"], vocabulary, Counter()) == ("zinh",)
    assert repair(["zinh", "hinh"], vocabulary, Counter([("tinh", "hinh")])) == ("tinh", "hinh")


def test_repaired_neighbour_is_evidence_for_an_earlier_token() -> None:
    # "hoj" could be "ho" with a Telex tone, but so short a token needs its neighbour, which is broken itself.
    assert repaired("hoj") == "hoj"
    assert repaired("hoj soos") == "ho so"


LEGAL = """
nghieng nghiep nguoi quyen quoc quy quynh quyet gi gia gin giua giay khuyu ngoeo thuy ly y yeu yen uong xoong truong
duoc huou ruou tuynh khuech hoach loai xoay oan ech ich anh uy thue qua cua ke ghe ghi
"""


def test_legal_syllables() -> None:
    assert [word for word in LEGAL.split() if not is_vietnamese_syllable(word)] == []


@pytest.mark.parametrize(
    "word",
    ["", "ngiep", "nghanh", "cinh", "kanh", "gen", "form", "ubnd", "lomg", "hoof", "ddang", "kys", "zalo", "2025"],
)
def test_illegal_syllables(word: str) -> None:
    assert not is_vietnamese_syllable(word)


def test_telex_keys_are_taken_out() -> None:
    assert [without_telex(word) for word in ("kys", "soos", "nwowcs", "thuwr", "phuwowngf")] == [
        "ky",
        "so",
        "nuoc",
        "thu",
        "phuong",
    ]


def test_common_slips_are_doubling_swap_and_neighbouring_key() -> None:
    assert is_common_slip("phuongg", "phuong")
    assert is_common_slip("cahc", "cach")
    assert is_common_slip("lomg", "long")
    assert not is_common_slip("link", "linh")
    assert not is_common_slip("mail", "mai")
    assert not is_common_slip("long", "long")


def test_neighbouring_keys_touch_in_a_row_or_across_rows() -> None:
    assert are_neighbouring_keys("n", "m")
    assert are_neighbouring_keys("e", "r")
    assert are_neighbouring_keys("s", "w")
    assert are_neighbouring_keys("s", "z")
    assert not are_neighbouring_keys("q", "p")
    assert not are_neighbouring_keys("a", "a")
    assert not are_neighbouring_keys("a", "1")


WORDS = st.sampled_from(sorted(UNIGRAMS))
NOISE = st.text(alphabet="abcdeghiknorstuwy0", min_size=1, max_size=12)
TOKENS = st.lists(st.one_of(WORDS, NOISE, st.builds(str.__add__, WORDS, WORDS)), max_size=8)


@given(TOKENS)
def test_repair_is_idempotent(tokens: list[str]) -> None:
    once = repair(tokens, UNIGRAMS, BIGRAMS)
    assert repair(once, UNIGRAMS, BIGRAMS) == once


@given(st.lists(WORDS, max_size=8))
def test_known_words_never_change(tokens: list[str]) -> None:
    assert repair(tokens, UNIGRAMS, BIGRAMS) == tuple(tokens)


@given(TOKENS)
def test_whatever_is_new_is_known(tokens: list[str]) -> None:
    assert set(repair(tokens, UNIGRAMS, BIGRAMS)) - set(tokens) <= set(UNIGRAMS)
