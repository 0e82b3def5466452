"""What hadolint and the house rules ask of the Dockerfiles, and that no secret can come into an image."""

import fnmatch
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.compose_file import ROOT

DOCKERFILES = ("Dockerfile", "deploy/proxy.Dockerfile")
Instruction = tuple[str, str]

each_file = pytest.mark.parametrize("name", DOCKERFILES)


def _instructions(name: str) -> list[Instruction]:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, rest in (line.split(maxsplit=1) for line in lines)]


def _last_stage(name: str) -> list[Instruction]:
    instructions = _instructions(name)
    start = max(place for place, (word, _) in enumerate(instructions) if word == "FROM")
    return instructions[start:]


def _copied(name: str) -> Iterator[str]:
    """Yields what comes from the repository."""
    for word, rest in _instructions(name):
        if word == "COPY" and not rest.startswith("--from="):
            yield from rest.split()[:-1]


@each_file
def test_every_base_is_pinned(name: str) -> None:
    bases = [rest for word, rest in _instructions(name) if word == "FROM"]

    assert bases
    for base in bases:
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+\.\d+-[a-z]+(-[a-z]+)?( AS [a-z]+)?", base), base


def test_stages_share_one_base() -> None:
    first, last = [rest.split()[0] for word, rest in _instructions("Dockerfile") if word == "FROM"]

    assert first == last  # the environment's interpreter is a link to the base's


@each_file
def test_image_runs_without_rights(name: str) -> None:
    words = [word for word, _ in _last_stage(name)]
    users = [rest for word, rest in _last_stage(name) if word == "USER"]

    assert users == ["10001"]
    assert words.index("USER") < words.index("CMD")
    assert not {"RUN", "COPY"} & set(words[words.index("USER") :])


@each_file
def test_nothing_is_fetched_unseen(name: str) -> None:
    assert "ADD" not in {word for word, _ in _instructions(name)}
    for word, rest in _instructions(name):
        if word == "RUN":
            assert not re.search(r"\b(curl|wget|sudo)\b", rest)
            assert "apt-get install" not in rest or "rm -rf /var/lib/apt/lists/*" in rest


@each_file
def test_commands_are_lists_and_health_is_told(name: str) -> None:
    stage = dict(_last_stage(name))

    assert stage["CMD"].startswith("[")
    assert " CMD [" in f" {stage['HEALTHCHECK']}"


@each_file
def test_no_secret_is_an_argument(name: str) -> None:
    for word, rest in _instructions(name):
        if word in ("ARG", "ENV"):
            assert not re.search(r"TOKEN|PASSWORD|SECRET|_KEY", rest)


def test_program_is_found_where_it_is_copied_to() -> None:
    stage = _last_stage("Dockerfile")

    assert ("WORKDIR", "/app") in stage
    assert any(word == "ENV" and "PYTHONPATH=/app" in rest for word, rest in stage)


def test_what_builds_does_not_stay() -> None:
    stage = _last_stage("Dockerfile")

    assert ("COPY", "--from=builder /opt/motcua /opt/motcua") in stage
    runs = [rest for word, rest in stage if word == "RUN"]
    assert not any(re.search(r"pip|setup\.sh|build-essential|gcc|-dev\b", rest) for rest in runs)
    installed = re.findall(r"apt-get install -y --no-install-recommends ([^&]+)", " ".join(runs))
    assert [names.split() for names in installed] == [["tesseract-ocr", "tesseract-ocr-vie"]]
    assert "VOLUME" not in {word for word, _ in stage}  # each would be one without a name in every service


def _lets_in(path: str) -> bool:
    """Whether .dockerignore lets `path` into the build: the last line that fits decides, folders hold their content."""
    let_in = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        tried = [str(each) for each in (Path(path), *Path(path).parents)]
        any_depth = pattern.removeprefix("**/")
        if any(
            fnmatch.fnmatch(each, pattern) or (any_depth != pattern and fnmatch.fnmatch(Path(each).name, any_depth))
            for each in tried
            if each != "."
        ):
            let_in = line.startswith("!")
    return let_in


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.local",
        "api/.env",
        ".git/config",
        ".venv/bin/python",
        "var/identity.key",
        "var/motcua.db",
        "deploy/certs/key.pem",
        "corpus/data/key.pem",
        "models/x",
        "tests/data/judgments/x.jsonl",
        "docs/operations.md",
        "scripts/eval_model.py",
        "api/__pycache__/app.cpython-311.pyc",
        "docker-compose.yml",
        "something-new.txt",
    ],
)
def test_ignore_file_keeps_out(path: str) -> None:
    assert not _lets_in(path)


@each_file
def test_what_is_copied_is_let_in_and_named(name: str) -> None:
    copied = list(_copied(name))

    assert "." not in copied
    for path in copied:
        assert (ROOT / path).exists()
        assert _lets_in(path), path


def test_image_holds_every_file_of_the_program() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    program = [
        path for path in listed.split("\0") if path.split("/")[0] in ("api", "bot", "corpus", "prompts", "retrieval")
    ]

    assert program
    assert [path for path in program if not _lets_in(path)] == []
    assert {"api", "bot", "corpus", "prompts", "retrieval"} <= set(_copied("Dockerfile"))
