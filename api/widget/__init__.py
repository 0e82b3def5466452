"""The widget's script: chapters of one closure, joined as they stand, so that a portal loads a single file."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

# In the order in which each needs what stands before it.
CHAPTERS = (
    "texts.js",
    "styles.js",
    "nodes.js",
    "markdown.js",
    "replies.js",
    "transport.js",
    "memory.js",
    "speech.js",
    "sharing.js",
    "rating.js",
    "answer.js",
    "menu.js",
    "launcher.js",
    "composer.js",
    "panel.js",
    "actions.js",
    "conversation.js",
    "element.js",
    "start.js",
)
_FOLDER = Path(__file__).parent


class Kept(NamedTuple):
    """What the server keeps, as the widget says it to people."""

    people: str = "90 ngày"
    conversation: str = "30 phút"
    unanswered: bool = True


_USUAL = Kept()


@cache
def script(kept: Kept = _USUAL) -> str:
    """Returns the text of `/widget.js`. There is no build step: what is served is what is written."""
    constant = f"const KEPT = {json.dumps(kept._asdict(), ensure_ascii=False)};"
    chapters = [(_FOLDER / name).read_text(encoding="utf-8") for name in CHAPTERS]
    return "\n".join(["(() => {", '"use strict";', constant, *chapters, "})();", ""])
