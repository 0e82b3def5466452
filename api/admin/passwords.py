"""The operator's password: only its argon2id hash is set, in the PHC string format."""

import re
import unicodedata

MIN_LENGTH = 12
_PHC = re.compile(r"\$argon2id\$v=19\$m=\d{1,8},t=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}")


def is_hash(text: str) -> bool:
    """Tells whether `text` is an argon2id hash in the PHC string format."""
    return _PHC.fullmatch(text) is not None


def hash_password(password: str) -> str:
    """Returns the hash of a password. The library is loaded with the first one."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(_typed(password))


def is_password(password: str, hashed: str) -> bool:
    """Tells whether `hashed` is the hash of `password`: some 50 ms and 64 MiB, so never in an event loop."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(hashed, _typed(password))
    except (VerificationError, InvalidHashError):
        return False


def _typed(password: str) -> str:
    """Returns the password as one sequence of letters, however a keyboard composes Vietnamese ones."""
    return unicodedata.normalize("NFC", password)
