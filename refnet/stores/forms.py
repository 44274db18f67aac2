"""How the parts of a view are kept in a spool: as the stores keep them, so that what is encoded once is written so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, TypeVar

import msgspec

from refnet.model import BookEvent, EventId, Person, PersonId
from refnet.spool import Form, Spool
from refnet.stores import codec
from refnet.stores.base import Tie, View
from refnet.strength import TieSums

T = TypeVar("T")
_BETWEEN: Final = "\0"
"""Between two ids: less than every other letter, so that pairs are ordered by the first and then by the second."""
_encode = msgspec.json.Encoder().encode
_sums_of = msgspec.json.Decoder(TieSums).decode


def pair_key(a: PersonId, b: PersonId) -> str:
    """Two people in one text."""
    return f"{a}{_BETWEEN}{b}"


def pair_of(key: str) -> tuple[PersonId, PersonId]:
    """The two people of a `pair_key`."""
    a, _, b = key.partition(_BETWEEN)
    return PersonId(a), PersonId(b)


PEOPLE: Final[Form[Person]] = Form(lambda p: p.id, codec.person_body, lambda _, body: codec.person_of(body))
EVENTS: Final[Form[BookEvent]] = Form(lambda e: e.id, lambda e: codec.event_body(e.event), codec.book_event)
TIES: Final[Form[Tie]] = Form(
    lambda tie: pair_key(tie.a, tie.b),
    lambda tie: _encode(tie.sums),
    lambda key, body: Tie(*pair_of(key), _sums_of(body)),
)
PERSON_IDS: Final[Form[PersonId]] = Form(str, lambda _: b"", lambda key, _: PersonId(key))
EVENT_IDS: Final[Form[EventId]] = Form(str, lambda _: b"", lambda key, _: EventId(key))
PAIRS: Final[Form[tuple[PersonId, PersonId]]] = Form(
    lambda pair: pair_key(*pair), lambda _: b"", lambda key, _: pair_of(key)
)


def spooled(values: Collection[T], form: Form[T]) -> Spool[T]:
    """The values in a spool of that form; of several with one key the last, in the place of the first."""
    if isinstance(values, Spool) and values.form is form:
        return values
    return Spool(form, {form.key(value): value for value in values}.values())


def keys_of(values: Collection[T], form: Form[T]) -> Iterator[str]:
    """The key of each value; of a spool without reading the values."""
    return values.keys() if isinstance(values, Spool) else map(form.key, values)


def held(view: View) -> View:
    """The same view with all of it in memory."""
    return View(
        tuple(view.people),
        tuple(view.removed_people),
        tuple(view.events),
        tuple(view.removed_events),
        tuple(view.ties),
        tuple(view.removed_ties),
        view.aliases,
        tuple(view.removed_aliases),
        view.profile,
    )
