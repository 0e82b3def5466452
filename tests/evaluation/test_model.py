"""With a model that repeats the evidence, the most faithful that there can be, answers are as good as without one."""

from pathlib import Path

from bot.evaluation.report import load_bars, shortfalls
from bot.evaluation.run import run_judgments
from tests.bot.model.conftest import Worded, connected_to
from tests.support.model_server import model_server
from tests.support.shipped import DATA, index_of, judgments, make_assistant, scored

SET = "tuning_retired"


def test_a_model_that_echoes_keeps_the_bar(index_folder: Path) -> None:
    with model_server() as (stub, address):
        worded: Worded = connected_to(make_assistant(index_of(DATA, index_folder)), stub, address)
        rows = run_judgments(worded.assistant, judgments(SET))

    without = scored(SET, index_folder)
    asked = len(stub.requests)
    told = sum(row.reply.outcome == "answered_model" for row in rows)
    assert told >= 0.9 * asked > 10
    assert shortfalls(SET, rows, load_bars()) == ()
    assert all(not row.verdict.unfaithful for row in rows)
    correct = [sum(row.verdict.is_correct for row in scores) for scores in (rows, without)]
    assert correct[0] >= correct[1] - 2
