"""One record of the portal: papers, legal bases, outcomes, agencies, and what is no procedure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.procedures.faults import RowRejected
from corpus.procedures.legal import parse_bases
from corpus.procedures.papers import parse_papers
from corpus.procedures.portal import parse_outcomes, parse_portal_record, split_agencies
from corpus.procedures.records import RequiredDocument
from tests.corpus.procedures.support import portal_records, record

PAPERS = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
BASES = "Tên văn bản pháp lýMã văn bản"
DAY = date(2026, 7, 1)


def one(row: str, case: str = "--") -> RequiredDocument:
    papers, _ = parse_papers(f"{case}{PAPERS}{row}")
    (paper,) = papers
    return paper


@pytest.mark.parametrize(
    ("row", "name", "form", "originals", "copies"),
    [
        ("- Tờ khai đăng ký;Mẫu số 08.docx1 bản chính", "Tờ khai đăng ký", "Mẫu số 08.docx", 1, None),
        ("Phiếu khai (mẫu NA17)101-Mau A17.doc1 bản chính", "Phiếu khai (mẫu NA17)", "101-Mau A17.doc", 1, None),
        ("Tờ khai (TT-BCA).1.MuCT01banhnh.doc1 bản chính", "Tờ khai (TT-BCA).", "1.MuCT01banhnh.doc", 1, None),
        (
            "Đơn theo Nghị định 42/2026/NĐ-CPMẫu số 12.docx2 bản chính",
            "Đơn theo Nghị định 42/2026/NĐ-CP",
            "Mẫu số 12.docx",
            2,
            None,
        ),
        ("Đơn theo Mẫu số 121 bản chính,1 bản sao", "Đơn theo Mẫu số 12", None, 1, 1),
        ("Luật Đất đai năm 20240 bản chính,1 bản sao", "Luật Đất đai năm 2024", None, 0, 1),
        ("Theo mẫu BM.20.031 bản chính", "Theo mẫu BM.20.03", None, 1, None),
        ("Giấy phép;12 bản chính", "Giấy phép", None, 12, None),
        (
            "Giấy phép (01 bản chính hoặc 01 bản sao có chứng thực)1 bản chính",
            "Giấy phép (01 bản chính hoặc 01 bản sao có chứng thực)",
            None,
            1,
            None,
        ),
    ],
)
def test_paper_is_split_into_name_form_and_counts(
    row: str, name: str, form: str | None, originals: int, copies: int | None
) -> None:
    paper = one(row)

    assert (paper.name, paper.form, paper.originals, paper.copies) == (name, form, originals, copies)


def test_case_and_showing_come_from_the_heading() -> None:
    text = f"* Giấy tờ phải xuất trình:{PAPERS}Hộ chiếu1 bản chínhTrường hợp ủy quyền: {PAPERS}Giấy ủy quyền1 bản chính"

    papers, _ = parse_papers(text)

    assert [(paper.name, paper.must, paper.case) for paper in papers] == [
        ("Hộ chiếu", "xuất trình", None),
        ("Giấy ủy quyền", "nộp", "Trường hợp ủy quyền"),
    ]


def test_remark_among_papers_is_no_paper() -> None:
    papers, remarks = parse_papers(f"--{PAPERS}*Lưu ý: khai theo mẫu điện tử.0 bản chínhTờ khai1 bản chính")

    assert ([paper.name for paper in papers], remarks) == (["Tờ khai"], ("Lưu ý: khai theo mẫu điện tử.",))


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("Luật Cư trú68/2020/QH14", [("68/2020/QH14", "Luật Cư trú")]),
        ("Luật Cư trú 202068/2020/QH14", [("68/2020/QH14", "Luật Cư trú 2020")]),
        ("Thông tư 56/2021/TT-BCA56/2021/TT-BCA", [("56/2021/TT-BCA", None)]),
        (
            "Luật 60/2014/QH1360/2014/QH13Luật Căn cước26/2023/QH15",
            [("60/2014/QH13", None), ("26/2023/QH15", "Luật Căn cước")],
        ),
        (
            "Về A154/2024/NĐ-CPNghị quyết B66.7/2025/NQ-CP",
            [("154/2024/NĐ-CP", "Về A"), ("66.7/2025/NQ-CP", "Nghị quyết B")],
        ),
        (
            "Phí quốc tịchThông tư số 281/2016/TT-BTCsửa đổi A04/2024/TT-BTP",
            [("281/2016/TT-BTC", "Phí quốc tịch"), ("04/2024/TT-BTP", "sửa đổi A")],
        ),
        (
            "Thông tư số 53/2025/TT-BCAngày 01/7/2025 sửa Thông tư 55/2021/TT-BCA.53/2025/TT-BCA",
            [("53/2025/TT-BCA", "Thông tư số 53/2025/TT-BCAngày 01/7/2025 sửa Thông tư 55/2021/TT-BCA.")],
        ),
        ("Không có thông tin", []),
    ],
)
def test_legal_bases_come_apart(text: str, bases: list[tuple[str, str | None]]) -> None:
    assert [(basis.number, basis.title) for basis in parse_bases(BASES + text)] == bases


def test_outcome_has_neither_code_nor_navigation() -> None:
    text = "Giấy khai sinhMã: KQ.G15.000031UBND trả lờiMã: KQ.G15.Trích lụcMã: 000.G11-KQ35"

    assert parse_outcomes(f"{text}Từ khóaKhông có thông tinNộp hồ sơ") == (
        "Giấy khai sinh",
        "UBND trả lời",
        "Trích lục",
    )


def test_agencies_with_commas_of_their_own_stay_whole() -> None:
    text = "Ủy ban Nhân dân\xa0xã,\xa0phường, Công an cấp Xã\nCông an cấp Xã"

    assert split_agencies(text) == ("Ủy ban Nhân dân xã, phường", "Công an cấp Xã")


def test_empty_fields_stay_empty() -> None:
    procedure = parse_portal_record(record(co_quan_thuc_hien="Không có thông tin", yeu_cau_dieu_kien=""), DAY)

    assert (procedure.handling_agency, procedure.conditions, procedure.channels, procedure.as_of) == (None, (), (), DAY)


def test_steps_cut_by_their_own_words_are_joined_again() -> None:
    procedure = parse_portal_record(
        record(trinh_tu_thuc_hien="Bước 1. Lập hồ sơ theo mục", thanh_phan_ho_so="và nộp.\nBước 2. Nhận kết quả"), DAY
    )

    assert procedure.steps == ("Bước 1. Lập hồ sơ theo mục […] và nộp.", "Bước 2. Nhận kết quả")
    assert procedure.documents == ()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (record(code="1193"), "không phải mã thủ tục"),
        (record(code=""), "thiếu mã"),
        (record(name=" "), "thiếu tên"),
        (record(name="Công bố Danh mục và Quy trình nội bộ thủ tục hành chính của Sở A"), "thông báo"),
        (record(name="Về việc công bố thủ tục hành chính sửa đổi"), "thông báo"),
    ],
)
def test_row_that_is_no_procedure_is_rejected(row: dict[str, str], reason: str) -> None:
    with pytest.raises(RowRejected, match=reason):
        parse_portal_record(row, DAY)


@pytest.mark.parametrize("name", ["Công bố mở cảng cá loại III", "Phê duyệt, công bố công khai quy trình vận hành hồ"])
def test_procedures_about_publishing_are_procedures(name: str) -> None:
    assert parse_portal_record(record(name=name), DAY).name == name


def test_portal_records_keep_no_trace_of_the_page() -> None:
    traces = ("Không có thông tin", "Từ khóa", "Mã: KQ", "Tên giấy tờMẫu", "Chọn cơ quan")
    found = []
    for row in portal_records():
        try:
            text = parse_portal_record(row, DAY).model_dump_json()
        except RowRejected:
            continue
        found += [(row["ma_thu_tuc"], trace) for trace in traces if trace in text]

    assert found == []


@given(st.text(max_size=200))
def test_any_text_is_read_without_fault(text: str) -> None:
    parse_papers(f"{text}{PAPERS}{text}")
    parse_bases(BASES + text)
    parse_outcomes(text)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Luật A", "Về việc B", "quy định C"]),
            st.integers(1, 999),
            st.integers(1990, 2030),
            st.sampled_from(["NĐ-CP", "TT-BTP", "QH14", "QĐ-TTg"]),
        ),
        min_size=1,
        unique_by=lambda row: row[1:],
        max_size=6,
    )
)
def test_pairs_run_together_come_apart_again(rows: list[tuple[str, int, int, str]]) -> None:
    text = "".join(f"{title}{number}/{year}/{tail}" for title, number, year, tail in rows)

    assert [(basis.title, basis.number) for basis in parse_bases(BASES + text)] == [
        (title, f"{number}/{year}/{tail}") for title, number, year, tail in rows
    ]
