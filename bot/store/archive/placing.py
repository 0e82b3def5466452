"""Puts the files of an archive in their places, all of them made ready before the first is changed."""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import IO

from bot.store.archive.manifest import ArchiveRefused
from bot.store.archive.reading import Archive


@contextmanager
def staged(archive: Archive, places: Mapping[str, Path]) -> Iterator[list[tuple[Path, Path]]]:
    """Yields for each label that the archive holds its draft, beside its place, and the place; drafts go at the end.

    Raises:
        ArchiveRefused: a draft cannot be written.
    """
    drafts: list[tuple[Path, Path]] = []
    for place in places.values():
        _remove_all(place, "part")  # of a restore that was killed
    try:
        for label, place in places.items():
            draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}.part")
            for number, (inner, content) in enumerate(archive.files(label)):
                if number == 0:
                    drafts.append((draft, place))
                _copy(content, draft / inner if inner else draft)
        yield drafts
    except OSError as exc:
        raise ArchiveRefused(f"không ghi được {str(exc.filename or '')!r} ({exc.strerror}).") from exc
    finally:
        for draft, _ in drafts:
            _remove(draft)


def put_in_place(drafts: list[tuple[Path, Path]]) -> None:
    """Replaces what is at each place by its draft; a folder as a whole."""
    for draft, place in drafts:
        if place.is_dir():
            place.rename(place.with_name(f".{place.name}.{secrets.token_hex(4)}.old"))
            draft.rename(place)
        else:
            draft.replace(place)
        _remove_all(place, "old")


def _copy(content: IO[bytes], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())


def _remove_all(place: Path, ending: str) -> None:
    for path in place.parent.glob(f".{escape(place.name)}.*.{ending}"):
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
