"""What the commands write: answers to standard output, remarks to standard error."""

import sys


class CommandFailed(Exception):
    """A command that cannot do its work; the message is the one Vietnamese sentence that the person reads."""


def say(text: str = "") -> None:
    """Writes a line of result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def remark(text: str) -> None:
    """Writes a line that is not a result, so that piping the result stays clean."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
