"""Counts and single records of the shipped plans, through `load_corpus`; the golden files hold the rest."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from corpus.documents import Corpus
from corpus.readers import read_lines
from corpus.records import (
    DocumentFact,
    Duty,
    DutyRole,
    FactTopic,
    LegalBasis,
    Target,
    Task,
)
from tests.corpus.conftest import DATA, SLUGS
from tests.corpus.helpers import letters, records_of


@pytest.mark.parametrize(
    ("commune", "in_text", "in_tables"),
    [("lac-phuong", 18, 0), ("le-loi", 4, 0), ("loc-binh", 23, 0), ("phong-tho", 31, 0), ("tan-an", 15, 18)],
)
def test_every_percentage_is_a_target(corpus: Corpus, commune: str, in_text: int, in_tables: int) -> None:
    source = (DATA / commune / "plan.txt").read_text(encoding="utf-8")
    assert source.count("%") == in_text + in_tables
    targets = records_of(corpus, Target, commune)
    rows = [target for target in targets if target.responsible_agency]
    assert (len(targets) - len(rows), len(rows)) == (in_text, in_tables)


def test_tasks_of_both_annexes(corpus: Corpus) -> None:
    flat, tabbed = records_of(corpus, Task, "lac-phuong"), records_of(corpus, Task, "tan-an")
    assert Counter(task.group_number for task in flat) == {
        "I": 2,
        "II": 2,
        "III": 2,
        "IV": 2,
        "V": 2,
        "VI": 3,
        "VII": 3,
    }
    assert [task.number for task in flat] == [str(number) for number in range(1, 17)]
    assert list(Counter(task.group for task in tabbed).values()) == [4, 12, 8, 2, 2, 3, 4]
    assert [task.number for task in tabbed if task.group_number == "II"][:4] == ["1", "2", None, "3"]
    assert all(task.lead_agencies and task.coordinating_agencies and task.schedule for task in (*flat, *tabbed))
    assert all(task.deliverable and "<" not in task.deliverable for task in (*flat, *tabbed))
    assert records_of(corpus, Task, "le-loi") == []


def test_flattened_row_gets_its_columns_back(corpus: Corpus) -> None:
    task = records_of(corpus, Task, "lac-phuong")[11]
    assert task.title.endswith("các hệ thống thông tin của thành phố và quốc gia.")
    assert [ref.name for ref in task.lead_agencies] == ["Phòng Văn hóa - Xã hội"]
    assert [ref.name for ref in task.coordinating_agencies] == ["Các phòng, trung tâm, đơn vị liên quan"]
    assert (task.schedule and task.schedule.raw, task.deliverable) == ("2026-2030", "Nền tảng Internet")


def test_row_continued_on_the_next_page_is_merged_cell_by_cell(corpus: Corpus) -> None:
    task = records_of(corpus, Task, "tan-an")[3]
    assert task.title.endswith(
        "bảo đảm chất lượng và tiến độ theo kế hoạch hàng năm; kịp thời phát hiện, tháo gỡ "
        "khó khăn, vướng mắc và chấn chỉnh, xử lý nghiêm các trường hợp vi phạm"
    )
    assert [ref.name for ref in task.lead_agencies] == ["Phòng Văn hóa – Xã hội xã"]
    assert task.deliverable == "Các báo cáo kết quả kiểm tra; kết quả xử lý các vấn đề phát hiện."


@pytest.mark.parametrize(
    ("commune", "anchor", "indicator", "wording", "scope", "condition"),
    [
        (
            "lac-phuong",
            "muc-ii-2-2-a-g2-2",
            "Tỷ lệ giao dịch thanh toán trực tuyến",
            "từ 50% trở lên",
            "thủ tục hành chính, có yêu cầu nghĩa vụ tài chính",
            None,
        ),
        (
            "lac-phuong",
            "muc-ii-2-1-a-g2",
            "Văn bản hướng dẫn, thi hành được rà soát, sửa đổi, bổ sung kịp thời",
            "100%",
            None,
            None,
        ),
        (
            "lac-phuong",
            "muc-ii-2-2-a-g5-2",
            "Mức độ hài lòng về giải quyết các thủ tục hành chính",
            "tối thiểu 90%",
            "lĩnh vực đất đai, xây dựng, đầu tư",
            None,
        ),
        (
            "lac-phuong",
            "muc-ii-2-6-a-g2",
            "Hồ sơ công việc tại UBND xã được xử lý trên môi trường mạng",
            "100%",
            None,
            "trừ hồ sơ công việc thuộc bí mật nhà nước",
        ),
        (
            "tan-an",
            "muc-ii-2-a-g2-c2-2",
            "Cắt giảm chi phí tuân thủ thủ tục hành chính",
            "50%",
            None,
            "so với năm 2025",
        ),
        (
            "tan-an",
            "phu-luc-1-phan-ii-n1",
            "Mức độ hài lòng trong tiếp nhận, giải quyết thủ tục hành chính của người dân, doanh nghiệp",
            "≥ 95 %",
            None,
            None,
        ),
        (
            "loc-binh",
            "muc-ii-2-3-g1",
            "Giảm biên chế sự nghiệp hưởng lương từ ngân sách nhà nước",
            "giảm 10%",
            None,
            "trừ sự nghiệp Y tế, Giáo dục và Đào tạo; so với năm 2025",
        ),
        (
            "loc-binh",
            "muc-ii-2-6-g2",
            "Tỷ lệ người sử dụng có khả năng truy cập băng thông rộng cố định với tốc độ trên 01 Gbps/s",
            "100%",
            None,
            None,
        ),
        (
            "phong-tho",
            "muc-ii-2-g2",
            "Văn bản quy phạm pháp luật về phòng, chống tham nhũng; thực hành tiết kiệm, chống lãng phí được "
            "tuyên truyền, phổ biến đến cán bộ, công chức, viên chức người lao động và người dân",
            "100%",
            None,
            None,
        ),
    ],
)
def test_target_stands_by_itself(
    corpus: Corpus, commune: str, anchor: str, indicator: str, wording: str, scope: str | None, condition: str | None
) -> None:
    (target,) = [one for one in records_of(corpus, Target, commune) if one.record_id.endswith(f"/chi-tieu/{anchor}")]
    assert (target.indicator, target.wording, target.scope, target.condition) == (indicator, wording, scope, condition)


def test_targets_take_the_period_they_stand_under(corpus: Corpus) -> None:
    periods = Counter(target.period.raw.lower() for target in records_of(corpus, Target, "tan-an") if target.period)
    assert periods == {"giai đoạn 2026 - 2027": 12, "giai đoạn 2028 - 2030": 14, "giai đoạn 2026 - 2030": 7}


def test_days_of_a_procedure_are_no_target(corpus: Corpus) -> None:
    assert all(target.unit == "%" for target in records_of(corpus, Target))


def test_indicators_are_no_fragments(corpus: Corpus) -> None:
    for target in records_of(corpus, Target):
        assert target.indicator[0].isupper(), target.record_id
        assert len(target.indicator.split()) >= 5, target.record_id
        assert "%" not in target.indicator
        assert target.indicator.count("(") == target.indicator.count(")")
        assert not target.indicator.lower().startswith(("đạt", "trong đó", "phấn đấu", "và ", "các "))


@pytest.mark.parametrize("commune", SLUGS)
def test_quotes_and_wordings_are_in_the_source(corpus: Corpus, commune: str) -> None:
    lines = [line.raw for line in read_lines((DATA / commune / "plan.txt").read_bytes(), "plan.txt")]
    for record in corpus.records:
        if record.commune != commune:
            continue
        place = record.provenance.location
        source = letters("".join(lines[place.first_line - 1 : place.last_line]))
        quote = record.provenance.quote
        pieces = quote.split(" | ")
        assert sorted(letters("".join(pieces))) == sorted(set_of(pieces, source)), record.record_id
        if isinstance(record, Target) and not record.responsible_agency:
            assert record.wording in quote


def set_of(pieces: list[str], source: str) -> str:
    """Returns the letters of the pieces that the source holds; a cell cut by a page break is found in two halves."""
    return "".join(letters(piece) for piece in pieces if _halves(letters(piece), source))


def _halves(piece: str, source: str) -> bool:
    if piece in source:
        return True
    longest = next((end for end in range(len(piece), 0, -1) if piece[:end] in source), 0)
    return longest > 1 and _halves(piece[longest:], source)


@pytest.mark.parametrize(
    ("commune", "section", "agency", "roles"),
    [
        ("lac-phuong", "muc-v-3", "phong-van-hoa-xa-hoi", (DutyRole.RECEIVES,)),
        ("le-loi", "muc-v-2-3-g1", "cong-chuc-tu-phap-ho-tich", (DutyRole.LEADS, DutyRole.ADVISES)),
        ("le-loi", "muc-v-2-1-g3", "cong-chuc-tai-chinh-ke-toan", (DutyRole.COORDINATES,)),
        ("le-loi", "muc-v-2-9", "cong-chuc-van-phong-thong-ke", (DutyRole.RECEIVES,)),
        ("loc-binh", "muc-v-6", "mat-tran-to-quoc", (DutyRole.PERFORMS,)),
        ("loc-binh", "muc-v-6", "to-chuc-chinh-tri-xa-hoi", (DutyRole.PERFORMS,)),
        ("loc-binh", "muc-v-1-g5", "phong-van-hoa-xa-hoi", (DutyRole.RECEIVES,)),
        ("phong-tho", "muc-iv-2", "phong-van-hoa-xa-hoi", (DutyRole.LEADS, DutyRole.RECEIVES)),
        ("phong-tho", "muc-iv-3", "phong-kinh-te", (DutyRole.COORDINATES,)),
        ("tan-an", "muc-vi-2-6", "mat-tran-to-quoc", (DutyRole.COORDINATES,)),
    ],
)
def test_duty(corpus: Corpus, commune: str, section: str, agency: str, roles: tuple[DutyRole, ...]) -> None:
    duties = {duty.record_id.split("/", 2)[2]: duty for duty in records_of(corpus, Duty, commune)}
    assert duties[f"{section}-{agency}"].roles == roles


def test_duties_per_document(corpus: Corpus) -> None:
    counts = Counter(duty.commune for duty in records_of(corpus, Duty))
    assert counts == {"lac-phuong": 3, "le-loi": 26, "loc-binh": 31, "phong-tho": 8, "tan-an": 30}


@pytest.mark.parametrize(
    ("commune", "number", "issued_on", "issuer", "is_basis"),
    [
        ("lac-phuong", "3041/QĐ-UBND", date(2025, 7, 26), "Chủ tịch UBND thành phố Hải Phòng", True),
        ("lac-phuong", "118/2025/NĐ-CP", None, "Chính phủ", False),
        ("loc-binh", "140/NQ-CP", date(2025, 5, 17), "Chính phủ", False),
        ("tan-an", "282/QĐTTg", date(2026, 2, 12), "Thủ tướng Chính phủ", False),
        ("tan-an", "66/NQ-CP", date(2025, 3, 26), "Chính phủ", False),
        ("tan-an", "66.7/2025/NQ-CP", date(2025, 11, 15), "Chính phủ", False),
        ("le-loi", "141/KH-BCĐTKNQ18", date(2024, 12, 6), "Ban Chỉ đạo tổng kết Nghị quyết số 18-NQ/TW", False),
        ("le-loi", "25/QĐ-UBND", date(2025, 1, 20), "Ủy ban nhân dân phường", False),
        ("phong-tho", "70-QĐ/TW", date(2022, 7, 18), "Bộ Chính trị", False),
        ("loc-binh", "02-KH/ĐU", date(2025, 7, 31), "Ban Thường vụ Đảng ủy", True),
    ],
)
def test_legal_basis(
    corpus: Corpus, commune: str, number: str, issued_on: date | None, issuer: str | None, is_basis: bool
) -> None:
    (basis,) = [one for one in records_of(corpus, LegalBasis, commune) if one.number == number]
    assert (basis.issued_on, basis.issuer, basis.is_basis) == (issued_on, issuer, is_basis)


@pytest.mark.parametrize(
    ("commune", "laws"),
    [
        ("lac-phuong", []),
        ("loc-binh", ["Luật Ban hành VBQPPL năm 2025"]),
        ("tan-an", ["Luật Cán bộ, công chức năm 2025", "Luật Viên chức năm 2025"]),
    ],
)
def test_law_that_is_named_by_its_year(corpus: Corpus, commune: str, laws: list[str]) -> None:
    bases = [basis for basis in records_of(corpus, LegalBasis, commune) if basis.document_type.startswith("Luật")]
    assert [f"{basis.document_type} {basis.number}" for basis in bases] == laws


def test_subject_leaves_the_words_around_the_citation_out(corpus: Corpus) -> None:
    bases = {basis.number: basis for basis in records_of(corpus, LegalBasis, "loc-binh")}
    assert (bases["140/NQ-CP"].subject or "").endswith("trong kỷ nguyên mới")
    assert (bases["145/KH-UBND"].subject or "").endswith("trên địa bàn tỉnh Lạng Sơn")
    assert (bases["02-KH/ĐU"].subject or "").endswith("trên địa bàn xã Lộc Bình")


def test_quote_holds_the_issuer_that_two_documents_share(corpus: Corpus) -> None:
    bases = {
        basis.number: basis for basis in records_of(corpus, LegalBasis) if basis.commune in ("phong-tho", "tan-an")
    }
    assert all("của Bộ Chính trị" in bases[number].provenance.quote for number in ("70-QĐ/TW", "68-NQ/TW"))


def test_opening_of_a_list_is_no_end_of_a_duty(corpus: Corpus) -> None:
    texts = {duty.record_id.rpartition("/")[2]: duty.text for duty in records_of(corpus, Duty, "tan-an")}
    assert texts["muc-vi-2-1-d1-phong-van-hoa-xa-hoi"].endswith("về cải cách hành chính.")
    assert texts["muc-vi-1-thu-truong-cac-co-quan-don-vi"].endswith("Chương trình tổng thể cải cách hành chính.")
    assert texts["muc-vi-2-2-d1-van-phong-hdnd-ubnd"].startswith("Chủ trì, phối hợp các cơ quan có liên quan")


def test_own_plan_is_not_its_own_basis(corpus: Corpus) -> None:
    assert not [basis for basis in records_of(corpus, LegalBasis, "tan-an") if basis.number.startswith("104/")]


@pytest.mark.parametrize(
    ("commune", "topic", "value"),
    [
        ("lac-phuong", FactTopic.NUMBER, None),
        ("lac-phuong", FactTopic.ISSUED_ON, None),
        ("lac-phuong", FactTopic.CONTACT, "ubndxalacphuong@haiphong.gov.vn"),
        (
            "lac-phuong",
            FactTopic.REPORTING,
            "Thực hiện báo cáo định kỳ (quý, 6 tháng, năm) và báo cáo đột xuất về tình hình, kết quả thực hiện "
            "Kế hoạch, gửi về Phòng Văn hoá - Xã hội để tổng hợp, báo cáo Chủ tịch UBND xã.",
        ),
        ("lac-phuong", FactTopic.SIGNATORY, "Phó Chủ tịch Đỗ Văn Thắng"),
        ("le-loi", FactTopic.NUMBER, None),
        ("phong-tho", FactTopic.SYSTEM, "VNPT IOFFICE"),
        ("phong-tho", FactTopic.MOTTO, "5 dễ “dễ hiểu, dễ nhớ, dễ làm, dễ đánh giá, dễ kiểm tra, giám sát”"),
        ("tan-an", FactTopic.NUMBER, "104/KH-UBND"),
        ("tan-an", FactTopic.STANDING_AGENCY, "Phòng Văn hóa - Xã hội"),
        ("tan-an", FactTopic.MOTTO, "“đúng, đủ, sạch, sống, thống nhất, dùng chung”"),
        ("tan-an", FactTopic.STANDARD, "TCVN ISO 18091:2020"),
        ("tan-an", FactTopic.SIGNATORY, "Chủ tịch Bùi Văn Khoan"),
    ],
)
def test_fact(corpus: Corpus, commune: str, topic: FactTopic, value: str | None) -> None:
    facts = [fact for fact in records_of(corpus, DocumentFact, commune) if fact.topic is topic]
    assert value in [fact.value for fact in facts]


def test_documents(corpus: Corpus) -> None:
    documents = {document.commune: document for document in corpus.documents}
    blank, attached, plain = documents["lac-phuong"], documents["le-loi"], documents["tan-an"]
    assert (blank.document_number, blank.issued_on) == (None, None)
    assert blank.blanks == {"document_number": "Số: /KH-UBND", "issued_on": "Lạc Phượng, ngày tháng 9 năm 2025"}
    assert (attached.document_number, attached.issued_on) == (None, date(2025, 1, 20))
    assert (plain.document_number, plain.issued_on) == ("104/KH-UBND", date(2026, 4, 28))
    assert documents["loc-binh"].title == "Cải cách hành chính (CCHC) nhà nước xã Lộc Bình giai đoạn 2026 - 2030"
    assert {document.document_type for document in corpus.documents} == {"Kế hoạch"}
    assert documents["phong-tho"].issuing_body == "Ủy ban nhân dân xã Phong Thổ"


def test_record_ids_are_unique_and_stand_in_sections(corpus: Corpus) -> None:
    ids = [record.record_id for record in corpus.records]
    assert len(ids) == len(set(ids))
    places = {(section.document_id, section.section_id) for section in corpus.sections}
    assert {(record.provenance.document_id, record.provenance.section_id) for record in corpus.records} <= places


def test_values_are_decimals(corpus: Corpus) -> None:
    assert all(Decimal(0) < target.value <= 100 for target in records_of(corpus, Target))
