import contextlib

import pytest

from corpus.errors import CorpusError, ExtractionFailed, UnreadableDocument
from corpus.readers.extract import FileKind
from corpus.readers.web import read_web
from tests.support.layouts.mutations import mutate_bytes
from tests.support.layouts.plans import make_plan
from tests.support.layouts.scoring import found_keys, planned_keys, read_records, record_f1
from tests.support.layouts.web_pages import make_page
from tests.support.progress import unwatched


def texts(markup: str) -> list[str]:
    return [line.text for line in read_web(markup.encode(), "trang.html", unwatched).lines]


def test_records_of_a_page_are_read() -> None:
    plans = [make_plan(seed) for seed in range(6)]
    extracts = [read_web(make_page(plan).encode(), "trang.html", unwatched) for plan in plans]
    pairs = [
        (planned_keys(plan), found_keys(read_records(extract))) for plan, extract in zip(plans, extracts, strict=True)
    ]
    assert record_f1(pairs) >= 0.98
    assert (extracts[0].kind, extracts[0].has_whole_paragraphs) == (FileKind.WEB, True)


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<h1>I. MỤC TIÊU</h1><p>Một <b>hai</b>\n ba<br>bốn</p>", ["I. MỤC TIÊU", "Một hai ba", "bốn"]),
        ("<ul><li>Một<li>Hai</ul><ol start=3><li>Ba</ol>", ["- Một", "- Hai", "3. Ba"]),
        ("<ol type=I><li>A<li>B</ol><ol type=a><li>C</ol>", ["I. A", "II. B", "a) C"]),
        ("<nav>Trang chủ</nav><script>x()</script><style>p{}</style><p hidden>ẩn</p><p>Có</p>", ["Có"]),
        ("<header>Cổng</header><p>Có</p><div role=navigation>Menu</div><footer>Chân</footer>", ["Có"]),
        ("<p>Ngoài</p><main><p>Trong</p></main>", ["Trong"]),
        ("<p style='display: none'>ẩn</p><p>a &amp; b &nbsp; c &ocirc;</p>", ["a & b c ô"]),
        ("<table><tr><td>UBND<br>XÃ MẪU<td>Độc lập</table>", ["UBND", "XÃ MẪU", "Độc lập"]),
        ("<div>Một<div>Hai</div>Ba</div>", ["Một", "Hai", "Ba"]),
    ],
)
def test_blocks_are_lines(markup: str, lines: list[str]) -> None:
    assert texts(f"<html><body>{markup}</body></html>") == lines


def test_cells_that_span_are_repeated_down_and_joined_across() -> None:
    assert texts(
        "<table><tr><th rowspan=2>TT<th rowspan=2>Nhiệm vụ<th colspan=2>Cơ quan thực hiện<th rowspan=2>Thời gian"
        "<tr><th>Chủ trì<th>Phối hợp"
        "<tr><td colspan=5>I. Cải cách thể chế"
        "<tr><td>1<td>Rà soát<td rowspan=2>Công an xã<td><td>2026"
        "<tr><td>2<td>Kiểm tra<td><td>2027</table>"
    ) == [
        "TT\tNhiệm vụ\tChủ trì\tPhối hợp\tThời gian",
        "I\tCải cách thể chế",
        "1\tRà soát\tCông an xã\t\t2026",
        "2\tKiểm tra\tCông an xã\t\t2027",
    ]


def test_tables_in_tables_are_read_once() -> None:
    markup = "<table><tr><td>" * 60 + "Trong cùng" + "</table>" * 60
    assert texts(markup) == ["Trong cùng"]


def test_other_codes_are_told_by_the_page() -> None:
    assert [line.text for line in read_web("<p>Kế hoạch</p>".encode("utf-16"), "t.html", unwatched).lines] == [
        "Kế hoạch"
    ]
    page = "<html><head><meta charset=windows-1252></head><body><p>caf\xe9</p>".encode("latin-1")
    assert [line.text for line in read_web(page, "t.html", unwatched).lines] == ["café"]


def test_nothing_outside_is_read() -> None:
    markup = (
        '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/hostname">]><p>a&e;b</p><iframe src="file:///etc/hostname">'
    )
    assert "e" in "".join(texts(markup))
    assert not any("/" in line for line in texts(markup))


@pytest.mark.parametrize("markup", ["", "<html></html>", "<script>1</script>", "<html><!-- a --></html>", "<p> </p>"])
def test_page_without_text_says_so(markup: str) -> None:
    with pytest.raises(ExtractionFailed, match=r"'trang\.html'"):
        texts(markup)


def test_table_of_too_many_cells_is_refused() -> None:
    with pytest.raises(UnreadableDocument):
        texts("<table>" + "<tr><td colspan=100>a" * 3000 + "</table>")


def test_damaged_pages_are_faults_of_the_document() -> None:
    for one in mutate_bytes(make_page(make_plan(1)).encode(), 1, 200):
        with contextlib.suppress(CorpusError):
            read_web(one, "hong.html", unwatched)
