"""The procedures desk: whether a question is about a procedure, which one, and the answer; else it is the plans'."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.composing.draft import Draft
from bot.composing.kit import Kit
from bot.conversation import Turn
from bot.procedures.acceptance import certainty, features
from bot.procedures.composing import ProcedureComposer
from bot.procedures.finder import Candidate, ProcedureFinder
from bot.procedures.reading import ProcedureReader, ProcedureReading
from bot.reply import Status
from bot.understanding.normalisation import NormalisedText
from bot.understanding.phrases import PhraseTable
from corpus.procedures.outline import code_of
from corpus.procedures.records import ChannelKind, Procedure, ProcedureStatus
from prompts.loader import ProcedureRules

# Two lines are read at once; a question for everything is a question for the card.
_MOST_FIELDS = 3
_CHOICES = 5
# A turn that holds this much of another procedure's name is about that one.
_NAMES_ANOTHER = 0.45
_NAMES_ALL = 0.9
# Of two that fit alike, one whose name is held by so much more is meant.
_NAMED_APART = 0.3
_TOUCHED = 0.15
_WELL_NAMED = 0.5
_NAMED_FOR_SURE = 0.7
_NAMED_WHOLE = 0.8
_MOSTLY_COVERED = 0.7
_SURE = 0.95
# Certainty from which a procedure is meant where the plan does not say what is asked, and from which it is anyway.
_EVEN = 0.5
_LIKELIER = 0.8
# One telling word is not enough to go by, unless it is the name.
_ENOUGH_WORDS = 2
_PAPERS = frozenset({"papers", "fee", "form", "benefit"})
_ASKS = re.compile(r"\b(bao nhieu|may|ai|nao|khi nao|dau|gi|sao)\b")
# Other people's files, as the plans speak of them, and what the plans say of anybody's.
_OTHERS = re.compile(
    r"\b(nguoi dan|dan minh|dan|ba con|doanh nghiep|(he thong|phan mem|ung dung|trang) nao|xin loi|den bu|"
    r"chiu trach nhiem)\b"
)
# A further question about the last procedure names hardly anything else.
_FEW_WORDS = 3
_GOES_ON = re.compile(
    r"^(con|neu|the con|vay con|the|vay|roi|va|a|ua|o)\b|\b(thi sao|the nao|sao|nua)$|\b(do|nay|ay|no)\b"
)
_ALONE = frozenset(
    {"benefit", "time", "where", "condition", "result", "basis", "steps", "online", "papers", "fee", "form"}
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what is known of it: candidates best first, its telling tokens, the turn and procedure before.

    `is_of_plan` tells whether the plan at hand says what is asked; it is asked in doubt only, for it takes a search.
    """

    text: NormalisedText
    reading: ProcedureReading
    ranked: tuple[Candidate, ...]
    content: tuple[str, ...]
    last: Turn | None
    before: Procedure | None
    is_of_plan: Callable[[], bool]

    @property
    def best(self) -> Candidate | None:
        """The likeliest procedure."""
        return self.ranked[0] if self.ranked else None

    @property
    def is_in_plan(self) -> bool:
        """Tells whether the turn before was about a plan."""
        return self.last is not None and self.before is None and bool(self.last.record_ids)

    @property
    def goes_on(self) -> bool:
        """Tells whether the question opens or closes as one that goes on."""
        return _GOES_ON.search(self.text.folded) is not None


class ProceduresDesk:
    """Answers about procedures; stateless."""

    def __init__(self, kit: Kit, finder: ProcedureFinder, rules: ProcedureRules) -> None:
        self._kit = kit
        self.finder = finder
        self._rules = rules
        self.reader = ProcedureReader(rules)
        self._composer = ProcedureComposer(kit)
        self._sectors: PhraseTable[str] = PhraseTable()
        for sector, names in rules.sectors.items():
            for name in (sector, *names):
                self._sectors.add(name, sector)
        for sector in {procedure.sector for procedure in kit.library.procedures.values()} - set(rules.sectors):
            self._sectors.add(sector, sector)

    def answer(
        self, text: NormalisedText, last: Turn | None, is_of_plan: Callable[[], bool] = lambda: False
    ) -> Draft | None:
        """Returns the draft, or None where the question is not about procedures."""
        if not self._kit.library.procedures:
            return None
        reading = self.reader.read(text.folded)
        named = self.finder.named(text)
        if named:
            return self._about(named, reading)
        if reading.is_own_file and not reading.is_plan and not _OTHERS.search(text.folded):
            return Draft(Status.NOT_FOUND, "not_found_own_file", self._kit.say("not_found_own_file"))
        ranked = self.finder.rank(text)
        asked = _Asked(text, reading, ranked, self.finder.content(text), last, self._last_procedure(last), is_of_plan)
        if reading.is_plan and not self._is_plainly(asked.best, reading):
            return None
        for step in (self._browse, self._elsewhere, self._of_named_relative, self._of_last, self._of_relative):
            draft = step(asked)
            if draft:
                return draft
        return self._of_best(asked)

    def fields(self, text: NormalisedText) -> tuple[str, ...]:
        """Returns the fields that a question asks for: what the next turn may go on asking of another procedure."""
        return self.reader.read(text.folded).fields

    def is_procedural(self, text: NormalisedText) -> bool:
        """Tells whether a question that found nothing is asked as one asks about a procedure."""
        reading = self.reader.read(text.folded)
        return not reading.is_plan and bool({"papers", "fee", "time", "form"} & set(reading.fields) or reading.is_whole)

    def asks_for_papers(self, text: NormalisedText) -> bool:
        """Tells whether a question asks what only a procedure has: papers to bring, a fee, a form."""
        reading = self.reader.read(text.folded)
        return not (reading.is_plan or reading.hints_at_plan) and bool(_PAPERS & set(reading.fields))

    def _about(self, procedure: Procedure, reading: ProcedureReading, fields: Sequence[str] | None = None) -> Draft:
        asked = tuple(fields if fields is not None else reading.fields)
        if reading.asks_duty_time and procedure.status is ProcedureStatus.IN_FORCE:
            return self._composer.duty_time(procedure)
        if not asked or len(asked) > _MOST_FIELDS:
            return self._composer.card(procedure)
        return self._composer.fields(procedure, asked, reading.channel)

    def _last_procedure(self, last: Turn | None) -> Procedure | None:
        codes = map(code_of, last.record_ids if last else ())
        return next((self._kit.library.procedures[c] for c in codes if c in self._kit.library.procedures), None)

    def _is_plainly(self, best: Candidate | None, reading: ProcedureReading) -> bool:
        """Tells whether papers or a fee of a procedure named whole are asked for, beside whatever word of the plans."""
        if best is None or best.likeness < self._rules.surely:
            return False
        asks_papers = bool(_PAPERS & set(reading.fields))
        return best.named >= (_NAMED_FOR_SURE if asks_papers else _NAMED_WHOLE) and bool(reading.fields)

    def _elsewhere(self, asked: _Asked) -> Draft | None:
        """Says that a matter of another office is not held, unless a procedure of that name is."""
        if not asked.reading.is_elsewhere or (asked.best is not None and asked.best.named >= _NAMES_ANOTHER):
            return None
        return Draft(Status.NOT_FOUND, "not_found_procedure", self._kit.say("not_found_procedure"))

    def _of_last(self, asked: _Asked) -> Draft | None:
        """Answers a further question about the last procedure: a field, or a detail that its record says at length."""
        before, best = asked.before, asked.best
        if before is None:
            return None
        if self._is_about_last(asked):
            return self._about(before, asked.reading)
        is_another = best is not None and best.likeness >= self._rules.accept and best.named >= _TOUCHED
        if is_another and best is not None and best.procedure != before:
            return None
        detail = self._composer.detail(before, [token for token in asked.content if len(token) > 1])
        return detail or (self._about(before, asked.reading) if asked.reading.asks_duty_time else None)

    def _is_about_last(self, asked: _Asked) -> bool:
        """Tells whether a turn asks a field of the last procedure: it names no other."""
        is_new = asked.best is not None and asked.best.likeness >= self._rules.accept
        is_other = asked.best is not None and is_new and asked.best.named > _NAMES_ANOTHER
        is_short = len(asked.content) <= _FEW_WORDS or not is_new
        return bool(asked.reading.fields) and not is_other and is_short

    def _of_named_relative(self, asked: _Asked) -> Draft | None:
        """Answers about a relative that a turn names by itself, before a field of the last ("còn gia hạn?")."""
        best = asked.best
        is_named = best is not None and best.likeness >= self._rules.accept and best.named >= _TOUCHED
        return self._of_relative(asked) if is_named else None

    def _of_relative(self, asked: _Asked) -> Draft | None:
        """Answers about the relative of the last procedure that a turn goes on to ("còn gia hạn?")."""
        before, best = asked.before, asked.best
        if before is None or before.family is None or not asked.goes_on:
            return None
        if best is not None and best.named > _NAMES_ANOTHER and best.covered > _NAMES_ALL:
            return None
        ranked = self.finder.rank(asked.text, before.family)
        found = next((c for c in ranked[:_CHOICES] if c.procedure.family == before.family), None)
        if found is None or found.likeness < self._rules.accept or found.is_special or found.procedure == before:
            return None
        return self._about(found.procedure, asked.reading, self._fields(asked))

    def _of_best(self, asked: _Asked) -> Draft | None:
        """Answers about the likeliest procedure, asks back between two, or leaves the question to the plans."""
        if asked.best is None or not self._is_meant(asked.best, asked):
            return self._perhaps(asked) or self._without_subject(asked)
        tied = self._tied(asked.ranked)
        if len(tied) > 1:
            return self._composer.which([candidate.procedure for candidate in tied], asked.text.text)
        fields = self._fields(asked) if asked.before and asked.goes_on else asked.reading.fields
        return self._about(tied[0].procedure, asked.reading, fields)

    def _fields(self, asked: _Asked) -> tuple[str, ...]:
        """Returns the fields asked for, or those of the turn before that is gone on from."""
        return asked.reading.fields or (asked.last.fields if asked.last else ())

    def _is_meant(self, best: Candidate, asked: _Asked) -> bool:
        """Tells whether the best candidate is what is asked about."""
        reading, words = asked.reading, len(asked.content)
        if asked.before and asked.goes_on and asked.last and not reading.fields:
            # "còn qua Lào thì sao": what was asked of the last procedure is asked of this one.
            reading = replace(reading, fields=asked.last.fields)
        if not reading.fields and not reading.is_whole:
            # A bare name ("đăng ký kết hôn") asks for the card; a question of another kind that holds it does not.
            is_bare = best.named >= _WELL_NAMED and (best.covered >= _MOSTLY_COVERED or best.likeness >= _SURE)
            return is_bare and not _ASKS.search(asked.text.folded)
        if best.named < _WELL_NAMED and (words < _ENOUGH_WORDS or asked.is_in_plan):
            return False
        sure = certainty(self._rules.certainty, features(best, reading, words))
        return sure >= _LIKELIER or (sure >= _EVEN and not asked.is_of_plan())

    def _perhaps(self, asked: _Asked) -> Draft | None:
        """Asks back where a procedure is asked for and none fits well: the likeliest, not a guess."""
        is_of_plan = asked.reading.hints_at_plan or asked.is_in_plan
        likely = [c for c in asked.ranked[:_CHOICES] if c.likeness >= self._rules.perhaps and not c.is_special]
        if is_of_plan or not likely or not asked.reading.asks_which:
            return None
        return self._composer.which([candidate.procedure for candidate in likely[:3]], asked.text.text)

    def _tied(self, ranked: Sequence[Candidate]) -> list[Candidate]:
        """Returns the candidates that fit as well as the best and are no relatives that something sets apart."""
        best = ranked[0]
        close = [
            c
            for c in ranked[:_CHOICES]
            if best.score - c.score <= self._rules.tie and best.named - c.named <= _NAMED_APART
        ]
        named = max(close, key=lambda c: c.named)
        if all(named.named - c.named > _NAMED_APART for c in close if c is not named):
            return [named]
        # Several codes under one name are one procedure to who asks.
        close = [c for n, c in enumerate(close) if c.procedure.name not in {o.procedure.name for o in close[:n]}]
        return close if all(c.procedure.variants == best.procedure.variants for c in close) else [best]

    def _without_subject(self, asked: _Asked) -> Draft | None:
        """Asks back where a field of no procedure in particular is asked for ("mấy ngày có kết quả?")."""
        is_bare = not asked.content and bool(_ALONE & set(asked.reading.fields))
        if is_bare and asked.last is None:
            return Draft(Status.CLARIFY, "clarify_procedure", self._kit.say("clarify_procedure"))
        return None

    def _browse(self, asked: _Asked) -> Draft | None:
        """Lists the procedures of a sector, those handed in online, or all."""
        text, reading, best = asked.text, asked.reading, asked.best
        # "Riêng mấy thủ tục nhà đất thì sao?" goes on about the plan's target.
        if not reading.is_browsing or (asked.is_in_plan and asked.goes_on):
            return None
        sector = next((value for _, _, value in self._sectors.find(text.tokens)), None)
        in_force = [p for p in self._kit.library.procedures.values() if p.status is ProcedureStatus.IN_FORCE]
        found = [p for p in in_force if sector is None or p.sector == sector]
        wants_online = "online" in reading.fields or reading.channel == ChannelKind.ONLINE.value
        if wants_online:
            found = [p for p in found if any(channel.kind is ChannelKind.ONLINE for channel in p.channels)]
        if sector is None and not wants_online and best is not None and best.named >= _WELL_NAMED:
            return None
        if sector is None and not wants_online and "hanh chinh" not in text.folded:
            return None
        title = (
            self._kit.say("procedures_of_sector", sector=sector)
            if sector
            else self._kit.say("procedures_online" if wants_online else "procedures_all")
        )
        return self._composer.listing(title, found) if found else None
