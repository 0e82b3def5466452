"""The page of targets: all of them, filtered; and the comparison, right against the records."""

from decimal import Decimal

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.pages.commune import row_id, source_link
from api.pages.comparing import find_shared
from corpus.records import Comparator, Target
from tests.api.commune_pages import make_client, page_of, shipped_corpus, view_of
from tests.support.html_page import Element
from tests.support.shipped import COMMUNES


@pytest.fixture(scope="module")
def client() -> TestClient:
    return make_client()


def rows(page: Element) -> list[Element]:
    return [row for table in page.all("table", class_="targets") for row in table.one("tbody").all("tr")]


def cell(row: Element, title: str) -> Element:
    return row.one("td", data_title=title)


@pytest.mark.parametrize("slug", COMMUNES)
def test_rows_are_the_records(client: TestClient, slug: str) -> None:
    shown = {row["id"]: row for row in rows(page_of(client, f"/xa/{slug}/chi-tieu"))}
    targets = view_of(slug).targets

    assert set(shown) == {row_id(target) for target in targets}
    for target in targets:
        row = shown[row_id(target)]
        assert target.indicator in row.one("th").words
        assert cell(row, "Mức").words == " ".join(target.wording.split())
        agency = target.responsible_agency.name if target.responsible_agency else "không nêu"
        assert cell(row, "Cơ quan chịu trách nhiệm").words == agency
        assert cell(row, "Nguồn").all("a")[0]["href"] == source_link(target.provenance).path


def test_fields_are_the_headings_of_the_source(client: TestClient) -> None:
    page = page_of(client, "/xa/lac-phuong/chi-tieu")
    options = page.one("select", name="linh-vuc").all("option")

    assert "Cải cách thể chế (2)" in [option.words for option in options]
    # Tân An's lists stand under periods; those are the other filter, so the heading above them counts.
    fields = [o.words for o in page_of(client, "/xa/tan-an/chi-tieu").one("select", name="linh-vuc").all("option")]
    assert not [field for field in fields if field.startswith("Giai đoạn")]
    assert "Một số chỉ tiêu cụ thể (8)" in fields


@pytest.mark.parametrize("slug", COMMUNES)
@pytest.mark.parametrize("name", ["linh-vuc", "giai-doan"])
def test_options_of_a_filter_share_the_records_out(client: TestClient, slug: str, name: str) -> None:
    whole = page_of(client, f"/xa/{slug}/chi-tieu")
    keys = [option["value"] for option in whole.one("select", name=name).all("option") if option["value"]]
    parts = [row["id"] for key in keys for row in rows(page_of(client, f"/xa/{slug}/chi-tieu", **{name: key}))]

    assert sorted(parts) == sorted(row["id"] for row in rows(whole))


def test_period_filter_shows_that_period_alone(client: TestClient) -> None:
    shown = rows(page_of(client, "/xa/tan-an/chi-tieu", **{"giai-doan": "giai-doan-2026-2027"}))

    assert len(shown) == 12
    assert {cell(row, "Giai đoạn").words for row in shown} == {"Giai đoạn 2026 - 2027"}


def test_search_needs_no_diacritics(client: TestClient) -> None:
    with_marks = rows(page_of(client, "/xa/lac-phuong/chi-tieu", q="thanh toán trực tuyến"))
    without = rows(page_of(client, "/xa/lac-phuong/chi-tieu", q="THANH TOAN truc tuyen"))

    assert len(with_marks) == 2
    assert [row["id"] for row in without] == [row["id"] for row in with_marks]


def test_nothing_found_is_said_and_can_be_undone(client: TestClient) -> None:
    page = page_of(client, "/xa/lac-phuong/chi-tieu", q="vàng", **{"linh-vuc": "khong-co"})

    assert rows(page) == []
    assert "Không có chỉ tiêu nào khớp" in page.one("main").words
    assert page.one("p", role="status").one("a")["href"] == "/xa/lac-phuong/chi-tieu"


def test_contradiction_stands_beside_the_row(client: TestClient) -> None:
    page = page_of(client, "/xa/phong-tho/chi-tieu")
    conflict = next(c for c in shipped_corpus().conflicts if c.commune == "phong-tho" and c.topic == "value")
    flagged = [row for row in rows(page) if "văn bản ghi cả tối thiểu 30% và tối thiểu 20%" in row.words]

    concerned = {r for c in shipped_corpus().conflicts if c.topic == "value" for r in c.record_ids}
    assert set(conflict.record_ids) <= concerned
    assert {row["id"] for row in flagged} == {
        row_id(t) for t in view_of("phong-tho").targets if t.record_id in concerned
    }


@pytest.mark.parametrize("slug", COMMUNES)
def test_chart_and_table_say_what_the_records_say(client: TestClient, slug: str) -> None:
    comparisons = find_shared(shipped_corpus(), slug)
    assert comparisons, "every shipped commune shares an indicator with another"
    for comparison in comparisons:
        page = page_of(client, f"/xa/{slug}/chi-tieu/so-sanh", **{"chi-tieu": comparison.key})
        chart = page.one("svg", role="img")
        bars = chart.all("rect", class_="bar")
        table = page.all("table", class_="data")[0].one("tbody").all("tr")
        figures = comparison.figures

        assert len(bars) == len(figures)
        assert len(table) == len(figures) + len(comparison.silent)
        for figure, bar, row in zip(figures, bars, table, strict=False):
            assert figure.target in shipped_corpus().records
            assert bar["x"] == "0"
            assert Decimal(bar["width"].rstrip("%")) == figure.target.value  # an axis of 100 % for shares
            assert cell(row, "Mức").words.startswith(" ".join(figure.target.wording.split()))
            assert figure.target.provenance.section_label.lower() in cell(row, "Nguồn").words.lower()
        stated = {figure.commune.slug for figure in figures}
        assert {commune.slug for commune in comparison.silent} == set(COMMUNES) - stated
        described = chart.one("desc").words
        assert all(" ".join(figure.target.wording.split()) in described for figure in figures)
        assert described.count("không nêu") == len(comparison.silent)


def test_same_indicator_in_other_words_is_compared() -> None:
    shared = next(c for c in find_shared(shipped_corpus(), "le-loi"))

    assert {figure.commune.slug for figure in shared.figures} == set(COMMUNES)
    assert {str(figure.target.value) for figure in shared.figures} == {"90", "95"}
    assert shared.has_several_periods
    assert shared.has_several_comparators
    assert not shared.is_worded_alike


def test_short_forms_are_the_same_words() -> None:
    payments = next(c for c in find_shared(shipped_corpus(), "loc-binh") if "giao dịch thanh toán" in c.indicator)

    assert payments.is_worded_alike


def test_other_scope_is_near_and_not_drawn() -> None:
    payments = next(c for c in find_shared(shipped_corpus(), "lac-phuong") if "giao dịch thanh toán" in c.indicator)

    assert [f"{f.commune.slug} {f.target.value}" for f in payments.figures] == ["lac-phuong 50", "loc-binh 60"]
    assert {figure.commune.slug for figure in payments.near} == {"phong-tho", "tan-an"}
    assert {commune.slug for commune in payments.silent} == {"le-loi", "phong-tho", "tan-an"}


def test_same_words_within_another_scope_are_not_compared() -> None:
    internal = [t for t in view_of("phong-tho").targets if t.scope and t.scope.startswith("TTHC nội bộ")]
    words = "Cắt giảm chi phí tuân thủ TTHC"  # which Tân An states of procedures at large

    assert words in [target.indicator for target in internal]
    assert not [c for c in find_shared(shipped_corpus(), "phong-tho") if c.indicator.startswith(words)]


def test_comparison_is_the_same_from_either_side() -> None:
    corpus = shipped_corpus()
    for slug in COMMUNES:
        for comparison in find_shared(corpus, slug):
            others = {f.commune.slug for f in comparison.figures} - {slug}
            for other in others:
                back = [c for c in find_shared(corpus, other) if any(f.commune.slug == slug for f in c.figures)]
                assert back, (slug, other, comparison.indicator)


def test_rows_of_a_comparison_warn_of_what_is_over_or_contradicts_itself(client: TestClient) -> None:
    rows_of = page_of(client, "/xa/lac-phuong/chi-tieu/so-sanh").all("table", class_="data")[0].one("tbody").all("tr")
    over = {row.one("th").words for row in rows_of if "đã qua" in cell(row, "Giai đoạn").words}
    warned = {row.one("th").words for row in rows_of if "không thống nhất về giai đoạn của kế hoạch" in row.words}

    assert over == {"Phường Lê Lợi", "Xã Phong Thổ"}
    assert warned == {"Xã Lạc Phượng"}


def test_open_end_is_drawn_for_floors_alone(client: TestClient) -> None:
    key = next(c.key for c in find_shared(shipped_corpus(), "tan-an") if "hài lòng trong tiếp nhận" in c.indicator)
    page = page_of(client, "/xa/tan-an/chi-tieu/so-sanh", **{"chi-tieu": key})
    comparison = next(c for c in find_shared(shipped_corpus(), "tan-an") if c.key == key)
    floors = [f for f in comparison.figures if f.target.comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN)]

    assert len(page.one("svg").all("rect", class_="open")) == len(floors) < len(comparison.figures)


def test_figures_beyond_100_get_an_axis_from_zero_to_a_round_number() -> None:
    corpus = shipped_corpus()
    records = tuple(
        record.model_copy(update={"value": record.value * 3, "unit": "hồ sơ"})
        for record in corpus.records
        if isinstance(record, Target)
    )
    client = make_client(corpus.model_copy(update={"records": records}))
    page = page_of(client, "/xa/le-loi/chi-tieu/so-sanh")

    assert [tick.words for tick in page.one("svg").all("text", class_="tick")] == ["0", "75", "150", "225", "300"]
    assert sorted({bar["width"] for bar in page.one("svg").all("rect", class_="bar")}) == ["90.0%", "95.0%"]


def test_unknown_target_of_a_comparison_is_said(client: TestClient) -> None:
    page = page_of(client, "/xa/le-loi/chi-tieu/so-sanh", **{"chi-tieu": "khong-co"})

    assert "Không có chỉ tiêu mang mã" in page.one("main").words
    assert page.all("svg") == []


def test_a_commune_is_compared_with_the_others_once(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    context = client.app.state.context

    first = context.shared("tan-an")

    assert context.shared("tan-an") is first
    assert first == find_shared(shipped_corpus(), "tan-an")
