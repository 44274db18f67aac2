"""Finds the Neo4j server of the tests, or gets it: Java and Maven from the distribution (as root), the jars by Maven.

`python tests/neo4j_setup.py` prints the folder of jars that it found or made
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCES = Path(__file__).resolve().parent / "neo4j"
POM = SOURCES / "pom.xml"
LIBS = REPOSITORY / ".neo4j"
JAVA_AT_LEAST = 17
WAITS_SECONDS = (0, 5, 20)


def find() -> Path | None:
    """The folder of jars, whole and of the versions that `pom.xml` names; None without it or without Java."""
    kept = LIBS / POM.name
    whole = kept.is_file() and kept.read_bytes() == POM.read_bytes()
    return LIBS if whole and _has_java() else None


def install() -> None:
    """Gets what is missing: Java and Maven when root on Debian or Ubuntu, then the jars, with a few attempts."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (_has_java() and shutil.which("mvn")) and root and shutil.which("apt-get"):
        _install_java()
    if shutil.which("mvn"):
        for seconds in WAITS_SECONDS:
            time.sleep(seconds)
            if find() or _fetch():
                return


def _has_java() -> bool:
    """Whether `java` is recent enough and holds the compiler with which it runs a source file."""
    try:
        # macOS has a `java` that only says where to get one, and fails
        listed = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.search(r"^jdk\.compiler@(\d+)", listed.stdout, re.MULTILINE)
    return version is not None and int(version[1]) >= JAVA_AT_LEAST


def _install_java() -> None:
    _run("apt-get", "update", "-qq")
    for version in (17, 21):  # Debian 13 no longer has 17
        if _run(
            *("apt-get", "install", "-qq", "-y", "--no-install-recommends"),
            *(f"openjdk-{version}-jre-headless", "maven"),
        ):
            return


def _fetch() -> bool:
    """Downloads into a folder beside, which gets its name when it is whole: half a download is never taken for one."""
    with tempfile.TemporaryDirectory(prefix=".neo4j-", dir=REPOSITORY) as beside:
        made = Path(beside) / "libs"
        if not _run("mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={made}"):
            return False
        shutil.copy(POM, made)
        shutil.rmtree(LIBS, ignore_errors=True)
        made.rename(LIBS)
    return True


def _run(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Progress goes to stderr: the only line on stdout is the folder
    return subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0


def main() -> int:
    if not find():
        install()
    # Without a server its tests are skipped, and nobody is kept from the rest
    print(find() or f"No Neo4j server: its tests need Java {JAVA_AT_LEAST} or later and Maven (mvn), and are left out.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
