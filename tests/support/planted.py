"""Secrets that stand where a deployment keeps its own, and the search for whatever must never reach a caller."""

import re
import sys
from functools import cache

import yaml

from api.settings import ApiSettings
from bot.store.sites import Site
from prompts.templates import load_prompt
from tests.support.shipped import ROOT

# One word that no document and no question holds stands in every one of them.
PLANTED = {
    "API_KEYS": "kinh-mat-khau-api-91c2",
    "API_METRICS_TOKEN": "kinh-mat-token-metrics-5be7",
    "BOT_IDENTITY_KEY": "kinh-mat-khoa-bam-0a44",
    "LLM_API_KEY": "kinh-mat-mo-hinh-77d1",
    "TELEGRAM_BOT_TOKEN": "987654321:AAkinh-mat-telegram-token-3f9a",
    "TELEGRAM_WEBHOOK_SECRET": "kinh-mat-webhook-c81e",
}
PUBLIC = "https://hoi.example.vn"
LISTED = "https://xa.example.vn"
SITE_KEY, SITE_ORIGIN = "tan-an-7f3a91c2", "https://tanan.example.vn"
SITE = Site(SITE_KEY, "Cổng Tân An", (SITE_ORIGIN,), ("tan-an",))
_TRACE = ("Traceback (most recent call last)", 'File "', "site-packages")
_SYSTEM_PATHS = re.compile(r"(?<![\w/:.-])/(?:home|root|usr|etc|proc|tmp|opt|srv|work)/[\w.-]+")
_KEY = re.compile(r"[a-z]+(?:_[a-z]+)+")


def closed_settings(**more: object) -> ApiSettings:
    """Returns the settings of a closed server that holds the secrets."""
    given = {
        "_env_file": None,
        "keys": PLANTED["API_KEYS"],
        "metrics_token": PLANTED["API_METRICS_TOKEN"],
        "allowed_origins": LISTED,
        "public_base_url": PUBLIC,
        "rate_limit_per_minute": 0,
    }
    return ApiSettings.model_validate(given | more)


def leaks(text: str) -> list[str]:
    """Returns what `text` gives away of secrets, traces and this machine; for whole responses."""
    found = [secret for secret in PLANTED.values() if secret in text]
    found += [path for path in (str(ROOT), sys.prefix, sys.base_prefix) if len(path) > 4 and path in text]
    return [*found, *(mark for mark in _TRACE if mark in text)]


def spoken_leaks(said: str) -> list[str]:
    """Returns what a reply gives away beside that: instructions of the model, names of messages, files, blanks."""
    found = leaks(said) + _SYSTEM_PATHS.findall(said)
    flat = " ".join(said.split())
    found += [line for line in instructions() if line in flat]
    return found + sorted(message_keys() & set(_KEY.findall(said)))


@cache
def instructions() -> tuple[str, ...]:
    """Returns the lines of the prompts that are long enough to be known again."""
    bodies = [load_prompt(name).body for name in ("compose", "question", "repair", "probe")]
    lines = [" ".join(line.lstrip("-0123456789. ").split()) for body in bodies for line in body.splitlines()]
    return tuple(line for line in lines if len(line) >= 20)


@cache
def message_keys() -> frozenset[str]:
    """Returns the names of the assistant's messages that no sentence would hold by chance."""
    texts = yaml.safe_load((ROOT / "prompts" / "messages.vi.yaml").read_text(encoding="utf-8"))["texts"]
    return frozenset(key for key in texts if "_" in key)
