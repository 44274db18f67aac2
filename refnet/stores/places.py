"""Folders in which a book is not safe: those that a service copies elsewhere, and those on another computer.

SQLite's write-ahead log needs shared memory, which network file systems lack; a service that copies a file while it is
written to copies half a change. Source: sqlite.org, "How To Corrupt An SQLite Database File", sections 2 and 4.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_SYNCED: Final = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
}
"""How the names of such folders begin, in lower case."""

_NETWORK: Final = frozenset("nfs nfs4 cifs smb3 smbfs sshfs fuse.sshfs davfs afpfs ceph glusterfs".split())
_MOUNTS: Final = Path("/proc/mounts")


def risk_of(path: Path, *, mounts: Path = _MOUNTS) -> str:
    """Why a book should not be kept at a path, as a sentence; "" where nothing speaks against it.

    >>> risk_of(Path("/home/ann/Dropbox/book.refnet"))
    'Dropbox copies this folder elsewhere: the book leaves this computer, and may be damaged.'
    """
    whole = path.absolute()
    for part in whole.parts[:-1]:
        for begin, service in _SYNCED.items():
            if part.casefold().startswith(begin):
                return f"{service} copies this folder elsewhere: the book leaves this computer, and may be damaged."
    if str(whole).startswith("\\\\") or _kind_of_mount(whole, mounts) in _NETWORK:
        return "This folder is on another computer: a book can be damaged there when the connection breaks."
    return ""


def _kind_of_mount(path: Path, mounts: Path) -> str:
    """The file system that a path lies on, "" where the system does not tell."""
    try:
        lines = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    holding = [(line[1], line[2]) for line in lines if len(line) > 2 and path.is_relative_to(line[1])]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1]
