"""A folder in which a book is not safe is told of."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from refnet.cli import main
from refnet.stores.places import risk_of


@pytest.mark.parametrize("folder", ["OneDrive - Castellan", "Dropbox", "Google Drive", "iCloud Drive", "Nextcloud"])
def test_a_synced_folder_is_named(folder: str, tmp_path: Path) -> None:
    assert "copies this folder elsewhere" in risk_of(tmp_path / folder / "book.refnet")


def test_a_file_may_be_called_like_a_service(tmp_path: Path) -> None:
    assert risk_of(tmp_path / "dropbox.refnet") == ""


def test_a_folder_of_another_computer_is_named(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path}/share nfs4 rw 0 0\n", encoding="utf-8")
    assert "another computer" in risk_of(tmp_path / "share" / "book.refnet", mounts=mounts)
    assert risk_of(tmp_path / "local" / "book.refnet", mounts=mounts) == ""
    assert risk_of(tmp_path / "share" / "book.refnet", mounts=tmp_path / "none") == ""


def test_new_warns_of_such_a_folder_and_makes_the_book(tmp_path: Path) -> None:
    path = tmp_path / "Dropbox" / "book.refnet"
    done = CliRunner().invoke(main, ["new", "--me", "Ann Lindqvist", "--book", str(path)])
    assert done.exit_code == 0 and path.exists()
    assert "Dropbox copies this folder" in done.stderr
