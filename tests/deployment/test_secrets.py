"""No secret is in the repository, and none can get there unseen; tests make theirs up in other shapes."""

import re
import subprocess

import pytest

from tests.support.compose_file import ROOT

# Each with an example in two halves, so that this file does not find itself.
SHAPES = {
    "private key": (r"-----BEGIN [A-Z ]*PRIVATE KEY-----", ("-----BEGIN RSA PRIV", "ATE KEY-----")),
    "Telegram bot token": (r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b", ("123456789:A", "A" + "x" * 33)),
    "OpenAI key": (r"\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}", ("sk-pro", "j-" + "x9" * 12)),
    "AWS key": (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", ("AKI", "A" + "Q7" * 8)),
    "GitHub token": (r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})", ("ghp", "_" + "a1" * 18)),
    "Google key": (r"\bAIza[0-9A-Za-z_-]{35}", ("AIz", "a" + "b2" * 17 + "c")),
    "Slack token": (r"\bxox[abprs]-[0-9A-Za-z-]{10,}", ("xox", "b-1234567890")),
    "Hugging Face token": (r"\bhf_[A-Za-z]{34}\b", ("hf", "_" + "a" * 34)),
    "web token": (
        r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.",
        ("eyJ" + "a" * 12 + ".ey", "J" + "b" * 12 + ".c"),
    ),
    "password in an address": (
        r"\b[a-z][a-z0-9+]*://[^\s/:@\"'`<>{}$]+:(?!pass@|password@|secret@|x@)[^\s/:@\"'`<>{}$…]{3,}@",
        ("postgresql://motcua:Hunt", "er2@db/motcua"),
    ),
}
NEVER_COMMITTED = re.compile(
    r"(^|/)(\.env(\.(?!example$).*)?|id_(rsa|ed25519|ecdsa)|.*\.(pem|key|p12|pfx|db|sqlite3?))$"
)


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for path in listed.split("\0") if path and (ROOT / path).is_file()]


@pytest.mark.parametrize("what", sorted(SHAPES))
def test_shape_is_known(what: str) -> None:
    shape, halves = SHAPES[what]

    assert re.search(shape, "".join(halves))


@pytest.mark.parametrize("what", sorted(SHAPES))
def test_no_secret_is_in_the_repository(what: str) -> None:
    shape = re.compile(SHAPES[what][0].encode())
    found = [path for path in _tracked() if shape.search((ROOT / path).read_bytes())]

    assert found == []


def test_no_file_of_secrets_is_in_the_repository() -> None:
    assert [path for path in _tracked() if NEVER_COMMITTED.search(path)] == []


@pytest.mark.parametrize("path", [".env", "deploy/certs/key.pem", "var/identity.key", "models/x.gguf"])
def test_what_holds_secrets_is_ignored_by_git(path: str) -> None:
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 0
