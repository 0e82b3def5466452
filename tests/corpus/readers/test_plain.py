import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ExtractionFailed, UnreadableDocument
from corpus.readers import read_lines
from corpus.readers.plain import read_plain
from tests.corpus.conftest import DATA, SLUGS
from tests.corpus.helpers import letters
from tests.support.progress import unwatched


def texts(text: str, name: str = "ke-hoach.txt") -> list[str]:
    return [line.text for line in read_plain(text.encode(), name, unwatched).lines]


@pytest.mark.parametrize("slug", SLUGS)
def test_text_from_a_pdf_stays_as_it_is(slug: str) -> None:
    data = (DATA / slug / "plan.txt").read_bytes()
    extract = read_plain(data, "plan.txt", unwatched)
    assert [line.text for line in extract.lines] == [line.raw for line in read_lines(data, "plan.txt")]
    assert not extract.has_whole_paragraphs


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# I. MỤC TIÊU #\n\n**Một** và *hai* `ba`", ["I. MỤC TIÊU", "", "Một và hai ba"]),
        ("## 1\\. Mục đích\n* Gạch\n> Trích\n---\n[Nghị quyết](https://example.vn/a)", None),
        ("# A\n2 * 3 * 4 và so_sanh_a_b", ["A", "2 * 3 * 4 và so_sanh_a_b"]),
    ],
)
def test_marks_of_markdown_are_dropped(text: str, lines: list[str] | None) -> None:
    assert texts(text, "ke-hoach.md") == (lines or ["1. Mục đích", "- Gạch", "Trích", "Nghị quyết"])


def test_table_with_pipes_becomes_tab_lines() -> None:
    assert texts(
        "Trước\n\n| TT | **Nhiệm vụ** | Chủ trì | Thời gian |\n|---|:--|---|--:|\n"
        "| 1 | Rà soát \\| sửa | Công an xã<br>Phòng Kinh tế | 2026 |\n\nSau"
    ) == [
        "Trước",
        "",
        "TT\tNhiệm vụ\tChủ trì\tThời gian",
        "1\tRà soát | sửa\tCông an xã; Phòng Kinh tế\t2026",
        "",
        "Sau",
    ]


def test_form_feeds_part_pages() -> None:
    extract = read_plain("Một\n\fHai".encode(), "a.txt", unwatched)
    assert [(line.text, line.page) for line in extract.lines if line.text] == [("Một", 1), ("Hai", 2)]


def test_utf_16_with_its_mark_is_read() -> None:
    assert [line.text for line in read_plain("Kế hoạch".encode("utf-16"), "a.txt", unwatched).lines] == ["Kế hoạch"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"K\xe9 ho\x1ech", b"\x00\x01\x02abc", b"#$%^&*() !!! ???"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"'a\.txt'"):
        read_plain(data, "a.txt", unwatched)


def test_empty_text_says_so() -> None:
    with pytest.raises(ExtractionFailed):
        read_plain(b" \n", "a.txt", unwatched)


@given(st.lists(st.text(alphabet="abcê #*_-|`\\1.", max_size=30), max_size=12))
def test_markdown_loses_no_letters(rows: list[str]) -> None:
    text = "\n".join(["Đầu trang dài để là văn bản", *rows])
    try:
        found = texts(text, "a.md")
    except UnreadableDocument:
        return
    assert letters("".join(found)) == letters(text)
