"""Small hand-made corpora."""

from datetime import date
from decimal import Decimal
from typing import Any

from corpus.documents import Agency, Commune, Corpus, ImportReport, Section, SourceDocument
from corpus.records import (
    AgencyRef,
    Comparator,
    DocumentFact,
    Duty,
    DutyRole,
    FactTopic,
    LegalBasis,
    Location,
    Period,
    Provenance,
    Record,
    Schedule,
    Target,
    Task,
)

LINES = Location(first_line=1, last_line=2)


def provenance(section_id: str, quote: str, document_id: str = "tan-an/plan") -> Provenance:
    return Provenance(
        document_id=document_id, section_id=section_id, section_label="mục I", location=LINES, quote=quote
    )


def make_target(record_id: str = "tan-an/target-1", **overrides: Any) -> Target:
    fields: dict[str, Any] = {
        "record_id": record_id,
        "commune": "tan-an",
        "indicator": "Tỷ lệ hồ sơ thanh toán trực tuyến",
        "comparator": Comparator.AT_LEAST,
        "value": Decimal(80),
        "unit": "%",
        "wording": "từ 80% trở lên",
        "period": Period(raw="giai đoạn 2028-2030", start_on=date(2028, 1, 1), end_on=date(2030, 12, 31)),
        "provenance": provenance("s-target-1", "Tỷ lệ hồ sơ thanh toán trực tuyến đạt từ 80% trở lên"),
    }
    return Target(**fields | overrides)


def make_task(record_id: str = "tan-an/task-1", **overrides: Any) -> Task:
    lead = AgencyRef(agency_id="tan-an/phong-van-hoa-xa-hoi", name="Phòng Văn hóa - Xã hội")
    fields: dict[str, Any] = {
        "record_id": record_id,
        "commune": "tan-an",
        "position": 1,
        "number": "1",
        "group_number": "I",
        "group": "Cải cách thể chế",
        "title": "Rà soát văn bản quy phạm pháp luật",
        "lead_agencies": (lead,),
        "coordinating_agencies": (),
        "schedule": Schedule(raw="Quý II hằng năm"),
        "deliverable": "Báo cáo",
        "provenance": provenance("row-1", "1 | Rà soát văn bản quy phạm pháp luật | Báo cáo"),
    }
    return Task(**fields | overrides)


def make_duty(record_id: str = "tan-an/duty-1", **overrides: Any) -> Duty:
    fields: dict[str, Any] = {
        "record_id": record_id,
        "commune": "tan-an",
        "agency": AgencyRef(agency_id="tan-an/phong-kinh-te", name="Phòng Kinh tế"),
        "roles": (DutyRole.LEADS,),
        "text": "Chủ trì tham mưu bố trí kinh phí cải cách hành chính",
        "provenance": provenance("duty-1", "Chủ trì tham mưu bố trí kinh phí cải cách hành chính"),
    }
    return Duty(**fields | overrides)


def make_legal_basis(record_id: str = "tan-an/basis-1", **overrides: Any) -> LegalBasis:
    fields: dict[str, Any] = {
        "record_id": record_id,
        "commune": "tan-an",
        "document_type": "Nghị định",
        "number": "118/2025/NĐ-CP",
        "issued_on": date(2025, 6, 9),
        "issuer": "Chính phủ",
        "subject": "thực hiện thủ tục hành chính theo cơ chế một cửa",
        "is_basis": True,
        "provenance": provenance("preamble-1", "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ"),
    }
    return LegalBasis(**fields | overrides)


def make_fact(record_id: str = "tan-an/fact-1", **overrides: Any) -> DocumentFact:
    fields: dict[str, Any] = {
        "record_id": record_id,
        "commune": "tan-an",
        "topic": FactTopic.SIGNATORY,
        "label": "Người ký",
        "value": "Nguyễn Văn Y",
        "provenance": provenance("closing-1", "CHỦ TỊCH | Nguyễn Văn Y"),
    }
    return DocumentFact(**fields | overrides)


def make_section(section_id: str, text: str, **overrides: Any) -> Section:
    fields: dict[str, Any] = {
        "section_id": section_id,
        "document_id": "tan-an/plan",
        "parent_id": None,
        "kind": "bullet",
        "path": ("I",),
        "label": "mục I",
        "heading": "Cải cách hành chính",
        "text": text,
        "location": LINES,
    }
    return Section(**fields | overrides)


def make_corpus(records: tuple[Record, ...] | None = None, sections: tuple[Section, ...] | None = None) -> Corpus:
    """A corpus of two communes; without arguments one record of each kind and a few sections."""
    default = (
        make_target(),
        make_task(),
        make_duty(),
        make_legal_basis(),
        make_fact(),
        make_target(
            "le-loi/target-1",
            commune="le-loi",
            provenance=provenance("s-1", "Tỷ lệ hồ sơ thanh toán trực tuyến đạt 60%", "le-loi/plan"),
        ),
    )
    outline = (
        make_section("h-1", "III. KINH PHÍ THỰC HIỆN", kind="heading", heading="III. KINH PHÍ THỰC HIỆN"),
        make_section(
            "b-1", "Khuyến khích huy động nguồn lực ngoài ngân sách.", parent_id="h-1", heading="III. KINH PHÍ"
        ),
        make_section("duty-1", "- Chủ trì tham mưu bố trí kinh phí cải cách hành chính"),
        make_section("row-1", "1 | Rà soát văn bản | một cột không ai đọc", kind="table_row"),
        make_section("row-2", "2 | Tuyên truyền cải cách hành chính", kind="table_row"),
        make_section("page", "17", kind="noise"),
    )
    return Corpus(
        communes=(
            Commune(slug="tan-an", name="xã Tân An", province="Quảng Ninh"),
            Commune(slug="le-loi", name="xã Lê Lợi", province="Lạng Sơn"),
        ),
        documents=(make_document("tan-an"), make_document("le-loi")),
        sections=outline if sections is None else sections,
        records=default if records is None else records,
        agencies=(
            Agency(agency_id="tan-an/phong-kinh-te", commune="tan-an", name="Phòng Kinh tế", aliases=("phòng KT",)),
        ),
        conflicts=(),
        report=ImportReport(documents=("tan-an/plan", "le-loi/plan"), counts={}, rejected=()),
    )


def make_document(commune: str) -> SourceDocument:
    return SourceDocument(
        document_id=f"{commune}/plan",
        commune=commune,
        document_type="Kế hoạch",
        title="Kế hoạch cải cách hành chính",
        document_number="104/KH-UBND",
        issuing_body="Ủy ban nhân dân xã",
        issued_on=date(2026, 1, 5),
        period=None,
        signatory=None,
        sha256="0" * 64,
    )
