"""Why a model's answer could not be used; each is counted and answered from the quotes."""

from enum import StrEnum


class Fault(StrEnum):
    """What went wrong. The value is what the log and the counters name it."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    REFUSED = "refused_request"
    CUT_OFF = "cut_off"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    EMPTY = "empty"
    UNGROUNDED = "ungrounded"
    # These say nothing about the model: it was not asked.
    BUSY = "busy"
    OVER_BUDGET = "over_budget"
    PAUSED = "paused"
    SWITCHED_OFF = "switched_off"


NOT_ASKED = frozenset({Fault.BUSY, Fault.OVER_BUDGET, Fault.PAUSED, Fault.SWITCHED_OFF})


class ModelFailed(Exception):
    """Base of what a model's adapter raises; `fault` is what the log names."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault
