"""A small corpus and an assistant over it, for tests of the edges: every kind of reply, no index, no model."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.events import AnswerEvent, Observer, tell
from bot.links import viewer_path
from bot.reply import Choice, Citation, Reply, Status
from corpus.documents import (
    Agency,
    Commune,
    Corpus,
    ImportReport,
    Section,
    SectionKind,
    Signatory,
    SourceDocument,
)
from corpus.records import (
    AgencyRef,
    Comparator,
    Conflict,
    Location,
    Period,
    Provenance,
    Reading,
    Schedule,
    Target,
    Task,
)

DOCUMENT_ID = "lac-phuong-plan"
_LINE = Location(first_line=1, last_line=1)
_PERIOD = Period(raw="2026–2030", start_on=date(2026, 1, 1), end_on=date(2030, 12, 31))
_CENTRE = AgencyRef(agency_id="lac-phuong/trung-tam", name="Trung tâm Phục vụ hành chính công")
_GOAL = "Thanh toán trực tuyến đạt từ 50% trở lên <b>số</b> giao dịch & hồ sơ"
_ROW = "3 | Rà soát, đơn giản hóa TTHC | Trung tâm Phục vụ hành chính công | Các phòng | 2026–2030 | Văn bản rà soát"


def make_section(section_id: str, kind: SectionKind, text: str, parent_id: str | None = None) -> Section:
    return Section(
        section_id=section_id,
        document_id=DOCUMENT_ID,
        parent_id=parent_id,
        kind=kind,
        path=(),
        label=f"mục {section_id}",
        heading=text[:30],
        text=text,
        location=_LINE,
    )


def make_provenance(section_id: str, quote: str) -> Provenance:
    return Provenance(
        document_id=DOCUMENT_ID, section_id=section_id, section_label=f"mục {section_id}", location=_LINE, quote=quote
    )


def make_corpus() -> Corpus:
    """Returns two communes, one document with an outline, a table, a defect and a contradiction."""
    sections = (
        make_section("s1", "title", "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH"),
        make_section("s2", "heading", "II. MỤC TIÊU"),
        make_section("s3", "bullet", _GOAL, parent_id="s2"),
        make_section("s4", "annex", "PHỤ LỤC NHIỆM VỤ"),
        make_section("s5", "table_row", "STT | Nhiệm vụ | Chủ trì | Phối hợp | Thời gian | Sản phẩm", parent_id="s4"),
        make_section("s6", "table_row", _ROW, parent_id="s4"),
    )
    target = Target(
        record_id="lac-phuong/target/1",
        commune="lac-phuong",
        indicator="Tỷ lệ thanh toán trực tuyến",
        comparator=Comparator.AT_LEAST,
        value=Decimal(50),
        unit="%",
        wording="từ 50% trở lên",
        period=_PERIOD,
        provenance=make_provenance("s3", _GOAL),
    )
    task = Task(
        record_id="lac-phuong/task/3",
        commune="lac-phuong",
        position=3,
        number="3",
        group_number=None,
        group=None,
        title="Rà soát, đơn giản hóa TTHC",
        lead_agencies=(_CENTRE,),
        coordinating_agencies=(),
        schedule=Schedule(raw="2026–2030", start_on=date(2026, 1, 1), deadline_on=date(2030, 12, 31)),
        deliverable="Văn bản rà soát",
        provenance=make_provenance("s6", _ROW),
    )
    conflict = Conflict(
        conflict_id="c1",
        commune="lac-phuong",
        document_id=DOCUMENT_ID,
        topic="value",
        subject="tỷ lệ cắt giảm",
        readings=(
            Reading(value="30%", provenance=make_provenance("s3", _GOAL)),
            Reading(value="20%", provenance=make_provenance("s6", _ROW)),
        ),
    )
    document = SourceDocument(
        document_id=DOCUMENT_ID,
        commune="lac-phuong",
        document_type="Kế hoạch",
        title="Kế hoạch cải cách hành chính xã Lạc Phượng giai đoạn 2026–2030",
        document_number=None,
        issuing_body="Ủy ban nhân dân xã Lạc Phượng",
        issued_on=None,
        period=_PERIOD,
        signatory=Signatory(name="Nguyễn Văn A", position="Phó Chủ tịch"),
        sha256="0" * 64,
        blanks={"document_number": "Số:   /KH-UBND"},
        defects=("Thiếu nhiệm vụ số 7.",),
    )
    return Corpus(
        communes=(
            Commune(slug="lac-phuong", name="xã Lạc Phượng", province="Hải Phòng"),
            Commune(slug="tan-an", name="xã Tân An", province="Cà Mau"),
        ),
        documents=(document,),
        sections=sections,
        records=(target, task),
        agencies=(Agency(agency_id=_CENTRE.agency_id, commune="lac-phuong", name=_CENTRE.name, aliases=("một cửa",)),),
        conflicts=(conflict,),
        report=ImportReport(documents=(DOCUMENT_ID,), counts={}, rejected=()),
    )


@dataclass
class FakeManifest:
    index_id: str = "fake-index"
    counts: Mapping[str, int] = field(default_factory=lambda: {"target": 1, "task": 1})


@dataclass
class FakeIndex:
    manifest: FakeManifest = field(default_factory=FakeManifest)
    corpus: Corpus = field(default_factory=make_corpus)


OnText = Callable[[str], None] | None


class FakeAssistant:
    """Answers by keyword: "chào" greets, "xã nào" asks back, "hỏng" is a bug. Remembers what it was asked.

    Tests that want other answers override `reply_to`.
    """

    def __init__(self) -> None:
        self.index = FakeIndex()
        self.waiting_places = 0
        self.away: tuple[str, ...] = ()
        self.observers: list[Observer] = []
        self.asked: list[tuple[str, str | None, str | None, str]] = []
        self._ids = itertools.count(1)

    def ask(
        self,
        question: str,
        commune: str | None = None,
        conversation_id: str | None = None,
        channel: str = "api",
        on_text: OnText = None,
        person: str = "",
    ) -> Reply:
        reply = self.reply_to(question, commune, conversation_id, channel)
        tell(_event(reply, question, commune, channel, person), self.observers)
        return reply

    def reply_to(self, question: str, commune: str | None, conversation_id: str | None, channel: str) -> Reply:
        self.asked.append((question, commune, conversation_id, channel))
        if "hỏng" in question:
            raise RuntimeError("a bug with a secret in it")
        answer_id, conversation = f"a{next(self._ids)}", conversation_id or "c1"
        if "chào" in question.lower():
            return Reply(answer_id, conversation, Status.CHITCHAT, "chitchat", "Chào anh/chị.", suggestions=("Ai ký?",))
        if "xã nào" in question:
            choice = Choice(label="xã Tân An", question="Ai ký?", commune="tan-an")
            return Reply(
                answer_id, conversation, Status.CLARIFY, "clarify_commune", "Anh/chị hỏi về xã nào?", choices=(choice,)
            )
        return Reply(
            answer_id,
            conversation,
            Status.ANSWERED,
            "answered",
            "**Từ 50% trở lên** <script>alert(1)</script> [1]\n\n- Giai đoạn: 2026–2030 [1]\n- Nguồn: mục s3",
            citations=(
                Citation(
                    number=1,
                    commune="lac-phuong",
                    document_id=DOCUMENT_ID,
                    document_title="Kế hoạch cải cách hành chính xã Lạc Phượng giai đoạn 2026–2030",
                    document_number=None,
                    issued_on=None,
                    section="mục s3",
                    quote=_GOAL,
                    path=viewer_path(DOCUMENT_ID, "s3", _GOAL),
                ),
            ),
            suggestions=("Ai chủ trì?",),
            notice="Văn bản có mâu thuẫn.",
        )


def _event(reply: Reply, question: str, commune: str | None, channel: str, person: str) -> AnswerEvent:
    return AnswerEvent(
        answer_id=reply.answer_id,
        conversation_id=reply.conversation_id,
        question=question,
        status=reply.status.value,
        outcome=reply.outcome,
        intent="",
        channel=channel,
        commune=commune or "",
        evidence=(),
        composer="extractive",
        prompt_digest=None,
        index_id="fake-index",
        elapsed_s=0.001,
        steps={},
        person=person,
    )
