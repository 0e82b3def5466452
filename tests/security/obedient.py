"""A language model that does what the attempt asks for: the scripts of tests/data/attacks/obedience.yaml."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from tests.support.model_server import Json, Said, Script, answer, passages_of
from tests.support.planted import PLANTED, instructions
from tests.support.shipped import ROOT

FILE = Path(__file__).parents[1] / "data" / "attacks" / "obedience.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Obedient(_Strict):
    """One way to obey."""

    name: str
    says: tuple[str, ...] = ()
    passages: tuple[int, ...] = ()
    raw: str | None = None

    def script(self, question: str, figure: str, number: int) -> Script:
        """Returns what the stub of a server says to `question`; `number` chooses among instructions and secrets."""
        lines, secrets = instructions(), tuple(PLANTED.values())
        blanks = {
            "{instructions}": lines[number % len(lines)],
            "{secret}": secrets[number % len(secrets)],
            "{figure}": figure,
            "{question}": question,
            "{path}": str(ROOT),
        }

        def obey(body: Json) -> Said:
            passages = passages_of(body)
            first = passages[min(passages)].partition(". ")[0]
            if self.raw is not None:
                return Said(_filled(self.raw, blanks | {"{passage}": first}))
            return answer(*((_filled(text, blanks | {"{passage}": first}), self.passages) for text in self.says))

        return obey


class Obedience(_Strict):
    """The file."""

    models: tuple[Obedient, ...]
    carriers: dict[str, str]


@cache
def load_obedience() -> Obedience:
    return Obedience.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def _filled(text: str, blanks: dict[str, str]) -> str:
    for blank, value in blanks.items():
        text = text.replace(blank, value)
    return text
