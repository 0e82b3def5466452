"""What a question asks for, once read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.understanding.normalisation import NormalisedText
from bot.understanding.topic import Topic

# "mấy lĩnh vực", "mấy nội dung", "mấy giải pháp": the parts under a heading are what is counted. By the first syllable.
PART_UNITS: Mapping[str, str] = {
    "linh": "lĩnh vực",
    "mang": "mảng",
    "noi": "nội dung",
    "phan": "phần",
    "muc": "mục",
    "giai": "giải pháp",
    "nhom": "nhóm",
    "y": "ý",
    "gach": "gạch đầu dòng",
    "diem": "điểm",
    "khoan": "khoản",
    "chuc": "chức danh",
}


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """An agency named in the question: its display name and, per commune, the id of the agency it is there."""

    name: str
    agency_ids: dict[str, str]

    @property
    def is_generic(self) -> bool:
        """Tells whether it names a kind of agencies ("các cơ quan, đơn vị") and not one."""
        return self.name.lower().startswith(("các ", "trưởng các ", "thủ trưởng các ", "công chức các "))


@dataclass(frozen=True, slots=True)
class YearSpan:
    """Years that a question restricts itself to, inclusive."""

    first: int
    last: int

    @property
    def wording(self) -> str:
        return f"năm {self.first}" if self.first == self.last else f"giai đoạn {self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Understanding:
    """The reading of one question.

    `facets` are in order of priority; empty when the question names only a topic. `communes` are those to answer for;
    empty when none is known. `topic` leaves out the words that the facets explain, `whole_topic` keeps them.
    `asked_unit` is what is counted where a quantity is asked for: "%" or the folded noun after "bao nhiêu"/"mấy".
    `claimed_values` are the figures that a yes/no question puts forward, `claimed_times` the points in time;
    `claim` is such a question without the words that ask whether it is so.
    `is_about_own_subject`: it names what every plan here is about ("cải cách hành chính"), which `topic` leaves out.
    `names_own_place`: "xã mình" and the like. `is_correction`: it puts a slip right; `cues` are the ways in which it
    points at the conversation ("source", "among"), named in `prompts/routing.yaml`. `relative_period` is "next",
    "previous", "first" or "last" where a period is named by the one before ("giai đoạn sau").
    """

    text: NormalisedText
    facets: tuple[str, ...]
    communes: tuple[str, ...]
    unknown_place: str | None
    agencies: tuple[AgencyMention, ...]
    years: YearSpan | None
    document_numbers: tuple[str, ...]
    claimed_values: tuple[Decimal, ...]
    is_yes_no: bool
    is_follow_up: bool
    unavailable: str | None
    topic: Topic
    whole_topic: Topic
    task_numbers: tuple[str, ...] = ()
    claimed_name: str | None = None
    asked_unit: str | None = None
    is_about_own_subject: bool = False
    unknown_agency: str | None = None
    is_commune_named: bool = False
    relative_period: str | None = None
    is_widened: bool = False
    names_own_place: bool = False
    is_correction: bool = False
    cues: tuple[str, ...] = ()
    claimed_times: frozenset[str] = frozenset()
    claim: str = ""

    @property
    def puts_deadline_forward(self) -> bool:
        """Tells whether a point in time is put forward for when something is to be done."""
        return bool(self.claimed_times) and "deadline" in self.facets

    def has(self, *facets: str) -> bool:
        """Tells whether any of `facets` was asked for."""
        return any(facet in self.facets for facet in facets)
