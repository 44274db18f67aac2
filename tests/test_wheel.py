"""What is installed is whole: the wheel holds everything, and its commands run from it alone."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("refnet", "importers", "app", "sample_data")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the files at hand."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", str(REPOSITORY), "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*command, "--wheel-dir", str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob("refnet-*.whl")
    return found


@pytest.fixture(scope="module")
def unpacked(wheel: Path) -> Path:
    """A folder as pip would fill it."""
    folder = wheel.parent / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def files_of(package: Path) -> Iterator[str]:
    for path in package.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(package.parent).as_posix()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_is_in_the_wheel(package: str, wheel: Path) -> None:
    """Code, sample files, assets of components, blank tables, the app's icon and the marks of typed packages."""
    held = set(zipfile.ZipFile(wheel).namelist())
    assert sorted(set(files_of(REPOSITORY / package)) - held) == []


def test_the_wheel_holds_the_description_by_which_streamlit_finds_the_components(unpacked: Path) -> None:
    assert (unpacked / "refnet/pyproject.toml").read_bytes() == (REPOSITORY / "pyproject.toml").read_bytes()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    """No tests, no pictures, no book of somebody's; the licence is with it."""
    names = zipfile.ZipFile(wheel).namelist()
    others = {name for name in names if not name.startswith(tuple(f"{package}/" for package in PACKAGES))}
    assert all(".dist-info/" in name for name in others) and any(name.endswith("/LICENSE") for name in others)
    assert [name for name in names if name.endswith((".refnet", ".pyc"))] == []


def test_the_wheel_names_its_command_and_its_importers(unpacked: Path) -> None:
    (told,) = unpacked.glob("refnet-*.dist-info/entry_points.txt")
    points = configparser.ConfigParser()
    points.read(told, encoding="utf-8")
    assert points["console_scripts"]["refnet"] == "refnet.cli:main"
    assert points["refnet.importers"]["builtin"] == "importers:BUILTIN"


def test_the_sample_is_made_and_asked_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    def refnet(*words: str) -> str:
        # Only the unpacked wheel: -P leaves out the present folder, and PYTHONPATH goes before the environment's own
        environment = {**os.environ, "PYTHONPATH": str(unpacked)}
        command = [sys.executable, "-P", "-m", "refnet", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = "import refnet, importers, app, sample_data; print(refnet.__file__, app.__file__, sample_data.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    found = subprocess.run([sys.executable, "-P", "-c", where], env=environment, capture_output=True, text=True)
    assert found.stdout.count(str(unpacked)) == 3
    assert refnet("new", "--sample", "--book", "sample.refnet").startswith("Made sample.refnet")
    assert refnet("path", "Dana Okafor", "--book", "sample.refnet").startswith("Ask ")
