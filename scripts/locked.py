"""The run-time lock with what the installed distributions say of themselves: versions, hashes, licences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
# Spellings found in installed metadata, and what they mean in SPDX.
_SPDX = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}


@dataclass(frozen=True, slots=True)
class Locked:
    """A distribution of the lock that belongs to this platform."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def licence(self) -> str:
        """The licence as SPDX expression, as far as the metadata tells it; empty: it tells none."""
        return licence_of(metadata(self.name))


def licence_of(told: PackageMetadata) -> str:
    """Returns the first that there is: the SPDX field, a short licence field, the classifiers."""
    if "License-Expression" in told:
        return str(told["License-Expression"])
    # Some put the whole text there; its first line is then the title, or nothing that is known.
    written = (str(told["License"]).strip().splitlines() or [""])[0].strip() if "License" in told else ""
    if written.lower() in _SPDX or re.fullmatch(r"[A-Za-z0-9.-]+( (AND|OR) [A-Za-z0-9.-]+)*", written):
        return _SPDX.get(written.lower(), written)
    classified = [line.split(" :: ")[-1] for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    return " OR ".join(sorted({_SPDX.get(title.lower(), title) for title in classified}))


def torch() -> Locked:
    """Returns torch, which scripts/setup.sh installs beside the lock."""
    (pinned,) = re.findall(r"^TORCH=(.+)$", (ROOT / "scripts/setup.sh").read_text(encoding="utf-8"), re.MULTILINE)
    return Locked("torch", pinned, ())


def locked() -> tuple[Locked, ...]:
    """Returns what is installed at run time, sorted by name. Raises `PackageNotFoundError` where it is not."""
    found = sorted([*_of_the_lock(), torch()], key=lambda each: each.name)
    for each in found:
        installed = metadata(each.name)["Version"].split("+")[0]
        if installed != each.version:
            raise PackageNotFoundError(f"{each.name} {each.version}: {installed} is installed")
    return tuple(found)


def _of_the_lock() -> Iterator[Locked]:
    entries = LOCK.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in entries.splitlines():
        if not line or line.lstrip().startswith("#"):
            continue
        requirement = Requirement(line.split(" --hash=")[0])
        if requirement.marker is None or requirement.marker.evaluate():
            (specifier,) = requirement.specifier
            hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", line)
            yield Locked(canonicalize_name(requirement.name), specifier.version, tuple(sorted(hashes)))
