"""What the list of documents shows, and who did what to one."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.admin.times import minute_of
from api.admin.words import ACTORS
from corpus.intake.versions import Act, History


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: what it is now, from which file, added when and by whom."""

    number: int
    status: str
    source: str
    added: str
    is_in_use: bool
    is_recognised: bool


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document with its versions, the newest first; `title` is empty where none of them is in use."""

    document_id: str
    title: str
    commune: str
    is_internal: bool
    in_use: int | None
    versions: tuple[VersionRow, ...]
    last_act: str


@dataclass(frozen=True, slots=True)
class DeedRow:
    """Something that was done to a document."""

    done_at: str
    by: str
    deed: str
    version: int


def document_row(history: History, titles: Mapping[str, str]) -> DocumentRow:
    """Returns a document as the list has it."""
    last = deed_row(history.acts[-1])
    return DocumentRow(
        document_id=history.document_id,
        title=titles.get(history.document_id, "") if history.published else "",
        commune=history.commune.name,
        is_internal=history.is_internal,
        in_use=history.published,
        versions=version_rows(history),
        last_act=f"{last.deed} bản {last.version}, {last.done_at}, {last.by}",
    )


def version_rows(history: History) -> tuple[VersionRow, ...]:
    """Returns the versions of a document, the newest first."""
    added = {act.version: deed_row(act) for act in reversed(history.acts)}  # the first act of each is its adding
    return tuple(
        VersionRow(
            number=version.number,
            status=history.status(version.number).value,
            source=version.source,
            added=f"{added[version.number].done_at}, {added[version.number].by}" if version.number in added else "",
            is_in_use=history.published == version.number,
            is_recognised=version.is_recognised,
        )
        for version in reversed(history.versions)
    )


def deed_row(act: Act) -> DeedRow:
    """Returns a deed with its minute and doer as people read them."""
    return DeedRow(minute_of(act.at), ACTORS.get(act.by, act.by), act.deed.value, act.version)
