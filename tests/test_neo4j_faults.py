"""What goes wrong between refnet and its Neo4j server is told in two lines: what, and what to do; no secret is told."""

from __future__ import annotations

import logging
import resource
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from cutting_proxy import Cut, before
from neo4j_server import Server, running

from refnet.book import new_book
from refnet.cli import main
from refnet.errors import RefnetError
from refnet.stores import neo4j_server, open_store

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
PASSWORD = "Quillon-Brasserie-5f3a"
WRONG = "Wrong-Umbrella-77c1"
MANY = 3_000
"""Contacts of a file that needs more memory and room than a server is given here."""

VERBS: Mapping[str, tuple[str, ...]] = {
    "new": ("new", "--me", "Maya Castellan"),
    "new --dry-run": ("new", "--me", "Maya Castellan", "--dry-run"),
    "import": ("import", "contacts.csv"),
    "sources": ("sources",),
    "undo": ("undo",),
    "people": ("people",),
    "show": ("show", "Dana Okafor"),
    "path": ("path", "Dana Okafor"),
    "who-knows": ("who-knows", "Dana Okafor"),
    "today": ("today",),
    "cold": ("cold",),
    "advocates": ("advocates",),
    "reach": ("reach",),
    "circles": ("circles",),
    "export": ("export", "whole.json"),
    "members": ("members",),
    "private": ("private", "Dana Okafor"),
    "review": ("review",),
    "merge": ("merge", "Dana Okafor", "Bo Lindqvist"),
    "split": ("split", "Dana Okafor"),
    "forget": ("forget", "Dana Okafor"),
    "doctor": ("doctor",),
    "backup": ("backup",),
    "restore": ("restore", "contacts.csv"),
}
"""Every verb that reads or changes a book, with words that it understands. (`app` puts itself in our place.)"""
SAFE = ("people", "show", "today", "sources", "members", "reach", "doctor", "backup", "new")
"""Verbs that leave a book as it is, the last because it is refused."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder at hand, with a small file and a large one; the surroundings say nothing of a login."""
    monkeypatch.chdir(tmp_path)
    for name in ("REFNET_NEO4J_USER", "REFNET_NEO4J_PASSWORD", "REFNET_NEO4J_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    few = "Name,Email\nDana Okafor,dana@example.com\nBo Lindqvist,bo@example.com\n"
    (tmp_path / "contacts.csv").write_text(few, encoding="utf-8")
    many = "".join(f"Dana{i} Okafor{i},dana{i}@example.com,Harbour Light {i % 99}\n" for i in range(MANY))
    (tmp_path / "many.csv").write_text(f"Name,Email,Company\n{many}", encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    """A command as an owner calls it; what is no `RefnetError` goes on."""
    result = CliRunner().invoke(main, list(words), prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(*words: str) -> str:
    """What a command that cannot do its work says: two lines, and nothing else."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    assert len(result.stderr.splitlines()) == 2, result.stderr
    return result.stderr


def done(*words: str) -> str:
    """What a command that does its work answers."""
    result = run(*words)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def dump_of(server: Server) -> dict[str, Any]:
    with closing(open_store(server.uri)) as store:
        return store.dump()


def make_book(server: Server) -> dict[str, Any]:
    """Maya's book with two people in it, as a dump."""
    with new_book(server.uri, "Maya Castellan", now=NOW) as book:
        book.import_file("contacts.csv", now=NOW)
    return dump_of(server)


# ------------------------------------------------------------------------------------------------- nobody answers


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("verb", VERBS.keys() - {"backup", "restore", "doctor"})
def test_every_verb_says_that_no_server_answers(verb: str) -> None:
    told = refused(*VERBS[verb], "--book", f"bolt://127.0.0.1:{free_port()}")
    assert "No Neo4j server answers" in told and "port" in told


def test_a_program_of_its_own_tells_it_alike() -> None:
    address = f"bolt://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "refnet", "import", "contacts.csv", "--book", address]
    result = subprocess.run(command, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == refused(*command[3:])


@contextmanager
def old_server(bolt: tuple[int, int]) -> Iterator[int]:
    """The port of something that begins to talk as old Neo4j did, in this version of Bolt; (0, 0) is none of ours."""

    def answer(listener: socket.socket) -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                line.recv(1_024)
                line.sendall(bytes((0, 0, *reversed(bolt))))
                line.recv(1_024)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, args=(listener,), daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("bolt", [(0, 0), (4, 4)])
def test_a_server_that_is_too_old_is_named_as_such(bolt: tuple[int, int]) -> None:
    with old_server(bolt) as port:
        told = refused("people", "--book", f"bolt://127.0.0.1:{port}")
    assert "needs Neo4j 5 or newer" in told


def test_a_line_that_stays_cut_is_told_and_nothing_is_half_written(
    neo4j_database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_before = make_book(neo4j_database)
    monkeypatch.setattr(neo4j_server, "_RETRY_SECONDS", 2)
    with before(urlsplit(neo4j_database.uri).port or 7687) as proxy:
        proxy.plan(Cut("client", 20_000, refuse_for=60))
        told = refused("import", "many.csv", "--book", f"bolt://127.0.0.1:{proxy.port}")
    assert "was cut" in told and "do it again" in told
    assert dump_of(neo4j_database) == as_before


# ----------------------------------------------------------------------------------------- a server that will not


def test_a_server_without_memory_or_permission_says_so(
    neo4j_libs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time the work is refused in words, nothing of it is in the book, and it can be read as before."""
    monkeypatch.setattr(neo4j_server, "_RETRY_SECONDS", 2)
    home = tmp_path / "home"
    with running(neo4j_libs, home) as server:
        as_before = make_book(server)
        assert "no such database" in refused("people", "--book", f"{server.uri}/elsewhere")
    with running(neo4j_libs, home, settings={"server.databases.read_only": "neo4j"}) as server:
        assert "not written to" in refused("undo", "--book", server.uri)
        assert "Dana Okafor" in done("people", "--book", server.uri)
        assert dump_of(server) == as_before
    with running(neo4j_libs, home, settings={"db.memory.transaction.max": "6m"}) as server:
        told = refused("import", "many.csv", "--book", server.uri)
        assert "too little memory" in told and "smaller files" in told
        assert dump_of(server) == as_before


def test_a_full_disk_is_told_and_the_book_is_as_before(neo4j_libs: Path, tmp_path: Path) -> None:
    """The server may make no file larger any more, as on a full disk; with room again it is started again."""
    with running(neo4j_libs, tmp_path / "home") as server:
        as_before = make_book(server)
        largest = max(file.stat().st_size for file in (tmp_path / "home" / "data").rglob("neostore.transaction.db.*"))
        assert server.process is not None
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (largest + 10_000, resource.RLIM_INFINITY))
        told = refused("import", "many.csv", "--book", server.uri)
        assert "disk is full" in told and "again" in told
        server.kill()
        server.start()
        assert dump_of(server) == as_before
        done("import", "many.csv", "--book", server.uri)
        assert len(dump_of(server)["people"]) == len(as_before["people"]) + MANY


# -------------------------------------------------------------------------------------------------------- secrets


@pytest.fixture(scope="module")
def locked(neo4j_libs: Path, openssl: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An empty server with a login and a certificate that it signed itself, which locks out for long."""
    home = tmp_path_factory.mktemp("locked")
    settings = {"dbms.security.auth_max_failed_attempts": "3", "dbms.security.auth_lock_time": "1h"}
    with running(neo4j_libs, home, auth=("neo4j", PASSWORD), tls=True, settings=settings) as server:
        server.ask("CREATE USER guest SET PASSWORD $password CHANGE NOT REQUIRED", password=PASSWORD)
        yield server


def test_who_may_not_come_in_is_told_why(locked: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody trusts, no password, a wrong one, and too many wrong ones."""
    monkeypatch.setenv("REFNET_NEO4J_USER", "guest")
    assert "REFNET_NEO4J_PASSWORD" in refused("people", "--book", locked.uri)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", WRONG)
    unknown = refused("people", "--book", locked.uri.replace("+ssc", "+s"))
    assert "certificate" in unknown and "bolt+ssc://" in unknown
    for _ in range(3):
        told = refused("people", "--book", locked.uri)
        assert "name and password" in told and WRONG not in told
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", PASSWORD)
    told = refused("people", "--book", locked.uri)
    assert "too many wrong passwords" in told and PASSWORD not in told


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("by", ["--book", "REFNET_BOOK"])
def test_a_password_in_an_address_is_refused_by_every_verb_and_repeated_by_none(
    verb: str, by: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = f"neo4j://neo4j:{PASSWORD}@127.0.0.1:{free_port()}"
    monkeypatch.setenv("REFNET_BOOK", address)
    told = refused(*VERBS[verb], *(["--book", address] if by == "--book" else []))
    assert PASSWORD not in told + caplog.text


@pytest.mark.parametrize("turned", [False, True])
def test_a_copy_does_not_repeat_a_password_either(turned: bool, tmp_path: Path) -> None:
    new_book(tmp_path / "maya.refnet", "Maya Castellan", now=NOW).close()
    words = ["maya.refnet", f"bolt://neo4j:{PASSWORD}@127.0.0.1:{free_port()}"]
    assert PASSWORD not in refused("copy", *(reversed(words) if turned else words))


def test_a_password_that_others_can_read_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = place / "password"
    file.write_text(PASSWORD)
    file.chmod(0o644)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD_FILE", str(file))
    told = refused("people", "--book", f"bolt://127.0.0.1:{free_port()}")
    assert f"chmod 600 {file}" in told and PASSWORD not in told


def test_the_password_is_nowhere_but_in_its_file(
    locked: Server, place: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in what is printed, logged at any level, raised, kept or exported, by this program or one of its own."""
    caplog.set_level(logging.DEBUG)
    password = place / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD_FILE", str(password))
    at = ("--book", locked.uri)
    words = [VERBS["new"], ("import", "contacts.csv", "--json"), *(VERBS[verb] for verb in SAFE)]
    words += [("export", name) for name in ("whole.json", "whole.zip", "whole.graphml")]
    printed = [run(*verb, *at).output for verb in words]
    program = [sys.executable, "-X", "dev", "-m", "refnet", "path", "Dana Okafor", "--json", *at]
    printed.append(subprocess.run(program, capture_output=True, text=True, check=True).stdout)
    with closing(open_store(locked.uri)) as store:
        printed += [repr(store), str(vars(store)), str(store.dump()), store.address]
    with pytest.raises(RefnetError) as raised:
        open_store(f"{locked.uri}/elsewhere")
    printed += traceback.format_exception(raised.value)
    assert [text for text in (*printed, caplog.text) if PASSWORD in text] == []
    kept = [file for folder in (place, empty_home) for file in folder.rglob("*") if file.is_file() and file != password]
    assert {"whole.json", "whole.zip"} <= {file.name for file in kept}
    assert [file for file in kept if PASSWORD.encode() in file.read_bytes()] == []
