"""Repairs typing slips in folded syllables: "hoof so" → "ho so", "thanhtoan" → "thanh toan", "lomg" → "long".

Conservative on purpose: a wrong repair answers another question than the one asked. A token is touched only if the
corpus does not know it and Vietnamese does not allow it; what is touched becomes something that the corpus knows.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

_VOWELS = frozenset("aeiouy")
_MAX_LENGTH = 40  # glued words beyond this are not words
_MIN_UNSUPPORTED = 4  # letters that a slip needs when no neighbour vouches for its repair

_ONSETS = (
    *("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"),
    *("b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""),
)
# The rhymes of Vietnamese without tones and hats; "y" and its rhymes only where `_allows` says so.
_RHYMES = frozenset(
    re.findall(
        r"\w+",
        """
    a ac ach ai am an ang anh ao ap at au ay
    e ec ech em en eng enh eo ep et eu
    i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot
    u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
    uy uya uych uyen uyet uynh uyp uyt uyu
    y yem yen yeng yet yeu ych ynh yt
    """,
    )
)
_BARE_Y_ONSETS = frozenset({"", "h", "k", "l", "m", "n", "qu", "s", "t", "th", "v"})

_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

_TELEX_TONE = re.compile(r"(?<=[aeiouyw])[sfrxj](?=[a-z]?[a-z]?$)|(?<=[a-z])[sfrxj]$")
_TELEX_DOUBLE = re.compile(r"([aeod])\1")


def is_vietnamese_syllable(folded: str) -> bool:
    """Returns whether `folded` is an onset and a rhyme that Vietnamese puts together: "nghiep", not "ngiep"."""
    return folded in _SYLLABLES


def _allows(onset: str, rhyme: str) -> bool:
    first = rhyme[0]
    if first == "y":
        if rhyme == "y":
            return onset in _BARE_Y_ONSETS
        return onset == "qu" or (onset == "" and rhyme.startswith("ye"))
    if onset in {"k", "gh", "ngh"}:
        return first in "ei"
    if onset in {"c", "ng"}:
        return first not in "ei"
    if onset == "g":
        return first != "e"
    return True


# Some three thousand: every question asks for dozens.
_SYLLABLES = frozenset(onset + rhyme for onset in _ONSETS for rhyme in _RHYMES if _allows(onset, rhyme))


def repair(
    tokens: Sequence[str], vocabulary: Mapping[str, int], bigrams: Mapping[tuple[str, str], int]
) -> tuple[str, ...]:
    """Returns the folded `tokens` with slips repaired; a glued word becomes several tokens. Idempotent.

    Known tokens, legal syllables, anything with a digit or a sign, and abbreviations without a vowel never change.
    """
    repaired = tuple(tokens)
    # A repaired neighbour may be the evidence that an earlier token lacked. Each round leaves fewer unknown tokens.
    while (following := _round(repaired, vocabulary, bigrams)) != repaired:
        repaired = following
    return repaired


def _round(
    tokens: Sequence[str], vocabulary: Mapping[str, int], bigrams: Mapping[tuple[str, str], int]
) -> tuple[str, ...]:
    done: list[str] = []
    for place, token in enumerate(tokens):
        if token in vocabulary or not _is_repairable(token):
            done.append(token)
            continue
        before = done[-1] if done else ""
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        done.extend(_Slip(token, before, after, vocabulary, bigrams).repaired())
    return tuple(done)


def _is_repairable(token: str) -> bool:
    return (
        3 <= len(token) <= _MAX_LENGTH
        and token.isascii()
        and token.isalpha()
        and not _VOWELS.isdisjoint(token.replace("w", "u"))
        and not is_vietnamese_syllable(token)
    )


class _Slip:
    """One unknown token between its neighbours ("" at the ends)."""

    def __init__(
        self,
        token: str,
        before: str,
        after: str,
        vocabulary: Mapping[str, int],
        bigrams: Mapping[tuple[str, str], int],
    ) -> None:
        self._token = token
        self._before = before
        self._after = after
        self._vocabulary = vocabulary
        self._bigrams = bigrams

    def repaired(self) -> tuple[str, ...]:
        """Returns what the token stands for, surest reading first; the token itself if none is sure."""
        reading = self._telex() or self._split() or self._typo()
        return reading or (self._token,)

    def _telex(self) -> tuple[str, ...]:
        plain = without_telex(self._token)
        if plain == self._token or plain not in self._vocabulary or not is_vietnamese_syllable(plain):
            return ()
        # "gas", "bus", "tax" also look like a tone key after a syllable: in so short a token a neighbour must vouch.
        is_sure = len(self._token) > 3 or self._token.startswith("dd")
        return (plain,) if is_sure or self._support(plain) else ()

    def _split(self) -> tuple[str, ...]:
        found = list(_splits(self._token, self._vocabulary))
        readings = [parts for parts in found if self._is_joined(parts)]
        if readings:
            return max(readings, key=lambda parts: (-len(parts), self._weight(parts), parts))
        halves = [parts for parts in found if len(parts) == 2]
        is_clear = len(halves) == 1 and all(len(half) > 2 for half in halves[0])
        return halves[0] if is_clear else ()

    def _typo(self) -> tuple[str, ...]:
        near = process.extract(self._token, list(self._vocabulary), scorer=OSA.distance, score_cutoff=1, limit=None)
        known = [word for word, _, _ in near if len(word) > 1 and word.isalpha()]
        supported = sorted(((self._support(word), word) for word in known if self._support(word)), reverse=True)
        if supported:
            is_clear = len(supported) == 1 or supported[0][0] > supported[1][0]
            return (supported[0][1],) if is_clear else ()
        slips = [word for word in known if is_common_slip(self._token, word)]
        is_clear = len(slips) == 1 and len(self._token) >= _MIN_UNSUPPORTED
        return (slips[0],) if is_clear else ()

    def _support(self, word: str) -> int:
        return self._bigrams.get((self._before, word), 0) + self._bigrams.get((word, self._after), 0)

    def _is_joined(self, parts: tuple[str, ...]) -> bool:
        """Every part stands beside one that it is known to stand beside: "ho so" + "dien tu", though not "so dien"."""
        known = [pair in self._bigrams for pair in pairwise(parts)]
        return all(left or right for left, right in pairwise([False, *known, False]))

    def _weight(self, parts: tuple[str, ...]) -> int:
        return sum(self._bigrams.get(pair, 0) for pair in pairwise(parts))


def without_telex(token: str) -> str:
    """Returns `token` without Telex keys that stayed behind: "dduwowngf" → "duong", "kys" → "ky"."""
    plain = _TELEX_TONE.sub("", token, count=1)
    plain = _TELEX_DOUBLE.sub(r"\1", plain)
    plain = re.sub(r"(?<=[auo])w", "", plain)
    return plain.replace("w", "u")  # "nwowcs": w alone is ư


def is_common_slip(typed: str, meant: str) -> bool:
    """Returns whether one doubled letter, one swap or one neighbouring key lies between the two words."""
    if len(typed) == len(meant) + 1:
        return any(typed[at] == typed[at - 1] and typed[:at] + typed[at + 1 :] == meant for at in range(1, len(typed)))
    if len(typed) != len(meant):
        return False
    places = [at for at, (left, right) in enumerate(zip(typed, meant, strict=True)) if left != right]
    if len(places) == 2:
        first, second = places
        return second == first + 1 and typed[first] == meant[second] and typed[second] == meant[first]
    return len(places) == 1 and are_neighbouring_keys(typed[places[0]], meant[places[0]])


def are_neighbouring_keys(one: str, other: str) -> bool:
    """Returns whether two letters touch on a QWERTY keyboard, whose rows are shifted by about half a key."""
    place = {letter: (row, column) for row, letters in enumerate(_KEY_ROWS) for column, letter in enumerate(letters)}
    if one not in place or other not in place or one == other:
        return False
    (upper, left), (lower, right) = sorted((place[one], place[other]))
    if upper == lower:
        return abs(left - right) == 1
    return lower - upper == 1 and left - right in {0, 1}


def _splits(token: str, vocabulary: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Yields the ways to cut `token` into 2 to 5 known legal syllables."""

    def cut(rest: str, parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if not rest:
            if len(parts) > 1:
                yield parts
            return
        if len(parts) == 5:
            return
        for end in range(1, min(len(rest), 7) + 1):
            head = rest[:end]
            if head in vocabulary and is_vietnamese_syllable(head):
                yield from cut(rest[end:], (*parts, head))

    yield from cut(token, ())
