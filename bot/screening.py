"""What is answered before anything is looked up: small talk, and what is not done at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.reply import Status
from prompts.loader import Routing

_WORD = re.compile(r"[a-z]+")
# "100% mới đúng chứ" is a claim.
_DIGIT = re.compile(r"\d ?%|\d{2}")
# "hahahaha", "kkkkk"
_LAUGH = re.compile(r"^(ha|hi|he|hu|k)\1+$")
_WHICH = "nao"
_NO = frozenset({"khong", "ko", "hok", "hong", "chua", "gi", "ai"})
_LONGEST = 10
_ORDER = ("emergency", "unlawful", "personal_data", "injection", "promise", "elsewhere")


@dataclass(frozen=True, slots=True)
class Screened:
    """A question that ends here: its status, outcome, and the sentence that answers it.

    `is_whole`: nothing of the question is left beside what was recognised.
    """

    status: Status
    outcome: str
    message: str
    is_whole: bool = False


class Screen:
    """Matches folded questions against the screens and the small talk of the routing file."""

    def __init__(self, routing: Routing) -> None:
        self._screens = _compile(routing.screens)
        self._small_talk = _compile(routing.small_talk)
        self._words = {name: frozenset(words.split()) for name, words in routing.small_talk_words.items()}
        self._fillers = frozenset(routing.small_talk_fillers.split()).union(*self._words.values())

    def refuse(self, folded: str, typed: str) -> Screened | None:
        """Returns why the question is not taken up, or None. `typed` keeps the punctuation that `folded` lost."""
        texts = dict.fromkeys((folded, typed))
        for name in _ORDER:
            if any(pattern.search(text) for text in texts for pattern in self._screens.get(name, ())):
                if name == "emergency":
                    return Screened(Status.NOT_FOUND, "not_found_emergency", "emergency")
                if name == "elsewhere":
                    return Screened(Status.NOT_FOUND, "not_found_out_of_scope", "not_found_out_of_scope")
                return Screened(Status.REFUSED, f"refused_{name}", f"refused_{name}")
        return None

    def small_talk(self, folded: str, typed: str) -> Screened | None:
        """Returns the small talk that the whole question is, or None. `typed` is folded, and not written out."""
        of_words = self._of_words(typed)
        for name, patterns in self._small_talk.items():
            found = [match.group() for match in (pattern.search(folded) for pattern in patterns) if match]
            if found:
                is_whole = of_words is not None or any(self._is_all(match, folded) for match in found)
                return Screened(Status.CHITCHAT, f"chitchat_{name}", name, is_whole)
        return of_words

    def is_filler(self, word: str) -> bool:
        """Tells whether a folded word is one that small talk is made of."""
        return word in self._fillers

    def _is_all(self, match: str, folded: str) -> bool:
        """Tells whether nothing but fillers stands around what was recognised ("ai tạo ra bạn vậy")."""
        return self._fillers.issuperset(folded.replace(match, " ", 1).split())

    def _of_words(self, typed: str) -> Screened | None:
        """Returns the small talk of a message that holds nothing but its words ("tuyệt vời, nhanh thật đấy")."""
        words = [_LAUGH.sub(r"\1\1", word) for word in _WORD.findall(typed)]
        is_plain = words and len(words) <= _LONGEST and not _DIGIT.search(typed)
        if not is_plain or not self._fillers.issuperset(words):
            return None
        name = next((name for name, own in self._words.items() if own.intersection(words)), None)
        # "được không" asks, and so does "phiên bản nào".
        is_asked = _WHICH in words or (name == "thanks" and not _NO.isdisjoint(words))
        return Screened(Status.CHITCHAT, f"chitchat_{name}", name, is_whole=True) if name and not is_asked else None


def _compile(patterns: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[re.Pattern[str], ...]]:
    return {name: tuple(re.compile(pattern) for pattern in listed) for name, listed in patterns.items()}
