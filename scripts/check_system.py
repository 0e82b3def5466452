#!/usr/bin/env python3
"""Programs that some tests need and that no Python package brings: which are missing, and how to get them.

usage: check_system.py [--apt]

--apt prints the Debian packages of the table that are to be installed, on one line (for the CI). Without it the
missing ones are said; the exit status is 1 only when REQUIRE_ALL is set. Tests ask for an entry with
`@pytest.mark.needs("chromium")`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Installed by `scripts/setup.sh --dev`, where npm is, from tests/browser/package-lock.json.
AXE = Path(__file__).parents[1] / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Need:
    """One entry of the table: what it is for, how to see that it is there, the Debian packages that bring it."""

    name: str
    purpose: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def chromium_path() -> str | None:
    """Returns the browser that the tests drive."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def _has_vietnamese_font() -> bool:
    """Whether fontconfig knows a font with Vietnamese letters; a browser without one draws boxes."""
    if shutil.which("fc-list") is None:
        return any(Path(folder).glob("**/*.ttf") for folder in ("/usr/share/fonts", "/usr/local/share/fonts"))
    found = subprocess.run(["fc-list", ":lang=vi", "family"], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip())


def postgresql_program(name: str) -> str | None:
    """Returns a program of the PostgreSQL server, which Debian keeps off the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name) or next((path for folder in folders if (path := shutil.which(name, path=folder))), None)


def _reads_vietnamese() -> bool:
    """Whether Tesseract is there with its Vietnamese model."""
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "vie" in listed.stdout.split()


# One line a need.
NEEDS = (
    Need("chromium", "kiểm thử trang web bằng trình duyệt thật", lambda: chromium_path() is not None, ("chromium",)),
    Need(
        "vietnamese-font", "ảnh chụp trang có chữ tiếng Việt", _has_vietnamese_font, ("fontconfig", "fonts-noto-core")
    ),
    Need(
        "postgresql",
        "kiểm thử kho dữ liệu trên PostgreSQL thật",
        lambda: postgresql_program("initdb") is not None,
        ("postgresql",),
    ),
    Need(
        "redis",
        "kiểm thử trạng thái dùng chung trên Redis thật",
        lambda: shutil.which("redis-server") is not None,
        ("redis-server",),
    ),
    Need(
        "caddy", "kiểm thử reverse proxy bằng deploy/Caddyfile", lambda: shutil.which("caddy") is not None, ("caddy",)
    ),
    Need(
        "tesseract-vie",
        "kiểm thử nhận dạng chữ trên bản quét",
        _reads_vietnamese,
        ("tesseract-ocr", "tesseract-ocr-vie"),
    ),
    Need(
        "libreoffice",
        "kiểm thử đọc tệp .doc",
        lambda: shutil.which("soffice") is not None,
        ("libreoffice-writer-nogui",),
    ),
    Need("axe-core", "kiểm thử tiếp cận, cài qua npm khi chạy `make setup-dev`", AXE.is_file, ("npm",)),
)


@cache
def missing() -> dict[str, Need]:
    """Returns the needs that this machine does not meet, by name."""
    return {need.name: need for need in NEEDS if not need.is_there()}


def sentence(need: Need) -> str:
    """Returns what is missing and the command that brings it."""
    return f"thiếu {need.name} ({need.purpose}); cài bằng: apt-get install -y {' '.join(need.packages)}"


def _packages() -> list[str]:
    """Returns the packages of the whole table, less those whose program is there from elsewhere.

    Debian's npm cannot be installed beside a Node.js that brings its own.
    """
    return [package for need in NEEDS for package in need.packages if shutil.which(package) is None]


def main() -> int:
    """Prints the packages or what is missing; returns the exit status."""
    if sys.argv[1:] == ["--apt"]:
        print(" ".join(_packages()))
        return 0
    for need in missing().values():
        print(f"[system] {sentence(need)}", file=sys.stderr)
    if missing() and not os.environ.get("REQUIRE_ALL"):
        print("[system] các kiểm thử cần những thứ trên sẽ được bỏ qua (REQUIRE_ALL=1: coi là lỗi)", file=sys.stderr)
    return int(bool(missing()) and bool(os.environ.get("REQUIRE_ALL")))


if __name__ == "__main__":
    sys.exit(main())
