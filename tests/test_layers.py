"""Imports point downward: the table of `ROWS`, read against every module's source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = ("refnet", "importers", "app", "sample_data")

# Parts of one row do not know each other. The longest name that fits a module says its row.
ROWS: dict[str, int] = {
    "refnet.model": 1,
    "refnet.errors": 1,
    "refnet.limits": 1,
    "refnet.records": 2,
    "refnet.mapping": 2,
    "refnet.strength": 2,
    "refnet.text": 2,
    "refnet.spool": 2,
    "refnet.network": 3,
    "refnet.ties": 3,
    "refnet.colleagues": 3,
    "refnet.identity": 3,
    "refnet.stores": 3,
    "importers": 3,
    "refnet.interop": 4,
    "refnet.positions": 4,
    "refnet.analysis": 5,
    "refnet.snapshots": 4,
    "refnet.targets": 5,
    "refnet.ingest": 5,
    "refnet.plugins": 5,
    "refnet.testing": 5,
    "refnet.book": 6,
    "refnet.export": 6,
    "refnet.draw": 6,
    "app": 7,
    "refnet.cli": 7,
}

# The one home of each of these, wherever else it would be handy.
HOMES: dict[str, tuple[str, ...]] = {
    "networkx": ("refnet.interop",),
    "pandas": ("refnet.interop", "app"),
    "numpy": ("refnet.network", "refnet.strength", "refnet.positions", "refnet.analysis", "refnet.interop"),
    "pyvis": ("refnet.draw",),
    "apsw": ("refnet.stores", "refnet.spool"),
    "neo4j": ("refnet.stores",),
    "streamlit": ("app",),
    "click": ("refnet.cli",),
}


def modules(folder: Path) -> dict[str, Path]:
    """Every module of the project below a folder, by its dotted name."""
    found = {}
    for top in PROJECT:
        for path in sorted((folder / top).rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: set[str]) -> Iterator[str]:
    """What a module imports, wherever in its source: modules, as far as they can be told from names in them."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                member = f"{source}.{alias.name}"
                yield member if member in known else source


def part_of(name: str) -> str | None:
    """The entry of `ROWS` that a module belongs to; None for what has no row, such as `refnet` itself."""
    return max((part for part in ROWS if _within(name, part)), key=len, default=None)


def violations(sources: dict[str, Path]) -> list[str]:
    """Each import that does not point downward, as a sentence."""
    found = []
    for name, path in sources.items():
        for target in imports(name, path, set(sources)):
            if why := _forbidden(name, target):
                found.append(f"{name} imports {target}: {why}")
    return found


def _forbidden(name: str, target: str) -> str | None:
    top, home = target.split(".")[0], HOMES.get(target.split(".")[0])
    if home and not any(_within(name, part) for part in home) and name.split(".")[0] != "sample_data":
        return f"{top} lives in {', '.join(home)}"
    if top not in PROJECT:
        return None
    if name.split(".")[0] == "sample_data":
        return None if top == "sample_data" else "the sample's generator stands alone"
    here, there = part_of(name), part_of(target)
    # `refnet` and `refnet.__main__` open the house: they may name everything, and hold nothing but the version
    if here is None or there is None or here == there or ROWS[there] < ROWS[here]:
        return None
    return f"row {ROWS[there]} is not below row {ROWS[here]}"


def _within(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")


def test_imports_point_downward() -> None:
    """Every import of the project goes to a lower row, or stays in its own part."""
    assert violations(modules(REPOSITORY)) == []


def test_every_module_has_a_row() -> None:
    without = [m for m in modules(REPOSITORY) if m.split(".")[0] != "sample_data" and part_of(m) is None]
    assert set(without) <= {"refnet", "refnet.__main__", "refnet.web"}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("refnet.stores.sqlite", "from refnet.identity import resolve"),
        ("refnet.network", "import refnet.stores.base"),
        ("refnet.model", "from .records import Record"),
        ("importers.contacts.google", "from refnet import ingest"),
        ("refnet.cli.ask", "import app.server"),
        ("refnet.book", "import networkx as nx"),
        ("sample_data.generate", "from refnet.model import Person"),
    ],
)
def test_an_import_that_goes_up_is_seen(module: str, line: str, tmp_path: Path) -> None:
    for name in ("refnet.ingest", "refnet.identity", "refnet.stores.base", "app.server", "refnet.records"):
        _write(tmp_path, name, "")
    _write(tmp_path, module, f"def late() -> None:\n    {line}\n")
    assert len(violations(modules(tmp_path))) == 1


def _write(folder: Path, module: str, text: str) -> None:
    path = folder.joinpath(*module.split(".")).with_suffix(".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
