"""Any table, read as its owner said: which column is which, in a `Mapping`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Final

import phonenumbers

from importers import owntables, people, tables, workbook
from importers.activity import interactions
from importers.business import introductions, referrals
from importers.contacts import template
from importers.dates import Order, column_order
from importers.headwords import is_by_channel
from importers.text import decode, written_in
from importers.values import Notes, is_email, yes
from refnet import limits
from refnet.errors import RefnetError, UnreadableFileError
from refnet.mapping import Kind, Mapping
from refnet.model import Purchase
from refnet.records import ME, EventRecord, Match, Mention, Problem, Record, RowRead, Source, content_key, digest_of
from refnet.text import clean, fold

_PERSON: Final = (
    *template.COLUMNS,
    *("middle", "prefix", "suffix", "nickname", "department", "private", "child", "colleague", "assistant phone"),
    *("area code", "birth day", "birth month", "birth year", "address", "po box"),
    *(f"{place} {part}" for place in ("work", "home", "other") for part in ("street", "town", "region", "postcode")),
    *(f"{place} {part}" for place in ("work", "home", "other") for part in ("country", "address", "po box")),
)
_OF_OTHERS: Final = ("name", "given", "family", "email", "phone", "company", "title")
_OTHERS: Final = tuple(f"contact {n}" for n in range(2, 6))
_CONTACT: Final = (*_PERSON, *(f"{other} {part}" for other in _OTHERS for part in _OF_OTHERS))
NAMED: Final[dict[Kind, tuple[str, ...]]] = {
    "interactions": ("with",),
    "introductions": ("introducer", "from", "to"),
    "referrals": ("referrer", "prospect", "recipient"),
}
"""Whom a row of events names."""
_OF_NAMED: Final = ("given", "family", "email", "phone", "company")


def _of_events(kind: Kind, columns: Iterable[str]) -> tuple[str, ...]:
    """The columns of our template, each person's with all that a column of its own may hold."""
    of = {who: (who, *(f"{who} {part}" for part in _OF_NAMED)) for who in NAMED[kind]}
    return tuple(dict.fromkeys(field for column in columns for field in of.get(column, (column,))))


FIELDS: Final[dict[Kind, tuple[str, ...]]] = {
    "contacts": _CONTACT,
    "interactions": (*_of_events("interactions", interactions.COLUMNS), "cancelled"),
    "introductions": _of_events("introductions", introductions.COLUMNS),
    "referrals": _of_events("referrals", referrals.COLUMNS),
    "purchases": (*_CONTACT, "date", "amount", "currency", "product", "order"),
}
"""What a column of each kind of table can hold. "contact 2" to "contact 5" are more people in the same row."""
DATES: Final[dict[Kind, tuple[str, ...]]] = {
    "contacts": ("birthday",),
    "interactions": ("date", "due", "kept"),
    "introductions": ("asked", "agreed", "made", "met", "led to business", "thanked"),
    "referrals": ("date", "contacted", "met", "lost", "won", "thanked"),
    "purchases": ("birthday", "date"),
}
"""The fields that hold dates."""
MONEY: Final = frozenset({"amount", "value"})
_TOTAL: Final = frozenset(
    "total totals sum subtotal grand total count average summe gesamt gesamtsumme anzahl zwischensumme somme totaux "
    "suma totale somma soma totaal".split()
)
_SEPARATED: Final = re.compile(r"[\s;,/|]+")


class MappedTable:
    """A table of any make, read by a mapping."""

    name = "generic.table"

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping

    def describe(self) -> str:
        return "any other table of people, once you have said which column is which (CSV, XLSX, XLS, ODS)"

    def identify(self, source: Source) -> Match:
        """Nothing by itself: a mapping is chosen for a file, never found by it."""
        return Match(0.0)

    def read(self, source: Source) -> Iterator[Record | RowRead | Problem]:
        """What each row says, as a table of that kind in refnet's own columns would.

        Notes and totals below the table are skipped.

        Raises:
            UnreadableFileError: the columns are not there, or the file as a whole cannot be read.
            RefnetError: the mapping names fields that there are not.
        """
        check(self.mapping)
        source = in_encoding(source, self.mapping)
        delimiter = delimiter_of(source, self.mapping)
        orders = orders_of(source, self.mapping, delimiter)
        reader = _Rows(self.mapping, orders)
        for item in _without_notes(tables.rows_below(source, self._header, delimiter=delimiter)):
            if isinstance(item, Problem):
                yield item
            elif _is_shifted(item):
                yield people.shifted(item)
            else:
                yield from reader.read(item)

    def first_rows(self, source: Source, count: int) -> list[tables.Row]:
        """The first rows below the header, with the cells that the mapping uses."""
        source = in_encoding(source, self.mapping)
        items = tables.rows_below(source, self._header, delimiter=delimiter_of(source, self.mapping))
        rows = islice((item for item in items if isinstance(item, tables.Row)), count)
        return [replace(row, cells=_known(row)) for row in rows]

    def _header(self, head: tables.Head) -> tables.Header | None:
        return header_in(head, self.mapping)


def check(mapping: Mapping) -> None:
    """Refuse a mapping that names no column, or fields that its kind of table does not have.

    Raises:
        RefnetError: says which, and which there are.
    """
    known = FIELDS[mapping.kind]
    wrong = sorted({column.field for column in mapping.columns if column.field and column.field not in known})
    if wrong:
        message = f"The mapping has fields that a table of {mapping.kind} does not have: {', '.join(wrong)}."
        raise RefnetError(message, fix=f"There are: {', '.join(known)}.")
    if not any(column.field for column in mapping.columns):
        raise RefnetError("The mapping says of no column what it holds.", fix="Give a field to each that counts.")
    if mapping.country and mapping.country.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise RefnetError(f'"{mapping.country}" is no country.', fix="Write two letters in the mapping, such as DE.")
    if not 0 <= mapping.header_rows <= 5:
        raise RefnetError("A header spans at most 5 rows.", fix="Correct header_rows in the mapping.")


def header_in(head: tables.Head, mapping: Mapping) -> tables.Header | None:
    """The header of a mapping in a text or sheet: where it was seen before if it is there, else the first that fits."""
    if mapping.sheets and head.sheet and head.sheet not in mapping.sheets:
        return None
    if not mapping.header_rows:
        return _without_header(head, mapping)
    rows = head.rows[: limits.HEADER_SEARCH_ROWS]
    starts = sorted(range(len(rows)), key=lambda at: (rows[at][0] != mapping.header_row, at))
    for at in starts:
        titles = joined([cells for _, cells in rows[at : at + mapping.header_rows]])
        if columns := _columns(titles, mapping):
            return tables.Header(rows[min(at + mapping.header_rows, len(rows)) - 1][0], columns, titles)
    return None


def joined(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The titles of a header that spans rows; a cell merged over several columns stands in the first of them alone.

    >>> joined([("Name", "Reach", ""), ("", "E-mail", "Phone")])
    ('Name', 'Reach E-mail', 'Reach Phone')
    """
    width = max((len(row) for row in rows), default=0)
    found = [""] * width
    for depth, row in enumerate(rows):
        below = rows[depth + 1] if depth + 1 < len(rows) else ()
        merged = ""
        for at in range(width):
            text = " ".join(row[at].split()) if at < len(row) else ""
            under = at < len(below) and bool(below[at].strip())
            merged = (text or merged) if under else ""
            found[at] = f"{found[at]} {text or merged}".strip()
    return tuple(found)


def fingerprint(headers: Iterable[str]) -> str:
    """What a table is known by again: its normalised headers, in any order, however many rows are below them.

    >>> fingerprint(["name", "email", ""]) == fingerprint(["email", "name"])
    True
    """
    counted = sorted(Counter(header for header in headers if header).items())
    return digest_of(*(f"{header}*{count}" for header, count in counted), letters=20)


def fingerprint_of(source: Source, mapping: Mapping) -> str:
    """What the table's headers are known by again; "" for a table without headers.

    Raises:
        UnreadableFileError: the columns are not there.
    """
    if not mapping.header_rows:
        return ""
    _, header = _located(in_encoding(source, mapping), mapping)
    return fingerprint(map(tables.normal, header.titles))


def titles_of(source: Source, mapping: Mapping) -> tuple[str, ...]:
    """The titles as written, for each column of a mapping in its order; "" for one that is not there.

    Raises:
        UnreadableFileError: the columns are not there.
    """
    _, header = _located(in_encoding(source, mapping), mapping)
    return tuple("" if at is None else header.titles[at] for at in _places(header, mapping))


def examples_of(source: Source, mapping: Mapping) -> tuple[tuple[str, ...], ...]:
    """The first cells that hold anything, up to three, for each column of a mapping in its order.

    Raises:
        UnreadableFileError: the columns are not there.
    """
    head, header = _located(in_encoding(source, mapping), mapping)
    body = [cells for number, cells in head.rows if number > header.last]
    return tuple(() if at is None else first_cells(body, at) for at in _places(header, mapping))


def first_cells(body: Iterable[Sequence[str]], at: int) -> tuple[str, ...]:
    """Up to three cells of a column that hold anything, as they may be shown."""
    cells = (text for row in body if at < len(row) and (text := clean(row[at])[0]))
    return tuple(text[: limits.NAME_SHOWN_CHARS] for text in islice(cells, 3))


def _places(header: tables.Header, mapping: Mapping) -> list[int | None]:
    """At which index each column of a mapping stands."""
    seen: Counter[str] = Counter()
    places = {}
    for at, title in enumerate(header.titles):
        seen[tables.normal(title)] += 1
        places[tables.normal(title), seen[tables.normal(title)]] = at
    return [places.get((column.header, column.occurrence)) for column in mapping.columns]


def delimiter_of(source: Source, mapping: Mapping) -> str:
    """By which the cells of a text are to be told apart so that the columns of a mapping are there; "" in a workbook.

    Raises:
        UnreadableFileError: they are not there.
    """
    return _located(source, mapping)[0].delimiter


def _located(source: Source, mapping: Mapping) -> tuple[tables.Head, tables.Header]:
    heads = tables.heads(source)
    for head in sorted(heads, key=lambda head: head.delimiter != mapping.delimiter):
        if header := header_in(head, mapping):
            return head, header
    there = {
        tables.normal(cell) for head in heads for _, cells in head.rows[: limits.HEADER_SEARCH_ROWS] for cell in cells
    }
    lacking = [column.header for column in mapping.columns if column.field and column.header not in there]
    raise UnreadableFileError(
        f"{source.label} lacks columns of the mapping: {', '.join(lacking) or 'no row has all of them'}.",
        fix="See how refnet would read it: refnet import FILE --show-guess",
        code="header-not-found",
    )


def _columns(titles: tuple[str, ...], mapping: Mapping) -> tuple[tuple[int, str], ...]:
    """Each column with its field, where a row has every header that the mapping uses; else nothing."""
    if len(titles) > limits.COLUMNS:
        return ()
    fields = {(column.header, column.occurrence): column.field for column in mapping.columns}
    seen: Counter[str] = Counter()
    found = []
    for at, title in enumerate(titles):
        header = tables.normal(title)
        seen[header] += 1
        found.append((at, fields.pop((header, seen[header]), "") or f"?{header}"))
    return () if any(fields.values()) else tuple(found)


def _without_header(head: tables.Head, mapping: Mapping) -> tables.Header | None:
    width = max((len(cells) for _, cells in head.rows), default=0)
    titles = tuple(f"column {at + 1}" for at in range(width))
    columns = _columns(titles, mapping)
    return tables.Header(mapping.header_row - 1, columns, titles) if columns else None


def in_encoding(source: Source, mapping: Mapping) -> Source:
    """The source in the encoding that its owner knows, where `text.decode` would guess."""
    if not mapping.encoding or workbook.is_workbook(source.content):
        return source
    try:
        # What is Unicode says so itself; only where refnet would guess does the owner know better
        if decode(source).encoding != "cp1252" or fold(mapping.encoding).startswith(("utf", "cp1252")):
            return source
    except UnreadableFileError:
        if len(source.content) > limits.FILE_BYTES:
            raise
    try:
        return written_in(source, mapping.encoding)
    except (LookupError, UnicodeError, ValueError):
        raise UnreadableFileError(
            f'{source.label} cannot be read as "{mapping.encoding}".', fix="Correct the encoding in the mapping."
        ) from None


def orders_of(source: Source, mapping: Mapping, delimiter: str) -> dict[str, Order]:
    """How each field with dates writes day and month: as its owner said, else told from all of its column."""
    said: dict[str, Order] = {column.field: column.order for column in mapping.columns if column.order}
    dated = {column.field for column in mapping.columns} & {*DATES[mapping.kind]} - {*said}
    seen: dict[str, set[Order]] = {name: set() for name in dated}
    for item in tables.rows_below(source, lambda head: header_in(head, mapping), delimiter=delimiter) if dated else ():
        if isinstance(item, tables.Row):
            for name, text in item.cells:
                if name in seen and (order := column_order([text])):
                    seen[name].add(order)
    told = {**said, **{name: found.pop() for name, found in seen.items() if len(found) == 1}}
    # One person keeps one table: what a column cannot settle, another may
    common = set(told.values())
    return {**dict.fromkeys(dated, common.pop() if len(common) == 1 else ""), **told}


# --------------------------------------------------------------------------------------------- notes and totals


def _without_notes(items: Iterable[tables.Row | Problem]) -> Iterator[tables.Row | Problem]:
    """The rows of each table without its totals, and without the notes below it, which are skipped.

    A thin row is held back until a fuller one follows: then it was one of the table. So is what comes after it.
    """
    held: list[tables.Row | Problem] = []
    place, width = "", 0
    for item in items:
        thin = False
        if isinstance(item, tables.Row):
            if (here := item.locator.rpartition("row ")[0]) != place:
                yield from map(_note, held)
                held, place, width = [], here, 0
            known = len(_known(item))
            if _is_total(item):
                item = _left_out(item, "total-row-skipped", "A total, and nobody's row.")
            elif width >= 3 and known <= 1 and not _is_somebody(item):
                thin = True
            else:
                yield from held
                held, width = [], max(width, known)
        if thin or held:
            held.append(item)
        else:
            yield item
    yield from map(_note, held)


def _note(item: tables.Row | Problem) -> Problem:
    if isinstance(item, Problem):
        return item
    return _left_out(item, "note-skipped", "A remark below the table, and nobody's row.")


def _is_total(row: tables.Row) -> bool:
    """Whether a row sums up: its first cell says so and no more, and no other one has a word in it."""
    words = fold(row.cells[0][1]).split()
    says_so = words[0] in _TOTAL and all(word in _TOTAL or word.isdigit() for word in words) if words else False
    return says_so and not any(re.search(r"[^\W\d_]{4}|@", text) for _, text in row.cells[1:])


def _is_somebody(row: tables.Row) -> bool:
    """Whether a row with one known cell names a person: an address, or a name as names are written."""
    return any(is_email(text) or is_name(text) for name, text in row.cells if not name.startswith("?"))


def is_name(text: str) -> bool:
    """Whether a text looks like a person's name: two to five words, each with a capital where its script has them.

    >>> is_name("Dana Okafor"), is_name("Okafor, Dana"), is_name("we're signing"), is_name("Acme Ltd")
    (True, True, False, False)
    """
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or any(letter.isdigit() or letter in "@/\\:;=_!?%" for letter in text):
        return False
    capital = [word for word in words if not word[0].islower()]
    small = fold(words[-1]) in _LEGAL or any(fold(word) in _FUNCTION for word in words)
    return len(capital) >= 2 and not words[0][0].islower() and not words[-1][0].islower() and not small


def did_not_happen(text: str) -> bool:
    """Whether a cell says that something was called off: in a word for it, or a yes below "Cancelled".

    >>> did_not_happen("Canceled by guest"), did_not_happen("true"), did_not_happen("done")
    (True, True, False)
    """
    plain = fold(text)
    return (yes(text) is True and plain not in ("done", "ok")) or _CALLED_OFF.search(plain) is not None


_CALLED_OFF: Final = re.compile(
    r"\b(?:cancell?ed|declined|no show|did not attend|stornier\w*|abgesagt|annul\w+|cancel\w+|geannuleerd|afgezegd|"
    r"odwo[lł]an\w*|avbokad|aflyst|avlyst|peruttu)\b"
)
_LEGAL: Final = frozenset(
    "inc llc llp ltd limited plc corp corporation co company gmbh ag kg ug sa sas sarl srl".split()
)
_FUNCTION: Final = frozenset("the and of for to is are und der die das fur le les et el los y".split())


def _left_out(row: tables.Row, code: str, message: str) -> Problem:
    return Problem(code, row.locator, message, outcome="skipped", kept=row.cells[0][1][: limits.NAME_SHOWN_CHARS])


def _is_shifted(row: tables.Row) -> bool:
    """Whether the cells stand in wrong columns: cut short, or with an address for a name and none where it belongs."""
    emails = row.all("email")
    named = any(is_email(row.one(name)) for name in ("name", "given", "family"))
    return people.is_shifted(row) or (named and bool(emails) and not any("@" in text for text in emails))


# ------------------------------------------------------------------------------------------------------- rows


@dataclass(frozen=True)
class _Rows:
    """Reads rows one after the other, as the kind of table says."""

    mapping: Mapping
    orders: dict[str, Order]

    @cached_property
    def _keys(self) -> tables.RowKeys:
        return tables.RowKeys(
            {"contacts": "mapped", "purchases": "mapped"}.get(self.mapping.kind, f"ev:{self.mapping.kind[:-1]}")
        )

    def read(self, row: tables.Row) -> Iterator[Record | RowRead | Problem]:
        row = replace(row, cells=(*self._given, *((name, self._plain(name, text)) for name, text in row.cells)))
        cells = owntables.Cells(row, Notes(row.locator), self.orders)
        match self.mapping.kind:
            case "interactions" if did_not_happen(cells.text("cancelled")):
                yield Problem("status-skipped", row.locator, "Cancelled, so that nobody met.", outcome="skipped")
            case "interactions":
                yield from interactions.interaction(cells, self._keys)
            case "introductions":
                yield from introductions.introduction(cells, self._keys)
            case "referrals":
                yield from referrals.referral(cells, self._keys)
            case _:
                yield from self._people(cells)

    @cached_property
    def _given(self) -> tuple[tuple[str, str], ...]:
        """Who gave the referrals of a table that says only to whom: its owner."""
        fields = {column.field.partition(" ")[0] for column in self.mapping.columns}
        return (("referrer", "me"),) if "recipient" in fields and "referrer" not in fields else ()

    def _plain(self, name: str, text: str) -> str:
        """A cell as the readers of our own tables take it."""
        if name.endswith("email") and text.count("@") > 1 and "<" not in text:
            return ";".join(part for part in _SEPARATED.split(text) if part)
        if name.endswith("phone") and self.mapping.country:
            return ";".join(_with_country(part.strip(), self.mapping.country) for part in re.split(r"[;,\n]|:::", text))
        return _amount(text, self.mapping.decimal) if name in MONEY else text

    def _people(self, cells: owntables.Cells) -> Iterator[Record | RowRead | Problem]:
        """The person of a row, then everybody else who stands in it, and what was bought."""
        row, notes = _by_whom(_whole(cells.row, cells.notes)), cells.notes
        key = self._keys.of(replace(row, cells=_known(row)))
        record = people.person(row, key, notes, order=self.orders.get("birthday", ""))
        others = [other for name in _OTHERS if (other := _other(row, name))]
        if not record.display_name and others:
            first, *others = others
            record = people.person(first, key, notes)
        if record.display_name and self.mapping.kind == "purchases":
            yield from _bought(cells, Mention(name=record.display_name, record=key), key)
        for item in people.contact(record, row, notes):
            if isinstance(item, RowRead):
                yield from _beside(others, key)
            yield item


def _beside(others: list[tables.Row], key: str) -> Iterator[Record | Problem]:
    for number, other in enumerate(others, 2):
        notes = Notes(other.locator)
        record = people.person(other, content_key("mapped.beside", key, str(number)), notes)
        if record.display_name:
            yield from (item for item in people.contact(record, other, notes) if not isinstance(item, RowRead))


def _known(row: tables.Row) -> tuple[tuple[str, str], ...]:
    return tuple(cell for cell in row.cells if not cell[0].startswith("?"))


def _other(row: tables.Row, name: str) -> tables.Row | None:
    """The cells of one more person of a row, who is of the same company unless another is said."""
    own = tuple((field[len(name) + 1 :], text) for field, text in row.cells if field.startswith(f"{name} "))
    if not {field for field, _ in own} & {"name", "given", "family", "email", "phone"}:
        return None
    company = () if any(field == "company" for field, _ in own) else (("company", row.one("company")),)
    return replace(row, cells=(*own, *(cell for cell in company if cell[1])), short=False)


def _whole(row: tables.Row, notes: Notes) -> tables.Row:
    """A row whose telephone has its area code, and whose birthday is in one cell."""
    cells = row.cells
    if area := row.one("area code"):
        at = next((i for i, (name, _) in enumerate(cells) if name == "phone"), None)
        if at is not None:
            cells = (*cells[:at], ("phone", f"{area.strip('()')} {cells[at][1]}"), *cells[at + 1 :])
    day, month, year = (row.one(f"birth {part}") for part in ("day", "month", "year"))
    if (day or month or year) and not row.one("birthday"):
        cells = (*cells, ("birthday", _birthday(day, month, year)))
    return replace(row, cells=cells)


def _by_whom(row: tables.Row) -> tables.Row:
    """A row in which nobody is referred by a web site or a fair: that is a label."""
    return replace(row, cells=tuple((_by_what(name, text), text) for name, text in row.cells))


def _by_what(name: str, text: str) -> str:
    return "labels" if name == "referred by" and is_by_channel(text) else name


def _birthday(day: str, month: str, year: str) -> str:
    if not (day and month):
        return year
    if not month.isdigit():
        return f"{day} {month} {year}".strip()
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}" if year else f"--{month.zfill(2)}-{day.zfill(2)}"


def _bought(cells: owntables.Cells, customer: Mention, key: str) -> Iterator[EventRecord]:
    """What a customer paid; a row without an amount tells of a person alone."""
    cents, written = cells.money("amount")
    if cents is None:
        return
    currency = cells.text("currency").upper()
    event = Purchase(
        customer=customer,
        seller=ME,
        at=cells.day("date"),
        value_cents=cents,
        currency=currency if re.fullmatch(r"[A-Z]{3}", currency) else written,
        reference=cells.text("order"),
        note="\n".join(cells.row.all("product")),
    )
    yield EventRecord(content_key("ev:purchase", key), cells.row.locator, event)


def _amount(text: str, decimal: str) -> str:
    """An amount whose column has a decimal sign, so that its other marks group thousands.

    >>> _amount("1.234 €", ","), _amount("1,5", ","), _amount("1,234", ".")
    ('1234.00 €', '1.5', '1234.00')
    """
    if not decimal:
        return text
    other = "." if decimal == "," else ","
    plain = re.sub(rf"(?<=\d)[{other}\s'’](?=\d)", "", text).replace(decimal, ".")
    # Two decimals keep a later reader from taking 1.234 for a thousand and more
    return re.sub(r"\d+(?:\.\d+)?", lambda found: _two_decimals(found[0]), plain, count=1)


def _two_decimals(number: str) -> str:
    return (
        number
        if "." in number and len(number.partition(".")[2]) != 3
        else (f"{number}0" if "." in number else f"{number}.00")
    )


def _with_country(number: str, country: str) -> str:
    """A number of the country as it is written from abroad; any other text as it is."""
    try:
        known = phonenumbers.parse(number, country.upper())
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(known):
        return number
    return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
