"""The measuring rod itself: scripts/bench_retrieval.py."""

import json
from pathlib import Path

import pytest

from corpus.text import fold
from retrieval import Hit
from retrieval.passages import build_passages
from scripts.bench_retrieval import Judgment, Score, _ranked, add_noise, load_judgments, score_ranking
from tests.retrieval.corpora import make_corpus

PASSAGES = build_passages(make_corpus())


@pytest.mark.parametrize(
    ("ranked", "relevant", "expected"),
    [
        (["a", "b", "c"], {"a"}, Score(1.0, 1.0, 1.0)),
        (["a", "b", "c"], {"c", "z"}, Score(1 / 3, 0.0, 0.5)),
        (["a"], {"z"}, Score(0.0, 0.0, 0.0)),
        ([str(n) for n in range(20)], {"10"}, Score(0.0, 0.0, 0.0)),
        ([str(n) for n in range(20)], {str(n) for n in range(12)}, Score(1.0, 1.0, 1.0)),
    ],
)
def test_scores_by_hand(ranked: list[str], relevant: set[str], expected: Score) -> None:
    assert score_ranking(ranked, frozenset(relevant)) == expected


def test_noise_is_deterministic_and_keeps_most_of_the_words() -> None:
    text = "Tỷ lệ hồ sơ thanh toán trực tuyến không được thấp hơn bao nhiêu phần trăm"
    noisy = [add_noise(text, str(seed)) for seed in range(20)]
    assert noisy == [add_noise(text, str(seed)) for seed in range(20)]
    assert len(set(noisy)) > 10
    kept = sum(fold(old) == fold(new) for line in noisy for old, new in zip(text.split(), line.split(), strict=True))
    assert kept > 0.6 * 20 * len(text.split())


def test_only_rows_that_one_passage_can_answer_are_judged(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "category": "target",
        "turns": ["?"],
        "expect": "answered",
        "all_of": [["80"]],
        "source": "tan-an",
    }
    rows = [
        row,
        row | {"expect": "not_found"},
        row | {"turns": ["a", "b"]},
        row | {"source": None},
        row | {"all_of": []},
        row | {"category": "count"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (judgment,) = load_judgments(path)
    assert judgment == Judgment("1", "target", "tan-an", "?", (("80",),))
    assert [p.passage_id for p in PASSAGES if judgment.is_answered_by(p)] == ["tan-an/target-1"]


def test_ranked_weighs_raw_scores() -> None:
    hits = [
        Hit(PASSAGES[0], 0.0, {"lexical": 2.0, "vector": 0.1}),
        Hit(PASSAGES[1], 0.0, {"lexical": 1.0, "vector": 0.9}),
        Hit(PASSAGES[2], 0.0, {"vector": 0.5}),
    ]
    ids = [passage.passage_id for passage in PASSAGES[:3]]
    assert _ranked(hits, 1.0, 0.0) == ids[:2]
    assert _ranked(hits, 0.0, 1.0) == [ids[1], ids[2], ids[0]]
    assert _ranked(hits, 1.0, 1.0)[0] == ids[1]
