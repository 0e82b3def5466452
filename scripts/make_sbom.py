"""Writes the software bill of materials of the run-time lock: CycloneDX 1.6, JSON, the same for the same lock.

usage: python -m scripts.make_sbom [--timestamp ISO-8601] [FILE]     (default: var/sbom.cdx.json)
"""

import argparse
import json
import sys
import uuid
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts.locked import LOCK, ROOT, Locked, locked

SPEC_VERSION = "1.6"
Json = dict[str, Any]


def bill(timestamp: str | None = None) -> Json:
    """Returns the bill; its serial number is made from what it lists."""
    components = [_component(each) for each in locked()]
    program = {"type": "application", "bom-ref": "motcua", "name": "motcua", "version": version("motcua")}
    listed = json.dumps([program, components], sort_keys=True)
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC_VERSION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, listed)}",
        "version": 1,
        "metadata": ({"timestamp": timestamp} if timestamp else {}) | {"component": program},
        "components": components,
        "dependencies": [{"ref": "motcua", "dependsOn": [component["bom-ref"] for component in components]}],
    }


def _component(each: Locked) -> Json:
    purl = f"pkg:pypi/{each.name}@{each.version}"
    component: Json = {"type": "library", "bom-ref": purl, "name": each.name, "version": each.version, "purl": purl}
    if each.licence:
        component["licenses"] = [{"expression": each.licence}]
    if each.hashes:
        # A version is several files, one for each platform; which of them was taken is not recorded.
        component["externalReferences"] = [
            {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for digest in each.hashes
        ]
    return component


def main() -> int:
    """Writes the file and says how much it lists."""
    parser = argparse.ArgumentParser(description=f"CycloneDX {SPEC_VERSION} of {LOCK.name}")
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "var" / "sbom.cdx.json")
    parser.add_argument("--timestamp", help="when it was made; left out: not told, so that the file stays the same")
    args = parser.parse_args()
    made = bill(args.timestamp)
    args.file.parent.mkdir(parents=True, exist_ok=True)
    args.file.write_text(json.dumps(made, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"[sbom] {args.file}: {len(made['components'])} thư viện", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
