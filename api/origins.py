"""Web origins: scheme, host and port of a page, written as browsers send them in `Origin` (RFC 6454, section 6.2)."""

from typing import Annotated

from pydantic import BeforeValidator, HttpUrl, TypeAdapter, ValidationError

from api import messages

_URL = TypeAdapter(HttpUrl)  # reads addresses as browsers do (WHATWG URL): letter case, IDNA, ports left out


def normalise_origin(value: object) -> str:
    """Returns the origin that a person wrote as a browser serialises it; "HTTPS://Xã.VN:443/" is "https://xn--x-fia.vn".

    Whatever comes later is compared letter by letter: http is not https, another port is another origin, a
    subdomain is another host.

    Raises:
        ValueError: not an http(s) origin, or one with a user, path, query, fragment or wildcard; the message is for
            the operator.
    """
    try:
        url = _URL.validate_python(value)
    except ValidationError as exc:
        raise ValueError(messages.ORIGIN_UNREADABLE.format(origin=value)) from exc
    serialised = str(url).removesuffix("/")
    if "*" in serialised:
        raise ValueError(messages.ORIGIN_WILDCARD.format(origin=value))
    scheme, _, rest = serialised.partition("://")
    if any(mark in rest for mark in "/@?#"):
        raise ValueError(messages.ORIGIN_TOO_LONG.format(origin=value, shorter=_shortened(url)))
    return f"{scheme}://{rest}"


def _shortened(url: HttpUrl) -> str:
    port = "" if url.port in (80, 443) else f":{url.port}"
    return f"{url.scheme}://{url.host}{port}"


Origin = Annotated[str, BeforeValidator(normalise_origin)]
