"""The bill of materials keeps to CycloneDX 1.6 and lists what is locked."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.locked import locked
from scripts.make_sbom import bill
from tests.support.compose_file import ROOT


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return bill()


def test_head_is_that_of_the_standard(made: dict[str, Any]) -> None:
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    assert made["metadata"]["component"]["name"] == "motcua"


def test_every_component_is_complete(made: dict[str, Any]) -> None:
    for component in made["components"]:
        assert component["type"] == "library"
        assert component["purl"] == f"pkg:pypi/{component['name']}@{component['version']}" == component["bom-ref"]
        assert component["licenses"][0]["expression"]
        hashes = [digest for file in component.get("externalReferences", []) for digest in file["hashes"]]
        assert hashes or component["name"] == "torch"
        assert all(re.fullmatch("[0-9a-f]{64}", digest["content"]) for digest in hashes)


def test_it_lists_what_is_locked_and_torch(made: dict[str, Any]) -> None:
    listed = {(component["name"], component["version"]) for component in made["components"]}

    assert listed == {(each.name, each.version) for each in locked()}
    assert {"chromadb", "fastapi", "torch"} <= {name for name, _ in listed}


def test_references_are_unique_and_resolve(made: dict[str, Any]) -> None:
    references = [made["metadata"]["component"]["bom-ref"], *(each["bom-ref"] for each in made["components"])]

    assert len(references) == len(set(references))
    assert {ref for edge in made["dependencies"] for ref in [edge["ref"], *edge["dependsOn"]]} == set(references)


def test_file_is_the_same_each_time_and_dated_on_request(tmp_path: Path) -> None:
    def write(name: str, *arguments: str) -> str:
        command = [sys.executable, "-m", "scripts.make_sbom", *arguments, str(tmp_path / name)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return (tmp_path / name).read_text(encoding="utf-8")

    first, second, dated = write("a"), write("b"), write("c", "--timestamp", "2026-11-26T00:00:00Z")
    assert first == second
    assert json.loads(dated)["metadata"]["timestamp"] == "2026-11-26T00:00:00Z"
    assert "timestamp" not in json.loads(first)["metadata"]
