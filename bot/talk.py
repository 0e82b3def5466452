"""What is said to a message that no answer is for: small talk, talk that asks nothing, whom to turn to, openers."""

from bot.composing.draft import Draft
from bot.composing.kit import Kit
from bot.reply import Status
from bot.screening import Screen, Screened
from bot.selection import NO_TOPIC
from bot.understanding.spelling import is_vietnamese_syllable
from bot.understanding.understanding import Understanding

_ASKING = frozenset(
    {"gi", "nao", "ai", "nhieu", "may", "dau", "sao", "khi", "lau", "gio", "chua", "khong", "the", "giup", "dich"}
)
# The share of telling words that talk may have ("khuya rồi mà còn làm việc à").
_TALK_SHARE = 0.4


class Talk:
    """Words beside the answers; stateless."""

    def __init__(self, kit: Kit, screen: Screen) -> None:
        self._kit = kit
        self._screen = screen

    def screened(self, screened: Screened, commune: str | None) -> Draft:
        """Returns what is said to a message that was screened on the portal of `commune`."""
        if screened.outcome == "not_found_out_of_scope":
            return self.turned_away(screened.outcome, commune)
        place = self._place_name(commune)
        turn_to = self._kit.say("turn_to_generic", commune=place)
        said = self._kit.say(screened.message, place=place, turn_to=turn_to)
        return Draft(screened.status, screened.outcome, said, suggestions=self.openers(commune))

    def is_talk(self, reading: Understanding) -> bool:
        """Tells whether a message asks nothing and names nothing: mostly everyday words, no question word."""
        words = reading.text.tokens
        asks = reading.facets or reading.is_yes_no or reading.unavailable or not _ASKING.isdisjoint(words)
        names = reading.agencies or reading.communes or reading.document_numbers or reading.topic.names_a_matter
        is_speech = all(is_vietnamese_syllable(word) or self._screen.is_filler(word) for word in words)
        if asks or names or not words or not is_speech:
            return False
        telling = sum(len(term.alternatives[0]) for term in reading.topic.terms if term.weight > NO_TOPIC)
        return telling <= _TALK_SHARE * len(words)

    def friendly(self, commune: str | None) -> Draft:
        """Returns a friendly word to talk that asks nothing."""
        said = self._kit.say("talk", place=self._place_name(commune))
        return Draft(Status.CHITCHAT, "chitchat_talk", said, suggestions=self.openers(commune))

    def turned_away(self, outcome: str, commune: str | None) -> Draft:
        """Returns that nothing was found, by the message of `outcome`, and whom to turn to."""
        said = self._kit.say("turn_to_generic", commune=self._place_name(commune)) if commune else ""
        turn_to = self._kit.say("turn_to", turn_to=said or self._kit.say("turn_to_portal"))
        return Draft(Status.NOT_FOUND, outcome, f"{self._kit.say(outcome)}\n\n{turn_to}")

    def openers(self, commune: str | None) -> tuple[str, ...]:
        """Returns questions that the commune's plan answers, to begin with."""
        plan = self._kit.library.plan(commune) if commune else None
        if plan is None:
            return ()
        keys = ("suggest_targets", *(("suggest_signatory",) if plan.signatory else ()), "suggest_reporting")
        return tuple(self._kit.say(key) for key in keys)

    def _place_name(self, commune: str | None) -> str:
        found = self._kit.library.communes.get(commune or "")
        return found.name if found else self._kit.say("unit_generic")
