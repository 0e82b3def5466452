"""How much of a question a record covers, and how evidence is accepted."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.evidence import Bag, Evidence, Features, Matcher, item_id
from bot.selection import DEFAULT_KINDS
from bot.understanding.topic import Term, Topic
from corpus.documents import Corpus
from prompts.loader import load_abbreviations, load_thresholds, load_words
from tests.support.shipped import judgments

QUESTIONS = tuple(row.turns[0] for row in judgments("tuning") if len(row.turns) == 1)[::5]
THRESHOLDS = load_thresholds()
UNKNOWN = Topic((Term((("xyzzy",),), 4.0),), "xyzzy")
EMPTY = Topic((), "")


@pytest.fixture(scope="module")
def corpus(assistant: Assistant) -> Corpus:
    return assistant.index.corpus


@pytest.fixture(scope="module")
def matcher(corpus: Corpus) -> Matcher:
    return Matcher(corpus, load_abbreviations(), THRESHOLDS, load_words().measure_words)


def features(title: str, context: str = "") -> Features:
    return Features(Bag.of(title.split()), Bag.of(context.split()), Bag.of(title.split()), 1.0)


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_coverage_is_a_share(assistant: Assistant, matcher: Matcher, corpus: Corpus, data: st.DataObject) -> None:
    topic = assistant.reader.read(data.draw(st.sampled_from(QUESTIONS))).whole_topic
    item = data.draw(st.sampled_from((*corpus.records, *corpus.sections)))

    found = matcher.match(item, topic, 0.0, 1.0)

    assert 0.0 <= found.coverage <= 1.0
    assert (found.item, found.item_id) == (item, item_id(item))


def test_whole_topic_covered_is_one(assistant: Assistant, matcher: Matcher, corpus: Corpus) -> None:
    """A target asked about in its own words is covered whole."""
    targets = [record for record in corpus.records if record.kind == "target"]
    missed = {
        target.record_id: coverage
        for target in targets
        if (
            coverage := matcher.match(
                target, assistant.reader.read(target.indicator.lower()).whole_topic, 0.0, 1.0
            ).coverage
        )
        < 0.99
    }

    # A comma or bracket inside an indicator parts words that a lone syllable is looked for beside.
    assert len(missed) <= 0.1 * len(targets), missed
    assert min(missed.values(), default=1.0) > THRESHOLDS.accept["target"]


def test_nothing_asked_is_nothing_covered(matcher: Matcher, corpus: Corpus) -> None:
    assert {matcher.match(record, EMPTY, 0.0, 1.0).coverage for record in corpus.records} == {0.0}
    assert {matcher.match(record, UNKNOWN, 0.0, 1.0).coverage for record in corpus.records} == {0.0}


@pytest.mark.parametrize(
    ("title", "context", "expected"),
    [
        ("thanh toán trực tuyến", "", 1.0),
        ("tỷ lệ thanh toán trực tuyến của xã", "", 1.0),
        ("số khác", "thanh toán trực tuyến", THRESHOLDS.context_credit),
        ("tuyến trực toán thanh", "", THRESHOLDS.scattered_credit),
        ("hồ sơ giấy", "", 0.0),
    ],
)
def test_phrase_is_credited_by_where_and_how_it_stands(
    matcher: Matcher, title: str, context: str, expected: float
) -> None:
    topic = Topic((Term((("thanh", "toan", "truc", "tuyen"),), 3.0),), "")

    assert matcher.coverage(topic, features(title, context)) == pytest.approx(expected)


def test_any_alternative_counts_as_the_term(matcher: Matcher) -> None:
    topic = Topic((Term((("online",), ("truc", "tuyen")), 3.0),), "")

    assert matcher.coverage(topic, features("dịch vụ công trực tuyến")) == 1.0


def test_lone_syllable_is_sure_only_beside_its_neighbour_or_as_written(matcher: Matcher) -> None:
    def covered(title: str, left: str | None, written: str) -> float:
        return matcher.coverage(Topic((Term((("do",),), 3.0, left, None, written),), ""), features(title))

    assert covered("bản đô thị", "ban", "đô") == 1.0
    assert covered("khu đô thị", "ban", "đô") == THRESHOLDS.lone_syllable_credit
    assert covered("do xã làm", "ban", "đô") < THRESHOLDS.lone_syllable_credit


def test_weight_falls_with_frequency_and_is_capped(matcher: Matcher) -> None:
    common, rare, unknown = (matcher.weight(syllable) for syllable in ("chinh", "blockchain", "xyzzy"))

    assert 0 < common < rare <= 5.0
    assert unknown <= 5.0


@given(seed=st.integers(0, 2**16), question=st.sampled_from(QUESTIONS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_of_terms_and_of_the_corpus_does_not_matter(
    assistant: Assistant, matcher: Matcher, corpus: Corpus, seed: int, question: str
) -> None:
    topic = assistant.reader.read(question).whole_topic
    terms = list(topic.terms)
    random.Random(seed).shuffle(terms)
    shuffled = Topic(tuple(terms), topic.wording)

    for item in random.Random(seed).sample(corpus.records, 20):
        before, after = (matcher.match(item, asked, 0.3, 1.0) for asked in (topic, shuffled))
        assert (after.coverage, after.score) == pytest.approx((before.coverage, before.score))


def test_matcher_over_a_shuffled_corpus_scores_alike(assistant: Assistant, matcher: Matcher, corpus: Corpus) -> None:
    records, sections = list(corpus.records), list(corpus.sections)
    random.Random(7).shuffle(records)
    random.Random(8).shuffle(sections)
    turned = corpus.model_copy(update={"records": tuple(records), "sections": tuple(sections)})
    other = Matcher(turned, load_abbreviations(), THRESHOLDS, load_words().measure_words)

    for question in QUESTIONS[:20]:
        topic = assistant.reader.read(question).topic
        for item in records[::25]:
            assert other.match(item, topic, 0.0, 1.0) == matcher.match(item, topic, 0.0, 1.0)


def test_selection_is_best_first_accepted_and_of_one_commune(assistant: Assistant) -> None:
    reading = assistant.reader.read("tỷ lệ thanh toán trực tuyến")
    selection = assistant.selector.select(reading, "tan-an")

    scores = [evidence.score for evidence in selection.accepted]
    assert scores == sorted(scores, reverse=True)
    assert selection.accepted
    for evidence in selection.accepted:
        assert evidence.coverage >= min(THRESHOLDS.accept.values())
        assert evidence.item_id.startswith("tan-an")


def test_records_that_fit_alike_are_tied(assistant: Assistant) -> None:
    reading = assistant.reader.read("tỷ lệ thanh toán trực tuyến")
    accepted = assistant.selector.select(reading, "tan-an").accepted
    tied = assistant.selector.tied(accepted)

    assert tied[0] == accepted[0]
    assert {evidence.kind for evidence in tied} == {accepted[0].kind}
    assert max(accepted[0].score - evidence.score for evidence in tied) <= THRESHOLDS.tie


def test_years_leave_out_targets_of_other_years(assistant: Assistant) -> None:
    first = assistant.selector.select(
        assistant.reader.read("tỷ lệ thanh toán trực tuyến giai đoạn 2026-2027"), "tan-an"
    )
    periods = {
        evidence.item.period.raw
        for evidence in first.accepted
        if not isinstance(evidence, type(None)) and evidence.kind == "target" and evidence.item.period  # type: ignore[union-attr]
    }

    assert periods == {"giai đoạn 2026 - 2027"}


def test_every_kind_of_record_has_a_threshold_and_default_weight() -> None:
    kinds = {"target", "task", "duty", "legal_basis", "fact", "section"}

    assert set(DEFAULT_KINDS) == kinds
    assert kinds <= set(THRESHOLDS.accept)


def test_evidence_names_its_kind(corpus: Corpus) -> None:
    record, section = corpus.records[0], corpus.sections[0]

    assert (Evidence(record, 1.0, 1.0).kind, Evidence(section, 1.0, 1.0).kind) == (record.kind, "section")
