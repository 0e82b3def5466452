import contextlib
import io
import zipfile

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.documents import Corpus
from corpus.errors import CorpusError, ExtractionFailed, UnreadableDocument
from corpus.outline import outline_document
from corpus.readers import read_lines
from corpus.readers.extract import Extract, FileKind
from corpus.readers.word import read_word
from corpus.records import Record
from tests.corpus.conftest import DATA, SLUGS
from tests.corpus.test_outline import check_laws
from tests.support.layouts.mutations import mutate_bytes, mutate_parts, pack, unpack
from tests.support.layouts.plans import make_plan
from tests.support.layouts.scoring import (
    extract_lines,
    found_keys,
    outline_extract,
    planned_keys,
    read_records,
    record_f1,
)
from tests.support.layouts.shipped_words import word_of_outline
from tests.support.layouts.word_files import LAYOUTS, Layout, add_list, make_word, number_paragraph
from tests.support.progress import unwatched

SEEDS = range(6)
LEAST_F1 = 0.98
# What the rendering of a shipped plan leaves out: the trailer of the signature on each page, which Word files lack.
FURNITURE = "đã ký lên văn bản này!"


def save(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(document: WordDocument) -> Extract:
    return read_word(save(document), "ke-hoach.docx", unwatched)


def texts(document: WordDocument) -> list[str]:
    return [line.text for line in read(document).lines]


def add_xml(document: WordDocument, inner: str) -> None:
    """Adds a paragraph of raw XML before the section's properties."""
    spaces = nsdecls("w") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    document.element.body.insert(-1, parse_xml(f"<w:p {spaces}>{inner}</w:p>"))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_records_of_every_layout_are_read(layout: Layout) -> None:
    plans = [make_plan(seed) for seed in SEEDS]
    extracts = [read_word(make_word(plan, layout), "ke-hoach.docx", unwatched) for plan in plans]
    pairs = [
        (planned_keys(plan), found_keys(read_records(extract))) for plan, extract in zip(plans, extracts, strict=True)
    ]
    assert record_f1(pairs) >= LEAST_F1
    for extract in extracts:
        check_laws(outline_extract(extract), extract_lines(extract))


def _projection(record: Record) -> dict[str, object]:
    """A record without ids and line numbers, which differ between two files of one text."""
    fields = record.model_dump(mode="json", exclude={"record_id", "commune"})
    return {**fields, "provenance": (record.provenance.section_label, record.provenance.quote)}


@pytest.mark.parametrize("slug", SLUGS)
def test_shipped_plan_as_word_gives_the_same_records(corpus: Corpus, slug: str) -> None:
    (commune,) = [one for one in corpus.communes if one.slug == slug]
    outline = outline_document(slug, read_lines((DATA / slug / "plan.txt").read_bytes(), "plan.txt"))
    extract = read_word(word_of_outline(outline), "plan.docx", unwatched)
    expected = [record for record in corpus.records if record.commune == slug]
    assert [_projection(record) for record in read_records(extract, commune)] == [
        _projection(record) for record in expected if not record.provenance.quote.endswith(FURNITURE)
    ]


def test_automatic_numbers_are_written_out() -> None:
    document = Document()
    add_list(document, 50, (("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3."), ("lowerLetter", "%4)")))
    add_list(document, 51, (("bullet", ""),))
    for text, level in [("MỤC TIÊU", 0), ("Chung", 1), ("Một", 2), ("Hai", 2), ("Ý", 3), ("Riêng", 1), ("Ba", 2)]:
        number_paragraph(document.add_paragraph(text), 50, level)
    number_paragraph(document.add_paragraph("Gạch"), 51)
    number_paragraph(document.add_paragraph("TỔ CHỨC"), 50, 0)
    number_paragraph(document.add_paragraph("Lại từ đầu"), 50, 1)
    assert texts(document) == [
        "I. MỤC TIÊU",
        "1. Chung",
        "1.1. Một",
        "1.2. Hai",
        "a) Ý",
        "2. Riêng",
        "2.1. Ba",
        "- Gạch",
        "II. TỔ CHỨC",
        "1. Lại từ đầu",
    ]


def test_numbering_starts_where_it_is_told() -> None:
    document = Document()
    add_list(document, 50, (("decimal", "%1."),), override=4)
    for text in ("Bốn", "Năm"):
        number_paragraph(document.add_paragraph(text), 50)
    assert texts(document) == ["4. Bốn", "5. Năm"]


def test_numbering_of_a_style_counts() -> None:
    document = Document()
    add_list(document, 50, (("decimal", "%1."),))
    style = document.styles["Heading 1"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="50"/></w:numPr>'))
    document.add_paragraph("Mục đích", style="Heading 1")
    document.add_paragraph("Yêu cầu", style="Heading 1")
    assert texts(document) == ["1. Mục đích", "2. Yêu cầu"]


def test_deleted_words_are_left_out_and_inserted_ones_kept() -> None:
    document = Document()
    add_xml(
        document,
        "<w:r><w:t>Đạt </w:t></w:r><w:del><w:r><w:delText>80%</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>95%</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> cũ</w:t></w:r></w:moveFrom>",
    )
    assert texts(document) == ["Đạt 95%"]


def test_text_box_is_read_once() -> None:
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    add_xml(
        document,
        "<w:r><w:t>Ngoài khung</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>",
    )
    assert texts(document) == ["Ngoài khung", "Trong khung"]


def test_headers_footers_and_field_codes_are_left_out() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Trang 1"
    document.sections[0].footer.paragraphs[0].text = "2"
    add_xml(document, "<w:r><w:instrText>PAGEREF _Toc</w:instrText></w:r><w:r><w:t>Nội dung</w:t></w:r>")
    assert texts(document) == ["Nội dung"]


def test_line_breaks_are_lines_and_page_breaks_pages() -> None:
    document = Document()
    document.add_paragraph("Dòng một\nDòng hai")
    document.add_paragraph("Cuối trang").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Trang hai")
    extract = read(document)
    assert [(line.text, line.page) for line in extract.lines] == [
        ("Dòng một", 1),
        ("Dòng hai", 1),
        ("Cuối trang", 1),
        ("Trang hai", 2),
    ]
    assert (extract.pages, extract.kind, extract.has_whole_paragraphs) == (2, FileKind.WORD, True)


def test_table_without_header_is_plain_lines_from_left_to_right() -> None:
    document = Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nXÃ MẪU"
    table.cell(0, 1).text = "Độc lập - Tự do - Hạnh phúc"
    assert texts(document) == ["ỦY BAN NHÂN DÂN", "XÃ MẪU", "Độc lập - Tự do - Hạnh phúc"]


def test_table_in_a_cell_joins_the_cell() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=3)
    for place, text in enumerate(("TT", "Nhiệm vụ", "Thời gian")):
        table.cell(0, place).text = text
    table.cell(1, 0).text = "1"
    table.cell(1, 1).add_table(rows=1, cols=2).cell(0, 1).text = "Rà soát"
    table.cell(1, 2).text = "2026"
    assert texts(document) == ["TT\tNhiệm vụ\tThời gian", "1\tRà soát\t2026"]


def test_empty_file_says_so() -> None:
    with pytest.raises(ExtractionFailed, match="không có chữ"):
        read(Document())


def test_archive_that_grows_without_end_is_refused() -> None:
    bomb = pack({"word/document.xml": b" " * 30_000_000})
    with pytest.raises(UnreadableDocument, match=r"'bom\.docx' bung ra quá lớn"):
        read_word(bomb, "bom.docx", unwatched)


def test_external_entity_is_refused() -> None:
    document = Document()
    document.add_paragraph("Nội dung")
    parts = unpack(save(document))
    body = parts["word/document.xml"].replace(b"?>", b'?><!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>', 1)
    parts["word/document.xml"] = body.replace("Nội dung".encode(), b"&e;")
    with pytest.raises(UnreadableDocument, match="khai báo XML không an toàn"):
        read_word(pack(parts), "x.docx", unwatched)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"khong phai Word", pack({"a.txt": b"a"})])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"'x\.docx'"):
        read_word(data, "x.docx", unwatched)


def test_damaged_files_are_faults_of_the_document() -> None:
    data = make_word(make_plan(1), LAYOUTS[-1])
    damaged = [*mutate_bytes(data, 1, 120), *mutate_parts(data, 2, 120)]
    for one in damaged:
        with contextlib.suppress(CorpusError):
            read_word(one, "hong.docx", unwatched)


def test_cells_that_reach_over_a_million_columns_do_no_harm() -> None:
    parts = unpack(make_word(make_plan(1), LAYOUTS[2]))
    body = parts["word/document.xml"].replace(b'<w:gridSpan w:val="6"/>', b'<w:gridSpan w:val="99999999"/>')
    parts["word/document.xml"] = body
    assert zipfile.is_zipfile(io.BytesIO(pack(parts)))
    with contextlib.suppress(CorpusError):
        read_word(pack(parts), "x.docx", unwatched)
