"""Laws of quotes: what an address names is found again, however it is spaced or spelt; what is gone is said to be."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from api.viewer.quotes import Cited, find_cited, pieces
from bot.links import bare, mark_of
from corpus.documents import Section
from corpus.records import Provenance
from tests.support.fake_assistant import make_provenance, make_section

LETTERS = st.characters(categories=["L", "N", "P"], exclude_characters="|*…", max_codepoint=0x1EFF)
WORDS = st.text(LETTERS, min_size=1, max_size=8).map(lambda word: unicodedata.normalize("NFC", word))
SENTENCES = st.lists(WORDS, min_size=1, max_size=30)
SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0", "\t "])


def marked(cited: Cited | None, *sections: Section) -> str:
    assert cited is not None
    shown = (piece for section in sections for piece in pieces(section.text, cited.spans.get(section.section_id, ())))
    return bare("".join(piece.text for piece in shown if piece.is_quoted))


@given(SENTENCES, st.data())
def test_any_run_of_words_is_marked_however_it_is_spaced_and_composed(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    is_composed = data.draw(st.booleans())
    spelt = (unicodedata.normalize("NFC" if is_composed else "NFD", word) for word in words[first:last])
    quote = "".join(word + data.draw(SPACES) for word in spelt)
    section = make_section("s1", "paragraph", " ".join(words))

    cited = find_cited([section], "s1", mark_of(quote))

    assert marked(cited, section) == bare(quote)
    assert cited is not None
    assert not cited.is_changed


@given(SENTENCES, SENTENCES, SENTENCES)
def test_quote_is_found_again_where_words_were_added_around_it(
    before: list[str], words: list[str], after: list[str]
) -> None:
    section = make_section("s1", "paragraph", " ".join(before + words + after))

    assert marked(find_cited([section], "s1", mark_of(" ".join(words))), section) == bare("".join(words))


@given(SENTENCES, SENTENCES)
def test_quote_may_run_on_over_sections_and_be_named_above_them(heading: list[str], words: list[str]) -> None:
    above = make_section("s0", "heading", " ".join(heading))
    lines = [make_section(f"s{n}", "bullet", word, parent_id="s0") for n, word in enumerate(words, start=1)]

    cited = find_cited([above, *lines], "s1", mark_of(f"{above.text} … {' '.join(words)}"))

    assert cited is not None
    # What the heading says may be the first words of the section itself: those are as good.
    assert bare("".join(words)) in marked(cited, *lines)
    assert not cited.is_changed


@given(SENTENCES, st.text(max_size=40))
def test_any_other_mark_marks_nothing_and_does_no_harm(words: list[str], mark: str) -> None:
    section = make_section("s1", "paragraph", " ".join(words))

    cited = find_cited([section], "s1", mark)

    assert cited is not None
    assert (cited.spans, cited.mark, cited.is_changed) == ({}, "", bool(mark))


def test_mark_with_a_length_beyond_the_text_marks_nothing() -> None:
    cited = find_cited([make_section("s1", "paragraph", "một hai")], "s1", "0000000000000")

    assert cited is not None
    assert cited.is_changed


@given(st.text(LETTERS | st.sampled_from(" |"), max_size=60), st.data())
def test_pieces_are_the_text(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    start, end = ends[0], ends[3]
    shown = pieces(text, [(ends[1], ends[2])], start, end)

    assert "".join(piece.text for piece in shown) == text[start:end]
    assert "".join(piece.text for piece in shown if piece.is_quoted) == text[ends[1] : ends[2]]


def test_lines_of_a_letterhead_that_others_part_are_marked_apart() -> None:
    sections = [
        make_section("s1", "title", "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        make_section("s2", "title", "XÃ AN Độc lập - Tự do - Hạnh phúc"),
    ]
    place: Provenance = make_provenance("s1", "ỦY BAN NHÂN DÂN | XÃ AN")

    cited = find_cited(sections, "s1", mark_of(place.quote), [place])

    assert cited is not None
    assert cited.spans == {"s1": ((0, 15),), "s2": ((0, 5),)}


def test_bold_marks_of_an_extraction_are_not_shown() -> None:
    section = make_section("s1", "closing", "**TM. ỦY BAN NHÂN DÂN CHỦ TỊCH** Nguyễn Văn A")

    cited = find_cited([section], "s1", mark_of("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Nguyễn Văn A"))

    assert cited is not None
    assert [piece.text for piece in pieces(section.text, cited.spans["s1"])] == [
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Nguyễn Văn A"
    ]
