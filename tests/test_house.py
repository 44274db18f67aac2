"""The project names no machine and no package index, has hashes in its lock file, and a README whose commands exist."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

# Written in pieces, so that this file does not contain them
FORBIDDEN = ("/wo" + "rk/", "/tmp/" + "venv", "pypi" + ".org", "python" + "hosted")
NOT_OURS = {
    ".git",
    ".venv",
    ".sample",
    ".neo4j",
    "dist",
    "__pycache__",
    *(f".{tool}_cache" for tool in ("mypy", "ruff", "pytest")),
}


def project_files() -> Iterator[Path]:
    """Every file that belongs to the project: what git knows, or in an unpacked archive what is there."""
    if (REPOSITORY / ".git").exists() and (git := shutil.which("git")):
        listed = subprocess.run([git, "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
        yield from (path for name in listed.decode().split("\0") if name and (path := REPOSITORY / name).is_file())
    else:
        yield from (p for p in REPOSITORY.rglob("*") if p.is_file() and not NOT_OURS.intersection(p.parts))


def test_no_file_names_a_machine_or_an_index() -> None:
    found = [
        f"{path.relative_to(REPOSITORY)}: {word}"
        for path in project_files()
        for word in FORBIDDEN
        if word.encode() in path.read_bytes()
    ]
    assert found == []


def test_every_locked_version_has_a_hash() -> None:
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", lock) if not entry.startswith("#")]
    assert len(entries) > 50
    assert [e.splitlines()[0] for e in entries if "==" not in e or "--hash=sha256:" not in e] == []
    assert "://" not in lock


def readme_commands() -> list[str]:
    """The lines of the README's command blocks; `$ ` and continuation lines are understood."""
    readme = REPOSITORY / "README.md"
    if not readme.exists():
        pytest.skip("no README yet")
    blocks = re.findall(
        r"^```(?:bash|sh|shell|console|powershell|bat)\n(.*?)^```", readme.read_text(encoding="utf-8"), re.M | re.S
    )
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line.strip().removeprefix("$ ").removeprefix("> ") for line in lines if line.strip()]


def test_the_readme_shows_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.M))
    shown = {found[1] for line in readme_commands() if (found := re.match(r"make ([a-z]+)", line))}
    assert {"app", "test"} <= shown <= targets


def test_the_readme_shows_verbs_that_exist_and_all_of_them() -> None:
    shown = {
        found[1] for line in readme_commands() if (found := re.match(r"(?:\.venv\S*[/\\])?refnet ([a-z-]+)", line))
    }
    assert shown == set(importlib.import_module("refnet.cli").main.commands)


def test_the_assets_of_each_component_are_in_the_package() -> None:
    """Streamlit finds a component's files below the package, by the copy of pyproject.toml in the wheel."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    components = project["tool"]["streamlit"]["component"]["components"]
    folders = [REPOSITORY / "refnet" / component["asset_dir"] for component in components]
    assert folders and [folder for folder in folders if not list(folder.glob("*.js"))] == []
    copied = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert copied["pyproject.toml"] == "refnet/pyproject.toml"
