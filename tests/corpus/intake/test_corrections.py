"""What was put right stays right, whatever is read again."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.intake.corrections import Correction, Corrections, corrected, merged
from corpus.readers.extract import Doubt, ReadLine

LINES = st.lists(st.sampled_from(["a", "b", "c\td", ""]).map(lambda text: ReadLine(text=text)), max_size=8)
CORRECTIONS = st.lists(
    st.builds(
        Correction,
        before=st.sampled_from(["a", "b", "c\td"]),
        after=st.sampled_from(["x", "y", "a", ""]),
        nth=st.integers(1, 3),
    ),
    max_size=5,
    unique_by=lambda correction: correction.key,
)


def test_corrected_line_is_doubted_no_more() -> None:
    line = ReadLine(text="Phòng Klnh tế\t1", page=3, doubts=(Doubt(words="Klnh", confidence=41),))
    correction = Correction(before="Phòng Klnh tế\t1", after="Phòng Kinh tế\t1")

    assert corrected([line], [correction]) == ((ReadLine(text="Phòng Kinh tế\t1", page=3),), ())


def test_each_correction_puts_one_line_right_and_what_is_not_found_is_told() -> None:
    lines = [ReadLine(text="a"), ReadLine(text="a")]
    lost = Correction(before="z", after="y")

    assert corrected(lines, [Correction(before="a", after="x"), lost]) == (
        (ReadLine(text="x"), ReadLine(text="a")),
        (lost,),
    )


def test_of_lines_with_the_same_words_the_named_one_is_put_right() -> None:
    lines = [ReadLine(text=text) for text in ("a", "b", "a", "a")]
    second = Correction(before="a", after="x", nth=2)

    assert [line.text for line in corrected(lines, [second])[0]] == ["a", "b", "x", "a"]
    assert corrected(lines[:2], [second])[1] == (second,)


def test_corrections_of_older_files_are_of_the_first_line() -> None:
    older = Corrections.model_validate_json('{"lines": [{"before": "a", "after": "x"}], "withheld": []}')

    assert [line.text for line in corrected([ReadLine(text="a"), ReadLine(text="a")], older.lines)[0]] == ["x", "a"]


def test_last_word_on_a_line_counts() -> None:
    first = (Correction(before="a", after="x"),)
    other = Correction(before="a", after="y", nth=2)

    assert merged(first, [Correction(before="a", after="y")]) == (Correction(before="a", after="y"),)
    assert merged(first, [other]) == (*first, other)
    assert merged(first, [Correction(before="a", after="a")]) == ()


@given(LINES, CORRECTIONS)
def test_no_line_is_lost_and_each_correction_is_used_or_told(
    lines: list[ReadLine], corrections: list[Correction]
) -> None:
    result, left = corrected(lines, corrections)

    assert len(result) == len(lines)
    changed = sum(before != after for before, after in zip(lines, result, strict=True))
    assert changed <= len(corrections) - len(left)
