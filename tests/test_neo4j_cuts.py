"""Whatever is cut or killed between refnet and a server: the book is as before or as after, and a retry ends there.

A line is cut at a byte by a proxy, a client or the server is killed (SIGKILL) at one, each at places that a seed gives.
A run of all tests does few of each; `make soak` does 300 cuts, kills 50 clients and 10 servers.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import neo4j
import pytest
from click.testing import CliRunner
from cutting_proxy import Conversation, Cut, CuttingProxy, Side, before
from neo4j_server import Server, running

from refnet.book import new_book
from refnet.cli import main
from refnet.stores import open_store

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
CUTS = 300 if SOAK else 40
KILLED_CLIENTS = 50 if SOAK else 6
KILLED_SERVERS = 10 if SOAK else 1
BEFORE_COMMIT, IN_ANSWER = 300, 150
"""A third of all cuts aim at so many last bytes before the change is committed, at all that follow, or at so many of
the server's answer to it."""

FILES = {
    "contacts.csv": "Name,Email,Company,Referred by\n"
    "Dana Okafor,dana@example.com,Harbour Light,\n"
    "Bo Lindqvist,bo@example.com,Harbour Light,Dana Okafor\n"
    "Cy Marchetti,cy@example.com,Quarry & Sons,\n"
    "Imelda Sarpong,imelda@example.com,Quarry & Sons,Cy Marchetti\n",
    "interactions.csv": "Date,With,Email,Channel,Minutes,Promise,Due\n"
    + "".join(
        f"2026-0{month}-1{day},{name},,meeting,45,,\n"
        for month in range(1, 9)
        for day, name in enumerate(("Dana Okafor", "Cy Marchetti"))
    ),
    "referrals.csv": "Date,Referrer,Prospect,Prospect email,Recipient,Status,Won,Value,Currency\n"
    "2026-03-02,Dana Okafor,Nils Abara,nils@example.com,Maya Castellan,won,2026-04-01,12000,EUR\n"
    "2026-05-09,Cy Marchetti,Una Petrov,una@example.com,Dana Okafor,,,,\n",
}


@dataclass(frozen=True)
class Team:
    """A book on a server, what an import changes in it, and the proxy by which it is imported."""

    server: Server
    proxy: CuttingProxy
    file: Path
    before: Any
    after: Any
    clean: Conversation
    """What passes when nothing is cut."""

    @property
    def words(self) -> list[str]:
        """The import, as words of a command line."""
        return ["import", str(self.file), "--book", f"bolt://127.0.0.1:{self.proxy.port}"]

    def undo(self) -> None:
        """Takes the import back, for the next time."""
        assert said("undo", "--book", self.server.uri) == (0, "")


def said(*words: str) -> tuple[int, str]:
    """Exit code and stderr of a command; nothing but a sentence and its cure is ever told as an error."""
    result = CliRunner().invoke(main, list(words), prog_name="refnet")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == (1 if result.stderr else 0)
    assert len(result.stderr.splitlines()) in (0, 2), result.stderr
    return result.exit_code, result.stderr


def state(server: Server) -> Any:
    """All that a book on a server holds, as refnet reads it, and how many nodes and ties of each kind there are."""
    with closing(open_store(server.uri)) as store:
        dump = store.dump()
    nodes = server.ask("MATCH (n) WHERE NOT n:Change RETURN labels(n) AS kind, count(*) AS many ORDER BY kind")
    ties = server.ask("MATCH ()-[tie]->() RETURN type(tie) AS kind, count(*) AS many ORDER BY kind")
    return dump, nodes, ties


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """People, meetings and referrals: one import."""
    path = tmp_path / "export.zip"
    with ZipFile(path, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    return path


def team_on(server: Server, file: Path) -> Iterator[Team]:
    """A book of somebody who has one contact already, of whom the import tells more."""
    contacts = file.with_name("first.csv")
    contacts.write_text("Name,Email\nDana Okafor,dana@example.com\n", encoding="utf-8")
    with new_book(server.uri, "Maya Castellan", now=NOW) as book:
        book.import_file(contacts, now=NOW)
    as_before = state(server)
    with before(urlsplit(server.uri).port or 7687) as proxy:
        proxy.plan()
        team = Team(server, proxy, file, as_before, None, proxy.conversation)
        assert said(*team.words) == (0, "")
        team = Team(server, proxy, file, as_before, state(server), proxy.conversation)
        team.undo()
        assert state(server) == as_before != team.after
        yield team


@pytest.fixture
def team(neo4j_database: Server, file: Path) -> Iterator[Team]:
    """A book on the server of the run."""
    yield from team_on(neo4j_database, file)


def cut_for(seed: int, clean: Conversation) -> Cut:
    """A place in the conversation: of every three, two anywhere and one where the change is committed."""
    chance = random.Random(seed)
    refuse_for = chance.choice((0.0, 0.0, 0.3))
    side: Side = chance.choice(("client", "server"))
    if seed % 3:
        return Cut(side, chance.randrange(getattr(clean, side)), refuse_for=refuse_for)
    if side == "client":
        return Cut(side, chance.randrange(clean.commits[-1] - BEFORE_COMMIT, clean.client), refuse_for=refuse_for)
    return Cut(side, chance.randrange(IN_ANSWER), commits=len(clean.commits), refuse_for=refuse_for)


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver tries again after moments instead of seconds."""
    monkeypatch.setattr("neo4j.GraphDatabase.driver", partial(neo4j.GraphDatabase.driver, initial_retry_delay=0.05))


def test_a_line_cut_anywhere_leaves_the_book_as_before_or_as_after(team: Team) -> None:
    reached = 0
    for seed in range(CUTS):
        team.proxy.plan(cut_for(seed, team.clean))
        code, _ = said(*team.words)
        reached += team.proxy.happened.is_set()
        ends_well(team, seed, code)
    assert reached > CUTS * 0.6


def test_a_client_killed_anywhere_leaves_the_book_as_before_or_as_after(team: Team) -> None:
    reached = 0
    for seed in range(KILLED_CLIENTS):
        team.proxy.plan(cut_for(seed, team.clean), also=lambda: client.kill())
        with importing(team) as client:
            code = client.wait()
        reached += code == -signal.SIGKILL
        ends_well(team, seed, code)
    assert reached > KILLED_CLIENTS * 0.6


def test_a_server_killed_anywhere_has_the_book_as_before_or_as_after(
    neo4j_libs: Path, tmp_path: Path, file: Path
) -> None:
    """It is started again at once, while the client waits."""
    with running(neo4j_libs, tmp_path / "home") as server:
        for team in team_on(server, file):
            for seed in range(KILLED_SERVERS):
                team.proxy.plan(cut_for(seed, team.clean), also=server.kill)
                with importing(team) as client:
                    assert team.proxy.happened.wait(60)
                    server.start()
                    _, told = client.communicate()
                assert "Traceback" not in told and len(told.splitlines()) == (2 if client.returncode else 0), told
                ends_well(team, seed, client.returncode)


def importing(team: Team) -> subprocess.Popen[str]:
    """The import as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "refnet", *team.words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def ends_well(team: Team, seed: int, code: int) -> None:
    """An import that ended with this code is wholly there or not at all, and the same again brings it all in."""
    left = state(team.server)
    assert left == team.after or (code and left == team.before), f"seed {seed}"
    team.proxy.plan()
    assert said(*team.words) == (0, ""), f"seed {seed}"
    assert state(team.server) == team.after, f"seed {seed}"
    team.undo()
