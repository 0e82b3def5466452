"""The corpus looked up by commune and by id."""

from datetime import date

import pytest

from bot.assistant import Assistant
from bot.library import Library, period_phrase
from corpus.documents import Corpus, Section
from corpus.records import FactTopic, Period
from tests.support.fake_assistant import make_corpus
from tests.support.shipped import AFTER_2025, COMMUNES


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> Library:
    return assistant.kit.library


def test_everything_is_found_under_its_id(library: Library) -> None:
    corpus = library.corpus

    assert all(library.record(record.record_id) is record for record in corpus.records)
    assert all(library.item(record.record_id) is record for record in corpus.records)
    assert all(library.section(s.document_id, s.section_id) is s for s in corpus.sections)
    assert all(library.document(d.document_id) is d for d in corpus.documents)
    assert all(library.agency(agency.agency_id) is agency for agency in corpus.agencies)


def test_what_is_not_there_is_none(library: Library) -> None:
    assert library.record("nothing") is None
    assert library.item("nothing") is None
    assert library.section("nothing", "s1") is None
    assert library.agency("nothing") is None
    assert library.plan("kim-lien") is None


def test_section_is_an_item_but_no_record(library: Library) -> None:
    section = library.corpus.sections[0]
    identifier = f"{section.document_id}#{section.section_id}"

    assert library.item(identifier) is section
    assert library.record(identifier) is None


@pytest.mark.parametrize("commune", COMMUNES)
def test_records_of_a_commune_are_its_own_and_complete(library: Library, commune: str) -> None:
    records, plan = library.records(commune), library.plan(commune)

    assert records
    assert plan is not None
    assert {record.commune for record in records} == {commune}
    assert {record.provenance.document_id for record in records} == {plan.document_id}
    kinds = (*library.targets(commune), *library.tasks(commune), *library.legal_bases(commune))
    facts = [fact for topic in FactTopic for fact in library.facts(commune, topic)]
    duties = [record for record in records if record.kind == "duty"]
    assert len(kinds) + len(facts) + len(duties) == len(records)


def test_siblings_are_the_other_targets_of_the_same_place(library: Library) -> None:
    for commune in COMMUNES:
        for target in library.targets(commune):
            for sibling in library.siblings(target):
                assert sibling.record_id != target.record_id
                assert sibling.provenance.section_id == target.provenance.section_id
                assert target in library.siblings(sibling)


def test_conflicts_are_found_from_either_reading(library: Library) -> None:
    for conflict in library.corpus.conflicts:
        for record_id in conflict.record_ids:
            assert conflict in library.conflicts(conflict.commune, [record_id])
            assert library.record(record_id) is not None
    assert library.conflicts("lac-phuong", []) == ()


def test_conflict_topics_of_a_document(library: Library) -> None:
    plan = library.plan("lac-phuong")
    assert plan is not None

    assert library.has_conflict(plan, "period")
    assert not library.has_conflict(plan, "value")


def test_trail_leads_to_the_top_and_parts_lead_back(library: Library) -> None:
    for commune in COMMUNES:
        for heading in library.headings(commune):
            for part in library.parts(heading):
                assert library.trail(part.document_id, part.section_id)[0] == heading
    top = next(s for s in library.corpus.sections if s.parent_id is None)
    assert library.trail(top.document_id, top.section_id) == ()


def test_section_is_cited_with_its_own_words_and_place(library: Library) -> None:
    section: Section = next(s for s in library.corpus.sections if s.kind == "bullet")
    place = library.provenance_of(section)

    assert (place.quote, place.section_label, place.location) == (section.text, section.label, section.location)


def with_plans(*plans: tuple[str, date | None, int]) -> Corpus:
    """Returns a corpus whose commune has documents of the given ids, dates and first years."""
    corpus = make_corpus()
    (document,) = corpus.documents
    documents = tuple(
        document.model_copy(
            update={
                "document_id": name,
                "issued_on": issued_on,
                "period": Period(raw=f"năm {year}", start_on=date(year, 1, 1), end_on=date(year, 12, 31)),
            }
        )
        for name, issued_on, year in plans
    )
    return corpus.model_copy(update={"documents": documents, "sections": (), "records": ()})


def test_newest_document_is_the_plan() -> None:
    old, new, undated = ("old", date(2024, 5, 1), 2024), ("new", date(2025, 12, 1), 2026), ("undated", None, 2025)
    for order in ((old, new, undated), (undated, new, old)):
        plan = Library(with_plans(*order), AFTER_2025).plan("lac-phuong")
        assert plan is not None
        assert plan.document_id == "new"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("giai đoạn 2026 - 2030", "giai đoạn 2026 - 2030"),
        ("Giai đoạn 2026-2030", "giai đoạn 2026-2030"),
        ("2026–2030", "giai đoạn 2026–2030"),
        ("năm 2025", "năm 2025"),
        ("6 tháng cuối năm 2025", "6 tháng cuối năm 2025"),
    ],
)
def test_period_is_said_in_running_text(raw: str, said: str) -> None:
    assert period_phrase(Period(raw=raw, start_on=date(2025, 1, 1), end_on=date(2025, 12, 31))) == said
    assert period_phrase(None) == ""
