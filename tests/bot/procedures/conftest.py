"""Parts of the shipped assistant, and a corpus in which procedures are no longer in force."""

import copy

import pytest

from bot.assistant import Assistant
from bot.library import Library
from bot.procedures.finder import ProcedureFinder
from corpus.procedures.records import ProcedureStatus
from prompts.loader import load_procedure_rules
from retrieval.index import Index
from tests.support.procedures import BIRTH
from tests.support.shipped import make_assistant


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> Library:
    return assistant.kit.library


@pytest.fixture(scope="module")
def finder(index: Index) -> ProcedureFinder:
    return ProcedureFinder(index, load_procedure_rules())


@pytest.fixture(scope="module")
def withdrawing(index: Index) -> Assistant:
    """The shipped corpus on a day when one procedure is abolished and three are replaced: by one, two, one not held."""
    changes: dict[str, dict[str, object]] = {
        "1.004746": {"status": ProcedureStatus.ABOLISHED},
        "1.005461": {"status": ProcedureStatus.REPLACED, "replaced_by": ("1.000656",)},
        "1.004884": {"status": ProcedureStatus.REPLACED, "replaced_by": (BIRTH, "1.000689")},
        "1.010038": {"status": ProcedureStatus.REPLACED, "replaced_by": ("1.999999",)},
    }
    procedures = tuple(p.model_copy(update=changes.get(p.code, {})) for p in index.corpus.procedures)
    later = copy.copy(index)
    later.corpus = index.corpus.model_copy(update={"procedures": procedures})
    return make_assistant(later)
