"""Importing is free of effects, and the five generic names are ours."""

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "bot", "corpus", "prompts", "retrieval")


def _modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_packages_loads_no_heavy_library() -> None:
    loaded = _modules_after("import api, api.app, bot, retrieval, corpus, prompts")

    heavy = {"torch", "chromadb", "sentence_transformers", "telegram", "matplotlib", "langchain_openai", "alembic"}
    heavy |= {"opentelemetry.sdk", "grpc"}  # the library of answers' traces; FastAPI loads its bare interface
    assert loaded & heavy == set()


def test_the_command_line_imports_only_what_help_needs() -> None:
    loaded = _modules_after("import api.cli; api.cli.build_parser()")

    assert loaded & {"pydantic", "fastapi", "uvicorn", "tantivy", "numpy", "tqdm"} == set()


def test_opening_the_assistant_loads_no_model_library() -> None:
    loaded = _modules_after("import bot.assembly, api.commands.ask")

    assert loaded & {"torch", "sentence_transformers", "sqlalchemy"} == set()


@pytest.mark.parametrize("name", PACKAGES)
def test_package_name_belongs_to_this_repository(name: str) -> None:
    spec = importlib.util.find_spec(name)
    owners = importlib.metadata.packages_distributions().get(name, [])

    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)
    assert set(owners) <= {"motcua"}
