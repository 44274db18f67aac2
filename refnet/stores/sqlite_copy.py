"""The one way in which a book's file is copied: whole, as of one moment, closed to other people, safely on the disk."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import apsw


def copy_whole(connection: apsw.Connection, target: Path) -> None:
    """Copy what a connection sees to a file, which has that name only when it is whole; one that is there goes.

    `VACUUM INTO` reads one state while others write, and leaves behind what was deleted. A plain copy of the file lacks
    what is still in the log.
    """
    half = target.with_name(f".{target.name}.{secrets.token_hex(8)}.half")
    try:
        # Made by us first: SQLite would let others read it
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        connection.execute("VACUUM INTO ?", (str(half),)).fetchall()
        with half.open("rb+") as copy:
            os.fsync(copy.fileno())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
