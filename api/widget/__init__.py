"""The widget's script: chapters of one closure, joined as they stand, so that a portal loads a single file."""

from functools import cache
from pathlib import Path

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


@cache
def script() -> str:
    """Returns the text of `/widget.js`. There is no build step: what is served is what is written."""
    chapters = [(_FOLDER / name).read_text(encoding="utf-8") for name in CHAPTERS]
    return "\n".join(["(() => {", '"use strict";', *chapters, "})();", ""])
