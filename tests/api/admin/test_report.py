"""The quarterly report: its numbers are those of the store, by Vietnam's clocks."""

import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from api.admin.fields import Fields
from api.admin.times import VIETNAM, Quarter, minute_of, quarter_before
from tests.api.admin.operators import HOSTILE, Operator, answer, sheets_of
from tests.api.commune_pages import shipped_corpus
from tests.api.sample_procedures import make_procedures


def _third_quarter(operator: Operator) -> None:
    """Nine questions and a greeting in the third quarter, one question on either side of it."""
    add, rate = operator.store.answers.add, operator.store.opinions.rate
    corpus = operator.assistant.index.corpus
    operator.assistant.index.corpus = corpus.model_copy(update={"procedures": make_procedures()})
    target, procedure = ("lac-phuong/target/1",), ("tthc-2.000815",)
    operator.now.instant = datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Vietnam
    add(answer("before", "answered", target))
    operator.now.instant = datetime(2026, 6, 30, 17, 0, tzinfo=UTC)
    for number in range(3):
        add(answer(f"p{number}", "answered", procedure))
    add(answer("p3", "answered", ("gone", *procedure), channel="telegram"))
    add(answer("t0", "answered", target, commune="tan-an"))
    add(answer("c0", "clarify"))
    add(answer("r0", "refused"))
    operator.ask_in_vain("n0", HOSTILE)
    operator.ask_in_vain("n1", "=2+2", commune="tan-an")
    add(answer("h0", "chitchat"))
    for name, rating, reason in (("p0", "up", None), ("p1", "up", None), ("p2", "down", "wrong"), ("t0", "down", None)):
        rate("p", name, "answered", rating, reason, channel="api")
    operator.now.instant = datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC)
    rate("p", "p3", "answered", "up")
    operator.now.instant = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    add(answer("after", "answered", target))
    rate("p", "after", "answered", "down")


def test_report_counts_the_quarter_by_vietnams_clocks(operator: Operator) -> None:
    _third_quarter(operator)
    operator.sign_in()
    response = operator.get("/bao-cao.xlsx?nam=2026&quy=3")
    sheets = sheets_of(response)
    summary = sheets["Tổng hợp"]

    assert list(sheets) == ["Tổng hợp", "Theo lĩnh vực", "Câu hỏi chưa trả lời được", "Mức độ hài lòng"]
    assert response.headers["content-disposition"] == 'attachment; filename="bao-cao-quy-3-2026.xlsx"'
    assert summary[:13] == [
        ["Báo cáo sử dụng trợ lý ảo", "quý III năm 2026"],
        ["Phạm vi", "Tất cả xã, phường"],
        ["Lập lúc", "01/10/2026 00:00"],
        ["Câu hỏi", 9],
        ["Trả lời được", 5],
        ["Chưa trả lời được", 2],
        ["Tỷ lệ chưa trả lời được", pytest.approx(2 / 9)],
        ["Hỏi lại cho rõ", 1],
        ["Từ chối", 1],
        ["Lượt đánh giá", 5],
        ["Hài lòng", 3],
        ["Chưa hài lòng", 2],
        ["Tỷ lệ hài lòng", 0.6],
    ]
    assert summary[15:17] == [
        ["Trang web (khung chat, API)", 8, 4, 2, 0.25, 1, 1],
        ["Telegram", 1, 1, 0, 0, 0, 0],
    ]
    assert {row[0]: row[1:] for row in sheets["Theo lĩnh vực"][1:]} == {
        "Chứng thực": [4, 4, 0, 0, 0, 0, 4, 3, 1, 0.75],
        "Khác": [4, 0, 2, 0.5, 1, 1, 0, 0, 0, "chưa có đánh giá"],
        "Kế hoạch CCHC: nội dung chung": [1, 1, 0, 0, 0, 0, 1, 0, 1, 0],
    }
    assert {row[0]: row[1] for row in sheets["Câu hỏi chưa trả lời được"][1:]} == {HOSTILE: 1, "=2+2": 1}
    assert sheets["Mức độ hài lòng"] == [
        ["Kênh", "Lượt đánh giá", "Hài lòng", "Chưa hài lòng", "Tỷ lệ hài lòng"],
        ["Trang web (khung chat, API)", 4, 2, 2, 0.5],
        ["Telegram", 1, 1, 0, 1],
        [],
        ["Lĩnh vực", "Lượt đánh giá", "Hài lòng", "Chưa hài lòng", "Tỷ lệ hài lòng"],
        ["Chứng thực", 4, 3, 1, 0.75],
        ["Kế hoạch CCHC: nội dung chung", 1, 0, 1, 0],
        [],
        ["Lý do chưa hài lòng", "Số lượt"],
        ["Không nêu", 1],
        ["Sai", 1],
    ]


def test_report_of_one_commune_leaves_out_the_others(operator: Operator) -> None:
    _third_quarter(operator)
    operator.sign_in()
    response = operator.get("/bao-cao.xlsx?nam=2026&quy=3&xa=tan-an")
    sheets = sheets_of(response)

    assert response.headers["content-disposition"] == 'attachment; filename="bao-cao-quy-3-2026-tan-an.xlsx"'
    assert sheets["Tổng hợp"][1:5] == [
        ["Phạm vi", "xã Tân An"],
        ["Lập lúc", "01/10/2026 00:00"],
        ["Câu hỏi", 2],
        [
            "Trả lời được",
            1,
        ],
    ]
    assert [row[0] for row in sheets["Câu hỏi chưa trả lời được"][1:]] == ["=2+2"]
    assert operator.get("/bao-cao.xlsx?nam=2026&quy=3&xa=khong-co").status_code == 422
    assert ("report", {"file": "bao-cao-quy-3-2026-tan-an.xlsx"}) in operator.acts()


def test_report_holds_no_formula_and_shares_are_percentages(operator: Operator) -> None:
    _third_quarter(operator)
    operator.sign_in()
    book = load_workbook(io.BytesIO(operator.get("/bao-cao.xlsx?nam=2026&quy=3").content))

    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "d"}
    assert book["Tổng hợp"]["B7"].number_format == "0.0%"
    assert book["Theo lĩnh vực"].freeze_panes == "A2"


def test_report_of_a_quarter_without_questions_says_so(operator: Operator) -> None:
    summary = sheets_of(operator.get("/bao-cao.xlsx?nam=2025&quy=1"))["Tổng hợp"]

    assert summary[3:7] == [
        ["Câu hỏi", 0],
        ["Trả lời được", 0],
        ["Chưa trả lời được", 0],
        ["Tỷ lệ chưa trả lời được", "–"],
    ]
    assert summary[12] == ["Tỷ lệ hài lòng", "chưa có đánh giá"]


@pytest.mark.parametrize(("number", "is_told"), [(1, True), (3, False)])
def test_report_says_where_questions_are_no_longer_kept(operator: Operator, number: int, is_told: bool) -> None:
    operator.now.instant = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
    operator.sign_in()
    notes = [str(row[0]) for row in sheets_of(operator.get(f"/bao-cao.xlsx?nam=2026&quy={number}"))["Tổng hợp"] if row]

    assert any("thiếu phần trước 03/06/2026" in note for note in notes) == is_told


@pytest.mark.parametrize("query", ["", "nam=2026", "nam=2026&quy=5", "nam=x&quy=1", "nam=99999&quy=1"])
def test_quarter_that_is_none_is_refused(operator: Operator, query: str) -> None:
    assert operator.get(f"/bao-cao.xlsx?{query}").status_code == 422


def test_quarters_meet_without_a_gap() -> None:
    quarters = [Quarter(2026, number) for number in (1, 2, 3, 4)]

    assert [quarter.end for quarter in quarters[:3]] == [quarter.start for quarter in quarters[1:]]
    assert quarters[3].end == datetime(2027, 1, 1, tzinfo=VIETNAM)
    assert [quarter.words[:7].strip() for quarter in quarters] == ["quý I n", "quý II", "quý III", "quý IV"]
    assert quarter_before(datetime(2025, 12, 31, 17, 0, tzinfo=UTC)) == Quarter(2025, 4)
    assert quarter_before(datetime(2025, 12, 31, 16, 59, tzinfo=UTC)) == Quarter(2025, 3)
    assert minute_of(datetime(2025, 12, 31, 17, 5, tzinfo=UTC)) == "01/01/2026 00:05"


def test_field_comes_from_the_first_record_that_is_known() -> None:
    corpus = shipped_corpus()
    fields = Fields(corpus)
    procedure = corpus.procedures[0]
    tasks = {getattr(record, "group", None): record.record_id for record in corpus.records if record.kind == "task"}
    section = next(section for section in corpus.sections if section.heading == "CẢI CÁCH TÀI CHÍNH CÔNG")

    assert fields.of(()) == fields.of(("unknown",)) == "Khác"
    assert fields.of((f"tthc-{procedure.code}",)) == procedure.sector
    assert fields.of(("unknown", f"tthc-{procedure.code}#giay-to")) == procedure.sector
    assert fields.of(("tthc-9.999999",)) == "Thủ tục hành chính khác"
    assert fields.of((tasks["CẢI CÁCH TỔ CHỨC BỘ MÁY"],)) == "Kế hoạch CCHC: Cải cách tổ chức bộ máy"
    assert fields.of((f"{section.document_id}#{section.section_id}",)) == "Kế hoạch CCHC: Cải cách tài chính công"


def test_every_area_of_reform_is_known_by_the_shipped_headings() -> None:
    fields = Fields(shipped_corpus())
    groups = {
        fields.of((record.record_id,)).removeprefix("Kế hoạch CCHC: ")
        for record in shipped_corpus().records
        if record.kind == "task"
    }

    assert groups == {
        "Cải cách thể chế",
        "Cải cách thủ tục hành chính",
        "Cải cách tổ chức bộ máy",
        "Cải cách chế độ công vụ",
        "Cải cách tài chính công",
        "Chính quyền điện tử, chính quyền số",
        "Chỉ đạo, điều hành",
    }
