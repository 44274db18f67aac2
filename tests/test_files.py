"""A file is opened into sources within bounds; a zip that is no honest export is refused with a sentence."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.ingest.files import open_sources


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def labels(path: Path) -> list[str]:
    return [source.label for source in open_sources(path)[0]]


def test_a_plain_file_is_one_source_named_without_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"Name,Email\n")
    sources, problems = open_sources(path)
    assert [(s.label, s.content) for s in sources] == [("contacts.csv", b"Name,Email\n")]
    assert problems == []


def test_each_member_of_a_zip_is_a_source(tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", {"Connections.csv": b"a", "Jobs/Saved.csv": b"b"})
    assert labels(path) == ["export.zip!Connections.csv", "export.zip!Jobs/Saved.csv"]


def test_a_workbook_is_one_file_though_it_is_a_zip(tmp_path: Path) -> None:
    assert labels(zipped(tmp_path / "b.xlsx", {"[Content_Types].xml": b"", "xl/workbook.xml": b""})) == ["b.xlsx"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../evil.csv", "leads out of the zip"),
        ("/etc/evil.csv", "leads out of the zip"),
        ("..\\evil.csv", "leads out of the zip"),
        ("inner.zip", "zip within the zip"),
        ("__MACOSX/._Connections.csv", "file system's own"),
    ],
)
def test_a_member_that_is_not_read_is_told_of(name: str, why: str, tmp_path: Path) -> None:
    sources, problems = open_sources(zipped(tmp_path / "e.zip", {name: b"x", "ok.csv": b"y"}))
    assert [s.label for s in sources] == ["e.zip!ok.csv"]
    assert [(p.code, p.outcome, p.rows) for p in problems] == [("file-skipped", "skipped", 0)]
    assert why in problems[0].message


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert open_sources(path)[1][0].message == "It is a link."


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    """Programs differ in which of the two they read: one was checked, another is unpacked."""
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "1")
        archive.writestr("a.csv", "2")
    with pytest.raises(UnreadableFileError, match="two files of one name"):
        open_sources(path)


def test_a_zip_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {"a.csv": b"0" * (8 * 1024 * 1024)})
    with pytest.raises(UnreadableFileError, match="far more than an export"):
        open_sources(path)


def test_the_bytes_that_come_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ZIP_MEMBER_BYTES", 5)
    with pytest.raises(UnreadableFileError, match="unpacks to more than"):
        open_sources(zipped(tmp_path / "e.zip", {"a.csv": b"0123456789"}))


def test_a_zip_of_too_many_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ZIP_MEMBERS", 2)
    with pytest.raises(UnreadableFileError, match="more than 2 files"):
        open_sources(zipped(tmp_path / "e.zip", {f"{n}.csv": b"" for n in range(3)}))


@pytest.mark.parametrize("cut", [10, 40, -4])
def test_a_broken_zip_is_a_sentence(cut: int, tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", {"a.csv": b"Name,Email\nDana,d@example.com\n" * 20})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnreadableFileError, match="damaged zip"):
        open_sources(path)


def test_what_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="There is no file"):
        open_sources(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableFileError, match="not a file"):
        open_sources(tmp_path)
    with pytest.raises(UnreadableFileError):
        open_sources(Path("a\0b"))


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    path = tmp_path / "big.csv"
    path.write_bytes(b"x" * 11)
    with pytest.raises(UnreadableFileError, match="larger than"):
        open_sources(path)
