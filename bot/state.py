"""What the steps of an answer pass on."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.composing.draft import Draft
from bot.conversation import Resolved, Turn
from bot.events import OnText
from bot.plans import PlanAnswers
from bot.understanding.normalisation import NormalisedText
from bot.understanding.understanding import Understanding
from corpus.documents import SourceDocument


@dataclass(frozen=True, slots=True)
class State:
    """What the steps pass on. A step returns a new state, or a draft that ends the run.

    `is_new`: the conversation begins with this question, so there is no turn before it to look for.
    """

    question: str
    portal_commune: str | None
    conversation_id: str
    is_new: bool = False
    text: NormalisedText | None = None
    resolved: Resolved | None = None
    last: Turn | None = None
    commune: str | None = None
    named: SourceDocument | None = None
    plan: PlanAnswers | None = None
    on_text: OnText | None = None

    @property
    def reading(self) -> Understanding:
        """How the question was read."""
        return self.read.understanding

    @property
    def asked_commune(self) -> str | None:
        """The commune that the question names, else the portal's, else that of the document that it names."""
        named = self.named.commune if self.named else None
        return next(iter(self.reading.communes), None) or self.portal_commune or named

    @property
    def read(self) -> Resolved:
        """The question completed from the conversation."""
        if self.resolved is None:
            raise AssertionError("the question is read before it is answered")
        return self.resolved


Step = Callable[[State], "State | Draft"]
