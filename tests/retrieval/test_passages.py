"""What of a record or section is searched."""

from dataclasses import replace

import pytest

from retrieval.passages import build_passages
from retrieval.types import Passage
from tests.retrieval.corpora import (
    make_corpus,
    make_duty,
    make_fact,
    make_legal_basis,
    make_section,
    make_target,
    make_task,
    provenance,
)


def _by_id(passages: tuple[Passage, ...]) -> dict[str, Passage]:
    return {passage.passage_id: passage for passage in passages}


@pytest.mark.parametrize(
    ("record", "title", "words"),
    [
        (
            make_target(scope="lĩnh vực đất đai", group="Cải cách thủ tục"),
            "Tỷ lệ hồ sơ thanh toán trực tuyến lĩnh vực đất đai",
            ("lĩnh vực đất đai", "Cải cách thủ tục", "giai đoạn 2028-2030", "từ 80% trở lên"),
        ),
        (
            make_task(),
            "Rà soát văn bản quy phạm pháp luật",
            ("Cải cách thể chế", "Phòng Văn hóa - Xã hội", "Báo cáo", "Quý II hằng năm"),
        ),
        (make_duty(), "Phòng Kinh tế", ("Chủ trì tham mưu bố trí kinh phí",)),
        (make_legal_basis(), "Nghị định 118/2025/NĐ-CP", ("Chính phủ", "cơ chế một cửa", "09/06/2025")),
        (make_fact(), "Người ký", ("Nguyễn Văn Y",)),
        (make_fact(value=None), "Người ký", ("CHỦ TỊCH",)),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_record_passage_holds_what_the_record_says(record: object, title: str, words: tuple[str, ...]) -> None:
    (passage,) = build_passages(make_corpus((record,), ()))  # type: ignore[arg-type]
    assert passage.title == title
    assert all(word in passage.text for word in (title, *words))
    assert all(word in passage.embed_text for word in (title, *words))
    assert (passage.commune, passage.document_id) == ("tan-an", "tan-an/plan")


def test_agencies_of_a_task_are_lead_and_coordinating() -> None:
    coordinating = make_duty().agency
    (passage,) = build_passages(make_corpus((make_task(coordinating_agencies=(coordinating,)),), ()))
    assert passage.agency_ids == ("tan-an/phong-van-hoa-xa-hoi", "tan-an/phong-kinh-te")


def test_section_passages_are_the_leaves_that_no_record_covers() -> None:
    sections = {passage.passage_id for passage in build_passages(make_corpus()) if passage.kind == "section"}
    # duty-1 says what its duty says, row-1 has a task, h-1 is not a leaf, page is noise.
    assert sections == {"tan-an/plan#b-1", "tan-an/plan#row-2"}


def test_section_passage_carries_the_headings_above_it() -> None:
    passage = _by_id(build_passages(make_corpus()))["tan-an/plan#b-1"]
    assert "KINH PHÍ THỰC HIỆN" in passage.text
    assert passage.section_id == "b-1"
    assert (passage.commune, passage.kind) == ("tan-an", "section")


def test_bullet_that_says_more_than_its_record_is_kept() -> None:
    bullet = make_section(
        "s-target-1", "Tỷ lệ hồ sơ thanh toán trực tuyến đạt từ 80% trở lên; công khai kết quả hằng quý"
    )
    kept = [p.passage_id for p in build_passages(make_corpus((make_target(),), (bullet,)))]
    assert kept == ["tan-an/target-1", "tan-an/plan#s-target-1"]


def test_sections_of_the_same_id_in_two_documents_are_two_passages() -> None:
    twins = (make_section("b", "một"), make_section("b", "hai", document_id="le-loi/plan"))
    passages = _by_id(build_passages(make_corpus((), twins)))
    assert passages["tan-an/plan#b"].commune == "tan-an"
    assert passages["le-loi/plan#b"].commune == "le-loi"


def test_digest_changes_with_the_text_only() -> None:
    (before,) = build_passages(make_corpus((make_target(),), ()))
    (same,) = build_passages(make_corpus((make_target(),), ()))
    (after,) = build_passages(make_corpus((make_target(wording="từ 85% trở lên"),), ()))
    assert before == same
    assert before.passage_id == after.passage_id
    assert before.digest != after.digest
    moved = make_target(provenance=replace_section(before.section_id or "", "elsewhere"))
    assert build_passages(make_corpus((moved,), ()))[0].digest == replace(before).digest


def replace_section(_old: str, new: str) -> object:
    return provenance(new, make_target().provenance.quote)
