"""Addresses of the commune's pages; those of sources are in `bot/links.py`."""

from urllib.parse import quote, urlencode


def commune_path(slug: str, page: str = "", **asked: str | int) -> str:
    """Returns a page of a commune with what is asked of it; empty values stand for "all" and are left out.

    Keyword names are the parameters with "_" for "-": `commune_path("tan-an", "nhiem-vu", co_quan="phong-kinh-te")`.
    """
    path = f"/xa/{quote(slug)}" + (f"/{page}" if page else "")
    query = urlencode([(name.replace("_", "-"), value) for name, value in asked.items() if value])
    return f"{path}?{query}" if query else path
