"""A network kept as a file beside the book: there in a blink, made again when it does not fit or cannot be read.

It holds no more than ids, ties and flags, and nothing that runs: arrays are read without pickle.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from refnet.network.arrays import Network

_FILE: Final = "network.npz"
_SCHEMA: Final = 1
_ARRAYS: Final = {
    "ptr": np.int64,
    "adj": np.int32,
    "strength": np.float64,
    "cost": np.int64,
    "never_asked": np.bool_,
    "never_reached": np.bool_,
}


def kept(folder: Path, of: str, make: Callable[[], Network]) -> Network:
    """The network kept in a folder, or a new one, which is kept from then on in place of the one before.

    Args:
        folder: The book's cache; made when it is missing, for its owner only. Where nothing can be written, nothing is.
        of: Which network is wanted: the revision and day that it is true for. A file that says another one is stale.
        make: Makes it.
    """
    found = _read(folder / _FILE, _header(of))
    if found is None:
        found = make()
        with suppress(OSError):
            _write(folder, _header(of), found)
    return found


def _header(of: str) -> bytes:
    return f"refnet network {_SCHEMA}: {of}".encode()


def _read(path: Path, header: bytes) -> Network | None:
    """The network of the file; None when there is none, or when it is another one, or damaged in whatever way."""
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            if file["header"].tobytes() != header:
                return None
            people = tuple(msgspec.json.decode(file["people"].tobytes(), type=list[str]))
            arrays = {name: file[name] for name in _ARRAYS}
    except Exception:  # a zip can be broken in more ways than its reader has errors for
        return None
    network = Network(people, **arrays)  # type: ignore[arg-type]
    return network if _is_whole(network) else None


def _is_whole(network: Network) -> bool:
    people, entries = len(network.people), len(network.adj)
    sizes = {"ptr": people + 1, "never_asked": people, "never_reached": people}
    return (
        all(
            (array := getattr(network, name)).dtype == kind and array.shape == (sizes.get(name, entries),)
            for name, kind in _ARRAYS.items()
        )
        and network.ptr[0] == 0
        and network.ptr[-1] == entries
        and bool((np.diff(network.ptr) >= 0).all())
        and bool(((network.adj >= 0) & (network.adj < people)).all())
    )


def _write(folder: Path, header: bytes, network: Network) -> None:
    """Under another name first, so that whoever reads meanwhile reads a whole file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    handle, name = tempfile.mkstemp(dir=folder)  # only its owner may read it
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                header=np.frombuffer(header, np.uint8),
                people=np.frombuffer(msgspec.json.encode(network.people), np.uint8),
                **{array: getattr(network, array) for array in _ARRAYS},
            )
        os.replace(name, folder / _FILE)
    except BaseException:
        os.unlink(name)
        raise
