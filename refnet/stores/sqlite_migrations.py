"""The tables of a book's file, as numbered steps. A step that was released is not edited; a new one follows it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import apsw

from refnet.errors import ForeignBookError
from refnet.stores.sqlite_copy import copy_whole

APPLICATION_ID: Final = 0x7265666E
"""Says in the header of a file that it is ours: "refn"."""

_FIRST = """
CREATE TABLE journal (
    revision INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    base_revision INTEGER NOT NULL,
    app_version TEXT NOT NULL,
    counts BLOB NOT NULL
) STRICT;

CREATE TABLE setting (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE profile (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), body BLOB NOT NULL) STRICT;

-- What was said. Numbers rise in the order of import.
CREATE TABLE source (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    import_id TEXT NOT NULL,
    importer TEXT NOT NULL,
    label TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    owner TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    counts BLOB NOT NULL,
    problems BLOB NOT NULL
) STRICT;

CREATE TABLE record (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;

-- One body serves every sighting that says the same: a newer export of the same rows stores no text again.
CREATE TABLE body (number INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, content BLOB NOT NULL) STRICT;

CREATE TABLE sighting (
    record INTEGER NOT NULL REFERENCES record,
    source INTEGER NOT NULL REFERENCES source,
    place INTEGER NOT NULL,
    body INTEGER NOT NULL REFERENCES body,
    locator TEXT NOT NULL,
    PRIMARY KEY (record, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_source ON sighting (source, place);
CREATE INDEX sighting_body ON sighting (body);

-- Nothing stays that no source tells of any more.
CREATE TRIGGER sighting_gone AFTER DELETE ON sighting BEGIN
    DELETE FROM body WHERE number = old.body AND NOT EXISTS (SELECT 1 FROM sighting WHERE body = old.body);
    DELETE FROM record WHERE number = old.record AND NOT EXISTS (SELECT 1 FROM sighting WHERE record = old.record);
END;
CREATE TRIGGER sighting_retold AFTER UPDATE OF body ON sighting WHEN old.body <> new.body BEGIN
    DELETE FROM body WHERE number = old.body AND NOT EXISTS (SELECT 1 FROM sighting WHERE body = old.body);
END;

CREATE TABLE decision (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL
) STRICT;

-- The view.
CREATE TABLE person (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TABLE lookup (
    kind TEXT NOT NULL CHECK (kind IN ('word', 'name', 'organization')),
    text TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
    PRIMARY KEY (kind, text, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX lookup_person ON lookup (person);

CREATE TABLE alias (id TEXT PRIMARY KEY, person TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX event_kind ON event (kind);

CREATE TABLE event_person (
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    PRIMARY KEY (person, kind, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_person_event ON event_person (event);

CREATE TABLE tie (
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    grade TEXT NOT NULL,
    contacts INTEGER NOT NULL,
    meetings INTEGER NOT NULL,
    contact_days INTEGER NOT NULL,
    first_day INTEGER NOT NULL,
    last_day INTEGER NOT NULL,
    started_by_a INTEGER NOT NULL,
    started_by_b INTEGER NOT NULL,
    promises_kept INTEGER NOT NULL,
    promises_broken INTEGER NOT NULL,
    referrals INTEGER NOT NULL,
    introductions INTEGER NOT NULL,
    thanks INTEGER NOT NULL,
    complaints_open INTEGER NOT NULL,
    complaints_resolved INTEGER NOT NULL,
    since_day INTEGER NOT NULL,
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX tie_other ON tie (b, a);
"""

_MEMBERS = """
-- A book of several people. What was there before is shared, and was brought in by the one who made the book.
ALTER TABLE source ADD COLUMN member TEXT NOT NULL DEFAULT 'owner:me';
ALTER TABLE source ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sighting ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN private_to TEXT NOT NULL DEFAULT '';

-- Where the book as a member sees it differs from the view that everybody shares.
CREATE TABLE private_view (member TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""

STEPS: tuple[str, ...] = (_FIRST, _MEMBERS)
"""Step n takes a file from version n - 1 to n; a new file starts at 0."""


def migrate(connection: apsw.Connection, path: Path) -> int:
    """Bring a file to the newest version, whole or not at all, and say which version it had.

    An existing book is copied beside itself first, as "book.refnet.version-1.backup". Several processes may try at
    once: the first does it.

    Raises:
        ForeignBookError: the file is of a newer version.
    """
    before = _version(connection)
    if before > len(STEPS):
        raise newer(path)
    if before == len(STEPS):
        return before
    if before:
        copy_whole(connection, path.with_name(f"{path.name}.version-{before}.backup"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        before = _version(connection)
        for step in STEPS[before:]:
            connection.execute(step).fetchall()
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", max(before, len(STEPS)))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return before


def newer(path: Path) -> ForeignBookError:
    """What is said of a file of a newer version."""
    return ForeignBookError(f"{path.name} was written by a newer refnet.", fix="Update refnet, then open it again.")


def _version(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version"))
