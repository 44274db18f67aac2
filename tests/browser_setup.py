"""Finds a Chromium for the browser tests, or gets one: installed, else the distribution's (as root), else Playwright's.

`python tests/browser_setup.py` prints the program it found or installed
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 90_000
"""For how many milliseconds a test waits for a page at most: another may be at work on the same machine."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)


def downloads() -> Path:
    """The folder in which Playwright keeps the browsers it downloaded."""
    if chosen := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "ms-playwright"
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"


def find() -> str | None:
    """A Chromium that starts, or None."""
    return next((program for program in _candidates() if _starts(program)), None)


def install() -> None:
    """Gets a Chromium: the distribution's when root on Debian or Ubuntu, else (or if that fails) Playwright's."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium")
        if find():
            return
    deps = ["--with-deps"] if root and sys.platform == "linux" else []
    _run(sys.executable, "-m", "playwright", "install", *deps, "chromium")


def _candidates() -> Iterator[str]:
    yield from filter(None, (shutil.which(name) for name in NAMES))
    yield from (place for place in PLACES if Path(place).exists())
    for pattern in (
        "chromium-*/chrome-linux*/chrome",
        "chromium-*/chrome-win*/chrome.exe",
        "chromium-*/chrome-mac*/*.app",
    ):
        for found in sorted(downloads().glob(pattern), reverse=True):
            yield str(next(found.glob("Contents/MacOS/*")) if found.suffix == ".app" else found)


def _starts(program: str) -> bool:
    if sys.platform == "win32":  # chrome.exe --version opens a window there
        return True
    try:
        # Ubuntu's chromium-browser is a script that only names a snap, and fails
        return subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _run(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Progress goes to stderr: the only line on stdout is the program
    subprocess.run(command, env=environment, stdout=sys.stderr, check=False)


def main() -> int:
    if not find():
        install()
    found = find()
    print(found or "No Chromium, and none could be installed: the browser tests need one.")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
