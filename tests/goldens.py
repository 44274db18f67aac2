"""What an importer gave, as text that a person can check, kept beside the file that it was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path

from refnet.records import EventRecord, Problem, Record, RowRead

_UNTOLD = ("key", "locator", "record")


def as_text(items: Iterable[Record | RowRead | Problem]) -> str:
    """One line an item: its place, then what it says; empty fields are left out, and keys, which other tests hold."""
    return "".join(f"{item.locator}: {_said(item)}\n" for item in items)


def hold(path: Path, items: Iterable[Record | RowRead | Problem], *, update: bool) -> None:
    """Compare with the golden file of `path`, or write it."""
    golden, text = path.with_name(f"{path.name}.golden"), as_text(items)
    if update:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def _said(value: object) -> str:
    if isinstance(value, EventRecord):
        return _said(value.event)
    if isinstance(value, tuple):
        return f"({', '.join(_said(part) for part in value)})"
    if not is_dataclass(value):
        return repr(value) if isinstance(value, str) else str(value)
    told = [(field.name, getattr(value, field.name)) for field in fields(value) if field.name not in _UNTOLD]
    parts = (f"{name}={_said(part)}" for name, part in told if part not in ("", (), None) and part is not False)
    return f"{type(value).__name__}({', '.join(parts)})"
