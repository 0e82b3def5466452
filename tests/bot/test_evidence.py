"""How much of a question a record covers, and how evidence is accepted."""

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.evidence import Evidence, Matcher
from bot.features import item_id
from bot.reply import Status
from bot.selection import DEFAULT_KINDS
from bot.understanding.topic import Topic, Topics
from corpus.documents import Corpus
from corpus.records import Target
from prompts.loader import load_abbreviations, load_thresholds, load_words
from tests.support.shipped import judgments

QUESTIONS = tuple(row.turns[0] for row in judgments("tuning") if len(row.turns) == 1)[::5]
THRESHOLDS = load_thresholds()
EMPTY = Topic((), "")


@pytest.fixture(scope="module")
def corpus(assistant: Assistant) -> Corpus:
    return assistant.index.corpus


@pytest.fixture(scope="module")
def matcher(corpus: Corpus) -> Matcher:
    return Matcher(corpus, load_abbreviations(), THRESHOLDS, load_words())


@pytest.fixture(scope="module")
def covered(assistant: Assistant, matcher: Matcher) -> Callable[[str, str], float]:
    """Returns how much of a question a text covers."""
    return lambda question, text: matcher.coverage_of_text(assistant.reader.read(question).whole_topic, text)


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_coverage_is_a_share(assistant: Assistant, matcher: Matcher, corpus: Corpus, data: st.DataObject) -> None:
    topic = assistant.reader.read(data.draw(st.sampled_from(QUESTIONS))).whole_topic
    item = data.draw(st.sampled_from((*corpus.records, *corpus.sections)))

    found = matcher.match(item, topic, 0.0, 1.0)

    assert 0.0 <= found.coverage <= 1.0
    assert (found.item, found.item_id) == (item, item_id(item))


@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_two_topics_the_one_that_fits_best_counts(
    assistant: Assistant, matcher: Matcher, corpus: Corpus, data: st.DataObject
) -> None:
    reading = assistant.reader.read(data.draw(st.sampled_from(QUESTIONS)))
    item = data.draw(st.sampled_from((*corpus.records, *corpus.sections)))
    topics = (reading.topic, reading.whole_topic)

    together = matcher.best_match(item, Topics.of(*topics), 0.3, 1.0)

    apart = [matcher.match(item, topic, 0.3, 1.0) for topic in topics]
    assert together == max(apart, key=lambda evidence: (evidence.coverage, evidence.score))


def test_topics_hold_what_they_share_once(assistant: Assistant) -> None:
    reading = assistant.reader.read("Ai chủ trì rà soát, đơn giản hóa thủ tục hành chính?")

    topics = Topics.of(reading.topic, reading.whole_topic, reading.topic)

    assert len(topics.terms) == len(set(topics.terms))
    assert [topic for topic, _ in topics.each] == list(dict.fromkeys((reading.topic, reading.whole_topic)))
    for topic, places in topics.each:
        assert tuple(topics.terms[place] for place in places) == topic.terms


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


def test_nothing_asked_is_nothing_covered(assistant: Assistant, matcher: Matcher, corpus: Corpus) -> None:
    unknown = assistant.reader.read("xyzzy").whole_topic

    assert unknown.weight > 0
    for topic in (EMPTY, unknown):
        assert {matcher.match(record, topic, 0.0, 1.0).coverage for record in corpus.records} == {0.0}


def test_text_is_credited_by_how_the_words_stand_in_it(covered: Callable[[str, str], float]) -> None:
    texts = ("tỷ lệ thanh toán trực tuyến của xã", "trực tuyến mà thanh toán", "thanh tra", "hồ sơ giấy")
    whole, scattered, part, nothing = (covered("thanh toán trực tuyến", text) for text in texts)

    assert whole == 1.0
    assert whole > scattered > part
    assert nothing == 0.0


@pytest.mark.parametrize("text", ["TỶ LỆ THANH TOÁN TRỰC TUYẾN", "Tỷ lệ giao dịch (thanh toán trực tuyến):"])
def test_case_and_punctuation_of_the_text_do_not_matter(covered: Callable[[str, str], float], text: str) -> None:
    assert covered("thanh toán trực tuyến", text) == 1.0


def test_informal_wording_is_covered_by_the_formal(covered: Callable[[str, str], float]) -> None:
    assert covered("trả tiền online", "Tỷ lệ thanh toán trực tuyến") == 1.0


def test_abbreviation_and_long_form_are_one(covered: Callable[[str, str], float]) -> None:
    assert covered("TTHC nội bộ", "thủ tục hành chính nội bộ") == covered("thủ tục hành chính nội bộ", "TTHC nội bộ")


def test_lone_syllable_with_other_marks_is_another_word(covered: Callable[[str, str], float]) -> None:
    assert covered("đô", "khu đô thị") > covered("đô", "việc do xã làm")


def test_surroundings_are_credited_less_than_the_title(assistant: Assistant, matcher: Matcher, corpus: Corpus) -> None:
    """Who leads a task stands beside its title."""
    task = next(record for record in corpus.records if record.kind == "task" and record.number == "10")
    title, around = (assistant.reader.read(text).whole_topic for text in ("cơ chế tự chủ", "phối hợp Các đơn vị"))

    assert matcher.match(task, title, 0.0, 1.0).coverage == 1.0
    assert 0 < matcher.match(task, around, 0.0, 1.0).coverage < 1.0


def test_agreement_is_the_lesser_of_both_ways(assistant: Assistant, matcher: Matcher) -> None:
    reading = assistant.reader.read("thanh toán trực tuyến")

    def agreement(text: str) -> float:
        return matcher.agreement(reading.whole_topic, reading.text.tokens, text)

    assert agreement("Thanh toán trực tuyến") == pytest.approx(1.0)
    assert agreement("Thanh toán trực tuyến và nhiều việc khác của cơ quan") < agreement("Thanh toán trực tuyến")
    assert agreement("Hồ sơ giấy") == 0.0


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
    other = Matcher(turned, load_abbreviations(), THRESHOLDS, load_words())

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
    reading = assistant.reader.read("tỷ lệ thanh toán trực tuyến giai đoạn 2026-2027")
    targets = [e.item for e in assistant.selector.select(reading, "tan-an").accepted if isinstance(e.item, Target)]

    assert targets
    assert {target.period.start_on.year for target in targets if target.period} == {2026}
    assert {target.period.end_on.year for target in targets if target.period} == {2027}


def test_every_kind_of_record_has_a_threshold_and_default_weight() -> None:
    kinds = {"target", "task", "duty", "legal_basis", "fact", "section"}

    assert set(DEFAULT_KINDS) == kinds
    assert kinds <= set(THRESHOLDS.accept)


def test_evidence_names_its_kind(corpus: Corpus) -> None:
    record, section = corpus.records[0], corpus.sections[0]

    assert (Evidence(record, 1.0, 1.0).kind, Evidence(section, 1.0, 1.0).kind) == (record.kind, "section")


def test_phrase_without_most_of_its_words_is_another(assistant: Assistant) -> None:
    """The lexicon has "nộp giấy mấy lần"; "nộp giấy" and some function words is any handing in."""
    reading = assistant.reader.read("bà con nộp giấy ở chỗ nào")
    assert ("nop", "giay") not in {term.alternatives[0] for term in reading.topic.terms}


def test_word_with_other_marks_is_no_evidence(assistant: Assistant) -> None:
    # The plan has "làm chủ kỹ năng số"; "chữ ký số" sounds alike without marks.
    reply = assistant.ask("chữ ký số cấp cho bao nhiêu người", "loc-binh")
    assert reply.status is Status.NOT_FOUND


def test_words_of_a_compound_that_stand_apart_are_not_the_compound(assistant: Assistant) -> None:
    # "chuyển đổi vị trí công tác theo Nghị định số 59" is no "chuyển đổi số".
    reply = assistant.ask("các chỉ tiêu về chuyển đổi số", "phong-tho")
    assert "vị trí công tác" not in reply.text


def test_word_that_says_another_again_is_not_found_twice(assistant: Assistant) -> None:
    # Only files that are followed on a system have a share in Lê Lợi; "hồ sơ" stands there, "số hóa" does not.
    reply = assistant.ask("bao nhiêu phần trăm hồ sơ giấy tờ của phường phải được số hóa", "le-loi")
    assert reply.status is Status.NOT_FOUND


def test_two_matters_that_stand_for_each_other_are_two(assistant: Assistant) -> None:
    reply = assistant.ask("công chức nào phụ trách chính quyền điện tử, chính quyền số", "le-loi")
    assert reply.status is Status.ANSWERED
