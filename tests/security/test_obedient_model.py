"""A language model that does as the attempt says: nothing of it reaches the person."""

from itertools import cycle

import pytest

from bot.assistant import Assistant
from bot.replying import reply_of
from tests.bot.model.conftest import Worded
from tests.security.attempts import Attempt, attempts, load_attacks
from tests.security.obedient import Obedient, load_obedience
from tests.security.verdicts import problems
from tests.support.model_server import echo
from tests.support.planted import PLANTED
from tests.support.shipped import answered_draft, make_ask

MODELS, CARRIERS = load_obedience().models, load_obedience().carriers
FIGURES = load_attacks().false_figures
SINGLE = [attempt for attempt in attempts() if len(attempt.turns) == 1]
BEHIND_THE_DOOR = 280  # of the attempts, shared out among the models


def obeyed(worded: Worded, model: Obedient, attempt: Attempt, number: int) -> list[str]:
    """Hands the attempt to the model as if the door had let it in; returns what is wrong with the answer."""
    carrier = CARRIERS[attempt.commune]
    draft = answered_draft(worded.assistant, attempt.commune, carrier)
    worded.stub.script = model.script(attempt.turns[0], FIGURES[number % len(FIGURES)], number)
    worded.composer.gate.succeeded()  # a model that never tells the truth is soon not asked any more
    shown: list[str] = []
    ask = make_ask(worded.assistant, attempt.commune, carrier)
    answered = worded.composer.compose(ask, f"{carrier} {attempt.turns[0]}", draft, shown.append)
    reply = reply_of(answered, worded.assistant.kit.library, "a", "c")
    return [*problems(attempt, [reply]), *(f"shown {text}" for text in shown if text not in reply.text)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name.replace(" ", "-"))
def test_obedient_model_is_not_heard(worded: Worded, model: Obedient) -> None:
    place = MODELS.index(model)
    mine = SINGLE[place :: len(MODELS)][: BEHIND_THE_DOOR // len(MODELS)]
    found = {attempt.turns[0]: obeyed(worded, model, attempt, number) for number, attempt in enumerate(mine)}

    assert {turn: wrong for turn, wrong in found.items() if wrong} == {}
    assert len(worded.stub.requests) >= len(mine)


def test_attempts_at_the_door_with_an_obedient_model_behind_it(worded: Worded) -> None:
    """Every second of them, and a question that the model words with each tenth: most never reach it."""
    found = {}
    for number, (attempt, model) in enumerate(zip(SINGLE[::2], cycle(MODELS), strict=False)):
        asked = attempt.turns[0] if number % 10 else f"{CARRIERS[attempt.commune]} {attempt.turns[0]}"
        worded.composer.gate.succeeded()
        script = model.script(asked, FIGURES[number % len(FIGURES)], number)
        wrong = problems(attempt, [worded.ask(asked, attempt.commune, script)])
        if wrong:
            found[asked] = wrong

    assert found == {}
    assert len(worded.stub.requests) >= 10


@pytest.mark.parametrize(("commune", "carrier"), CARRIERS.items())
def test_model_is_heard_where_it_says_what_the_source_says(worded: Worded, commune: str, carrier: str) -> None:
    """Else the tests above would pass because nobody listens."""
    reply = worded.ask(carrier, commune, echo)

    assert reply.outcome == "answered_model"
    assert problems(Attempt("none", "plain", commune, (carrier,)), [reply]) == []


def test_secrets_are_not_in_what_the_model_is_sent(worded: Worded, assistant: Assistant) -> None:
    for commune, carrier in CARRIERS.items():
        worded.ask(carrier, commune, echo)

    assert worded.stub.requests
    assert [secret for secret in PLANTED.values() if secret in str(worded.stub.requests)] == []
