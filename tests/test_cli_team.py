"""The command line of a book that several people share: who they are, who knows whom, what is one member's alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refnet.cli import main


def run(*words: str | Path) -> Result:
    """One command; an exception that reaches the user fails the test."""
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "refnet.example.com", "", "127.0.0.1.example.com"])
def test_the_app_listens_on_this_computer_only(address: str, tmp_path: Path) -> None:
    """Another address is refused with a sentence that says why and what to do, before anything is opened."""
    told = _launched(tmp_path, "--address", address)
    assert told.returncode == 1 and told.stdout == ""
    assert told.stderr.startswith(f'The app does not listen on "{address}": nobody signs in')
    assert "this computer only (127.0.0.1)" in told.stderr and len(told.stderr.splitlines()) == 2


def test_the_address_that_streamlit_would_take_is_refused_too(tmp_path: Path) -> None:
    told = _launched(tmp_path, environment={"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"})
    assert told.returncode == 1 and 'not listen on "0.0.0.0"' in told.stderr


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1", "[::1]", "127.0.0.2"])
def test_this_computers_own_addresses_are_accepted(address: str) -> None:
    from app.launch import refuse_outside

    refuse_outside(address)


def _launched(folder: Path, *words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "refnet", "app", "--no-browser", "--book", str(folder / "none.refnet")]
    return subprocess.run(
        [*command, *words], capture_output=True, text=True, timeout=60, env={**os.environ, **(environment or {})}
    )


def test_a_book_on_a_server_is_not_replaced_by_a_file() -> None:
    """It says what to do on a server instead."""
    told = run("restore", "book.refnet.backup", "--book", "neo4j://127.0.0.1:1")
    assert told.exit_code == 1 and told.stderr.startswith("This book is kept on a server")
    assert "refnet copy FILE neo4j://" in told.stderr
