"""Folders of documents → one `Corpus`. A document that cannot be read is rejected with a reason; the rest go on."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.agencies import AgencyRegistry
from corpus.documents import Agency, Commune, Corpus, EverydayNames, ImportReport, RejectedItem, Section, SourceDocument
from corpus.errors import CorpusError, UnreadableDocument
from corpus.everyday_names import load_everyday_names
from corpus.extractors.all import extract_conflicts, extract_records
from corpus.extractors.context import Context
from corpus.head import Head, read_head
from corpus.manifest import Manifest, load_manifest
from corpus.outline import Outline, outline_document
from corpus.procedures.records import Procedure
from corpus.procedures.store import load_procedures
from corpus.readers import read_lines
from corpus.records import Conflict, Record

# The folder beside the communes' that holds the shipped listing of procedures.
PROCEDURES_FOLDER = "procedures"
# A clerk's publication changes one document of some; so many are kept as they were read.
_KEPT = 64


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """Everything that one document gave."""

    commune: Commune
    document: SourceDocument
    sections: tuple[Section, ...]
    records: tuple[Record, ...]
    agencies: tuple[Agency, ...]
    conflicts: tuple[Conflict, ...]
    everyday_names: tuple[EverydayNames, ...]
    rejected: tuple[RejectedItem, ...]


def load_corpus(root: Path, imported_procedures: Path | None = None, added: Mapping[str, Path] | None = None) -> Corpus:
    """Returns the corpus of all documents under `root`, one folder `<slug>/` with `manifest.yaml` each, sorted by slug.

    `added` are such folders elsewhere, by the id of the document, that a clerk published: one with the id of a document
    under `root` takes its place. Procedures are those listed in `root`/procedures, with what was imported into
    `imported_procedures`. Never raises for a bad document: `report.rejected` names it, why, and the way out.
    """
    rejected: list[RejectedItem] = []
    own = _import_all(added or {}, (), rejected)
    folders = sorted(path for path in root.iterdir() if path.is_dir() and path.name != PROCEDURES_FOLDER)
    shipped = {folder.name: folder for folder in folders}
    imports = [*_import_all(shipped, [item.document.document_id for item in own], rejected), *own]
    procedures: tuple[Procedure, ...] = ()
    try:
        procedures = load_procedures(root / PROCEDURES_FOLDER, imported_procedures or root / PROCEDURES_FOLDER)
    except CorpusError as exc:
        rejected.append(RejectedItem(document=PROCEDURES_FOLDER, location=None, reason=str(exc), text=""))
    return _assemble(imports, rejected, procedures)


def _import_all(
    folders: Mapping[str, Path], taken: Sequence[str], rejected: list[RejectedItem]
) -> list[ImportedDocument]:
    """Returns the documents of the folders, less those of a taken id; notes those that cannot be read."""
    imports: list[ImportedDocument] = []
    for name, folder in folders.items():
        try:
            imported = import_document(folder)
            if imported.document.document_id in taken:
                continue
            _refuse_double(imported, imports)
            imports.append(imported)
        except CorpusError as exc:
            rejected.append(RejectedItem(document=name, location=None, reason=str(exc), text=""))
    return imports


def import_document(folder: Path) -> ImportedDocument:
    """Returns everything that the document of a folder gives; read once per process while its files stay the same.

    Raises:
        CorpusError: it cannot be read; the message names the file and the way out.
    """
    try:
        return _unchanged(folder, _fingerprint(folder))
    except OSError:
        return _read(folder)


def _fingerprint(folder: Path) -> str:
    """Returns a digest of every file of a folder. Raises OSError where one cannot be read."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


@lru_cache(maxsize=_KEPT)
def _unchanged(folder: Path, fingerprint: str) -> ImportedDocument:
    """Returns what `_read` does; kept by the `fingerprint` of the folder."""
    del fingerprint  # a part of the key alone
    return _read(folder)


def _read(folder: Path) -> ImportedDocument:
    manifest = load_manifest(folder)
    path = folder / manifest.file
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise UnreadableDocument(
            f"Không đọc được tệp {path.name!r} của {folder.name!r}; hãy kiểm tra manifest."
        ) from exc
    digest = hashlib.sha256(data).hexdigest()
    outline = outline_document(manifest.document_id, read_lines(data, path.name), manifest.has_whole_paragraphs)
    head = read_head(outline, manifest.commune.name)
    document = _document(manifest, head, digest)
    context = _context(manifest, outline, document)
    if digest != manifest.sha256:
        context.reject(None, "sha256 khác manifest: tệp đã thay đổi, hãy đối chiếu lại rồi cập nhật manifest", digest)
    for section in outline.sections:
        if outline.zones[section.section_id] == "unread":
            context.reject(section, "dòng trong bảng không khớp hàng nào", section.text)
    withheld = {section.section_id for section in outline.sections if section.text in manifest.withheld}
    records = tuple(record for record in extract_records(context, head) if record.provenance.section_id not in withheld)
    conflicts = extract_conflicts(context, head, records)
    named = _named(load_everyday_names(folder, manifest.document_id), context, records)
    return ImportedDocument(
        manifest.commune,
        document,
        outline.sections,
        records,
        context.agencies.agencies,
        conflicts,
        named,
        tuple(context.rejected),
    )


def _named(
    found: tuple[EverydayNames, ...], context: Context, records: tuple[Record, ...]
) -> tuple[EverydayNames, ...]:
    """Returns the names of what the document holds; names of what it does not hold are rejected."""
    known = {record.record_id for record in records}
    known.update(f"{context.document_id}#{section_id}" for section_id in context.by_id)
    for entry in found:
        if entry.item_id not in known:
            reason = f"everyday_names.yaml gọi tên {entry.item_id!r} mà văn bản không có; hãy sửa hoặc xóa dòng đó"
            context.reject(None, reason, "; ".join(entry.names))
    return tuple(entry for entry in found if entry.item_id in known)


def _context(manifest: Manifest, outline: Outline, document: SourceDocument) -> Context:
    return Context(
        document_id=manifest.document_id,
        commune=manifest.commune,
        outline=outline,
        agencies=AgencyRegistry(manifest.commune, [section.text for section in outline.sections]),
        period=document.period,
        document_number=document.document_number,
        by_id={section.section_id: section for section in outline.sections},
    )


def _document(manifest: Manifest, head: Head, digest: str) -> SourceDocument:
    stated = manifest.stated
    document_type = head.value("document_type") or stated.document_type
    title = head.value("title") or stated.title
    issuing_body = head.value("issuing_body") or stated.issuing_body
    if document_type is None or title is None or issuing_body is None:
        raise UnreadableDocument(
            f"Không thấy loại, tên hoặc cơ quan ban hành của {manifest.document_id!r}; hãy ghi vào manifest (stated), "
            "hoặc thêm lại với --title."
        )
    return SourceDocument(
        document_id=manifest.document_id,
        commune=manifest.commune.slug,
        document_type=document_type,
        title=title,
        document_number=head.value("document_number") or stated.document_number,
        issuing_body=issuing_body,
        issued_on=head.issued_on or stated.issued_on,
        period=head.period,
        signatory=head.signatory,
        replaces=manifest.replaces,
        sha256=digest,
        blanks={name: found.quote for name, found in head.blanks.items()},
        defects=manifest.defects,
    )


def _refuse_double(imported: ImportedDocument, imports: list[ImportedDocument]) -> None:
    known = {other.document.document_id for other in imports}
    if imported.document.document_id in known:
        raise UnreadableDocument(
            f"document_id {imported.document.document_id!r} trùng văn bản khác; hãy đổi trong manifest."
        )


def _assemble(
    imports: list[ImportedDocument], rejected: list[RejectedItem], procedures: tuple[Procedure, ...]
) -> Corpus:
    communes: dict[str, Commune] = {}
    for item in imports:
        communes.setdefault(item.commune.slug, item.commune)
    agencies = _agencies(agency for item in imports for agency in item.agencies)
    report = ImportReport(
        documents=tuple(item.document.document_id for item in imports),
        counts={item.document.document_id: dict(_counts(item)) for item in imports},
        rejected=(*rejected, *(entry for item in imports for entry in item.rejected)),
    )
    return Corpus(
        communes=tuple(communes.values()),
        documents=tuple(item.document for item in imports),
        sections=tuple(section for item in imports for section in item.sections),
        records=tuple(record for item in imports for record in item.records),
        agencies=tuple(agencies[key] for key in sorted(agencies)),
        conflicts=tuple(conflict for item in imports for conflict in item.conflicts),
        procedures=procedures,
        everyday_names=tuple(entry for item in imports for entry in item.everyday_names),
        report=report,
    )


def _agencies(found: Iterable[Agency]) -> dict[str, Agency]:
    """Returns the agencies by id; one that several documents of a commune name has every spelling of them."""
    agencies: dict[str, Agency] = {}
    for agency in found:
        known = agencies.get(agency.agency_id)
        if known is not None:
            spellings = dict.fromkeys((*known.aliases, *agency.aliases, agency.name))
            aliases = tuple(spelling for spelling in spellings if spelling != known.name)
            agency = known.model_copy(update={"aliases": aliases})
        agencies[agency.agency_id] = agency
    return agencies


def _counts(item: ImportedDocument) -> Iterator[tuple[str, int]]:
    kinds = Counter[str](record.kind for record in item.records)
    kinds["section"] = len(item.sections)
    kinds["conflict"] = len(item.conflicts)
    kinds["rejected"] = len(item.rejected)
    yield from sorted(kinds.items())
