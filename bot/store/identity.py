"""People are known by a keyed hash: without the key nobody can tell from the database or a log who they are."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from bot.store.database import StoreUnavailable

_KEY_BYTES = 32


class Pseudonyms:
    """Turns chat ids into names that are the same on every replica with the same key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, chat_id: int | str) -> str:
        """Returns 32 hexadecimal digits of HMAC-SHA256 of a chat's id, or of a conversation's on a web page."""
        return hmac.new(self._key, str(chat_id).encode(), hashlib.sha256).hexdigest()[:32]


def load_key(given: SecretStr | None, path: Path) -> bytes:
    """Returns the key that was set, else the one kept at `path`, which is made on first use for the owner alone.

    Raises:
        StoreUnavailable: the file cannot be read or made.
    """
    if given is not None and given.get_secret_value():
        return given.get_secret_value().encode()
    try:
        if not path.exists():
            _make_key(path)
        return path.read_bytes()
    except OSError as exc:
        raise StoreUnavailable(
            f"không đọc, ghi được khóa ở {str(path)!r}; hãy kiểm tra BOT_IDENTITY_KEY_PATH."
        ) from exc


def _make_key(path: Path) -> None:
    """Writes a new key whole and then names it, so that a replica that starts at the same moment reads all of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_hex(_KEY_BYTES).encode())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
