"""What holds for every test: no internet, an empty home folder, examples of hypothesis that are the same each time."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import browser_setup
import hypothesis
import neo4j_setup
import pytest
from neo4j_server import Server, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent

SAMPLE_THERE: pytest.StashKey[list[dict[str, Any]]] = pytest.StashKey()
"""Which book on the Neo4j server is the sample, as it was copied there."""

hypothesis.settings.register_profile("tests", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("soak", deadline=None, database=None, max_examples=2_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


LONGEST = (
    "test_private_surfaces",
    "test_three_stores",
    "test_app_browser",
    "test_members",
    "test_neo4j_faults",
    "test_app",
    "test_neo4j_docs",
    "test_neo4j_cuts",
    "test_sequences",
    "test_sample_answers",
)
"""Files that take minutes. They come first, so that at the end nobody waits for one of them."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others in the random order that they have."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(LONGEST)))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files instead of comparing with them")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real-shaped example files beside the repository (REFNET_SHARED says where)."""
    folder = (REPOSITORY / os.environ.get("REFNET_SHARED", "../shared")).resolve()
    if not folder.is_dir():
        _cannot("the shared example files are not there: set REFNET_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program for `playwright.chromium.launch(executable_path=...)`."""
    return browser_setup.find() or _cannot("no Chromium: python tests/browser_setup.py gets one")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium that does not give up on a page early: what it waits for may be worked out on a busy machine."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=browser_setup.PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium)
        yield started
        started.close()


@pytest.fixture(scope="session")
def neo4j_libs() -> Path:
    """The jars of a Neo4j server, for tests that start one of their own with `neo4j_server.running`."""
    return neo4j_setup.find() or _cannot("no Neo4j server: python tests/neo4j_setup.py gets one")


@pytest.fixture(scope="session")
def openssl() -> str:
    """The program with which `neo4j_server.running` makes the certificate of a server with TLS."""
    return shutil.which("openssl") or _cannot("no openssl: the system's packages have it")


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One Neo4j server for the whole run: ours, or the one at REFNET_NEO4J_URI (with _USER and _PASSWORD).

    A test that stops or kills a server starts its own (`neo4j_libs`).
    """
    if uri := os.environ.get("REFNET_NEO4J_URI"):
        yield from _given_server(uri)
    else:
        libs = request.getfixturevalue("neo4j_libs")
        with running(libs, tmp_path_factory.mktemp("neo4j")) as server:
            yield server


@pytest.fixture
def neo4j_database(neo4j_server: Server) -> Server:
    """The server of the run without a node in it; constraints and indexes are as earlier tests left them."""
    neo4j_server.empty()
    return neo4j_server


def _given_server(uri: str) -> Iterator[Server]:
    """Somebody's own server, whose data is never deleted: it has to be empty, and is left so."""
    server = Server(uri, os.environ.get("REFNET_NEO4J_USER", ""), os.environ.get("REFNET_NEO4J_PASSWORD", ""))
    if server.ask("MATCH (n) RETURN n LIMIT 1"):
        pytest.fail("the database at REFNET_NEO4J_URI holds something, and tests would delete it: give an empty one")
    yield server
    server.empty()


@pytest.fixture(scope="session")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample firm's book, made by the command as an owner makes it. Tests that change it take a copy."""
    from refnet.cli import main

    path = tmp_path_factory.mktemp("sample") / "sample.refnet"
    main(["new", "--sample", "--book", str(path)], standalone_mode=False)
    return path


@pytest.fixture
def neo4j_sample(
    neo4j_server: Server, sample_book: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Server:
    """The sample firm's book on the server of the run, for tests that only read; copied again if others emptied it."""
    from refnet.cli import main

    monkeypatch.setenv("REFNET_NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD", neo4j_server.password)
    there = "MATCH (book:Book) RETURN book.id AS id, book.revision AS revision"
    known = request.config.stash.get(SAMPLE_THERE, [])
    if not known or neo4j_server.ask(there) != known:
        neo4j_server.empty()
        main(["copy", str(sample_book), neo4j_server.uri], standalone_mode=False)
        request.config.stash[SAMPLE_THERE] = neo4j_server.ask(there)
    return neo4j_server


@pytest.fixture(scope="session", autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home folder of the tests, and of the programs they start."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(browser_setup.downloads()))
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "REFNET_BOOK"):
            patch.delenv(name, raising=False)
        yield home


@pytest.fixture(scope="session", autouse=True)
def no_internet() -> Iterator[None]:
    """Connections to other computers fail, and so do questions for their addresses."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_outside(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_outside(self.family, address)
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *rest: Any, **named: Any) -> Any:
        _refuse_outside(socket.AF_INET, (host,))
        return lookup(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


def _refuse_outside(family: int, address: Any) -> None:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    if not _is_this_computer(host):
        raise AssertionError(f"a test went to the network: {host}")


def _is_this_computer(host: str | None) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _cannot(why: str) -> NoReturn:
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(why)
    pytest.skip(why)
