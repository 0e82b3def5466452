"""Laws of the fusion."""

import random

from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import ScoredList, fuse

SCORES = st.dictionaries(st.integers(0, 30), st.floats(-1e6, 1e6), max_size=20)
LISTS = st.lists(st.tuples(SCORES, st.floats(0, 10)), max_size=4)


def _lists(raw: list[tuple[dict[int, float], float]]) -> list[ScoredList[int]]:
    return [ScoredList(scores, weight) for scores, weight in raw]


@given(LISTS)
def test_scores_are_between_0_and_1_and_every_key_is_kept(raw: list[tuple[dict[int, float], float]]) -> None:
    fused = fuse(_lists(raw))
    assert set(fused) == {key for scores, _ in raw for key in scores}
    assert all(0.0 <= score <= 1.0 for score in fused.values())


@given(LISTS, st.randoms(use_true_random=False))
def test_order_of_lists_and_keys_does_not_matter(
    raw: list[tuple[dict[int, float], float]], shuffler: random.Random
) -> None:
    shuffled = [(dict(shuffler.sample(list(scores.items()), len(scores))), weight) for scores, weight in raw]
    shuffler.shuffle(shuffled)
    assert fuse(_lists(shuffled)) == fuse(_lists(raw))


@given(SCORES, st.floats(0.5, 100), st.floats(-100, 100))
def test_best_of_the_only_list_scores_1_and_order_is_kept(scores: dict[int, float], scale: float, shift: float) -> None:
    fused = fuse([ScoredList(scores, 1.0)])
    if scores:
        assert fused[max(scores, key=lambda key: scores[key])] == 1.0
    for first in scores:
        for second in scores:
            if scores[first] > scores[second]:
                assert fused[first] >= fused[second]


def test_weights_and_floor_by_hand() -> None:
    words = ScoredList({"a": 10.0, "b": 5.0}, 1.0, floor=0.0)
    vectors = ScoredList({"b": 0.9, "c": 0.5, "a": 0.5}, 0.5)
    assert fuse([words, vectors]) == {"a": 1.0 / 1.5, "b": (0.5 + 0.5) / 1.5, "c": 0.0}


def test_empty_list_takes_no_share() -> None:
    assert fuse([ScoredList({"a": 3.0, "b": 1.0}, 1.0, floor=0.0), ScoredList({}, 1.0)]) == {"a": 1.0, "b": 1 / 3}


def test_lists_of_no_weight_score_0() -> None:
    assert fuse([ScoredList({"a": 3.0}, 0.0)]) == {"a": 0.0}
