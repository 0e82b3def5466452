"""A served page as tests read it: text, anchors, headings, marked words, links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


@dataclass
class Element:
    """An element with its children in order; strings are text."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a person reads, white space as written, without the passages' own links (¶)."""
        return "".join(
            child if isinstance(child, str) else child.text
            for child in self.children
            if isinstance(child, str) or child.attributes.get("class") != "self"
        )

    @property
    def words(self) -> str:
        """The text, spaces made one."""
        return " ".join(self.text.split())

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """Returns the elements below in document order; `class_` is one of several, `data_title` is "data-title"."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                if (not tags or child.tag in tags) and child._has(wanted):
                    found.append(child)
                found.extend(child.all(*tags, **attributes))
        return found

    def one(self, *tags: str, **attributes: str) -> Element:
        """Returns the only such element."""
        (found,) = self.all(*tags, **attributes)
        return found

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def __contains__(self, attribute: str) -> bool:
        return attribute in self.attributes

    def _has(self, wanted: dict[str, str]) -> bool:
        classes = self.attributes.get("class", "").split()
        return all(
            value in (self.attributes.get(name), *(classes if name == "class" else ()))
            for name, value in wanted.items()
        )

    @property
    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.all() if "id" in element.attributes]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("#document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Element:
    """Returns the document; fails where tags are not closed in order."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert len(parser.open) == 1, parser.open[-1].tag
    return parser.open[0]
