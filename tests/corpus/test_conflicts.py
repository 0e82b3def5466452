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


def test_a_level_that_the_plan_is_of_narrows_nothing(corpus: Corpus) -> None:
    (conflict,) = _of(corpus, "loc-binh", "value")
    assert conflict.subject == "Cán bộ, công chức cấp xã có trình độ từ đại học trở lên"
    assert [reading.value for reading in conflict.readings] == ["trên 95%", "100%"]


def test_one_programme_has_two_spans(corpus: Corpus) -> None:
    (conflict,) = _of(corpus, "tan-an", "date")
    assert conflict.subject == "giai đoạn của chương trình nêu tại Nghị quyết số 76/NQ-CP"
    assert [reading.value for reading in conflict.readings] == ["giai đoạn 2021 - 2030", "giai đoạn 2026 – 2030"]
    assert [record_id.partition("/")[2] for record_id in conflict.record_ids] == [
        "nhiem-vu/phu-luc-ii-phan-iii-n3",
        "can-cu/76-nq-cp",
    ]


def test_a_yearly_task_is_of_two_years(corpus: Corpus) -> None:
    (conflict,) = _of(corpus, "phong-tho", "date")
    assert [(reading.value, reading.provenance.section_id) for reading in conflict.readings] == [
        ("năm 2025", "muc-ii-1-g1"),
        ("năm 2024", "muc-iii-2"),
    ]


def test_the_chairman_and_the_committee_issue(corpus: Corpus) -> None:
    chairman, committee = "Chủ tịch Ủy ban nhân dân", "Ủy ban nhân dân"
    readings = {
        conflict.commune: [reading.value for reading in conflict.readings]
        for conflict in corpus.conflicts
        if conflict.topic == "agency"
    }
    assert readings == {
        "lac-phuong": [chairman, committee],
        "tan-an": [chairman, committee, chairman, chairman],
    }


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


def test_a_reading_is_a_heading_and_not_a_cut_sentence(corpus: Corpus) -> None:
    values = [reading.value for conflict in _of(corpus, "le-loi", "numbering") for reading in conflict.readings]
    assert values[-1].endswith("của Ủy ban nhân dân phường")


def test_there_are_no_false_alarms(corpus: Corpus) -> None:
    assert len(corpus.conflicts) == 15
    known = {record.record_id for record in corpus.records}
    assert all(set(conflict.record_ids) <= known and conflict.record_ids for conflict in corpus.conflicts)
