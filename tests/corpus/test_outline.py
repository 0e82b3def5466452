from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Corpus, Section
from corpus.outline import Outline, outline_document
from corpus.readers import Line, read_lines
from corpus.tables import strip_markup
from tests.corpus.conftest import DATA, SLUGS
from tests.corpus.helpers import letters

WORDS = st.text(alphabet="abcđêồ ,;:.()-%0159", min_size=1, max_size=60)
STARTS = st.sampled_from(
    [
        "",
        "",
        "I. ",
        "II ",
        "IV. MỤC TIÊU ",
        "1. ",
        "2.1. ",
        "2.1 ",
        "a) ",
        "đ) ",
        "- ",
        "+ ",
        "3\t",
        "\t",
        "IV\t",
        "10.  ",
    ]
)
FIXED = st.sampled_from(
    [
        "KẾ HOẠCH",
        "Nơi nhận:",
        "Phụ lục",
        "Phụ lục II",
        "DANH MỤC NHIỆM VỤ",
        "TM. ỦY BAN NHÂN DÂN",
        "7",
        "",
        "  ",
        "https://example.vn/a",
        "Căn cứ Nghị quyết số 76/NQ-CP;",
        "quyết định./.",
        "II  CẢI CÁCH THỂ CHẾ",
        "TT\tNhiệm vụ\tCơ quan chủ trì\tThời gian",
        "TT Nội dung công việc Cơ quan chủ trì",
        "Thời gian Sản phẩm",
        "1\tRà soát\tPhòng Kinh tế\t2026",
        "1.  Rà soát  Phòng Kinh tế  2026  Báo cáo",
        "\tđã ký lên văn bản này!",
    ]
)
LINES = st.lists(st.one_of(FIXED, st.builds("{}{}".format, STARTS, WORDS)), max_size=40)


def outline_of(texts: list[str]) -> Outline:
    return outline_document("d", [Line(number, text) for number, text in enumerate(texts, start=1)])


def check_laws(outline: Outline, lines: tuple[Line, ...]) -> None:
    ids = [section.section_id for section in outline.sections]
    assert len(ids) == len(set(ids))
    assert {section.parent_id for section in outline.sections} <= {*ids, None}
    placed = Counter(line.number for group in outline.lines.values() for line in group)
    assert placed == Counter(line.number for line in lines if line.text)
    for section in outline.sections:
        printed = " ".join(line.text for line in outline.lines[section.section_id])
        kept = strip_markup(printed) if section.kind == "table_row" else printed
        assert Counter(letters(section.text)) == Counter(letters(kept))


@pytest.mark.parametrize("slug", SLUGS)
def test_no_line_of_a_plan_is_lost(slug: str) -> None:
    lines = read_lines((DATA / slug / "plan.txt").read_bytes(), "plan.txt")
    check_laws(outline_document(slug, lines), lines)


@given(LINES)
def test_no_line_of_any_text_is_lost(texts: list[str]) -> None:
    lines = tuple(Line(number, text) for number, text in enumerate(texts, start=1))
    check_laws(outline_of(texts), lines)


def test_broken_lines_are_joined() -> None:
    outline = outline_of(
        ["I. MỤC TIÊU", "- Thực hiện Chỉ thị số 23/CT-", "", "TTg giai đoạn 2021 -", "", "2030 của xã."]
    )
    assert outline.sections[1].text == "- Thực hiện Chỉ thị số 23/CT-TTg giai đoạn 2021 - 2030 của xã."
    assert outline.sections[1].location.model_dump() == {"first_line": 2, "last_line": 6}


def test_heading_with_run_in_text_keeps_all() -> None:
    outline = outline_of(["I. GIẢI PHÁP", "1. Tăng cường chỉ đạo: Nâng cao vai trò người đứng đầu."])
    section = outline.sections[1]
    assert (section.heading, section.kind) == ("Tăng cường chỉ đạo", "paragraph")
    assert section.text == "1. Tăng cường chỉ đạo: Nâng cao vai trò người đứng đầu."


def test_labels_and_anchors_follow_the_numbering() -> None:
    outline = outline_of(
        [
            "II. MỤC TIÊU",
            "2. Mục tiêu cụ thể",
            "2.2. Cải cách thủ tục hành chính",
            "a) Mục tiêu",
            "- Một.",
            "- Hai.",
            "đ) Khác",
        ]
    )
    assert [(section.section_id, section.label, section.path) for section in outline.sections][3:] == [
        ("muc-ii-2-2-a", "mục II.2.2.a", ("II", "2.2", "a")),
        ("muc-ii-2-2-a-g1", "mục II.2.2.a, gạch đầu dòng 1", ("II", "2.2", "a")),
        ("muc-ii-2-2-a-g2", "mục II.2.2.a, gạch đầu dòng 2", ("II", "2.2", "a")),
        ("muc-ii-2-2-dd", "mục II.2.2.đ", ("II", "2.2", "đ")),
    ]


def test_two_sections_of_one_number_get_two_anchors(corpus: Corpus) -> None:
    sections = _sections(corpus, "tan-an")
    assert sections["muc-i-2"].label == "mục I.2"
    assert sections["muc-i-2-lan-2"].label == "mục I.2 (Yêu cầu)"
    assert sections["phu-luc-ii-phan-iv-lan-2"].label == "Phụ lục II, phần IV - Cải cách chế độ công vụ"


def test_page_furniture_is_noise_and_breaks_no_paragraph(corpus: Corpus) -> None:
    noise = [section for section in corpus.sections if section.kind == "noise"]
    assert any("thuvienphapluat.vn" in section.text for section in noise)
    assert any("đã ký lên văn bản này" in section.text for section in noise)
    assert any(section.text == "7" for section in noise)
    rest = [section.text for section in corpus.sections if section.kind != "noise"]
    assert not any("https://" in text or "đã ký lên" in text for text in rest)


def test_row_cut_by_a_page_is_one_section(corpus: Corpus) -> None:
    row = _sections(corpus, "tan-an")["phu-luc-1-phan-i-n9"]
    assert row.label == "Phụ lục 1, chỉ tiêu 9 (phần I)"
    assert "quy chuẩn kỹ thuật, tiêu chuẩn bắt buộc áp dụng | % | 100 |" in row.text


def _sections(corpus: Corpus, commune: str) -> dict[str, Section]:
    ids = {document.document_id for document in corpus.documents if document.commune == commune}
    return {section.section_id: section for section in corpus.sections if section.document_id in ids}
