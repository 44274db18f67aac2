"""A file that is there whole or not at all, readable by its owner alone."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from refnet.errors import RefnetError


def refuse_taken(path: Path, *, force: bool) -> None:
    """Raise `RefnetError` where something is at a place already, unless `force` says to replace it."""
    if os.path.isdir(path):
        raise RefnetError(f"{path} is a folder.", fix="Name a file in it.")
    if not force and os.path.lexists(path):
        raise RefnetError(f"There is a file {path} already.", fix="Choose another name, or replace it: --force")


def save(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file under a temporary name beside its place, and move it there.

    Args:
        path: Where to; its folder must be there.
        content: All of it.
        force: Replace what is there.

    Raises:
        RefnetError: something is there already, or the disk does not take it.
    """
    refuse_taken(path, force=force)
    try:
        handle, name = tempfile.mkstemp(prefix=".refnet-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be used"
        raise RefnetError(
            f"{path} cannot be written: {why}.", fix="Check the folder, and that there is room on the disk."
        ) from error
