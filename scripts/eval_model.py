"""Asks the project's judgments with a language model on: yours where LLM_BASE_URL is set, else a stub that echoes.

The stub says the best passage in its own words, the most faithful model that there can be: with it the bar of the
default must hold. Held-out sets give totals alone, as ever.
"""

import os
import sys
from contextlib import ExitStack

from api.cli import main
from bot.model.settings import ModelSettings
from tests.support.model_server import model_server


def run() -> int:
    """Returns the exit status of `motcua eval`: 1 where a set falls short of its bar."""
    with ExitStack() as stack:
        if ModelSettings().is_on:
            print("Mô hình: theo LLM_BASE_URL và LLM_MODEL")
        else:
            stub, address = stack.enter_context(model_server())
            stack.callback(lambda: print(f"Mô hình giả (nhắc lại nguồn) được hỏi {len(stub.requests)} lần"))
            os.environ |= {"LLM_BASE_URL": address, "LLM_MODEL": "echo"}
        return main(["eval", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(run())
