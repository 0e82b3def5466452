"""What was put right stays right, whatever is read again."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.intake.corrections import Correction, corrected, merged
from corpus.readers.extract import Doubt, ReadLine

LINES = st.lists(st.sampled_from(["a", "b", "c\td", ""]).map(lambda text: ReadLine(text=text)), max_size=8)
CORRECTIONS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c\td"]), st.sampled_from(["x", "y", "a", ""])).map(
        lambda pair: Correction(before=pair[0], after=pair[1])
    ),
    max_size=5,
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


def test_last_word_counts_by_either_name() -> None:
    first = (Correction(before="a", after="x"),)
    assert merged(first, [Correction(before="x", after="y")]) == (Correction(before="a", after="y"),)
    assert merged(first, [Correction(before="a", after="y")]) == (Correction(before="a", after="y"),)
    assert merged(first, [Correction(before="x", after="a")]) == ()


@given(LINES, CORRECTIONS)
def test_no_line_is_lost_and_each_correction_is_used_or_told(
    lines: list[ReadLine], corrections: list[Correction]
) -> None:
    result, left = corrected(lines, corrections)

    assert len(result) == len(lines)
    changed = sum(before != after for before, after in zip(lines, result, strict=True))
    assert changed <= len(corrections) - len(left)
