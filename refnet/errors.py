"""What can go wrong, named by the situation. Each error says what happened and carries its cure."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from typing import Final

BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` and its decompressors raise over damaged bytes, or over a method or a password they do not know."""


class RefnetError(Exception):
    """Anything that stops a piece of work; `message` says what happened, `fix` what to do next.

    `code` is its name in the report of an import, where a whole file is refused; "" for what is no fault of a file.
    """

    code: str = ""

    def __init__(self, message: str, *, fix: str, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.code = code or type(self).code


class UnknownFileError(RefnetError):
    """No importer recognises the file; the message names the nearest format and what it lacks."""

    code = "file-unknown"


class AmbiguousFileError(RefnetError):
    """Two importers claim the file equally."""

    code = "file-ambiguous"


class UnreadableFileError(RefnetError):
    """The file as a whole cannot be read: broken, encrypted, too large or not text."""

    code = "file-unreadable"


class UnknownPersonError(RefnetError):
    """Nobody, or no company, by that name or id is in the book."""


class AmbiguousPersonError(RefnetError):
    """Several people answer to that name; the fix lists their ids."""


class BookNotFoundError(RefnetError):
    """There is no book at the given place."""


class ForeignBookError(RefnetError):
    """The file is not a refnet book, is damaged, or was written by a newer refnet."""


class UnfinishedCopyError(RefnetError):
    """At the place is half a copy of a book, which is not used before it is whole."""


class BookBusyError(RefnetError):
    """Another process has been writing for longer than we wait."""


class StaleChangeError(RefnetError):
    """The book moved on since the change was worked out; work it out again."""


class UnknownSourceError(RefnetError):
    """There is no such import to undo."""


class UnsupportedStoreError(RefnetError):
    """The address names a kind of store that this version cannot open."""
