"""Which words must never stand in a log: all secrets among the settings, and passwords within addresses."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings

# What is shorter stands in a log by chance.
_SHORTEST = 4


def secrets_in(*settings: BaseSettings) -> tuple[str, ...]:
    """Returns what is secret in the settings, the longest first."""
    found = {
        secret
        for one in settings
        for name in type(one).model_fields
        for value in _values(getattr(one, name))
        for secret in _secrets(value)
    }
    return tuple(sorted((secret for secret in found if len(secret) >= _SHORTEST), key=lambda s: (-len(s), s)))


def _values(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple) else (value,)


def _secrets(value: object) -> Iterable[str]:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str):
        return ()
    if not isinstance(value, SecretStr):
        return _passwords(text)
    pieces = (piece.strip() for piece in text.split(","))  # headers: name=value,name=value
    return (text, *(piece.partition("=")[2] or piece for piece in pieces), *_passwords(text))


def _passwords(address: str) -> tuple[str, ...]:
    try:
        password = urlsplit(address).password
    except ValueError:
        return ()
    return (password, unquote(password)) if password else ()
