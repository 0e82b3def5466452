"""Promises about files: settings are documented, locks name no host, modules say what they are."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from api.settings import ApiSettings
from api.tracing_settings import TracingSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.model.settings import ModelSettings
from bot.settings import BotSettings
from retrieval.settings import RetrievalSettings
from tests.support.compose_file import variables

ROOT = Path(__file__).parents[2]
SETTINGS: tuple[type[BaseSettings], ...] = (
    ApiSettings,
    BotSettings,
    ModelSettings,
    RetrievalSettings,
    TelegramSettings,
    TracingSettings,
)
CODE = ("api", "bot", "corpus", "prompts", "retrieval", "scripts")


def setting_names() -> set[str]:
    """Returns the environment variables of all settings."""
    return {
        (field.validation_alias if isinstance(field.validation_alias, str) else f"{prefix}{name}".upper())
        for settings in SETTINGS
        for prefix in [settings.model_config.get("env_prefix", "")]
        for name, field in settings.model_fields.items()
    }


def test_example_file_lists_exactly_the_settings_and_what_compose_asks_for() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = re.findall(r"^#? ?([A-Z_]+)=", text, flags=re.MULTILINE)

    assert len(listed) == len(set(listed))
    assert set(listed) == setting_names() | set(variables()) | {"COMPOSE_PROFILES"}


def test_example_file_shows_the_defaults(tmp_path: Path) -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = [line.removeprefix("# ") for line in lines if re.match(r"# [A-Z_]+=.", line)]
    copied = tmp_path / "env"
    copied.write_text("\n".join(shown), encoding="utf-8")
    bare = tmp_path / "bare"
    bare.touch()

    for settings in SETTINGS:
        assert settings(_env_file=copied) == settings(_env_file=bare)


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")

    assert setting_names() - set(re.findall(r"`([A-Z_]+)`", text)) == set()


def test_every_setting_has_a_description() -> None:
    missing = [
        f"{settings.__name__}.{name}"
        for settings in SETTINGS
        for name, field in settings.model_fields.items()
        if not field.description
    ]

    assert missing == []


def test_all_settings_classes_are_compared_here() -> None:
    found = {
        name
        for package in CODE
        for path in (ROOT / package).rglob("*.py")
        for name in re.findall(r"^class (\w+)\(BaseSettings\)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }

    assert found == {settings.__name__ for settings in SETTINGS}


def test_locks_name_no_host() -> None:
    subprocess.run(["scripts/check_locks.sh"], cwd=ROOT, check=True)


def test_torch_is_pinned_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    script = (ROOT / "scripts/setup.sh").read_text(encoding="utf-8")

    (pinned,) = re.findall(r"^TORCH=(.+)$", script, flags=re.MULTILINE)
    assert f"torch=={pinned}" in project["dependencies"]


@pytest.mark.parametrize("package", CODE)
def test_every_module_says_what_it_is(package: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / package).rglob("*.py"))
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []
