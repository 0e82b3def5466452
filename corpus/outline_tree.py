"""The growing tree of sections: where each block belongs and what it is called."""

import re
from dataclasses import dataclass, field

from corpus.blocks import Block, join_lines
from corpus.documents import Section, SectionKind
from corpus.flat_tables import read_flat
from corpus.markers import Marker
from corpus.naming import ITEM_WORDS, Names, heading_of, item_anchor, row_label
from corpus.readers import Line
from corpus.records import Location
from corpus.tables import TableRow, is_tabbed, read_tabbed

_LEVELS = {"roman": 1, "letter": 6, "dash": 7, "plus": 8}
_DECIMAL_LEVEL = 1
_CLOSING = re.compile(r"\./\.?$")
_MAX_HEADING = 220


@dataclass(frozen=True, slots=True)
class GroupedRow:
    """A row of an annex table with the group (phần) that it stands in."""

    row: TableRow
    group_number: str | None
    group: str | None
    group_id: str | None
    annex: str


@dataclass(slots=True)
class _Node:
    """An open section: `items` counts its bullets and paragraphs, `numbers` the numbering already used under it."""

    level: int
    section_id: str
    anchor: tuple[str, ...]
    path: tuple[str, ...]
    label: str
    heading: str
    items: dict[str, int] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    def next_item(self, kind: str) -> int:
        self.items[kind] = self.items.get(kind, 0) + 1
        return self.items[kind]


class Cursor:
    """Collects sections in source order; one method per zone of a document."""

    def __init__(self, document_id: str, names: Names) -> None:
        self.sections: list[Section] = []
        self.rows: dict[str, GroupedRow] = {}
        self.lines: dict[str, tuple[Line, ...]] = {}
        self.zones: dict[str, str] = {}
        self._document_id = document_id
        self._names = names
        self._root = _Node(0, "", ("muc",), (), "mục", "")
        self._stack: list[_Node] = [self._root]
        self._counts: dict[str, int] = {}

    def add_noise(self, block: Block) -> None:
        self._add(block, "noise", self._names.anchor("nhieu"), None, "chữ thừa của trang", "")

    def add_title(self, block: Block) -> None:
        name = "tieu-de" if block.zone == "title" else "phan-dau"
        label = "tiêu đề" if block.zone == "title" else "phần đầu văn bản"
        self._add(block, "title", self._names.anchor(name), None, label, "")

    def add_preamble(self, block: Block) -> None:
        position = self._count("preamble")
        self._add(
            block, "preamble", self._names.anchor("can-cu", str(position)), None, f"phần căn cứ, đoạn {position}", ""
        )

    def add_closing(self, block: Block) -> None:
        if block.zone == "signature":
            self._add(block, "closing", self._names.anchor("chu-ky"), None, "phần ký", "")
        elif block.marker is None:
            self._add(block, "closing", self._names.anchor("noi-nhan"), None, "Nơi nhận", "Nơi nhận")
        else:
            anchor = self._names.anchor("noi-nhan", item_anchor("dash", self._count("recipients")))
            self._add(block, "closing", anchor, "noi-nhan", "Nơi nhận", "Nơi nhận")

    def add_annex(self, block: Block) -> None:
        label = f"Phụ lục {block.annex}".strip()
        anchor = ("phu-luc", block.annex or "")
        if block.text.startswith("("):
            self._add(block, "annex", self._names.anchor(*anchor, "kem-theo"), self._root.section_id or None, label, "")
            return
        title = " ".join(line.text for line in block.lines[1:])
        section_id = self._names.anchor(*anchor)
        self._add(block, "annex", section_id, None, label, title, (label,))
        self._root = _Node(0, section_id, anchor, (label,), label, title)
        self._stack = [self._root]

    def add_body(self, block: Block) -> None:
        if block.marker is None:
            self._add_paragraph(block)
        elif block.marker.kind in ("dash", "plus"):
            self._add_item(block, block.marker.kind, _LEVELS[block.marker.kind])
        else:
            self._add_numbered(block, block.marker)

    def add_table(self, block: Block) -> None:
        rows = read_tabbed(block.lines) if is_tabbed(block.lines) else read_flat(block.lines)
        annex, group, previous = self._table_node(), None, None
        seen_header = False
        for row in rows:
            match row.kind:
                case "group":
                    group, previous = self._add_group(row, annex), None
                case "row":
                    self._add_row(row, annex, group, previous)
                    previous = row.number or previous
                case "header":
                    kind: SectionKind = "noise" if seen_header else "annex"
                    anchor = self._names.anchor(*annex.anchor, "tieu-de-cot")
                    self._add_lines(
                        row.lines, kind, anchor, annex.section_id or None, f"{annex.label}, tiêu đề cột", annex.heading
                    )
                    seen_header = True
                case "unread":
                    anchor = self._names.anchor(*annex.anchor, "chua-doc")
                    self._add_lines(
                        row.lines, "paragraph", anchor, annex.section_id or None, annex.label, annex.heading
                    )
                    self.zones[anchor] = "unread"

    def _table_node(self) -> _Node:
        """What a table stands under: its annex, the section that it follows, or only its place among the tables."""
        self._pop(_LEVELS["dash"])
        node = self._stack[-1]
        if node.section_id:
            return node
        position = self._count("table")
        number = str(position) if position > 1 else ""
        return _Node(0, "", ("bang", number), (), f"Bảng {number}".strip(), "")

    def _add_group(self, row: TableRow, annex: _Node) -> _Node:
        number = row.number or ""
        label = f"{annex.label}, phần {number or row.subject}"
        if number and number in annex.numbers:
            label = f"{label} - {row.subject.capitalize()}"
        annex.numbers.add(number)
        section_id = self._names.anchor(*annex.anchor, "phan", number)
        path = (*annex.path, number) if number else annex.path
        self._add_lines(row.lines, "heading", section_id, annex.section_id or None, label, row.subject, path)
        self._retext(row.quote)
        return _Node(1, section_id, (*annex.anchor, "phan", number), path, label, row.subject)

    def _add_row(self, row: TableRow, annex: _Node, group: _Node | None, previous: str | None) -> None:
        noun = "chỉ tiêu" if "indicator" in row.columns else "nhiệm vụ"
        parent = group or annex
        group_name = parent.label.removeprefix(f"{annex.label}, phần ") if group else None
        label = row_label(annex.label, noun, row.number, previous, group_name)
        place = (parent.section_id,) if parent.section_id else parent.anchor
        section_id = self._names.anchor(*place, f"n{row.number or f'{previous or 0}-khong-so'}")
        path = (*parent.path, row.number) if row.number else parent.path
        self._add_lines(row.lines, "table_row", section_id, parent.section_id or None, label, parent.heading, path)
        self._retext(row.quote)
        self.rows[section_id] = GroupedRow(
            row,
            group.anchor[-1] or None if group else None,
            group.heading if group else None,
            parent.section_id or None,
            annex.label,
        )

    def _retext(self, text: str) -> None:
        """A row's text is its cells: the printed lines of a cut row run across each other."""
        self.sections[-1] = self.sections[-1].model_copy(update={"text": text})

    def _add_paragraph(self, block: Block) -> None:
        if _CLOSING.search(block.text):
            self._stack = [self._root]
            self._add(block, "closing", self._names.anchor("doan-ket"), None, "đoạn kết", "")
            return
        self._pop(_LEVELS["dash"])
        self._add_item(block, "paragraph", None)

    def _add_item(self, block: Block, kind: str, level: int | None) -> None:
        if level is not None:
            self._pop(level)
        parent = self._stack[-1]
        position = parent.next_item(kind)
        item = item_anchor(kind, position)
        label = f"{parent.label}, {ITEM_WORDS[kind]} {position}"
        section_id = self._names.anchor(*parent.anchor, item)
        section_kind: SectionKind = "paragraph" if kind == "paragraph" else "bullet"
        text = block.text.lstrip("-–−•+ ")
        opens = level is not None and text.endswith(":") and len(text) <= _MAX_HEADING
        heading = text.rstrip(" :") if opens else parent.heading
        self._add(block, section_kind, section_id, parent.section_id or None, label, heading, parent.path)
        if level is not None:
            self._stack.append(_Node(level, section_id, (*parent.anchor, item), parent.path, label, heading))

    def _add_numbered(self, block: Block, marker: Marker) -> None:
        text = block.text
        rest = text[text.index(marker.rest[:20]) :] if marker.rest[:20] in text else marker.rest
        level = _LEVELS.get(marker.kind, _DECIMAL_LEVEL + marker.number.count(".") + 1)
        self._pop(level)
        parent = self._stack[-1]
        path = _path(parent.path, marker)
        heading, runs_in = heading_of(rest)
        is_heading = not runs_in and len(rest) <= _MAX_HEADING and not (rest.endswith((".", ";")) and len(rest) > 90)
        label = f"mục {'.'.join(path)}"
        key = f"{marker.kind}{marker.number}"
        if key in parent.numbers:
            label = f"{label} ({heading})" if len(heading) <= _MAX_HEADING else f"{label} (lần 2)"
        parent.numbers.add(key)
        anchor = ("muc", *path)
        section_id = self._names.anchor(*anchor)
        own = heading if is_heading or runs_in else parent.heading
        kind: SectionKind = "heading" if is_heading else "paragraph"
        self._add(block, kind, section_id, parent.section_id or None, label, own, path)
        self._stack.append(_Node(level, section_id, anchor, path, label, own))

    def _pop(self, level: int) -> None:
        while len(self._stack) > 1 and self._stack[-1].level >= level:
            self._stack.pop()

    def _count(self, name: str) -> int:
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]

    def _add(
        self,
        block: Block,
        kind: SectionKind,
        section_id: str,
        parent: str | None,
        label: str,
        heading: str,
        path: tuple[str, ...] = (),
    ) -> None:
        self._add_lines(block.lines, kind, section_id, parent, label, heading, path)
        self.zones[section_id] = block.zone

    def _add_lines(
        self,
        lines: list[Line],
        kind: SectionKind,
        section_id: str,
        parent: str | None,
        label: str,
        heading: str,
        path: tuple[str, ...] = (),
    ) -> None:
        self.sections.append(
            Section(
                section_id=section_id,
                document_id=self._document_id,
                parent_id=parent,
                kind=kind,
                path=path,
                label=label,
                heading=heading,
                text=join_lines([line.text for line in lines]),
                location=Location(first_line=lines[0].number, last_line=lines[-1].number),
            )
        )
        self.lines[section_id] = tuple(lines)
        self.zones[section_id] = "table"


def _path(parent: tuple[str, ...], marker: Marker) -> tuple[str, ...]:
    """Returns the numbering down to a section; "2.1" stands for the "2" above it too."""
    if parent and marker.kind == "decimal" and marker.number.startswith(f"{parent[-1]}."):
        return (*parent[:-1], marker.number)
    return (*parent, marker.number)
