"""Long work as a child process: the same command that a terminal runs. It outlives a click, and can be stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from refnet.book import data_folder
from refnet.errors import RefnetError
from refnet.mapping import Mapping, Proposal
from refnet.text import for_terminal

_REFNET: Final = (sys.executable, "-P", "-m", "refnet")
_NAME_BYTES: Final = 200
"""File systems take 255 bytes."""
LISTED: Final = 200
"""How many entries of a list are told; the owner of a large table looks at the first."""
_UNSEEN: Final = "The work ended without an answer."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come: rows of a file, and what is being done with them."""

    file: str
    done: int
    total: int
    phase: str


class Job:
    """Files of the owner, checked or brought in by a child process.

    The files are copied to a folder that only this user can read; it goes when the job is closed or forgotten.
    """

    def __init__(
        self, files: Iterable[tuple[str, bytes]], *, book: str, member: str = "", of: str = "", private: bool = False
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="refnet-", ignore_cleanup_errors=True)
        self._paths = [_write(Path(self._folder.name) / str(n), name, body) for n, (name, body) in enumerate(files)]
        self._book, self._member, self._of, self._private = book, member, of, private
        self._mappings: dict[int, tuple[Mapping, Path]] = {}
        self.dry_run = True
        self.cancelled = False
        self.proposals: dict[int, Proposal] = {}
        """How tables are to be read, by their place, while their owner says which column is which."""
        self._process = self._start()

    def add(self) -> None:
        """Bring in the files that were checked."""
        self.dry_run = False
        self._process = self._start()

    def read_as(self, place: int, mapping: Mapping) -> None:
        """Check the files again, one of them by the mapping that its owner gave."""
        path = Path(self._folder.name) / f"mapping-{place}.json"
        path.write_text(mapping.to_json(), encoding="utf-8")
        self._mappings[place] = (mapping, path)
        del self.proposals[place]
        self._process = self._start()

    def mapping(self, place: int) -> Mapping | None:
        """What the owner said of a file's columns in this job."""
        return self._mappings.get(place, (None, None))[0]

    def path(self, place: int) -> Path:
        """The copy of a file, by its place among those chosen."""
        return self._paths[place]

    @property
    def running(self) -> bool:
        """Whether there is something to wait for."""
        return self._process.poll() is None

    def progress(self) -> Progress | None:
        """The newest word of the child, None before its first."""
        for line in reversed(self._said("stderr").splitlines()):
            try:
                told = json.loads(line)
                return Progress(str(told["file"]), int(told["done"]), int(told["total"]), str(told["phase"]))
            except (ValueError, KeyError, TypeError):
                continue  # A line that is being written, or a complaint in words
        return None

    def cancel(self) -> None:
        """End the work. What was not saved yet is as if it had never begun."""
        self._process.terminate()
        self._process.wait()
        self.cancelled = True

    def reports(self) -> list[dict[str, Any]]:
        """What became of each file, once the work is done.

        Raises:
            RefnetError: it could not be done at all.
        """
        files: list[dict[str, Any]] = self._answer()["files"]
        return files

    def refused(self) -> list[tuple[str, bytes]]:
        """The refused rows of each table that has any, to be corrected and imported: the file they are of, and CSV."""
        return [(table["of"], Path(table["path"]).read_bytes()) for table in self._answer().get("rejects", ())]

    def _answer(self) -> dict[str, Any]:
        try:
            answer = json.loads(self._said("stdout"))
        except ValueError:
            raise RefnetError(self._said("stderr").strip() or _UNSEEN, fix="Try again.") from None
        if "error" in answer:
            raise RefnetError(answer["error"]["message"], fix=answer["error"]["fix"])
        found: dict[str, Any] = answer
        return found

    def close(self) -> None:
        """Remove the copies of the files."""
        if self.running:
            self.cancel()
        self._folder.cleanup()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [*_REFNET, "import", "--book", self._book, "--json", "--progress-json"]
        command += ["--dry-run"] if self.dry_run else []
        command += [f"--of={self._of}"] if self._of else []
        command += ["--private"] if self._private else []
        command += ["--limit", str(LISTED)]
        folder = Path(self._folder.name)
        command += ["--rejects", str(folder / "refused.csv"), "--force"]
        if self._mappings:
            given = (self._mappings.get(place, (None, "-"))[1] for place in range(len(self._paths)))
            command += [f"--map={path}" for path in given]
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            return subprocess.Popen(
                [*command, "--", *map(str, self._paths)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, "REFNET_MEMBER": self._member},
            )

    def _said(self, stream: str) -> str:
        return (Path(self._folder.name) / stream).read_text(encoding="utf-8", errors="replace")


def sample_address() -> str:
    """Where the book of the invented firm is kept."""
    return str(data_folder() / "sample.refnet")


def make_sample() -> str:
    """Make the book of the invented firm, if it is not there yet, and give its address.

    Raises:
        RefnetError: it could not be made.
    """
    address = sample_address()
    if not Path(address).exists():
        _run(["new", "--sample", "--book", address])
    return address


def make_book(address: str, me: str, emails: Sequence[str]) -> None:
    """Make an empty book for its owner.

    Raises:
        RefnetError: it could not be made.
    """
    _run(["new", f"--me={me}", *(f"--email={email}" for email in emails), "--book", address])


def _run(arguments: Sequence[str]) -> None:
    done = subprocess.run(
        [*_REFNET, *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        message, _, fix = done.stderr.strip().rpartition("\n")
        raise RefnetError(message or fix or _UNSEEN, fix=fix if message else "Try again.")


def _write(folder: Path, name: str, body: bytes) -> Path:
    """A copy under its own name, as the report says it: each in a folder of its own, as two may be called alike."""
    folder.mkdir()
    plain = for_terminal(name).replace("\\", "/").rpartition("/")[2].strip(". ") or "file"
    short = plain.encode()[-_NAME_BYTES:].decode(errors="ignore")
    path = folder / short
    path.write_bytes(body)
    return path
