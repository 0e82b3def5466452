"""Words an answer with a language model, from numbered passages, and lets nothing through that they do not hold."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.composing.absences import absent, place_of
from bot.composing.draft import Draft, Sheet
from bot.composing.kit import Ask, Kit, source_line
from bot.events import OnText
from bot.guard import violations
from bot.model.answer import RESPONSE_FORMAT, AnswerReader, ModelAnswer, Sentence
from bot.model.chat import Message
from bot.model.checking import SentenceCheck
from bot.model.conversing import Exchange
from bot.model.faults import Fault, ModelFailed
from bot.model.gate import Gate
from bot.model.passages import NumberedPassage, NumberedPassages
from bot.model.settings import ModelSettings
from bot.reply import Status
from bot.selection import Selector
from corpus.documents import Section
from corpus.records import Provenance, Record
from prompts.model_rules import ModelRules
from prompts.templates import load_prompt

_MARK = re.compile(r"\[(\d+)\]")
# The prompt's own tags are the only ones in it.
_BRACKETS = str.maketrans({"<": "(", ">": ")"})


class _Ungrounded(Exception):
    """A sentence that the passages do not hold."""

    def __init__(self, problems: Sequence[str], raw: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)
        self.raw = raw


@dataclass(frozen=True, slots=True)
class Probed:
    """How the model answered a test prompt: why not, or after how long."""

    model: str
    fault: Fault | None
    elapsed_s: float


@dataclass(slots=True)
class _Told:
    """What has been said so far: checked, cited and handed on; never taken back."""

    sheet: Sheet = field(default_factory=Sheet)
    sentences: list[str] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)


class ModelComposer:
    """Takes the place of the extractive composer for the outcomes that `model.yaml` names."""

    def __init__(
        self,
        kit: Kit,
        selector: Selector,
        rules: ModelRules,
        check: SentenceCheck,
        exchange: Exchange,
        gate: Gate,
        clock: Callable[[], float],
        settings: ModelSettings,
    ) -> None:
        self._kit = kit
        self._selector = selector
        self._rules = rules
        self._check = check
        self._exchange = exchange
        self.gate = gate
        self._clock = clock
        self._model = settings.model or ""
        self._timeout_s = settings.timeout_s
        self._system, self._question, self._repair = map(load_prompt, ("compose", "question", "repair"))
        self.prompt_digest = "-".join(prompt.digest[:6] for prompt in (self._system, self._question, self._repair))

    def compose(self, ask: Ask, question: str, draft: Draft, on_text: OnText | None = None) -> Draft:
        """Returns the answer in the model's words, or `draft` where the model is not asked or fails.

        `on_text` is given each sentence as soon as it has passed the check; what it was given opens the answer.
        """
        if draft.outcome not in self._rules.outcomes:
            return draft
        passages = self._passages(ask, draft)
        told = _Told()
        deadline = self._clock() + self._timeout_s
        messages = self._messages(ask, question, passages)
        try:
            whole = self._answer(messages, passages, told, deadline, on_text)
        except ModelFailed as exc:
            self.gate.failed(exc.fault)
            return self._without_the_rest(ask, draft, told, exc.fault)
        self.gate.succeeded()
        if not told.sentences:
            return self._nothing(ask, draft)
        return self._finished(ask, told, is_partial=whole.completeness == "partial")

    def probe(self) -> Probed:
        """Asks the model one short thing: whether it answers at all."""
        started = self._clock()
        messages = [Message("human", load_prompt("probe").render())]
        try:
            said = "".join(self._exchange.pieces(messages, None, started + self._timeout_s))
        except ModelFailed as exc:
            return Probed(self._model, exc.fault, self._clock() - started)
        return Probed(self._model, None if said.strip() else Fault.EMPTY, self._clock() - started)

    # --- asking ---

    def _passages(self, ask: Ask, draft: Draft) -> NumberedPassages:
        items = [item for item in map(self._kit.library.cited, draft.item_ids) if item is not None]
        items += [e.item for e in self._selector.candidates(ask.understanding, ask.commune.slug)]
        cited: dict[tuple[str, str], tuple[Record | Section, Provenance]] = {}
        for item in items:
            place = place_of(self._kit, item)
            cited.setdefault((place.document_id, place.quote), (item, place))
        shown = list(cited.values())[: self._rules.passages]
        return NumberedPassages(self._kit.library, shown, self._rules.passage_characters)

    def _messages(self, ask: Ask, question: str, passages: NumberedPassages) -> list[Message]:
        rendered = self._question.render(
            commune=ask.commune.name,
            passages=passages.numbered().translate(_BRACKETS),
            question=question.translate(_BRACKETS),
        )
        return [Message("system", self._system.render()), Message("human", rendered)]

    def _answer(
        self, messages: list[Message], passages: NumberedPassages, told: _Told, deadline: float, on_text: OnText | None
    ) -> ModelAnswer:
        """Returns what the model answered once every sentence of it was told; one repair is asked for."""
        try:
            return self._attempt(messages, passages, told, deadline, on_text)
        except _Ungrounded as exc:
            repair = self._repair.render(violations="; ".join(exc.problems), told=" ".join(told.sentences))
            again = [*messages, Message("ai", exc.raw), Message("human", repair)]
        try:
            return self._attempt(again, passages, told, deadline, on_text)
        except _Ungrounded as exc:
            raise ModelFailed(Fault.UNGROUNDED, str(exc)) from exc

    def _attempt(
        self, messages: list[Message], passages: NumberedPassages, told: _Told, deadline: float, on_text: OnText | None
    ) -> ModelAnswer:
        reader = AnswerReader()
        for piece in self._exchange.pieces(messages, RESPONSE_FORMAT, deadline):
            self._tell(reader.feed(piece), reader, passages, told, on_text)
        answer, rest = reader.finish()
        if answer.completeness != "none":
            self._tell(iter(rest), reader, passages, told, on_text)
        return answer

    # --- telling ---

    def _tell(
        self,
        sentences: Iterator[Sentence],
        reader: AnswerReader,
        passages: NumberedPassages,
        told: _Told,
        on_text: OnText | None,
    ) -> None:
        for sentence in sentences:
            text = " ".join(sentence.text.split()).rstrip(" .")
            if not sentence.passages or text in told.texts:
                # What rests on nothing is thrown away; what was said is not said again.
                continue
            problems = self._problems(text, sentence, passages)
            if problems:
                raise _Ungrounded(problems, reader.text)
            cited = passages.cited(sentence.passages)
            marks = "".join(f"[{told.sheet.cite(passage.item, passage.place)}]" for passage in cited)
            said = f"{passages.restored(text)} {marks}."
            if on_text:
                on_text(f" {said}" if told.sentences else said)
            told.sentences.append(said)
            told.texts.add(text)

    def _problems(self, text: str, sentence: Sentence, passages: NumberedPassages) -> tuple[str, ...]:
        cited = passages.cited(sentence.passages)
        if not passages.are_known(sentence.passages):
            return ("passage",)
        unknown = passages.unknown_tokens(text, cited)
        if unknown:
            return tuple(f"address {token}" for token in unknown)
        found = self._check.violations(text, [passage.ground for passage in cited])
        return found or violations(self._draft_of(text, cited), self._kit.library)

    def _draft_of(self, text: str, cited: Sequence[NumberedPassage]) -> Draft:
        sheet = Sheet()
        for passage in cited:
            sheet.cite(passage.item, passage.place)
        sheet.add(text)
        return sheet.answer("answered_model")

    # --- finishing ---

    def _finished(self, ask: Ask, told: _Told, *, is_partial: bool) -> Draft:
        told.sheet.add(" ".join(told.sentences))
        if is_partial:
            told.sheet.add(self._kit.say("model_partial"))
        told.sheet.add(source_line(self._kit, told.sheet.places))
        draft = told.sheet.answer("answered_model", ask.commune.slug)
        return replace(draft, composer="model", prompt_digest=self.prompt_digest)

    def _nothing(self, ask: Ask, draft: Draft) -> Draft:
        """The model found no answer in the passages: the nearest of them is shown, and nothing is claimed."""
        near = next((item for item in map(self._kit.library.cited, draft.item_ids) if item is not None), None)
        what = self._kit.say("what_content_about", topic=ask.understanding.topic.wording)
        nothing = absent(self._kit, ask, what, outcome="not_found_model_none", near=near)
        return replace(nothing, composer="model", prompt_digest=self.prompt_digest)

    def _without_the_rest(self, ask: Ask, draft: Draft, told: _Told, fault: Fault) -> Draft:
        """The quotes answer; what was told already stays before them."""
        composer = f"extractive_after_{fault}"
        if not told.sentences:
            return replace(draft, composer=composer, prompt_digest=self.prompt_digest)
        if draft.status is not Status.ANSWERED:
            return replace(self._finished(ask, told, is_partial=True), composer=composer)
        told.sheet.add(" ".join(told.sentences))
        items = [item for item in map(self._kit.library.cited, draft.item_ids) if item is not None]
        numbers: dict[str, int] = {}
        for number, place in enumerate(draft.places, start=1):
            item = next((i for i in items if place_of(self._kit, i) == place), items[0])
            numbers[str(number)] = told.sheet.cite(item, place)
        told.sheet.add(_MARK.sub(lambda mark: f"[{numbers[mark.group(1)]}]", draft.text))
        told.sheet.counts |= draft.counts
        mixed = told.sheet.answer(draft.outcome, ask.commune.slug)
        return replace(mixed, composer=composer, prompt_digest=self.prompt_digest)
