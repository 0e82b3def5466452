"""The procedures desk: whether a question is about a procedure, which one, and the answer; None leaves it to the plans."""

import re
from collections.abc import Sequence

from bot.composing.draft import Draft
from bot.composing.kit import Kit
from bot.conversation import Turn
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
# What shares this little of a name must share most of the question with how people ask.
_HARDLY_NAMED = 0.25
_WELL_NAMED = 0.5
_NAMED_FOR_SURE = 0.7
# One telling word is not enough to go by, unless it is the name.
_ENOUGH_WORDS = 2
# What is asked of procedures and hardly of anything else.
_USUAL = frozenset({"papers", "fee", "form", "code", "online", "time"})
# When and where are asked of anything.
_ANYTHINGS = frozenset({"time", "where"})
_ASKS_WHICH = re.compile(r"\bthu tuc (gi|nao|chi)\b|\b(xin|can) (giay|giay phep) (gi|nao|loai nao)\b")
_ASKS = re.compile(r"\b(bao nhieu|may|ai|nao|khi nao|dau|gi|sao)\b")
# Other people's files, as the plans speak of them.
_OTHERS = re.compile(r"\b(nguoi dan|dan minh|dan|ba con|doanh nghiep)\b")
_MOSTLY_COVERED = 0.7
# A further question about the last procedure names hardly anything else.
_FEW_WORDS = 3
_GOES_ON = re.compile(r"^(con|neu|the con|vay con|the|vay|roi|va|a|ua|o)\b|\b(thi sao|the nao|sao|nua)$|\b(do|nay|ay|no)\b")
_ALONE = frozenset({"time", "where", "condition", "result", "basis", "steps", "online", "papers", "fee", "form"})


class ProceduresDesk:
    """Answers about procedures; stateless."""

    def __init__(self, kit: Kit, finder: ProcedureFinder, rules: ProcedureRules) -> None:
        self._kit = kit
        self._finder = finder
        self._rules = rules
        self._reader = ProcedureReader(rules)
        self._composer = ProcedureComposer(kit)
        self._sectors: PhraseTable[str] = PhraseTable()
        for sector, names in rules.sectors.items():
            for name in (sector, *names):
                self._sectors.add(name, sector)

    def answer(self, text: NormalisedText, last: Turn | None) -> Draft | None:
        """Returns the draft, or None where the question is not about procedures."""
        if not self._kit.library.procedures:
            return None
        reading = self._reader.read(text.folded)
        named = self._finder.named(text.folded)
        if named:
            return self._about(named, reading)
        if reading.is_own_file and not reading.is_plan and not _OTHERS.search(text.folded):
            return Draft(Status.NOT_FOUND, "not_found_own_file", self._kit.say("not_found_own_file"))
        before = self._last_procedure(last)
        if reading.is_plan:
            return None
        ranked = self._finder.rank(text)
        best = ranked[0] if ranked else None
        browsed = self._browse(text, reading, best)
        if browsed:
            return browsed
        content = self._finder.content(text)
        goes_on = before is not None and self._is_about_last(reading, text, content, best)
        if goes_on and before is not None:
            return self._about(before, reading)
        relative = self._relative(text, before, best)
        if relative:
            return self._about(relative, reading, reading.fields or (last.fields if last else ()))
        in_plan = last is not None and before is None and bool(last.record_ids)
        if best is None or not self._is_meant(best, reading, text, len(content), in_plan=in_plan):
            return self._perhaps(ranked, reading, text, in_plan=in_plan) or self._without_subject(reading, content, last)
        fields = reading.fields or (last.fields if last and before and _GOES_ON.search(text.folded) else ())
        tied = self._tied(ranked)
        if len(tied) > 1:
            return self._composer.which([candidate.procedure for candidate in tied], text.text)
        return self._about(best.procedure, reading, fields)

    def fields(self, text: NormalisedText) -> tuple[str, ...]:
        """Returns the fields that a question asks for: what the next turn may go on asking of another procedure."""
        return self._reader.read(text.folded).fields

    def is_procedural(self, text: NormalisedText) -> bool:
        """Tells whether a question that found nothing is asked as one asks about a procedure."""
        reading = self._reader.read(text.folded)
        return not reading.is_plan and bool({"papers", "fee", "time", "form"} & set(reading.fields) or reading.is_whole)

    def _about(self, procedure: Procedure, reading: ProcedureReading, fields: Sequence[str] | None = None) -> Draft:
        asked = tuple(fields if fields is not None else reading.fields)
        if not asked or len(asked) > _MOST_FIELDS:
            return self._composer.card(procedure)
        return self._composer.fields(procedure, asked, reading.channel)

    def _last_procedure(self, last: Turn | None) -> Procedure | None:
        codes = map(code_of, last.record_ids if last else ())
        return next((self._kit.library.procedures[c] for c in codes if c in self._kit.library.procedures), None)

    def _is_about_last(
        self, reading: ProcedureReading, text: NormalisedText, content: Sequence[str], best: Candidate | None
    ) -> bool:
        """Tells whether a turn asks a further field of the last procedure: it names no other."""
        if not reading.fields and not _GOES_ON.search(text.folded):
            return False
        is_other = best is not None and best.score >= self._rules.accept and best.named > _NAMES_ANOTHER
        return not is_other and bool(reading.fields) and len(content) <= _FEW_WORDS

    def _relative(self, text: NormalisedText, before: Procedure | None, best: Candidate | None) -> Procedure | None:
        """Returns the relative of the last procedure that a turn goes on to ("còn gia hạn?"), or None."""
        if before is None or before.family is None or not _GOES_ON.search(text.folded):
            return None
        if best is not None and best.named > _NAMES_ANOTHER and best.covered > _NAMES_ALL:
            return None
        ranked = self._finder.rank(text, before.family)
        found = next((c for c in ranked[:_CHOICES] if c.procedure.family == before.family), None)
        is_sure = found is not None and found.score >= self._rules.accept and not found.is_special
        return found.procedure if found is not None and is_sure and found.procedure != before else None

    def _is_meant(
        self, best: Candidate, reading: ProcedureReading, text: NormalisedText, words: int, *, in_plan: bool
    ) -> bool:
        """Tells whether the best candidate is what is asked about.

        The less a question asks as one asks of a procedure, the more of its name it must hold.
        """
        if reading.hints_at_plan and (best.named < _NAMED_FOR_SURE or best.covered < _MOSTLY_COVERED):
            return False
        asks_as_usual = bool(_USUAL & set(reading.fields)) or reading.is_whole
        least = self._rules.accept if asks_as_usual and not best.is_special else self._rules.surely
        if best.score < least or (best.named < _HARDLY_NAMED and best.covered < _MOSTLY_COVERED):
            return False
        if set(reading.fields) <= _ANYTHINGS and not reading.is_whole and best.named < _HARDLY_NAMED:
            return False
        if not reading.fields and not reading.is_whole:
            # A bare name ("đăng ký kết hôn") asks for the card; a question of another kind that holds it does not.
            return best.named >= _WELL_NAMED and best.covered >= _MOSTLY_COVERED and not _ASKS.search(text.folded)
        return best.named >= _WELL_NAMED if words < _ENOUGH_WORDS or in_plan else True

    def _perhaps(
        self, ranked: Sequence[Candidate], reading: ProcedureReading, text: NormalisedText, *, in_plan: bool
    ) -> Draft | None:
        """Asks back where a procedure is asked for and none fits well: the likeliest, not a guess."""
        asks_which = _ASKS_WHICH.search(text.folded) is not None and not reading.hints_at_plan and not in_plan
        likely = [c for c in ranked[:_CHOICES] if c.score >= self._rules.perhaps and not c.is_special]
        return self._composer.which([c.procedure for c in likely[:3]], text.text) if asks_which and likely else None

    def _tied(self, ranked: Sequence[Candidate]) -> list[Candidate]:
        """Returns the candidates that fit as well as the best and are no relatives that something sets apart."""
        best = ranked[0]
        close = [c for c in ranked[:_CHOICES] if best.score - c.score <= self._rules.tie]
        return close if all(c.procedure.variants == best.procedure.variants for c in close) else [best]

    def _without_subject(
        self, reading: ProcedureReading, content: Sequence[str], last: Turn | None
    ) -> Draft | None:
        """Asks back where a field of no procedure in particular is asked for ("mấy ngày có kết quả?")."""
        is_bare = not content and bool(_ALONE & set(reading.fields))
        if is_bare and last is None:
            return Draft(Status.CLARIFY, "clarify_procedure", self._kit.say("clarify_procedure"))
        return None

    def _browse(self, text: NormalisedText, reading: ProcedureReading, best: Candidate | None) -> Draft | None:
        if not reading.is_browsing:
            return None
        sector = next((value for _, _, value in self._sectors.find(text.tokens)), None)
        in_force = [p for p in self._kit.library.procedures.values() if p.status is ProcedureStatus.IN_FORCE]
        found = [p for p in in_force if sector is None or p.sector == sector]
        wants_online = "online" in reading.fields or reading.channel == ChannelKind.ONLINE.value
        if wants_online:
            found = [p for p in found if any(channel.kind is ChannelKind.ONLINE for channel in p.channels)]
        if sector is None and not wants_online and best is not None and best.score >= self._rules.accept:
            return None
        if sector is None and not wants_online and "hanh chinh" not in text.folded:
            return None
        title = self._kit.say("procedures_of_sector", sector=sector) if sector else self._kit.say(
            "procedures_online" if wants_online else "procedures_all"
        )
        return self._composer.listing(title, found) if found else None

