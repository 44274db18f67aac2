"""What one file says twice, or of two people: shared addresses, a key with two names, a name with two keys, rows alike.

Whether two of them are one person is identity's to say, and its owner's. Here only the file is remarked on, with the
places to look at. What is compared stands outside memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from refnet.identity.cluster import node
from refnet.identity.normalize import name_key, names_agree, profile_key
from refnet.records import PersonRecord, Problem, Record
from refnet.spool import batches, scratch
from refnet.stores.sightings import Records

SHOWN: Final = 20
"""So many of a kind are told one by one."""
_NAMED: Final = 3
_COMPARED: Final = 50
"""Of so many names at one key it is told whether they agree."""
_REPEATED: Final = re.compile(r"(.*:[0-9a-f]{32}):\d+(@[0-9a-f]+)?", re.DOTALL)
"""What `content_key` makes of a row that is like an earlier one; without the number it is the key of the first."""
_SCHEMA: Final = """
    CREATE TABLE person (number INTEGER PRIMARY KEY, key TEXT, name TEXT, shown TEXT, locator TEXT);
    CREATE TABLE sign (kind TEXT, text TEXT, person INTEGER);
    CREATE TABLE repeat (first TEXT, locator TEXT);
"""
_BY_KEY: Final = """
    SELECT key, count(DISTINCT name) FROM person WHERE name <> '' GROUP BY key HAVING count(DISTINCT name) > 1
    ORDER BY min(number)
"""
_BY_SIGN: Final = """
    SELECT text, count(DISTINCT name) FROM sign JOIN person ON number = person WHERE kind = ? AND name <> ''
    GROUP BY text HAVING count(DISTINCT name) > 1 ORDER BY min(number)
"""
_ONE: Final = "SELECT key, name, shown, locator, min(number)"
_OF_KEY: Final = f"{_ONE} FROM person WHERE key = ? AND name <> '' GROUP BY name ORDER BY min(number)"
_OF_SIGN: Final = f"""
    {_ONE} FROM sign JOIN person ON number = person WHERE text = ? AND kind = ? AND name <> ''
    GROUP BY name ORDER BY min(number)
"""
_INDEXES: Final = """
    CREATE INDEX person_by_key ON person (key);
    CREATE INDEX sign_by_text ON sign (text, kind);
    CREATE INDEX repeat_by_first ON repeat (first);
"""
_APART: Final = """
    CREATE TABLE twin AS SELECT min(number) AS number, key, name FROM person WHERE name IN
        (SELECT name FROM person WHERE name <> '' GROUP BY name HAVING count(DISTINCT key) > 1) GROUP BY name, key;
    CREATE TABLE apart AS SELECT number, name FROM twin WHERE number NOT IN (
        SELECT number FROM (
            SELECT number, min(number) OVER (PARTITION BY text, name) AS first FROM twin JOIN sign ON person = number
            WHERE kind = 'joins'
        ) WHERE number > first
    );
    CREATE INDEX apart_by_name ON apart (name);
"""


@dataclass(frozen=True, slots=True)
class _Named:
    """One of several people: the key of their record, the name as compared and as written, and the place."""

    key: str
    name: str
    shown: str
    locator: str


class Likeness:
    """Looks at the records of one source as they are read, and says at the end what is remarkable between them."""

    def __init__(self) -> None:
        self._rows = scratch(_SCHEMA)
        self._number = 0

    def seen(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records, each taken note of."""
        for some in batches(records):
            self._add(some)
            yield from some

    def problems(self, records: Records) -> Iterator[Problem]:
        """The remarks; of each kind the first, and how many there are more.

        Args:
            records: All that were seen, each key once.
        """
        self._rows.execute(_INDEXES).fetchall()
        yield from _first("email-shared", self._emails())
        yield from _first("same-key-different-name", self._keys())
        yield from _first("same-name-different-key", self._names())
        yield from _first("duplicate-row-kept", self._alike(records))

    def _add(self, records: Sequence[Record]) -> None:
        people: list[tuple[Any, ...]] = []
        signs: list[tuple[str, str, int]] = []
        repeats: list[tuple[str, str]] = []
        for record in records:
            if found := _REPEATED.fullmatch(record.key):
                repeats.append((found[1] + (found[2] or ""), record.locator))
            elif isinstance(record, PersonRecord) and not record.me:
                self._number += 1
                shown = record.display_name
                # What stands for a missing name is none
                name = "" if shown in record.emails or shown in record.phones else name_key(shown)
                people.append((self._number, record.key, name, shown, record.locator))
                signs += [(kind, text, self._number) for kind, text in dict.fromkeys(_signs(record))]
        self._rows.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?)", people).fetchall()
        self._rows.executemany("INSERT INTO sign VALUES (?, ?, ?)", signs).fetchall()
        self._rows.executemany("INSERT INTO repeat VALUES (?, ?)", repeats).fetchall()

    def _emails(self) -> Iterator[Problem]:
        for text, count in self._rows.execute(_BY_SIGN, ("email",)):
            if several := self._several(_OF_SIGN, text, "email"):
                message = (
                    f'"{text}" is the address of several: {_people(several, count)}. It makes no one person of them.'
                )
                yield Problem("email-shared", several[0].locator, message, kept=text, rows=0)

    def _keys(self) -> Iterator[Problem]:
        """First where one record was made of several rows; then what else should be one person's, and is not."""
        for key, count in self._rows.execute(_BY_KEY):
            if several := self._several(_OF_KEY, key):
                message = f"One key in the file, and several names: {_people(several, count)}. The last of them counts."
                yield Problem("same-key-different-name", several[0].locator, message, rows=0)
        for text, count in self._rows.execute(_BY_SIGN, ("id",)):
            several = self._several(_OF_SIGN, text, "id")
            if len({one.key for one in several}) > 1:
                message = (
                    f'"{text}" stands at several names: {_people(several, count)}. It makes no one person of them.'
                )
                yield Problem("same-key-different-name", several[0].locator, message, kept=text, rows=0)

    def _names(self) -> Iterator[Problem]:
        self._rows.execute(_APART).fetchall()
        counted = "SELECT name, count(*) FROM apart GROUP BY name HAVING count(*) > 1 ORDER BY min(number)"
        of_name = (
            "SELECT shown, locator FROM apart JOIN person USING (number) WHERE apart.name = ? ORDER BY number LIMIT ?"
        )
        for name, count in self._rows.execute(counted):
            found = list(self._rows.execute(of_name, (name, _NAMED)))
            places = _listed([str(locator) for _, locator in found], count)
            message = (
                f'"{found[0][0]}" stands there {count:,} times with no address, number or profile in common: {places}. '
                "One person or several? Yours to say: refnet review, or Clean up in the app."
            )
            yield Problem("same-name-different-key", str(found[0][1]), message, kept=str(found[0][0]), rows=0)

    def _alike(self, records: Records) -> Iterator[Problem]:
        counted = list(self._rows.execute("SELECT first, count(*) FROM repeat GROUP BY first ORDER BY min(rowid)"))
        shown = {str(first) for first, _ in counted[:SHOWN]}
        begun = {key: locator for key, locator, _ in records.kept() if key in shown} if shown else {}
        for first, count in counted:
            more = self._rows.execute("SELECT locator FROM repeat WHERE first = ? LIMIT ?", (first, _NAMED - 1))
            places = [*filter(None, (begun.get(str(first)),)), *(str(locator) for (locator,) in more)]
            told = _listed(places, count + 1)
            message = f"They say the same, and each of them is kept: {told}. Was one entered twice by mistake?"
            yield Problem("duplicate-row-kept", places[0], message, rows=0)

    def _several(self, sql: str, *of: str) -> list[_Named]:
        """Who is at a key, by name; nobody where all the names can be one person's."""
        found = [_Named(*map(str, row[:4])) for row in islice(self._rows.execute(sql, of), _COMPARED)]
        longest = max((one.name for one in found), key=len)
        return found if any(not names_agree(longest, one.name) for one in found) else []


def _signs(record: PersonRecord) -> Iterator[tuple[str, str]]:
    """What should be one person's: addresses and ids; and all by which identity may take two records for one person."""
    yield from (("email", email.lower()) for email in record.emails if "@" in email)
    yield from (("id", profile) for url in record.urls if (profile := profile_key(url)))
    yield from (("id", known.value) for known in record.external_ids)
    yield from (("joins", key) for key in node("", "", record.emails, record.phones, record.urls).keys)


def _first(code: str, found: Iterable[Problem]) -> Iterator[Problem]:
    """The first of some remarks, and how many there are more."""
    left = iter(found)
    yield from islice(left, SHOWN)
    if more := sum(1 for _ in left):
        yield Problem(code, "the whole file", f"{more:,} more like the {SHOWN} that are listed.", rows=0)


def _people(several: Sequence[_Named], count: int) -> str:
    return _listed([f"{one.shown} ({one.locator})" for one in several], count)


def _listed(parts: Sequence[str], count: int) -> str:
    """The first of so many."""
    shown = list(parts[:_NAMED])
    return f"{', '.join(shown)} and {count - len(shown):,} more" if count > len(shown) else ", ".join(shown)
