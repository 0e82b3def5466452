"""The spelling of chat: "hailog" is hài lòng, "kinhfi" kinh phí, "thihah" thi hành.

People on phones drop the n of ng and nh, write f for ph, w for qu, z for d, and leave out spaces. A token is rewritten
only when the corpus does not know it and every piece of the rewriting is known.
"""

from collections.abc import Mapping
from functools import lru_cache

_ONSETS = (("f", "ph"), ("w", "qu"), ("z", "d"), ("j", "gi"), ("q", "qu"))
_CODAS = (("g", "ng"), ("h", "nh"), ("k", "ch"), ("p", "p"))
_MAX_PIECE = 7
_MAX_TOKEN = 40
# A rewritten piece must be this much better supported than a split into more pieces.
_PIECE_COST = 1.0
_RESPELT_COST = 0.6


class ChatSpelling:
    """Rewrites folded tokens against known syllables and pairs."""

    def __init__(self, unigrams: Mapping[str, int], bigrams: Mapping[tuple[str, str], int]) -> None:
        self._unigrams = unigrams
        self._bigrams = bigrams
        self._respell = lru_cache(maxsize=4096)(self._respell_once)

    def rewrite(self, token: str) -> tuple[str, ...] | None:
        """Returns the syllables that a folded chat token stands for, or None where it is known or stays unknown."""
        if token in self._unigrams or len(token) > _MAX_TOKEN:
            return None
        if not token.isalpha() or len(token) < 2:
            return None
        respelt = self._respell(token)
        return (respelt,) if respelt else self._split(token)

    def _split(self, token: str) -> tuple[str, ...] | None:
        """Returns the cheapest split into known or respelt syllables; pairs that the corpus knows are cheaper."""
        best: list[tuple[float, tuple[str, ...]] | None] = [None] * (len(token) + 1)
        best[0] = (0.0, ())
        for end in range(2, len(token) + 1):
            for start in range(max(0, end - _MAX_PIECE), end - 1):
                before = best[start]
                piece = token[start:end]
                known = piece if piece in self._unigrams else self._respell(piece)
                if before is None or known is None:
                    continue
                cost = before[0] + _PIECE_COST + (_RESPELT_COST if known != piece else 0.0)
                if before[1] and (before[1][-1], known) in self._bigrams:
                    cost -= _PIECE_COST
                candidate = best[end]
                if candidate is None or cost < candidate[0]:
                    best[end] = (cost, (*before[1], known))
        found = best[len(token)]
        if found is None or len(found[1]) < 2:
            return None
        pairs = zip(found[1], found[1][1:], strict=False)
        return found[1] if any(pair in self._bigrams for pair in pairs) else None

    def _respell_once(self, token: str) -> str | None:
        candidates = [token]
        candidates += [new + token[len(old) :] for old, new in _ONSETS if token.startswith(old)]
        candidates += [
            base[: -len(old)] + new
            for base in list(candidates)
            for old, new in _CODAS
            if base.endswith(old) and not base.endswith(new)
        ]
        known = [candidate for candidate in candidates[1:] if candidate in self._unigrams]
        return max(known, key=lambda word: self._unigrams[word], default=None)
