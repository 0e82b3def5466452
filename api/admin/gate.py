"""Who may see the operator's page: one password, sessions in the store, forms that prove where they come from."""

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, TypeVar

from fastapi import Depends, Form, Request
from starlette.responses import Response

from api.admin import words
from api.admin.passwords import is_password
from api.admin.responses import SIGN_IN, Instead, go, refusal
from api.context import Context, Edge
from api.settings import ApiSettings
from bot.store.database import StoreUnavailable

T = TypeVar("T")
LIFETIME = timedelta(hours=8)
TRIES = 5
WITHIN = timedelta(minutes=15)
ACTOR = "admin"
# Counting a quarter's answers of a whole province takes seconds; that is no failure of the store.
COUNTING_S = 30.0


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who is signed in; `csrf` must come back with every form."""

    token: str
    csrf: str


async def kept(edge: Context, work: Callable[[], T], limit_s: float | None = None) -> T:
    """Returns what work on the store returns; `limit_s` as of the store's guard.

    Raises:
        Instead: the page of a 503, where the store cannot be had now.
    """
    try:
        return await edge.in_thread(edge.keeper.guard.run, work, limit_s)
    except StoreUnavailable as exc:
        raise refusal(503, words.STORE_AWAY, {"Retry-After": "5"}) from exc


def cookie_name(settings: ApiSettings) -> str:
    """Returns the cookie's name. By https it has the prefix that lets no other host or plain http set it."""
    return "__Host-motcua_admin" if _is_https(settings) else "motcua_admin"


def give_cookie(response: Response, settings: ApiSettings, token: str) -> None:
    """Lets the browser keep a session's token, out of reach of scripts and of other sites' links."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=_is_https(settings),
        httponly=True,
        samesite="strict",
    )


def take_cookie(response: Response, settings: ApiSettings) -> None:
    """Lets the browser forget the token."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=_is_https(settings), httponly=True, samesite="strict"
    )


async def get_operator(request: Request, edge: Edge) -> Operator:
    """Returns who is signed in; sends everybody else to sign in."""
    token = request.cookies.get(cookie_name(edge.settings))
    session = await kept(edge, lambda: edge.keeper.store.sessions.get(token)) if token else None
    if token is None or session is None:
        raise Instead(go(SIGN_IN))
    return Operator(token, session.csrf)


SignedIn = Annotated[Operator, Depends(get_operator)]


async def get_acting(request: Request, edge: Edge, operator: SignedIn, csrf: Annotated[str, Form()] = "") -> Operator:
    """Returns who sends a form of ours; refuses one that another site's page made the browser send."""
    check_origin(request, edge.settings)
    check_form(operator, csrf)
    return operator


Acting = Annotated[Operator, Depends(get_acting)]


def check_form(operator: Operator, csrf: str) -> None:
    """Refuses a form without the token of the operator's session."""
    if not secrets.compare_digest(csrf.encode(), operator.csrf.encode()):
        raise refusal(403, words.FOREIGN_FORM)


def check_origin(request: Request, settings: ApiSettings) -> None:
    """Refuses a form that no page of this server sent.

    Browsers say so in headers that no page can set: `Sec-Fetch-Site`, or `Origin` where they reach us by plain http.
    For signing in, before there is a session to hold a token, this is enough: a forged form would need the password.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    addressed = f"{request.url.scheme}://{request.headers.get('host', '')}"
    is_ours = site == "same-origin" if site is not None else origin in (settings.public_origin or addressed, addressed)
    if not is_ours:
        raise refusal(403, words.FOREIGN_FORM)


async def sign_in(edge: Context, password: str) -> str | None:
    """Returns the token of a new session; None: the password is wrong.

    A try is noted before it is checked, so that many at the same moment, on any worker, count as well as one by one.

    Raises:
        Instead: the page of a 429 after too many failures, with the time to wait.
    """
    store, hashed = edge.keeper.store, edge.settings.admin_password_hash
    assert hashed is not None  # without it there is no page

    def begin() -> timedelta:
        wait = store.sessions.wait(TRIES, WITHIN)
        if wait:
            return wait
        store.sessions.note_failure()
        return store.sessions.wait(TRIES + 1, WITHIN)

    def succeed() -> str:
        store.sessions.forgive()
        store.audit.note(ACTOR, "sign_in")
        return store.sessions.open(LIFETIME)

    def fail() -> None:
        is_locked = bool(store.sessions.wait(TRIES, WITHIN))
        store.audit.note(ACTOR, "sign_in_failed", **({"locked": True} if is_locked else {}))

    if wait := await kept(edge, begin):
        seconds = math.ceil(wait.total_seconds())
        sentence = words.LOCKED.format(minutes=math.ceil(seconds / 60))
        raise refusal(429, sentence, {"Retry-After": str(seconds)})
    if not await edge.in_thread(is_password, password, hashed.get_secret_value()):
        await kept(edge, fail)
        return None
    return await kept(edge, succeed)


def _is_https(settings: ApiSettings) -> bool:
    return (settings.public_origin or "").startswith("https://")
