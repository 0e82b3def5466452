"""The one place where the assistant is put together from its parts."""

import gc
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from itertools import pairwise

from bot.answering import Answerer
from bot.answering.continuing import ContinuingAnswers
from bot.answering.last_answer import LastAnswer
from bot.assistant import Assistant
from bot.claims import Claims
from bot.comparing import Comparer
from bot.composing.kit import Kit
from bot.conversation import Conversations, Memory
from bot.evidence import Matcher
from bot.library import Library
from bot.model.settings import ModelSettings
from bot.near_questions import NearQuestions
from bot.plans import PlanAnswers, Plans
from bot.plans_desk import PlansDesk
from bot.procedures.desk import ProceduresDesk
from bot.procedures.finder import ProcedureFinder
from bot.screening import Screen
from bot.selection import Selector
from bot.settings import BotSettings
from bot.talk import Talk
from bot.understanding.normalisation import Normaliser
from bot.understanding.place_names import PlaceNames
from bot.understanding.places import PlaceFinder
from bot.understanding.reader import Reader, facet_kinds
from bot.understanding.topic import TopicBuilder
from bot.understanding.vocabulary import Vocabulary
from corpus.records import LegalBasis
from corpus.restoration import Restorer, modern
from corpus.text import fold, normalise
from prompts.loader import (
    Abbreviations,
    Lexicon,
    Words,
    load_abbreviations,
    load_lexicon,
    load_messages,
    load_procedure_rules,
    load_routing,
    load_thresholds,
    load_words,
)
from retrieval.index import Index, open_index
from retrieval.settings import RetrievalSettings
from retrieval.tokenizer import syllables

_WORD = re.compile(r"\w+")
# A collocation: met this often, and in this share of the places where its rarer syllable stands.
_COLLOCATION_COUNT = 3
_COLLOCATION_SHARE = 0.6


def build_assistant(
    settings: BotSettings, conversations: Memory | None = None, model: ModelSettings | None = None
) -> Assistant:
    """Opens the index and returns the assistant over it; it remembers in `conversations`, else in memory.

    Without a `model` that is on, every answer is extractive.

    Raises:
        RetrievalError: there is no index, or it does not fit the settings.
        PromptError: a text or word list is not of the documented shape.
    """
    index = open_index(settings.index_dir, RetrievalSettings())
    return assemble(index, settings, conversations=conversations, model=model)


def assemble(
    index: Index,
    settings: BotSettings,
    today: Callable[[], date] = date.today,
    clock: Callable[[], float] = time.monotonic,
    conversations: Memory | None = None,
    model: ModelSettings | None = None,
) -> Assistant:
    """Returns the assistant over an open index; tests pass their own clock."""
    with _collector_paused():
        return _assembled(index, settings, today, clock, conversations, model)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keeps the collector from going over what is being built (a fifth of the time): all of it stays."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _assembled(
    index: Index,
    settings: BotSettings,
    today: Callable[[], date],
    clock: Callable[[], float],
    conversations: Memory | None,
    model: ModelSettings | None,
) -> Assistant:
    abbreviations, lexicon, words = load_abbreviations(), load_lexicon(), load_words()
    routing, thresholds = load_routing(), load_thresholds()
    library = Library(index.corpus, today())
    matcher = Matcher(index.corpus, abbreviations, thresholds, words)
    vocabulary = _vocabulary(index, abbreviations, lexicon, words)
    pairs = _pairs_in(section.text for section in index.corpus.sections)
    marked = _marked_texts(index)
    written_pairs = frozenset(pair for words in marked for pair in pairwise(words))
    restorer = Restorer.load()
    normaliser = Normaliser(abbreviations, vocabulary, restorer, written_pairs)
    topics = TopicBuilder(lexicon, words, matcher.weight, matcher.phrase_weight, thresholds.soft_weight, pairs)
    said = [phrase for entry in lexicon.entries for phrase in entry.said]
    said += [name for entry in index.corpus.everyday_names for name in entry.names]
    spoken = _pairs_in(said)
    names = PlaceNames.load(restorer.text_log_probability)
    places = PlaceFinder(index.corpus.communes, words, pairs, spoken, written_pairs, names)
    own_numbers = frozenset(fold(d.document_number) for d in index.corpus.documents if d.document_number)
    cited_numbers = frozenset(record.number for record in index.corpus.records if isinstance(record, LegalBasis))
    signatories = frozenset(fold(d.signatory.name) for d in index.corpus.documents if d.signatory)
    reader = Reader(
        normaliser,
        places,
        index.corpus.agencies,
        topics,
        routing,
        own_numbers,
        cited_numbers,
        signatories,
        words,
        pairs,
        _collocations_in(marked),
    )
    messages, kinds = load_messages(), facet_kinds(routing)

    def make(library: Library) -> PlanAnswers:
        kit = Kit(library, messages, today)
        selector = Selector(index, library, matcher, topics, normaliser, thresholds, words, routing.details, kinds)
        answerer = Answerer(kit, selector, words)
        last_answer = LastAnswer(kit, selector, answerer)
        claims = Claims(kit, selector, routing.claim_words)
        answers = ContinuingAnswers(reader, selector, answerer, last_answer, claims)
        return PlanAnswers(kit, selector, answers, last_answer, NearQuestions(kit, selector, reader, answerer))

    plans = Plans(make(library), make)
    kit, selector = plans.main.kit, plans.main.selector
    memory = conversations or Conversations(clock, settings.conversation_limit, settings.conversation_lifetime_s)
    comparer = Comparer(kit, selector, Answerer(kit, selector, words))
    rules = load_procedure_rules()
    desk = ProceduresDesk(kit, ProcedureFinder(index, rules), rules)
    screen = Screen(routing)
    talk = Talk(kit, screen)
    composer = None
    if model and model.is_on:
        # 0.6 s and 60 MB: only where there is a model.
        composer = import_module("bot.model.assembly").make_composer(model, kit, selector, words, clock)
    return Assistant(index, plans, PlansDesk(plans), reader, screen, talk, comparer, desk, memory, composer)


def _pairs_in(texts: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Returns the pairs of folded syllables that `texts` write."""
    return frozenset(pair for text in texts for pair in pairwise(syllables(text)))


def _marked_texts(index: Index) -> list[list[str]]:
    """Returns the words of each section with their marks."""
    return [[modern(word) for word in _WORD.findall(normalise(s.text).lower())] for s in index.corpus.sections]


def _collocations_in(texts: Sequence[Sequence[str]]) -> frozenset[tuple[str, str]]:
    """Returns the pairs of which one syllable hardly ever stands without the other ("đất đai"), with their marks."""
    singles = Counter(word for words in texts for word in words)
    together = Counter(pair for words in texts for pair in pairwise(words))
    return frozenset(
        pair
        for pair, count in together.items()
        if count >= _COLLOCATION_COUNT and count >= _COLLOCATION_SHARE * min(singles[pair[0]], singles[pair[1]])
    )


def _vocabulary(index: Index, abbreviations: Abbreviations, lexicon: Lexicon, words: Words) -> Vocabulary:
    texts = [section.text for section in index.corpus.sections]
    texts += [phrase for entry in lexicon.entries for phrase in (*entry.said, *entry.means)]
    texts += (*abbreviations.administrative.values(), *abbreviations.typed.values())
    texts += [*words.split("function_words"), *words.soft]
    texts += [commune.name for commune in index.corpus.communes]
    return Vocabulary.from_texts(texts)
