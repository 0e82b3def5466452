"""What is known of commune bodies in general, read from `data/agencies.yaml`."""

from collections.abc import Iterable
from functools import cached_property, lru_cache

from pydantic import ConfigDict

from corpus.lexicon import load_lexicon
from corpus.records import Frozen
from corpus.tokens import key_of


class Body(Frozen):
    """A body that communes have, with official (`aliases`) and colloquial (`informal`) names."""

    slug: str
    name: str
    always: bool = False
    yields_to: str | None = None
    aliases: tuple[str, ...] = ()
    informal: tuple[str, ...] = ()


class AgencyLexicon(Frozen):
    """The whole of `data/agencies.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    bodies: tuple[Body, ...]
    expansions: dict[str, str]
    not_agencies: tuple[str, ...]
    scopes: tuple[str, ...]
    not_scopes: tuple[str, ...]
    collectives: tuple[str, ...]

    def variants(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Returns the keys of `name` in long and short form ("UBND" for "Ủy ban nhân dân" and back)."""
        keys = {key_of(name)}
        for short, long in self.expansions.items():
            for key in tuple(keys):
                keys.add(_replace(key, (short,), key_of(long)))
                keys.add(_replace(key, key_of(long), (short,)))
        return tuple(sorted(key for key in keys if key))

    def strip_scope(self, key: tuple[str, ...]) -> tuple[str, ...]:
        """Returns `key` without a trailing "xã", "của phường" and the like."""
        if any(key[-len(name) :] == name for name in self._not_scope_keys):
            return key
        for scope in self._scope_keys:
            if len(key) > len(scope) and key[-len(scope) :] == scope:
                return self.strip_scope(key[: -len(scope)])
        return key

    def is_collective(self, name: str) -> bool:
        """Whether `name` begins like a group of agencies ("Các cơ quan, đơn vị liên quan")."""
        key = key_of(name)
        return any(key[: len(start)] == start for start in self._collective_keys)

    def is_body(self, name: str) -> bool:
        """Whether `name` is exactly one known body."""
        return self.strip_scope(key_of(name)) in self._body_keys

    def bodies_in(self, texts: Iterable[str]) -> tuple[Body, ...]:
        """Returns the bodies that `texts` name, and those that every commune has."""
        words = " ".join(" ".join(key_of(text)) for text in texts)
        padded = f" {words} "
        present = [body for body in self.bodies if body.always or self._is_named(body, padded)]
        slugs = {body.slug for body in present}
        return tuple(body for body in present if body.yields_to not in slugs)

    def _is_named(self, body: Body, padded: str) -> bool:
        names = (body.name, *body.aliases)
        return any(f" {' '.join(key)} " in padded for name in names for key in self.variants(name))

    @cached_property
    def _scope_keys(self) -> tuple[tuple[str, ...], ...]:
        return tuple(sorted(map(key_of, self.scopes), key=len, reverse=True))

    @cached_property
    def _not_scope_keys(self) -> tuple[tuple[str, ...], ...]:
        return tuple(map(key_of, self.not_scopes))

    @cached_property
    def _collective_keys(self) -> tuple[tuple[str, ...], ...]:
        return tuple(map(key_of, self.collectives))

    @cached_property
    def _body_keys(self) -> frozenset[tuple[str, ...]]:
        names = (name for body in self.bodies for name in (body.name, *body.aliases))
        return frozenset(key for name in names for key in self.variants(name))


def _replace(key: tuple[str, ...], old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    for index in range(len(key) - len(old) + 1):
        if key[index : index + len(old)] == old:
            return key[:index] + new + key[index + len(old) :]
    return key


@lru_cache(maxsize=1)
def load_agency_lexicon() -> AgencyLexicon:
    """Returns the shipped lexicon, read once."""
    return load_lexicon("agencies.yaml", AgencyLexicon)
