from corpus.documents import Corpus
from corpus.records import Conflict


def _of(corpus: Corpus, commune: str, topic: str) -> list[Conflict]:
    return [conflict for conflict in corpus.conflicts if (conflict.commune, conflict.topic) == (commune, topic)]


def test_title_and_body_name_two_periods(corpus: Corpus) -> None:
    (conflict,) = _of(corpus, "lac-phuong", "period")
    assert {reading.value.lower() for reading in conflict.readings} == {"giai đoạn 2026 - 2030", "giai đoạn 2025-2030"}
    assert len(conflict.record_ids) == 19


def test_one_indicator_has_two_figures(corpus: Corpus) -> None:
    conflicts = _of(corpus, "phong-tho", "value")
    assert [[reading.value for reading in conflict.readings] for conflict in conflicts] == [
        ["tối thiểu 30%", "tối thiểu 20%"],
        ["tối thiểu 30%", "tối thiểu 20%"],
    ]
    assert all("TTHC nội bộ" in conflict.subject for conflict in conflicts)


def test_one_resolution_has_two_dates(corpus: Corpus) -> None:
    (conflict,) = _of(corpus, "loc-binh", "date")
    assert [reading.value for reading in conflict.readings] == ["30/04/2025", "30/04/2024"]


def test_numbering_defects(corpus: Corpus) -> None:
    assert [conflict.subject for conflict in _of(corpus, "le-loi", "numbering")] == [
        "đánh số mục từ 2.1 sang 2.3 trong mục V.2",
        "đánh số mục từ 2.5 sang 2.9 trong mục V.2",
    ]
    assert [conflict.subject for conflict in _of(corpus, "tan-an", "numbering")] == [
        "hai mục cùng đánh số 2 trong mục I",
        "đánh số mục từ III sang V",
        "hai phần cùng đánh số IV trong Phụ lục II",
        "hàng không đánh số (Phụ lục II, nhiệm vụ không đánh số sau nhiệm vụ 2 (phần II))",
    ]


def test_there_are_no_false_alarms(corpus: Corpus) -> None:
    assert len(corpus.conflicts) == 10
    known = {record.record_id for record in corpus.records}
    assert all(set(conflict.record_ids) <= known and conflict.record_ids for conflict in corpus.conflicts)
