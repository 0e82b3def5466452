"""The last check, without a model: what an answer states must stand in what it cites.

Every number, date, document number and agency of the text must be found in a cited quote, in the cited document's own
metadata, or be a count that the composer declared. Otherwise the answer is withheld (house rule b and c).
"""

import re

from bot.composing.draft import Draft
from bot.library import Library
from corpus.documents import SourceDocument
from corpus.procedures.outline import code_of
from corpus.text import fold
from retrieval.tokenizer import syllables

_MARK = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PARTS = re.compile(r"[.,]")
# "ngày 2/2/2027", "2.2.2027", "ngày 02 tháng 02 năm 2027", "tháng 2/2027"
_DATE = re.compile(r"(?:(\d{1,2})(?:[/.-]| tháng ))?(\d{1,2})(?:[/.-]| năm )(20\d\d)(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
DOCUMENT_NUMBER = re.compile(r"\b\d+(?:\.\d+)?(?:/\d{4})?[/-][A-ZĐ][\w&-]*(?:/[\w-]+)?")


def violations(draft: Draft, library: Library) -> tuple[str, ...]:
    """Returns what the draft states without ground; empty when it may be said."""
    if not draft.places:
        return ("no citation",)
    grounds = _grounds(draft, library)
    text = _MARK.sub(" ", draft.text)
    found = [f"number {n}" for n in _ungrounded_numbers(text, grounds, draft)]
    folded = fold(grounds)
    flat = squeeze(folded)
    found += [f"date {d}" for d in _dates(text) - _dates(grounds)]
    found += [f"document {d}" for d in DOCUMENT_NUMBER.findall(text) if squeeze(d) not in flat]
    found += [f"agency {a}" for a in _ungrounded_agencies(text, folded, library)]
    return tuple(found)


def _grounds(draft: Draft, library: Library) -> str:
    parts: list[str] = []
    for place in draft.places:
        document = library.document(place.document_id)
        period = document.period.raw if document.period else ""
        signatory = f"{document.signatory.name} {document.signatory.position}" if document.signatory else ""
        issued = document.issued_on
        dates = f"{issued.day}/{issued.month}/{issued.year} {issued:%d/%m/%Y}" if issued else ""
        parts += [heading.heading for heading in library.trail(place.document_id, place.section_id)]
        parts += [
            place.quote,
            place.section_label,
            document.title,
            document.document_number or "",
            period,
            signatory,
            document.issuing_body,
            dates,
            library.commune(document.commune).name if document.commune else _of_procedure(document, library),
        ]
    for item_id in draft.item_ids:
        record = library.record(item_id)
        if record is not None and record.kind == "target" and record.period:
            parts.append(record.period.raw)
        if record is not None and record.kind == "task" and record.group:
            parts.append(f"{record.group_number} {record.group}")
    return " \n ".join(parts)


def _of_procedure(document: SourceDocument, library: Library) -> str:
    """Returns what is known of a procedure beside its rows: code, those that replace it, date of the data."""
    procedure = library.procedures[code_of(document.document_id) or ""]
    as_of = procedure.as_of
    dated = f"{as_of.day}/{as_of.month}/{as_of.year}" if as_of else ""
    return f"{procedure.code} {' '.join(procedure.replaced_by)} {dated}"


def _ungrounded_numbers(text: str, grounds: str, draft: Draft) -> list[str]:
    known = {_plain(number) for number in _NUMBER.findall(_THOUSANDS.sub("", grounds))}
    # "20.01.2025" and "II.2.1" are read by their parts; "99,5" is one figure.
    known |= {_plain(part) for number in known if len(_PARTS.findall(number)) > 1 for part in _PARTS.split(number)}
    known |= {str(count) for count in draft.counts}
    stated = _NUMBER.findall(_THOUSANDS.sub("", text))
    return [number for number in stated if _plain(number) not in known]


def _dates(text: str) -> set[str]:
    """Returns the dates of `text` and, of each whole date, its month and year."""
    found: set[str] = set()
    for day, month, year in _DATE.findall(text):
        found.add(f"{int(month)}/{year}")
        if day:
            found.add(f"{int(day)}/{int(month)}/{year}")
    return found


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"


def _ungrounded_agencies(text: str, grounds: str, library: Library) -> list[str]:
    """Agencies that the answer names and that no cited place names."""
    ground = f" {' '.join(syllables(grounds))} "
    missing = []
    said = f" {' '.join(syllables(text))} "
    for agency, (name, *aliases) in library.agency_phrases:
        if name in said and name not in ground and not any(alias in ground for alias in aliases):
            missing.append(agency.name)
    return missing


def squeeze(text: str) -> str:
    """Returns the folded letters and digits of `text` alone: how document numbers are compared."""
    return re.sub(r"[\W_]+", "", fold(text))
