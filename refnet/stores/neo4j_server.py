"""The Neo4j server that a book stands on: login, sessions, the checks at opening, constraints, every error in words.

One database holds one book, whose `(:Book {refnet: true, id, schema, revision, profile})` node is there once. A change
locks that node before anything else, so that writers take turns.

Neo4j lets a reader see a commit half applied. Whoever reads more than one thing therefore looks at the *gate*: a writer
who holds the lock commits a `(:Gate)` node right before its own commit, and deletes it afterwards. What was read while
no gate was there before and after, at the same revision, is of that revision. A reader who waits in vain takes the
lock itself for as long as it reads: nobody commits then, and a gate that is still there was left by a dead writer.
"""

from __future__ import annotations

import logging
import os
import ssl
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import uuid4

import neo4j
from neo4j import exceptions as faults

from refnet import __version__
from refnet.errors import BookBusyError, BookNotFoundError, ForeignBookError, RefnetError, UnfinishedCopyError
from refnet.stores.neo4j_address import parts_of, password_file

T = TypeVar("T")

_OLDEST: Final = 5
_RETRY_SECONDS: Final = 30
_CONNECT_SECONDS: Final = 10
_FETCH_ROWS: Final = 10_000
_PATIENCE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.01
_COMMIT_TRIES: Final = 5
_NOT_FOR_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

# Without a handler Python prints what the driver logs of every retry beside our own words
logging.getLogger("neo4j").addHandler(logging.NullHandler())

LOCK: Final = "MATCH (book:Book) SET book.locked = true"
"""Until the transaction ends, nobody else gets past this."""

_UNIQUE: Final = {
    "Book": "refnet",
    "Change": "id",
    "Setting": "name",
    "Source": "id",
    "Record": "key",
    "Decision": "id",
    "PrivateView": "member",
    "Person": "id",
    "Organization": "key",
    "Word": "text",
    "Alias": "id",
    "Event": "id",
}
STEPS: tuple[tuple[str, ...], ...] = (
    (
        *(
            f"CREATE CONSTRAINT refnet_{label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{name} IS UNIQUE"
            for label, name in _UNIQUE.items()
        ),
        "CREATE INDEX refnet_event_kind IF NOT EXISTS FOR (n:Event) ON (n.kind)",
        "CREATE INDEX refnet_source_import_id IF NOT EXISTS FOR (n:Source) ON (n.import_id)",
        "CREATE INDEX refnet_told_by_private IF NOT EXISTS FOR ()-[t:TOLD_BY]-() ON (t.private)",
        "CALL db.awaitIndexes(60)",
    ),
)
"""Step n takes a database from schema n - 1 to n; cut off in between, it can be done again. A step that was released is
not edited; a new one follows it."""


@dataclass(frozen=True, slots=True)
class _There:
    """What a database holds."""

    schema: int | None
    """Of the book; None where there is no book."""
    revision: int
    copying: str
    """What the original of a half copy is known by; "" for a whole book."""
    other: bool
    """Whether there is anything that belongs to no book."""


class BookServer:
    """A database with a book in it. May be used from several threads: every call has a session of its own.

    Reads go wherever the server has them done, and see what was written before over the same object.
    """

    def __init__(self, address: str) -> None:
        """Raise `RefnetError` for an address or a login that cannot be right. Nothing is connected yet."""
        self.address = address
        uri, self._database = parts_of(address)
        with _told(address):
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=_login(),
                user_agent=f"refnet/{__version__}",
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=_RETRY_SECONDS,
                max_transaction_retry_time=_RETRY_SECONDS,
                telemetry_disabled=True,
                notifications_min_severity="OFF",
            )
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    # opening

    def check(self) -> None:
        """Look whether a whole book is there, and bring it to this version's schema.

        Raises:
            BookNotFoundError: the database is empty.
            ForeignBookError: it holds something else, or the book of a newer version. It is unchanged.
            UnfinishedCopyError: only half of a copy is there.
        """
        there = self._look()
        if there.schema is None and there.other:
            raise self._foreign()
        if there.schema is None:
            raise self._no_book()
        if there.copying:
            raise UnfinishedCopyError(
                f"The book at {self.address} is being copied to, and is not whole yet.",
                fix=f"Go on with: refnet copy FROM {self.address}",
            )
        self._migrate(there.schema)

    def make(self) -> None:
        """Make an empty book. One without a change is taken: that is what a cut connection leaves.

        Raises:
            ForeignBookError: the database holds something else. It is unchanged.
            RefnetError: there is a book already.
        """
        there = self._look()
        self._refuse_taken(there)
        if there.copying:
            raise self._half_of_another()
        self._found(there, "")

    def begin_copy(self, original: str, *, again: bool = False) -> None:
        """Make the half copy of a book, or take up the one that is there; `again` removes half a copy first.

        Raises:
            UnfinishedCopyError: half a copy of another original is there.
            ForeignBookError: the database holds something else. It is unchanged.
            RefnetError: there is a whole book already.
        """
        there = self._look()
        if there.copying and again:
            self._clear()
            there = self._look()
        if there.copying == original:
            return
        self._refuse_taken(there)
        if there.copying:
            raise self._half_of_another()
        self._found(there, original)

    def finish_copy(self) -> None:
        """The half copy is a whole book from now on."""
        self.write(lambda transaction: transaction.run("MATCH (book:Book) REMOVE book.copying").consume())

    def _look(self) -> _There:
        """One question, which is not asked again where nobody answers: a wrong address is told at once."""
        with _told(self.address, is_open=False), self._session(neo4j.READ_ACCESS) as session:
            result = session.run(
                "OPTIONAL MATCH (book:Book {refnet: true})"
                " RETURN book.schema, book.revision, book.copying, EXISTS { MATCH (n) WHERE n.refnet IS NULL }"
            )
            (schema, revision, copying, other) = result.values()[0]
            self._refuse_old(result.consume().server.agent)
        return _There(schema, revision or 0, copying or "", other)

    def _refuse_old(self, agent: str) -> None:
        """Raise `RefnetError` for a server from before version 5; newer ones call themselves by year."""
        version = agent.rpartition("/")[2]
        if version.partition(".")[0].isdigit() and int(version.partition(".")[0]) < _OLDEST:
            raise _too_old(self.address, version)

    def _refuse_taken(self, there: _There) -> None:
        if there.schema is None and there.other:
            raise self._foreign()
        if there.schema is not None and there.revision and not there.copying:
            raise RefnetError(
                f"There is a book at {self.address} already.", fix="Use that book, or choose another database."
            )

    def _found(self, there: _There, copying: str) -> None:
        # Constraints come first: they see to it that of two who make a book at once, both have the same
        self._migrate(there.schema or 0)
        self.write(
            lambda transaction: transaction.run(
                "MERGE (book:Book {refnet: true}) ON CREATE SET book.id = $id, book.revision = 0"
                " SET book.schema = $schema, book.copying = $copying",
                id=str(uuid4()),
                schema=len(STEPS),
                copying=copying or None,
            ).consume()
        )

    def _migrate(self, schema: int) -> None:
        """Bring the schema to the newest version. Neo4j takes it apart from data: each statement can be repeated."""
        if schema > len(STEPS):
            raise ForeignBookError(
                f"The book at {self.address} was written by a newer refnet.", fix="Update refnet, then open it again."
            )
        if schema == len(STEPS):
            return
        for statement in (statement for step in STEPS[schema:] for statement in step):
            self._run(statement)
        self._run("MATCH (book:Book) WHERE book.schema < $schema SET book.schema = $schema", schema=len(STEPS))

    def _clear(self) -> None:
        """Remove half a copy, in pieces; its mark goes last."""
        self._run("MATCH (n) WHERE NOT n:Book CALL { WITH n DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
        self._run("MATCH (book:Book) DELETE book")

    def _no_book(self) -> BookNotFoundError:
        return BookNotFoundError(
            f"There is no book at {self.address}.",
            fix=f"Make one: refnet new --me YOUR-NAME --book {self.address}",
        )

    def _foreign(self) -> ForeignBookError:
        return ForeignBookError(
            f"The database at {self.address} holds something that is not a refnet book. It was not touched.",
            fix="Use an empty database; Neo4j can have several: neo4j://HOST/NAME",
        )

    def _half_of_another(self) -> UnfinishedCopyError:
        return UnfinishedCopyError(
            f"At {self.address} is half a copy of another book, or of this one before it changed.",
            fix=f"Begin anew, which removes that half: refnet copy FROM {self.address} --again",
        )

    # reading

    def ask(self, cypher: str, **values: Any) -> list[list[Any]]:
        """All rows of one statement."""
        with _told(self.address), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda transaction: transaction.run(cypher, values).values())

    def revision(self) -> int:
        """The book's revision.

        Raises:
            BookNotFoundError: the book was taken away since it was opened.
        """
        if not (found := self.ask("MATCH (book:Book) RETURN book.revision")):
            raise self._no_book()
        return int(found[0][0])

    def whole(self, read: Callable[[], T]) -> T:
        """What `read` gives, all of it as of one revision; it may be called several times. See the gate, above."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            before = self._open_at()
            if before is None:
                time.sleep(_PAUSE_SECONDS)
                continue
            found = read()
            if self._open_at() == before:
                return found
        with self._still():
            return read()

    def _open_at(self) -> int | None:
        """The revision; None while somebody commits."""
        # The gate on both sides of the revision. After a reading: a commit that ended and took its gate away before the
        # first look has raised the revision. Before one: a commit that raised it already is seen by the second look.
        found = self.ask(
            "WITH EXISTS { MATCH (:Gate) } AS before MATCH (book:Book) WITH before, book.revision AS revision"
            " RETURN revision, before OR EXISTS { MATCH (:Gate) }"
        )
        if not found:
            raise self._no_book()
        ((revision, shut),) = found
        return None if shut else revision

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Nobody commits in here. Nothing is written, but that gates of dead writers go."""
        with (
            _told(self.address),
            self._session(neo4j.WRITE_ACCESS) as session,
            session.begin_transaction(timeout=10 * _RETRY_SECONDS) as transaction,
        ):
            transaction.run(LOCK).consume()
            self._run("MATCH (gate:Gate) DELETE gate")
            yield
            transaction.rollback()

    # writing

    def write(self, work: Callable[[neo4j.ManagedTransaction], T], *, timeout: float = 2 * _RETRY_SECONDS) -> T:
        """One transaction, tried again where that can help, also when it is unknown whether it was committed.

        Args:
            work: What to do in it. It has to be harmless when it is done again after it was committed.
            timeout: Seconds after which the server gives it up.
        """
        timed = neo4j.unit_of_work(timeout=timeout)(work)
        with _told(self.address), self._session(neo4j.WRITE_ACCESS) as session:
            for left in reversed(range(_COMMIT_TRIES)):
                try:
                    return session.execute_write(timed)
                except faults.IncompleteCommit:
                    # The driver gives up here, since it cannot know that ours may be repeated
                    if not left:
                        raise
        raise AssertionError("unreachable")

    def shut_gate(self, change_id: str) -> None:
        """Tell readers that a commit is near. To be called by the holder of the lock."""
        self._run("MERGE (:Gate {change: $id})", id=change_id)

    def open_gate(self, change_id: str) -> None:
        """Tell readers that the commit is over. Where this fails the next who waits at the gate takes it away."""
        with suppress(RefnetError):
            self._run("MATCH (gate:Gate {change: $id}) DELETE gate", id=change_id)

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()

    def _run(self, cypher: str, **values: Any) -> None:
        """One statement, committed by itself."""
        with _told(self.address), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(cypher, values).consume()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
            fetch_size=_FETCH_ROWS,
        )


# ---------------------------------------------------------------------------------------------- address and login


def _login() -> neo4j.Auth | None:
    """Name and password from the surroundings; None where there is no password, as for a server without login."""
    password = os.environ.get("REFNET_NEO4J_PASSWORD") or _password_kept()
    return neo4j.basic_auth(os.environ.get("REFNET_NEO4J_USER") or "neo4j", password) if password else None


def _password_kept() -> str:
    """The password in the owner's file, "" where there is none.

    Raises:
        RefnetError: others can read the file, or nobody can.
    """
    named, path = os.environ.get("REFNET_NEO4J_PASSWORD_FILE"), password_file()
    if not named and not path.exists():
        return ""
    try:
        if os.name == "posix" and path.stat().st_mode & _NOT_FOR_OTHERS:
            raise RefnetError(f"Others can read the password in {path}.", fix=f"Make it yours alone: chmod 600 {path}")
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise RefnetError(
            f"The password file {path} cannot be read.", fix="See whether it is there: REFNET_NEO4J_PASSWORD_FILE"
        ) from None


# ------------------------------------------------------------------------------------------------ errors in words


@contextmanager
def _told(address: str, *, is_open: bool = True) -> Iterator[None]:
    """What the driver and the server say, in words for people; `is_open` once there was an answer."""
    try:
        yield
    except (faults.Neo4jError, faults.DriverError, OSError) as error:
        raise _in_words(error, address, is_open) from error


def _in_words(error: Exception, address: str, is_open: bool) -> RefnetError:
    if isinstance(error, faults.Neo4jError):
        return _said_by_server(error, address)
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return RefnetError(
            f"The certificate of {address} is not one that this computer trusts.",
            fix="Ask who runs the server for a trusted one. For one that it signed itself: neo4j+ssc:// or bolt+ssc://",
        )
    # Addresses were looked at before: what is left is a server whose Bolt the driver, or one of its settings, is too
    # new for, as that of 4.4 is for our having no notifications
    if isinstance(error, faults.ConfigurationError):
        return _too_old(address, "")
    if isinstance(error, faults.WriteServiceUnavailable):
        return _read_only(address)
    if isinstance(error, faults.ConnectionAcquisitionTimeoutError):
        return _busy(address)
    if isinstance(error, faults.IncompleteCommit):
        return RefnetError(
            f"The connection to {address} was cut while the change was saved.",
            fix="Do it again when the server is back: what was saved already is not saved twice.",
        )
    if is_open:
        return RefnetError(
            f"The connection to {address} was cut. Nothing was half written.",
            fix="See whether the server runs, then do it again.",
        )
    return RefnetError(
        f"No Neo4j server answers at {address}.",
        fix="See whether the server runs, and whether host and port are right (most listen on port 7687).",
    )


_SERVER_SAYS: Final[tuple[tuple[tuple[str, ...], type[RefnetError], str, str], ...]] = (
    (
        ("AuthenticationRateLimit",),
        RefnetError,
        "{address} had too many wrong passwords and lets nobody in for a while.",
        "Wait a minute. Then see REFNET_NEO4J_USER and REFNET_NEO4J_PASSWORD.",
    ),
    (
        ("CredentialsExpired",),
        RefnetError,
        "The password for {address} is the first one, which has to be changed.",
        "Change it in Neo4j (ALTER CURRENT USER SET PASSWORD), and give the new one in REFNET_NEO4J_PASSWORD.",
    ),
    (
        ("Unauthorized", "TokenExpired", "AuthProviderFailed", "AuthProviderTimeout"),
        RefnetError,
        "{address} does not take this name and password.",
        "Give the name in REFNET_NEO4J_USER (neo4j, if nothing is said), the password in REFNET_NEO4J_PASSWORD.",
    ),
    (
        ("Security.Forbidden",),
        RefnetError,
        "This name may not do that at {address}.",
        "Use another in REFNET_NEO4J_USER, or ask who runs the server for the right to read, write and make indexes.",
    ),
    (
        ("DatabaseNotFound",),
        RefnetError,
        "There is no such database at {address}.",
        "Leave the last part of the address out for the one that is always there, or have the database made.",
    ),
    (
        ("NotALeader", "OnReadOnly", "DatabaseWriteIsDisabled"),
        RefnetError,
        "{address} can be read, but not written to at present.",
        "With several servers use neo4j:// instead of bolt://, which finds the one that writes. Else wait for it.",
    ),
    (
        ("MemoryPoolOutOfMemory", "TransactionOutOfMemory", "OutOfMemoryError", "TransactionMemoryLimit"),
        RefnetError,
        "{address} has too little memory for a change of this size. Nothing was changed.",
        "Have dbms.memory.transaction.total.max (and server.memory.heap.max_size) raised, or import smaller files.",
    ),
    (
        ("DatabaseUnavailable", "DatabaseNotAvailable", "ServiceUnavailable", "Cluster.", "Terminated"),
        RefnetError,
        "The database at {address} was stopped, or is being started again. Nothing was half written.",
        "Wait until it runs, then do it again.",
    ),
    (
        ("DatabaseError.",),
        RefnetError,
        "{address} failed while it read or wrote. Nothing was half written.",
        "See whether its disk is full, and what its log says (logs/debug.log). Start it again, then do it again.",
    ),
)
"""What is in the code of an error, to what is said of it. The first that fits counts."""


def _said_by_server(error: faults.Neo4jError, address: str) -> RefnetError:
    code = error.code or ""
    for parts, kind, message, fix in _SERVER_SAYS:
        if any(part in code for part in parts):
            return kind(message.format(address=address), fix=fix)
    if isinstance(error, faults.TransientError) or "TimedOut" in code or "Lock" in code:
        return _busy(address)
    return RefnetError(
        f"{address} refused what refnet asked ({code}).", fix="Please report this; it is a fault of ours."
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _busy(address: str) -> BookBusyError:
    return BookBusyError(
        f"Somebody else has been writing to {address} for too long.",
        fix="Wait until the other import is done, then do it again.",
    )


def _read_only(address: str) -> RefnetError:
    return RefnetError(
        f"{address} has no server at present that can be written to.", fix="Wait until it has, then do it again."
    )


def _too_old(address: str, version: str) -> RefnetError:
    what = f"Neo4j {version}" if version else "no Neo4j that refnet knows"
    return RefnetError(f"At {address} is {what}.", fix=f"refnet needs Neo4j {_OLDEST} or newer.")
