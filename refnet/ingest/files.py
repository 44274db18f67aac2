"""A path opened into sources: the file itself, or each member of a zip. Everything that comes in is bounded here."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from refnet import limits
from refnet.errors import BROKEN_ZIP, UnreadableFileError
from refnet.records import Problem, Source

_MEGABYTE: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1
_WHOLE_PACKAGES: Final = frozenset({"[Content_Types].xml", "mimetype"})
"""A zip with one of these at its top is a workbook or a document: one file, not many."""


def open_sources(path: Path) -> tuple[list[Source], list[Problem]]:
    """The sources of a file, and what of a zip was left out, each with its reason.

    Args:
        path: A file on this computer.

    Returns:
        One source; for a zip one for each member, labelled "export.zip!Connections.csv", in the order of the zip.

    Raises:
        UnreadableFileError: not there, no file, too large, a broken or encrypted zip, or one that is no honest export.
    """
    content = _content(path)
    if not content.startswith(b"PK\x03\x04"):
        return [Source(path, path.name, content)], []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if _WHOLE_PACKAGES.intersection(archive.namelist()):
                return [Source(path, path.name, content)], []
            return _members(path, archive)
    except BROKEN_ZIP as error:
        raise UnreadableFileError(
            f"{path.name} is a damaged zip file.", fix="Download it again, or unpack it and import the files in it."
        ) from error


def let_go(sources: list[Source]) -> None:
    """Keep nothing of files that were read: they may be as large as all that comes after reading them."""
    from importers import remembered

    sources.clear()
    remembered.let_go()


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableFileError(f"{path.name} is not a file.", fix="Name the files in it one by one.")
        if size > limits.FILE_BYTES:
            raise UnreadableFileError(
                f"{path.name} is larger than {limits.FILE_BYTES // _MEGABYTE} MB.",
                fix="Split it into smaller files, and import each.",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFileError(f"There is no file {path}.", fix="Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be used"
        raise UnreadableFileError(f"{path.name} cannot be opened: {why}.", fix="Check that you may read it.") from error


def _members(path: Path, archive: zipfile.ZipFile) -> tuple[list[Source], list[Problem]]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    _refuse_bombs(path, infos)
    sources: list[Source] = []
    problems: list[Problem] = []
    total = 0
    for info in infos:
        label = f"{path.name}!{info.filename}"
        if why := _unwanted(info):
            problems.append(Problem("file-skipped", label, why, outcome="skipped", rows=0))
            continue
        with archive.open(info) as member:
            content = member.read(limits.ZIP_MEMBER_BYTES + 1)
        total += len(content)
        # The sizes that a zip states are the sender's words; only the bytes that really come are counted.
        if len(content) > limits.ZIP_MEMBER_BYTES or total > limits.ZIP_TOTAL_BYTES:
            raise _too_large(path)
        sources.append(Source(path, label, content))
    return [replace(source, beside=tuple(sources)) for source in sources], problems


def _refuse_bombs(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > limits.ZIP_MEMBERS:
        raise UnreadableFileError(
            f"{path.name} holds more than {limits.ZIP_MEMBERS:,} files.", fix="Unpack it and import the files you need."
        )
    twice = [name for name, count in Counter(info.filename for info in infos).items() if count > 1]
    if twice:
        raise UnreadableFileError(f"{path.name} holds two files of one name.", fix="Download the export again.")
    if sum(info.file_size for info in infos) > limits.ZIP_TOTAL_BYTES:
        raise _too_large(path)
    if any(info.file_size > _MEGABYTE and info.file_size > limits.ZIP_RATIO * info.compress_size for info in infos):
        raise UnreadableFileError(
            f"{path.name} unpacks to far more than an export does.", fix="Unpack it and import the files you need."
        )


def _unwanted(info: zipfile.ZipInfo) -> str:
    """Why a member is not even read; "" when it is."""
    name = PurePosixPath(info.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts:
        return "Its name leads out of the zip."
    if info.flag_bits & _ENCRYPTED:
        return "It is encrypted: unpack it with its password, and import the file."
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return "It is a link."
    if name.suffix.lower() in (".zip", ".gz", ".7z", ".rar"):
        return "It is a zip within the zip: unpack it, and import it on its own."
    if name.name.startswith("._") or "__MACOSX" in name.parts or name.name == ".DS_Store":
        return "It is the file system's own."
    return ""


def _too_large(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} unpacks to more than {limits.ZIP_TOTAL_BYTES // _MEGABYTE} MB.",
        fix="Unpack it and import the files you need.",
    )
