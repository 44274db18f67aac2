"""What a store on a Neo4j server promises beyond every store: one book a database, whole reads, errors in words."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from neo4j import exceptions as faults
from neo4j_server import Server, running

from refnet.cli import main
from refnet.errors import (
    BookBusyError,
    BookNotFoundError,
    ForeignBookError,
    RefnetError,
    StaleChangeError,
    UnfinishedCopyError,
)
from refnet.ingest.workout import commit
from refnet.model import BookEvent, Employment, EventId, Interaction, Introduction, Person, PersonId, Referral, SourceId
from refnet.records import PersonRecord
from refnet.snapshots import cache_of, drop_cache
from refnet.stores import neo4j_server, open_store
from refnet.stores.base import Change, Decision, Sighting, StoredSource, Tie, View
from refnet.stores.memory import MemoryStore
from refnet.stores.neo4j import Neo4jStore
from refnet.stores.neo4j_address import is_neo4j
from refnet.strength import TieSums

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PASSWORD = "a secret of 24 letters !"
ANN, BO = PersonId("ann"), PersonId("bo")


@pytest.fixture
def store(neo4j_database: Server) -> Iterator[Neo4jStore]:
    opened = Neo4jStore(neo4j_database.uri, create=True)
    yield opened
    opened.close()


def people(revision: int, *names: str) -> Change:
    view = View(people=tuple(Person(PersonId(name), name) for name in names))
    return Change(f"change {revision}", revision, "edit", NOW, view=view)


def counted(server: Server) -> list[dict[str, object]]:
    return server.ask("MATCH (n) RETURN labels(n) AS labels, properties(n) AS said ORDER BY elementId(n)")


# -------------------------------------------------------------------------------------------- one book a database


def test_an_empty_database_is_no_book_and_is_left_empty(neo4j_database: Server) -> None:
    with pytest.raises(BookNotFoundError) as refused:
        open_store(neo4j_database.uri)
    assert f"refnet new --me YOUR-NAME --book {neo4j_database.uri}" in refused.value.fix
    assert counted(neo4j_database) == []


@pytest.mark.parametrize("create", [True, False])
def test_a_database_that_holds_something_else_is_not_touched(neo4j_database: Server, create: bool) -> None:
    """Also where others call something a book."""
    neo4j_database.ask("CREATE (:Book {title: 'Walden'})-[:BY]->(:Person {name: 'Thoreau'})")
    before = counted(neo4j_database)
    with pytest.raises(ForeignBookError, match="not touched"):
        open_store(neo4j_database.uri, create=create)
    assert counted(neo4j_database) == before


def test_a_book_is_not_made_over_another(store: Neo4jStore) -> None:
    store.apply(people(0, "ann"))
    with pytest.raises(RefnetError, match="already"):
        open_store(store.address, create=True)
    assert store.counts()["people"] == 1


def test_a_book_without_a_change_is_taken(store: Neo4jStore) -> None:
    """A connection that was cut while a book was made leaves it so."""
    again = open_store(store.address, create=True)
    assert again.revision() == 0
    again.close()


def test_a_book_of_a_newer_refnet_is_refused(store: Neo4jStore, neo4j_database: Server) -> None:
    neo4j_database.ask("MATCH (book:Book) SET book.schema = 99")
    with pytest.raises(ForeignBookError, match="newer refnet"):
        open_store(store.address)


def test_a_book_of_an_older_schema_is_brought_to_this_one(store: Neo4jStore, neo4j_database: Server) -> None:
    """Also one whose steps were cut off in the middle."""
    neo4j_database.ask("DROP CONSTRAINT refnet_word_text")
    neo4j_database.ask("MATCH (book:Book) SET book.schema = 0")
    open_store(store.address).close()
    assert neo4j_database.ask("MATCH (book:Book) RETURN book.schema AS schema") == [{"schema": 1}]
    assert neo4j_database.ask("SHOW CONSTRAINTS YIELD name WHERE name = 'refnet_word_text' RETURN count(*) AS n") == [
        {"n": 1}
    ]


def test_opening_a_book_asks_once(store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("asked once more")

    monkeypatch.setattr(neo4j_server.BookServer, "ask", refused)
    monkeypatch.setattr(neo4j_server.BookServer, "_run", refused)
    open_store(store.address).close()


def test_half_a_copy_is_no_book_before_it_is_finished(neo4j_database: Server) -> None:
    half = Neo4jStore(neo4j_database.uri, copying="of that")
    half.apply(people(0, "ann"))
    half.close()
    for create in (True, False):
        with pytest.raises(UnfinishedCopyError):
            open_store(neo4j_database.uri, create=create)
    with pytest.raises(UnfinishedCopyError, match="another book"):
        Neo4jStore(neo4j_database.uri, copying="of this")
    half = Neo4jStore(neo4j_database.uri, copying="of that")
    assert half.revision() == 1
    half.finish_copy()
    whole = open_store(neo4j_database.uri)
    assert whole.counts()["people"] == 1
    whole.close()
    with pytest.raises(RefnetError, match="already"):
        Neo4jStore(neo4j_database.uri, copying="of that", again=True)


def test_half_a_copy_is_begun_anew_when_that_is_asked_for(neo4j_database: Server) -> None:
    half = Neo4jStore(neo4j_database.uri, copying="of that")
    half.apply(people(0, "ann"))
    half.close()
    half = Neo4jStore(neo4j_database.uri, copying="of this", again=True)
    assert (half.revision(), half.counts()["people"]) == (0, 0)
    half.close()


# ------------------------------------------------------------------------------------------- what stands in there


def test_the_graph_can_be_asked_with_words_of_the_field(store: Neo4jStore, neo4j_database: Server) -> None:
    ann = Person(ANN, "Ann", emails=("ann@example.com",), jobs=(Employment("Larkspur Inc.", "Buyer"),))
    bo = Person(BO, "Bo", jobs=(Employment("larkspur", end=date(2020, 1, 1)),))
    events = (
        BookEvent(EventId("r"), Referral(ANN, BO, ANN, date(2026, 1, 2), "won", value_cents=1250, currency="EUR")),
        BookEvent(EventId("i"), Introduction(ANN, BO, ANN, NOW)),
    )
    sums = TieSums("observed", contacts=3, last_day=date(2026, 2, 1).toordinal())
    store.apply(Change("c", 0, "edit", NOW, view=View(people=(ann, bo), events=events, ties=(Tie(ANN, BO, sums),))))
    ask = neo4j_database.ask
    assert ask("MATCH (p:Person)-[:KNOWS]-(:Person {name: 'Ann'}) RETURN p.name AS n") == [{"n": "Bo"}]
    assert ask("MATCH ()-[k:KNOWS]->() RETURN k.grade AS g, k.contacts AS c, toString(k.last_contact) AS l") == [
        {"g": "observed", "c": 3, "l": "2026-02-01"}
    ]
    assert ask("MATCH (p)-[j:WORKS_AT]->(o:Organization) RETURN p.id AS p, o.key AS o, j.current AS c ORDER BY p") == [
        {"p": "ann", "o": "larkspur", "c": True},
        {"p": "bo", "o": "larkspur", "c": False},
    ]
    assert ask("MATCH (a)-[r:REFERRED]->(b) RETURN a.id AS a, b.id AS b, r.stage AS s, r.value AS v") == [
        {"a": "ann", "b": "bo", "s": "won", "v": 12.5}
    ]
    assert ask("MATCH (p)-[t:TOOK_PART]->(e:Event:Introduction) RETURN p.id AS p, t.role AS r ORDER BY r") == [
        {"p": "bo", "r": "first"},
        {"p": "ann", "r": "introducer"},
        {"p": "ann", "r": "second"},
    ]


def test_what_was_removed_is_nowhere_left(store: Neo4jStore, neo4j_database: Server) -> None:
    """Neither as word, employer or record, nor as somebody without a name."""
    empty = {tuple(node["labels"]) for node in counted(neo4j_database)}  # type: ignore[arg-type]
    ann = Person(ANN, "Zelda Quirkwood", jobs=(Employment("Quirk & Co", "Buyer"),))
    event = BookEvent(EventId("r"), Referral(ANN, BO, ANN, None))
    source = StoredSource(SourceId("s"), "i", "template", "a.csv", "ab", "me", NOW)
    view = View(people=(ann,), events=(event,), ties=(Tie(ANN, BO, TieSums()),), aliases={"old": ANN})
    told = (Sighting(source.id, PersonRecord("k", "row 2", name="Zelda Quirkwood")),)
    said = {"decisions": (Decision("d", "same", "k", "l"),), "settings": {"a": "b"}, "private_views": {"me": view}}
    store.apply(Change("1", 0, "import", NOW, sources=(source,), sightings=told, view=view, **said))  # type: ignore[arg-type]
    gone = View(removed_people=(ANN,), removed_events=(event.id,), removed_ties=((ANN, BO),), removed_aliases=("old",))
    unsaid = {"removed_decisions": ("d",), "settings": {"a": ""}, "private_views": {"me": View()}}
    store.apply(Change("2", 1, "undo", NOW, removed_import="i", view=gone, **unsaid))  # type: ignore[arg-type]
    assert {tuple(node["labels"]) for node in counted(neo4j_database)} == empty | {("Change",)}  # type: ignore[arg-type]
    assert neo4j_database.ask("MATCH ()-[r]->() RETURN count(r) AS n") == [{"n": 0}]


def test_a_word_of_any_length_is_found(store: Neo4jStore) -> None:
    """Neo4j's indexes take 8 kB."""
    long = "x" * 20_000
    store.apply(Change("c", 0, "edit", NOW, view=View(people=(Person(ANN, long, jobs=(Employment(long),)),))))
    assert [p.id for p in store.search(long)] == [p.id for p in store.at_organization(long)] == ["ann"]


def test_ids_come_in_the_order_of_the_other_stores(store: Neo4jStore) -> None:
    """Neo4j puts an emoji, two surrogates to it, before letters that come before it everywhere else."""
    change = people(0, "\uffee", "🦊", "a")
    reference = MemoryStore()
    reference.apply(change)
    store.apply(change)
    assert [p.id for p in store.all_people()] == [p.id for p in reference.all_people()]


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
def test_everybody_is_read_in_pages_and_once(store: Neo4jStore, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """Also an empty id, one that Neo4j sorts elsewhere, and with somebody of whom only a tie tells in between."""
    names = ["", "a", "b", "\uffee", "🦊"]
    store.apply(people(0, *names))
    store.apply(Change("c", 1, "edit", NOW, view=View(ties=(Tie(PersonId("a"), PersonId("aa"), TieSums()),))))
    monkeypatch.setattr("refnet.stores.neo4j._PAGE_ROWS", rows)
    assert [p.id for p in store.all_people()] == names


def test_a_hub_answers_at_once(store: Neo4jStore) -> None:
    """2,000 ties, within the 150 ms that a question about a hub may take."""
    ties = tuple(Tie(ANN, PersonId(f"p{n}"), TieSums("observed", n)) for n in range(2_000))
    store.apply(Change("c", 0, "edit", NOW, view=View(ties=ties)))
    seconds = []
    for _ in range(7):
        began = time.perf_counter()
        found = store.neighbours([ANN])[ANN]
        seconds.append(time.perf_counter() - began)
    assert (len(found), [sums.contacts for _, sums in found[:2]]) == (2_000, [0, 1])
    assert min(seconds) < 0.15


def test_a_search_for_common_beginnings_answers_at_once(store: Neo4jStore) -> None:
    """Every word of the question begins thousands of words: the work grows with the people, not with their square."""
    view = View(people=tuple(Person(PersonId(f"p{n}"), f"First{n} Last{n}") for n in range(4_000)))
    store.apply(Change("c", 0, "edit", NOW, view=view))
    began = time.perf_counter()
    assert len(store.search("first last")) == 20
    assert time.perf_counter() - began < 5


# -------------------------------------------------------------------------------------------------- whole and once


def test_of_two_who_write_at_once_one_works_it_out_again(store: Neo4jStore) -> None:
    other = open_store(store.address)
    done: list[object] = []

    def write(of: Callable[[Change], int], name: str) -> None:
        try:
            done.append(of(Change(name, 0, "edit", NOW, settings={"who": name})))
        except StaleChangeError as error:
            done.append(error)

    threads = [threading.Thread(target=write, args=(s.apply, n)) for s, n in ((store, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert (1 in done, [type(e) for e in done if e != 1], store.revision()) == (True, [StaleChangeError], 1)


def test_a_book_taken_away_while_it_is_open_is_told_as_missing(store: Neo4jStore, neo4j_database: Server) -> None:
    """Nothing is written where it was."""
    store.apply(people(0, "ann"))
    neo4j_database.empty()
    for read in (store.revision, store.sources, lambda: list(store.all_people())):
        with pytest.raises(BookNotFoundError, match="There is no book at"):
            read()
    with pytest.raises(StaleChangeError):
        store.apply(people(1, "bo"))
    with pytest.raises(BookNotFoundError):
        commit(store, lambda said, revision: Change("one more", revision, "edit", NOW))
    assert counted(neo4j_database) == []


def test_the_gate_of_a_dead_writer_keeps_nobody_out(store: Neo4jStore, neo4j_database: Server) -> None:
    store.apply(people(0, "ann"))
    neo4j_database.ask("CREATE (:Gate {change: 'never came'})")
    assert [p.id for p in store.all_people()] == ["ann"]
    assert neo4j_database.ask("MATCH (gate:Gate) RETURN count(gate) AS n") == [{"n": 0}]
    assert neo4j_database.ask("MATCH (book:Book) RETURN book.locked AS locked") == [{"locked": None}]


def test_a_reader_waits_while_somebody_commits(store: Neo4jStore, neo4j_database: Server) -> None:
    store.apply(people(0, "ann"))
    neo4j_database.ask("CREATE (:Gate {change: 'soon'})")
    read: list[list[str]] = []
    reader = threading.Thread(target=lambda: read.append([p.id for p in store.all_people()]))
    reader.start()
    time.sleep(0.2)
    assert read == []
    neo4j_database.ask("MATCH (gate:Gate) DELETE gate")
    reader.join()
    assert read == [["ann"]]


def test_what_is_read_while_the_book_moves_on_is_read_again(store: Neo4jStore) -> None:
    """However often that happens: in the end nobody commits while it is read."""
    store.apply(people(0, "p0"))
    reads = 0

    def read() -> tuple[int, int]:
        nonlocal reads
        reads += 1
        before = store.revision()
        if reads <= 2:
            store.apply(people(before, f"p{before}"))
        return before, len(store.people(map(PersonId, ("p0", "p1", "p2"))))

    assert store._server.whole(read) == (3, 3)
    assert reads == 3


def test_a_commit_of_which_nobody_knows_is_repeated_and_counts_once(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver reports a cut during COMMIT without trying again; here the change was saved."""
    import neo4j

    once, tries = neo4j.Session.execute_write, []

    def cut(self: neo4j.Session, work: Callable[..., object], *rest: object) -> object:
        found = once(self, work, *rest)
        tries.append(found)
        if len(tries) == 1:
            raise faults.IncompleteCommit("cut")
        return found

    monkeypatch.setattr(neo4j.Session, "execute_write", cut)
    assert store.apply(people(0, "ann")) == 1
    assert (tries, store.counts()["people"]) == ([1, 1], 1)


# ----------------------------------------------------------------------------------------- addresses and passwords


@pytest.mark.parametrize(
    "address",
    [
        "neo4j://",
        "neo4j://host:port",
        "neo4j://host:0",
        "bolt+x://host",
        "neo4j://host/a/b",
        "bolt://host?policy=x",
        "neo4j://[::1",
    ],
)
def test_an_address_that_cannot_be_right_is_refused_with_one_that_is(address: str) -> None:
    assert is_neo4j(address)
    with pytest.raises(RefnetError) as refused:
        open_store(address)
    assert "neo4j://HOST" in refused.value.fix


@pytest.mark.parametrize("login", ["neo4j:hunter22", "hunter22", ":hunter22"])
def test_a_password_in_the_address_is_refused_and_not_repeated(login: str) -> None:
    with pytest.raises(RefnetError) as refused:
        open_store(f"neo4j://{login}@127.0.0.1")
    assert "REFNET_NEO4J_PASSWORD" in refused.value.fix
    error: BaseException | None = refused.value
    while error is not None:
        assert "hunter22" not in f"{error!r}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "password"
    file.write_text("hunter22\n")
    file.chmod(0o640)
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD_FILE", str(file))
    monkeypatch.delenv("REFNET_NEO4J_PASSWORD", raising=False)
    if os.name == "posix":
        with pytest.raises(RefnetError, match="Others can read") as refused:
            open_store("bolt://127.0.0.1:1")
        assert f"chmod 600 {file}" in refused.value.fix
    monkeypatch.setenv("REFNET_NEO4J_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(RefnetError, match="cannot be read"):
        open_store("bolt://127.0.0.1:1")


# ------------------------------------------------------------------------------------------------- errors in words


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_is_not_there_is_told_at_once(scheme: str) -> None:
    began = time.monotonic()
    with pytest.raises(RefnetError, match="No Neo4j server answers") as refused:
        open_store(f"{scheme}://127.0.0.1:{free_port()}")
    assert "port" in refused.value.fix
    assert time.monotonic() - began < 5


def test_a_database_that_is_not_there_is_told(neo4j_database: Server) -> None:
    with pytest.raises(RefnetError, match="no such database"):
        open_store(f"{neo4j_database.uri}/elsewhere")


def test_a_server_with_a_login_and_a_certificate(
    neo4j_libs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right password, from the surroundings or a file, opens it; wrong ones and unknown certificates are told."""
    with running(neo4j_libs, tmp_path / "home", auth=("neo4j", PASSWORD), tls=True) as server:
        monkeypatch.setenv("REFNET_NEO4J_PASSWORD", "not the password")
        with pytest.raises(RefnetError, match="name and password") as refused:
            open_store(server.uri)
        assert "not the password" not in repr(refused.value.__cause__)
        monkeypatch.setenv("REFNET_NEO4J_PASSWORD", PASSWORD)
        Neo4jStore(server.uri, create=True).close()
        monkeypatch.delenv("REFNET_NEO4J_PASSWORD")
        (tmp_path / "password").write_text(f"{PASSWORD}\n")
        (tmp_path / "password").chmod(0o600)
        monkeypatch.setenv("REFNET_NEO4J_PASSWORD_FILE", str(tmp_path / "password"))
        open_store(server.uri).close()
        with pytest.raises(RefnetError, match="certificate") as refused:
            open_store(server.uri.replace("+ssc", "+s"))
        assert "bolt+ssc://" in refused.value.fix


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("Neo.ClientError.Security.AuthenticationRateLimit", RefnetError, "too many wrong passwords"),
        ("Neo.ClientError.Security.CredentialsExpired", RefnetError, "has to be changed"),
        ("Neo.ClientError.Security.Forbidden", RefnetError, "may not"),
        ("Neo.ClientError.Cluster.NotALeader", RefnetError, "not written to"),
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", RefnetError, "not written to"),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", RefnetError, "too little memory"),
        ("Neo.TransientError.General.TransactionOutOfMemoryError", RefnetError, "too little memory"),
        ("Neo.TransientError.General.DatabaseUnavailable", RefnetError, "was stopped"),
        ("Neo.TransientError.Transaction.DeadlockDetected", BookBusyError, "writing"),
        ("Neo.TransientError.Transaction.LockAcquisitionTimeout", BookBusyError, "writing"),
        ("Neo.ClientError.Transaction.TransactionTimedOut", BookBusyError, "writing"),
        ("Neo.DatabaseError.Transaction.TransactionCommitFailed", RefnetError, "disk is full"),
        ("Neo.ClientError.Statement.SyntaxError", RefnetError, "refused"),
    ],
)
def test_what_the_server_says_is_told_with_what_to_do(code: str, kind: type[RefnetError], words: str) -> None:
    error = faults.Neo4jError._hydrate_neo4j(code=code, message="something about Zelda Quirkwood")
    with pytest.raises(kind) as told, neo4j_server._told("bolt://127.0.0.1"):
        raise error
    assert words in f"{told.value.message} {told.value.fix}"
    assert "Quirkwood" not in told.value.message


def test_a_server_of_before_version_5_is_refused(store: Neo4jStore) -> None:
    with pytest.raises(RefnetError, match=r"Neo4j 4\.4\.30") as refused:
        store._server._refuse_old("Neo4j/4.4.30")
    assert "Neo4j 5" in refused.value.fix
    for agent in ("Neo4j/5.26.0", "Neo4j/2025.06.1", "Neo4j/dev"):
        store._server._refuse_old(agent)


# -------------------------------------------------------------------------------------------------------- the cache


def test_the_network_of_a_book_on_a_server_is_kept_in_the_users_cache(empty_home: Path) -> None:
    place = cache_of("neo4j://127.0.0.1")
    assert place is not None
    assert place.is_relative_to(empty_home)
    assert place != cache_of("neo4j://127.0.0.2")
    place.mkdir(parents=True)
    drop_cache("neo4j://127.0.0.1")
    assert not place.exists()


def test_an_interaction_of_one_twice_is_one(store: Neo4jStore) -> None:
    event = BookEvent(EventId("e"), Interaction(None, (ANN, ANN, BO)))
    store.apply(Change("c", 0, "edit", NOW, view=View(events=(event,))))
    assert store.events_of([ANN]) == store.events_between([(ANN, BO)]) == [event]


def test_the_app_is_not_started_with_a_password_on_its_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process list shows it to everybody on this computer."""
    monkeypatch.setattr("os.execv", lambda *_: pytest.fail("the app was started"))
    result = CliRunner().invoke(main, ["app", "--book", "neo4j://ann:sesame@127.0.0.1"])
    assert result.exit_code == 1
    assert "does not belong into the address" in result.output and "sesame" not in result.output
