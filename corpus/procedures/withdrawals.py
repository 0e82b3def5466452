"""Lists of procedures that were abolished (bãi bỏ) or replaced (thay thế), and what they do to the records."""

from collections.abc import Iterable, Mapping

from pydantic import Field

from corpus.procedures.records import CODE_PATTERN, Procedure, ProcedureStatus
from corpus.records import Frozen


class Withdrawal(Frozen):
    """A procedure that is no longer offered. `replaced_by` empty: abolished without a successor.

    `decision` is the number of the decision that says so.
    """

    code: str = Field(pattern=CODE_PATTERN)
    replaced_by: tuple[str, ...] = ()
    decision: str | None = None


def apply_withdrawals(procedures: Iterable[Procedure], withdrawals: Mapping[str, Withdrawal]) -> tuple[Procedure, ...]:
    """Returns the procedures with those of the list marked; their facts stay, because questions about them do."""
    return tuple(_apply(procedure, withdrawals.get(procedure.code)) for procedure in procedures)


def _apply(procedure: Procedure, withdrawal: Withdrawal | None) -> Procedure:
    if withdrawal is None:
        return procedure
    replaced = bool(withdrawal.replaced_by)
    note = (f"Theo quyết định {withdrawal.decision}",) if withdrawal.decision else ()
    return procedure.model_copy(
        update={
            "status": ProcedureStatus.REPLACED if replaced else ProcedureStatus.ABOLISHED,
            "replaced_by": withdrawal.replaced_by,
            "notes": tuple(dict.fromkeys((*procedure.notes, *note))),
        }
    )
