"""Prompts of the language model: Markdown files whose front matter says what each is for and names its variables."""

import hashlib
from dataclasses import dataclass
from functools import cache
from string import Template

import yaml
from pydantic import Field, ValidationError

from prompts.loader import FOLDER, InvalidPromptFile, MissingVariables, Strict

_FENCE = "---\n"


class FrontMatter(Strict):
    """The head of a prompt file."""

    purpose: str = Field(min_length=1)
    variables: tuple[str, ...] = ()
    version: int = Field(ge=1)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt (lời nhắc). `digest` tells one wording from another in the log."""

    name: str
    front: FrontMatter
    body: str
    digest: str

    def render(self, **variables: str) -> str:
        """Returns the text with its `$variables` filled in; what they hold is never read as a template.

        Raises:
            MissingVariables: names every variable that was not given.
        """
        missing = set(self.front.variables) - variables.keys()
        if missing:
            raise MissingVariables(f"prompts/templates/{self.name}.vi.md: thiếu {', '.join(sorted(missing))}")
        return Template(self.body).substitute({name: variables[name] for name in self.front.variables}).strip()


@cache
def load_prompt(name: str) -> Prompt:
    """Returns the prompt `prompts/templates/<name>.vi.md`.

    Raises:
        InvalidPromptFile: the file cannot be read, or its head does not name exactly the variables of its body.
    """
    where = f"prompts/templates/{name}.vi.md"
    try:
        text = (FOLDER / "templates" / f"{name}.vi.md").read_text(encoding="utf-8")
        _, head, body = text.split(_FENCE, 2)
        front = FrontMatter.model_validate(yaml.safe_load(head))
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError, ValidationError) as error:
        raise InvalidPromptFile(f"Không đọc được {where}: {error}") from error
    named = set(Template(body).get_identifiers())
    if named != set(front.variables):
        differing = ", ".join(sorted(named ^ set(front.variables)))
        raise InvalidPromptFile(f"{where}: biến ở phần đầu và trong bài không khớp: {differing}")
    return Prompt(name, front, body, hashlib.sha256(text.encode()).hexdigest()[:12])
