"""A plan as Word files in the layouts that clerks use."""

import io
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from docx.text.paragraph import Paragraph

from tests.support.layouts import plans
from tests.support.layouts.plans import Plan, PlannedTask

USUAL = ("number", "title", "lead", "other", "schedule", "deliverable")
NAMES = {
    "number": "TT",
    "title": "Nội dung nhiệm vụ",
    "lead": "Cơ quan chủ trì",
    "other": "Cơ quan phối hợp",
    "schedule": "Thời gian hoàn thành",
    "deliverable": "Sản phẩm",
}
OTHER_NAMES = {
    "number": "STT",
    "title": "Nhiệm vụ, giải pháp",
    "lead": "Đơn vị chủ trì thực hiện",
    "other": "Cơ quan/đơn vị phối hợp",
    "schedule": "Thời hạn hoàn thành (dự kiến)",
    "deliverable": "Kết quả, sản phẩm",
    "priority": "Mức độ ưu tiên",
    "place": "Hình thức",
}


@dataclass(frozen=True)
class Layout:
    """How one Word file looks. `order` are its columns; `names` their headings."""

    name: str
    order: tuple[str, ...] = USUAL
    names: tuple[tuple[str, str], ...] = tuple(NAMES.items())
    style: str | None = "Table Grid"
    is_landscape: bool = False
    in_annex: bool = True
    merges_rows: bool = False
    merges_groups: str = ""
    two_rows: bool = False
    counts_columns: bool = False
    numbers_itself: bool = False
    agencies_on_lines: bool = False


LAYOUTS = (
    Layout("grid"),
    Layout("landscape", style=None, is_landscape=True, agencies_on_lines=True),
    Layout("merged", merges_rows=True, merges_groups="one cell"),
    Layout("two rows", two_rows=True, merges_groups="two cells", counts_columns=True),
    Layout(
        "other columns",
        order=("number", "title", "priority", "deliverable", "schedule", "lead", "other", "place"),
        names=tuple(OTHER_NAMES.items()),
        merges_groups="number apart",
    ),
    Layout("automatic numbers", numbers_itself=True, merges_groups="two cells"),
    Layout("in the body", in_annex=False, merges_groups="one cell", counts_columns=True, agencies_on_lines=True),
    Layout(
        "everything", merges_rows=True, two_rows=True, numbers_itself=True, is_landscape=True, merges_groups="one cell"
    ),
)


def make_word(plan: Plan, layout: Layout) -> bytes:
    """Returns the bytes of a .docx file."""
    document = Document()
    lists = _add_lists(document) if layout.numbers_itself else None
    _letterhead(document, plan)
    for text in plans.INTRODUCTION:
        document.add_paragraph(text)
    _body(document, lists)
    if not layout.in_annex:
        document.add_paragraph("III. NHIỆM VỤ CỤ THỂ")
        _targets(document, plan, layout)
        document.add_paragraph("1. Danh mục nhiệm vụ như sau:")
        _tasks(document, plan, layout)
        document.add_paragraph("IV. HIỆU LỰC")
        document.add_paragraph("- Kế hoạch này có hiệu lực từ ngày ký.")
    _signature(document)
    if layout.in_annex:
        _annex(document, "Phụ lục I", "DANH MỤC CHỈ TIÊU NĂM 2026", layout)
        _targets(document, plan, layout)
        _annex(document, "Phụ lục II", "DANH MỤC NHIỆM VỤ NĂM 2026", layout)
        _tasks(document, plan, layout)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def number_paragraph(paragraph: Paragraph, list_id: int, level: int = 0) -> None:
    """Lets Word number a paragraph."""
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')
    )


def add_list(
    document: WordDocument, list_id: int, levels: tuple[tuple[str, str], ...], override: int | None = None
) -> None:
    """Defines a list: the number format and the text of each level."""
    numbering = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{inner}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    start = (
        "" if override is None else (f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{override}"/></w:lvlOverride>')
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/>{start}</w:num>')
    )


def _add_lists(document: WordDocument) -> tuple[int, int]:
    add_list(document, 901, (("upperRoman", "%1."), ("decimal", "%2."), ("bullet", "-")))
    return 901, 910


def _letterhead(document: WordDocument, plan: Plan) -> None:
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = f"ỦY BAN NHÂN DÂN\nXÃ {plan.commune.upper()}"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    table.cell(1, 0).text = "Số: 12/KH-UBND"
    table.cell(1, 1).text = f"{plan.commune}, ngày 05 tháng 01 năm 2026"
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Cải cách hành chính năm 2026")


def _body(document: WordDocument, lists: tuple[int, int] | None) -> None:
    for heading, names in plans.SECTIONS:
        _numbered(document, heading, lists, 0)
        for number, name in enumerate(names, start=1):
            _numbered(document, f"{number}. {name}", lists, 1)
            for sentence in plans.SENTENCES:
                _numbered(document, sentence, lists, 2)


def _numbered(document: WordDocument, text: str, lists: tuple[int, int] | None, level: int) -> None:
    if lists is None:
        document.add_paragraph(text)
    else:
        number_paragraph(document.add_paragraph(text.split(" ", 1)[1]), lists[0], level)


def _signature(document: WordDocument) -> None:
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT."
    table.cell(0, 1).text = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNgười Ký Mẫu"


def _annex(document: WordDocument, label: str, title: str, layout: Layout) -> None:
    if layout.is_landscape:
        section = document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    else:
        document.add_page_break()
    document.add_paragraph(label)
    document.add_paragraph(title)
    document.add_paragraph("(Kèm theo Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2026 của Ủy ban nhân dân xã)")


def _targets(document: WordDocument, plan: Plan, layout: Layout) -> None:
    table = document.add_table(rows=1, cols=5, style=layout.style)
    heads = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Cơ quan chịu trách nhiệm theo dõi, đánh giá")
    fill_row(table, 0, heads)
    for target in plan.targets:
        table.add_row()
        cells = (target.number, target.indicator, target.unit, target.result, target.agency)
        fill_row(table, len(table.rows) - 1, cells)


def fill_row(table: Table, row: int, texts: tuple[str, ...]) -> None:
    """Sets the words of a row."""
    for place, text in enumerate(texts):
        table.cell(row, place).text = text


def _tasks(document: WordDocument, plan: Plan, layout: Layout) -> None:
    table = document.add_table(rows=1, cols=len(layout.order), style=layout.style)
    _head(table, layout)
    if layout.counts_columns:
        table.add_row()
        fill_row(table, len(table.rows) - 1, tuple(f"({place})" for place in range(1, len(layout.order) + 1)))
    for position, (roman, name, tasks) in enumerate(plan.groups):
        _group(table, roman, name, layout)
        if layout.numbers_itself:
            add_list(document, 910 + position, (("decimal", "%1."),))
        above: PlannedTask | None = None
        for task in tasks:
            _task(table, task, layout, above, 910 + position)
            above = task


def _head(table: Table, layout: Layout) -> None:
    names = dict(layout.names)
    if not layout.two_rows:
        fill_row(table, 0, tuple(names[key] for key in layout.order))
        return
    table.add_row()
    for place, key in enumerate(layout.order):
        if key in ("lead", "other"):
            table.cell(1, place).text = "Chủ trì" if key == "lead" else "Phối hợp"
        else:
            table.cell(0, place).merge(table.cell(1, place)).text = names[key]
    first = layout.order.index("lead")
    table.cell(0, first).merge(table.cell(0, first + 1)).text = "Cơ quan thực hiện"


def _group(table: Table, roman: str, name: str, layout: Layout) -> None:
    table.add_row()
    row, last = len(table.rows) - 1, len(layout.order) - 1
    if layout.merges_groups == "one cell":
        table.cell(row, 0).merge(table.cell(row, last)).text = f"{roman}. {name}"
    else:
        table.cell(row, 0).text = roman
        if layout.merges_groups == "two cells":
            table.cell(row, 1).merge(table.cell(row, last)).text = name
        else:
            table.cell(row, 1).text = name


def _task(table: Table, task: PlannedTask, layout: Layout, above: PlannedTask | None, list_id: int) -> None:
    table.add_row()
    row = len(table.rows) - 1
    between = "\n" if layout.agencies_on_lines else "; "
    texts = {
        "number": task.number,
        "title": task.title,
        "lead": between.join(task.leads),
        "other": between.join(task.others),
        "schedule": task.schedule,
        "deliverable": task.deliverable,
        "priority": "Cao",
        "place": "",
    }
    for place, key in enumerate(layout.order):
        cell = table.cell(row, place)
        if key == "number" and layout.numbers_itself:
            number_paragraph(cell.paragraphs[0], list_id)
        elif key in ("lead", "schedule") and layout.merges_rows and above is not None and _same(key, task, above):
            words = table.cell(row - 1, place).text
            table.cell(row - 1, place).merge(cell).text = words
        else:
            for line, text in enumerate(texts[key].split("\n")):
                (cell.paragraphs[0] if line == 0 else cell.add_paragraph()).text = text


def _same(key: str, task: PlannedTask, above: PlannedTask) -> bool:
    return task.leads == above.leads if key == "lead" else task.schedule == above.schedule
