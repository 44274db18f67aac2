"""The importers that are installed: ours and those of other packages, found through one entry-point group."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from refnet.records import Importer

GROUP: Final = "refnet.importers"


@cache
def importers() -> tuple[Importer, ...]:
    """Every importer, ours first; each entry point names a tuple of them. A second one of a name is left out."""
    from importlib.metadata import entry_points  # here, because only an import of files needs it

    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name != "builtin", point.name))
    found: dict[str, Importer] = {}
    for point in points:
        loaded: Iterable[Importer] = point.load()
        for importer in loaded:
            found.setdefault(importer.name, importer)
    return tuple(found.values())
