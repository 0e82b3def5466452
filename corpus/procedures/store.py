"""Where procedures are kept: the shipped listing as YAML, imported ones as JSON Lines in a folder of the deployment.

The store is written as a whole beside the old files and put in their place at once, so that a reader meets the old
listing or the new one. Shipped files are never written.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from corpus.drafts import draft_of
from corpus.errors import UnreadableDocument
from corpus.lexicon import parse_yaml
from corpus.procedures.records import Procedure
from corpus.procedures.withdrawals import Withdrawal, apply_withdrawals
from corpus.records import Frozen

PROCEDURES_FILE = "procedures.jsonl"
WITHDRAWALS_FILE = "withdrawals.jsonl"

# What people wrote for the listing and no import knows; the rest are facts that an import may bring up to date.
_OWN_FIELDS = frozenset({"kind", "code", "everyday_names", "alias_questions", "family", "variants", "linked"})
_STATUS_FIELDS = frozenset({"status", "replaced_by"})

Line = TypeVar("Line", Procedure, Withdrawal)


class Listing(Frozen):
    """A file of the shipped listing."""

    procedures: tuple[Procedure, ...] = ()
    abolished: tuple[Withdrawal, ...] = ()


def load_procedures(shipped_dir: Path, store_dir: Path) -> tuple[Procedure, ...]:
    """Returns every procedure, sorted by code: the shipped ones brought up to date by the imported ones, and theirs.

    Names and questions of citizens, family, variants and links stay the shipped ones'. A record of the decision that
    the shipped one is from adds only what that lacks: people read the same page more closely than a parser does.
    Procedures that were abolished or replaced are there and say so. A folder that does not exist holds none.

    Raises:
        UnreadableDocument: a file is not what it should be; the message names file and line.
    """
    listings = [_load_listing(path) for path in sorted(shipped_dir.glob("*.yaml"))]
    merged = {procedure.code: procedure for listing in listings for procedure in listing.procedures}
    for procedure in read_imported(store_dir).values():
        known = merged.get(procedure.code)
        merged[procedure.code] = procedure if known is None else _over_shipped(known, procedure)
    withdrawals = {item.code: item for listing in listings for item in listing.abolished}
    withdrawals |= read_withdrawals(store_dir)
    return apply_withdrawals((merged[code] for code in sorted(merged)), withdrawals)


def merge(known: Procedure, newer: Procedure) -> Procedure:
    """Returns `known` with the facts of `newer`; a field that `newer` leaves empty keeps what is known.

    A row of a listing says little. Where it adds no facts of its own, the date of the richer record stays too.
    """
    facts = {
        name: value
        for name in Procedure.model_fields
        if name not in _OWN_FIELDS | _STATUS_FIELDS | {"as_of"} and (value := getattr(newer, name))
    }
    facts |= {name: value for name in _OWN_FIELDS if not getattr(known, name) and (value := getattr(newer, name))}
    merged = known.model_copy(update=facts)
    is_dated = bool(newer.channels or newer.documents or newer.steps)
    if merged == known or not (is_dated or known.as_of is None):
        return merged
    return merged.model_copy(update={"as_of": newer.as_of or known.as_of})


def _over_shipped(known: Procedure, newer: Procedure) -> Procedure:
    if known.decision_number is None or known.decision_number != newer.decision_number:
        return merge(known, newer)
    empty = (name for name in Procedure.model_fields if not getattr(known, name))
    gaps = {name: value for name in empty if (value := getattr(newer, name))}
    return known.model_copy(update=gaps)


def read_imported(store_dir: Path) -> dict[str, Procedure]:
    """Returns the imported procedures by code.

    Raises:
        UnreadableDocument: a line is no procedure.
    """
    return {procedure.code: procedure for procedure in _read_lines(store_dir / PROCEDURES_FILE, Procedure)}


def read_withdrawals(store_dir: Path) -> dict[str, Withdrawal]:
    """Returns the imported list of abolished and replaced procedures by code.

    Raises:
        UnreadableDocument: a line is no entry of such a list.
    """
    return {item.code: item for item in _read_lines(store_dir / WITHDRAWALS_FILE, Withdrawal)}


def write_imported(store_dir: Path, procedures: Mapping[str, Procedure]) -> None:
    """Puts the procedures in the place of those stored, at once.

    Raises:
        OSError: the folder cannot be written; what was stored is untouched.
    """
    _replace(store_dir / PROCEDURES_FILE, (procedures[code] for code in sorted(procedures)))


def write_withdrawals(store_dir: Path, withdrawals: Mapping[str, Withdrawal]) -> None:
    """Puts the list in the place of the one stored, at once.

    Raises:
        OSError: the folder cannot be written; what was stored is untouched.
    """
    _replace(store_dir / WITHDRAWALS_FILE, (withdrawals[code] for code in sorted(withdrawals)))


def _replace(path: Path, records: Iterable[Procedure | Withdrawal]) -> None:
    text = "".join(f"{record.model_dump_json(exclude_defaults=True)}\n" for record in records)
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft_of(path, mode=0o644) as file:
        file.write(text.encode())


def _read_lines(path: Path, model: type[Line]) -> list[Line]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as exc:
        raise UnreadableDocument(f"Không đọc được kho thủ tục {str(path)!r}; hãy kiểm tra quyền đọc.") from exc
    records: list[Line] = []
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            records.append(model.model_validate_json(line))
        except ValidationError as exc:
            raise UnreadableDocument(
                f"Kho thủ tục {str(path)!r} hỏng ở dòng {number}; hãy xóa tệp này rồi nhập lại."
            ) from exc
    return records


def _load_listing(path: Path) -> Listing:
    try:
        return Listing.model_validate(parse_yaml(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise UnreadableDocument(f"Không đọc được danh mục thủ tục {path.name!r}; hãy kiểm tra tệp YAML.") from exc
    except ValidationError as exc:
        fields = ", ".join(".".join(map(str, error["loc"])) for error in exc.errors()[:3])
        raise UnreadableDocument(f"Danh mục thủ tục {path.name!r} sai ở trường: {fields}; hãy sửa lại.") from exc
