"""A progress that nobody watches."""


def unwatched(page: int, pages: int) -> None:
    """Checks that pages are counted from 1."""
    assert 1 <= page <= pages
