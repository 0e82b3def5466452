"""How far a name and a question are the same."""

import math

import pytest

from bot.procedures.likeness import Asked, Phrase, Phrases, is_same, profile_of, unit

BIRTH = Phrase({"khai": 2.0, "sinh": 3.0, "khai_sinh": 4.0}, 9.0)
ASKED = Asked({"khai": 2.0, "sinh": 3.0, "khai_sinh": 4.0, "lam": 0.5}, 9.0, {}, frozenset(BIRTH.terms), {}, False)


def asking(terms: dict[str, float], implied: dict[str, float] | None = None) -> Asked:
    total = sum(terms.values()) or 1.0
    return Asked(terms, total, unit(terms), frozenset(terms), implied or {}, is_negated=False)


def test_name_held_whole_is_named_told_and_the_same() -> None:
    (overlap,) = Phrases([BIRTH]).overlaps(ASKED)

    assert (overlap.named({}), overlap.told) == (1.0, 9.0)
    assert is_same(overlap, ASKED)


def test_words_that_do_not_tell_are_shared_and_not_told() -> None:
    plain = Phrase({"lam": 0.5, "sinh": 3.0}, 3.5)

    (overlap,) = Phrases([plain]).overlaps(ASKED)

    assert (overlap.told, overlap.alike(ASKED)) == (3.0, 3.5 / math.sqrt(3.5 * 9.0))
    assert not is_same(overlap, ASKED)


def test_what_shares_nothing_is_left_out() -> None:
    other = Phrase({"ket": 2.0, "hon": 3.0}, 5.0)

    assert [overlap.phrase for overlap in Phrases([other, BIRTH]).overlaps(ASKED)] == [BIRTH]


@pytest.mark.parametrize(
    ("terms", "is_counted"), [({"khai": 2.0, "sinh": 3.0, "khai_sinh": 4.0}, True), ({"my": 6.0}, False)]
)
def test_what_is_implied_counts_of_a_name_that_is_held_otherwise(terms: dict[str, float], is_counted: bool) -> None:
    foreign = {"nuoc": 2.0, "ngoai": 2.0}
    name = Phrase({**BIRTH.terms, **foreign}, 13.0)

    (overlap,) = Phrases([name]).overlaps(asking(terms, foreign))

    assert overlap.named(foreign) == (1.0 if is_counted else 0.0)


def test_name_that_is_implied_whole_is_compared_though_it_shares_nothing() -> None:
    foreign = {"nuoc": 2.0, "ngoai": 2.0}

    (overlap,) = Phrases([Phrase(foreign, 4.0)]).overlaps(asking({"my": 6.0}, foreign))

    assert (overlap.shared, overlap.told, overlap.own) == (0.0, 0.0, 0.0)
    assert overlap.named(foreign) > 0


def test_profile_has_length_one() -> None:
    found = profile_of([BIRTH, Phrase({"sinh": 3.0, "con": 1.0}, 4.0)])

    assert math.sqrt(sum(weight * weight for weight in found.values())) == pytest.approx(1.0)
    assert set(found) == {"khai", "sinh", "khai_sinh", "con"}
