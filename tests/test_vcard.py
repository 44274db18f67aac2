"""Contact cards: every writer's way is understood, one bad card costs no other, and nothing is dropped in silence."""

from __future__ import annotations

import re
import time
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import BUILTIN
from importers.contacts.vcard import VCards
from importers.values import relation_kind
from refnet.book import new_book
from refnet.errors import UnreadableFileError
from refnet.model import RELATION_KINDS, Acquaintance, Employment, Milestone, PartialDate, Relation, people_of
from refnet.records import EventRecord, Mention, PersonRecord, Problem, Record, RowRead, Source

DATA = Path(__file__).parent / "data" / "vcard"
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
COUNTS = {  # used, refused, skipped
    "agents.vcf": (5, 0, 0),
    "android.vcf": (2, 0, 0),
    "base64.vcf": (1, 0, 0),
    "charsets.vcf": (4, 0, 0),
    "fold-within-a-letter.vcf": (1, 0, 0),
    "iphone.vcf": (2, 0, 1),
    "mac-then-unix.vcf": (2, 0, 0),
    "names-that-bite.vcf": (2, 0, 0),
    "nobody.vcf": (2, 2, 0),
    "old-mac.vcf": (1, 0, 0),
    "others.vcf": (1, 0, 0),
    "outlook.vcf": (1, 0, 0),
    "same-uid.vcf": (8, 0, 1),
    "stray.vcf": (1, 0, 0),
    "unclosed.vcf": (3, 0, 0),
    "utf-16.vcf": (1, 0, 0),
    "version-4.vcf": (2, 0, 1),
}
Items = list[Record | RowRead | Problem]


def source(content: bytes | str) -> Source:
    return Source(Path("cards.vcf"), "cards.vcf", content.encode() if isinstance(content, str) else content)


def read(content: bytes | str) -> Items:
    return list(VCards().read(source(content)))


def sample(name: str) -> Items:
    return read((DATA / name).read_bytes())


def card(*lines: str) -> Items:
    return read("\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD", "")))


def people(items: Items) -> list[PersonRecord]:
    return [item for item in items if isinstance(item, PersonRecord)]


def names(items: Items) -> list[str]:
    return [person.display_name for person in people(items)]


def relations(items: Items) -> list[tuple[str, str, str]]:
    """Person, kind and other."""
    found = [item.event for item in items if isinstance(item, EventRecord) and isinstance(item.event, Relation)]
    return [(event.person.name, event.kind, event.other.name or event.other.email) for event in found]


def milestones(items: Items) -> list[tuple[str, date]]:
    found = [item.event for item in items if isinstance(item, EventRecord) and isinstance(item.event, Milestone)]
    return [(event.what, event.at) for event in found if isinstance(event.at, date)]


def acquaintances(items: Items) -> list[str]:
    events = [item.event for item in items if isinstance(item, EventRecord)]
    return [event.person.name for event in events if isinstance(event, Acquaintance)]


def problems(items: Items) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]


def codes(items: Items) -> list[str]:
    return [problem.code for problem in problems(items)]


def counts(items: Items) -> tuple[int, int, int]:
    """Used, refused, skipped."""
    rows: Counter[str] = Counter()
    for problem in problems(items):
        rows[problem.outcome] += problem.rows
    return sum(isinstance(item, RowRead) for item in items), rows["refused"], rows["skipped"]


# ------------------------------------------------------------------------------------------------- every file


def test_every_file_is_named_here() -> None:
    assert set(COUNTS) == {path.name for path in DATA.iterdir()}


@pytest.mark.parametrize("name", COUNTS)
def test_every_card_is_counted_once(name: str) -> None:
    content = (DATA / name).read_bytes()
    assert counts(read(content)) == COUNTS[name]
    begun = len(re.findall(rb"BEGIN:VCARD", content.replace(b"\0", b"")))
    assert sum(COUNTS[name]) == begun


@pytest.mark.parametrize("name", COUNTS)
def test_no_other_importer_takes_a_card_and_keys_are_the_same_on_every_reading(name: str) -> None:
    file = source((DATA / name).read_bytes())
    assert [importer.name for importer in BUILTIN if importer.identify(file).score > 0] == ["vcard"]
    keys = [item.key for item in sample(name) if isinstance(item, PersonRecord | EventRecord)]
    assert len(keys) == len(set(keys))
    assert keys == [item.key for item in sample(name) if isinstance(item, PersonRecord | EventRecord)]


@pytest.mark.parametrize("name", COUNTS)
def test_a_file_twice_is_once_and_undo_gives_the_book_back(name: str) -> None:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
        before = book.store.dump()
        report = book.import_file(DATA / name, now=NOW)
        after = book.store.dump()
        assert report.rows == sum(COUNTS[name])
        assert book.import_file(DATA / name, now=NOW).known
        assert book.store.dump() == after
        book.undo(report.import_id, now=NOW)
        assert book.store.dump() == before


# ------------------------------------------------------------------------------------------------- writers


def test_a_card_of_an_iphone() -> None:
    items = sample("iphone.vcf")
    dana, bo = people(items)
    assert (dana.key, dana.locator) == ("uid:0b6d4e51-6a7c-4d0f-9a60-5c1e2f3a4b5c:abperson", "card 1")
    assert (dana.given, dana.middle, dana.family, dana.prefix) == ("Dana", "Ngozi", "Okafor", "Dr.")
    assert (dana.name, dana.nickname) == ("Dr. Dana Ngozi Okafor", "Dee")
    assert dana.emails == ("dana@example.com", "dana.okafor@example.com"), "the preferred one first"
    assert dana.phones == ("+1 555-0101", "+1 555-0199"), "fax last"
    assert dana.urls == ("https://www.linkedin.com/in/dana-okafor",)
    assert dana.jobs == (Employment("Larkspur Hotels", "Head of purchasing", "Purchasing, Linen"),)
    (address,) = dana.addresses
    assert (address.street, address.city, address.postcode, address.label) == (
        "12 Mill Lane, Unit 4",
        "Leeds",
        "LS1 4AP",
        "work",
    )
    assert dana.birthday == PartialDate(None, 4, 12)
    assert dana.labels == ("Chamber of commerce", "Rowing, eights")
    assert dana.notes == ("Met at the chamber, likes rowing.\nAsk about the boathouse.",)
    assert relations(items) == [
        ("Dana Ngozi Okafor", "spouse", "Samuel Okafor"),
        ("Dana Ngozi Okafor", "other", "Priya Raman"),
    ]
    assert milestones(items) == [("anniversary", date(2011, 9, 3))]
    assert bo.name == "Bo Lindqvist", "who shows as a company but is somebody stays"
    assert codes(items) == ["photo-dropped", "card-no-person"]
    assert '"Fernhill Laundry"' in problems(items)[1].message


def test_a_card_of_android() -> None:
    items = sample("android.vcf")
    zoe, ada = people(items)
    assert (zoe.display_name, zoe.nickname) == ("Zoë Bránd", "Zo")
    assert zoe.notes == ("Met at the book fair in Münster, stand 14\nAsked for a quote",)
    assert zoe.phones == ("555-0103", "555-0104 x12")
    assert ada.name == "ada@example.com"
    assert relations(items) == [("Zoë Bránd", "family", "Ines Brand"), ("Zoë Bránd", "other", "Otto Weiss")]
    assert milestones(items) == [("anniversary", date(2020, 2, 2))]


def test_a_card_of_outlook() -> None:
    items = sample("outlook.vcf")
    (eva,) = people(items)
    assert (eva.middle, eva.suffix) == ("Marie Louise", "PhD")
    assert eva.jobs == (Employment("Company, The", "Account manager", "Sales"),)
    assert relations(items) == [
        ("Eva Marie Louise Hale", "spouse", "René"),
        ("Eva Marie Louise Hale", "manager", "Bo Lindqvist"),
        ("Eva Marie Louise Hale", "assistant", "Jenny Fox"),
        ("Eva Marie Louise Hale", "family", "Tom"),
    ]


def test_a_card_of_version_4() -> None:
    """RELATED may name somebody, point at another card of the file, or at one that is not there, which is said."""
    items = sample("version-4.vcf")
    priya, cy = people(items)
    assert priya.key == "uid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    assert priya.emails == ("priya@example.com", "second@example.com")
    assert priya.phones == ("+1-418-555-0106 x102",)
    assert relations(items) == [
        ("Priya Raman", "spouse", "Arun Raman"),
        ("Priya Raman", "colleague", "Cy Young"),
        ("Priya Raman", "friend", "ada@example.com"),
    ]
    pointed = [e.event for e in items if isinstance(e, EventRecord) and isinstance(e.event, Relation)][1]
    assert pointed.other == Mention(name="Cy Young", record=cy.key)
    assert (cy.birthday, cy.labels) == (PartialDate(1985, 4), ("Rowing club",)), "a group is a label of its members"
    assert codes(items) == ["date-unparsed-kept", "relation-unknown", "card-no-person"]


def test_the_relations_of_other_writers() -> None:
    kinds = Counter(kind for _, kind, _ in relations(sample("others.vcf")))
    assert kinds == {"spouse": 2, "manager": 2, "assistant": 1, "family": 1, "partner": 1}


def test_each_kind_of_relation_has_a_word_and_what_people_made_up_is_other() -> None:
    assert {relation_kind(kind) for kind in RELATION_KINDS} == set(RELATION_KINDS)
    assert relation_kind("chess club") == "other"


def test_an_agent_is_a_person_and_an_assistant_whom_the_owner_need_not_know() -> None:
    """Nested as in 2.1, escaped as in 3.0, or a bare name; what follows belongs to the outer card."""
    items = sample("agents.vcf")
    assert names(items) == ["Dana Okafor", "Susan Thomas", "Bo Lindqvist", "Joe Friday", "Eva Hale"]
    assert relations(items) == [
        ("Dana Okafor", "assistant", "Susan Thomas"),
        ("Bo Lindqvist", "assistant", "Joe Friday"),
        ("Eva Hale", "assistant", "Jenny Fox"),
    ]
    assert acquaintances(items) == ["Dana Okafor", "Bo Lindqvist", "Eva Hale"]
    assert people(items)[0].emails == ("dana@example.com",)
    assert people(items)[2].phones == ("555-0108",)


# ------------------------------------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("line", "birthday"),
    [
        ("BDAY:19850412", PartialDate(1985, 4, 12)),
        ("BDAY:1985-04-12T00:00:00Z", PartialDate(1985, 4, 12)),
        ("BDAY;VALUE=date-and-or-time:19850412T093000", PartialDate(1985, 4, 12)),
        ("BDAY:--0229", PartialDate(None, 2, 29)),
        ("BDAY:1604-04-12", PartialDate(None, 4, 12)),
        ("BDAY:1985-04", PartialDate(1985, 4)),
        ("BDAY:1985", PartialDate(1985)),
        ("BDAY:0000-00-00", None),
    ],
)
def test_birthdays(line: str, birthday: PartialDate | None) -> None:
    (person,) = people(card("FN:Dana Okafor", line))
    assert person.birthday == birthday


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["FN:Dana Okafor"], "Dana Okafor"),
        (["N:Okafor;Dana;;;"], "Dana Okafor"),
        (["N:Okafor;Dana", "FN:Dee"], "Dana Okafor"),
        (["FN:", "EMAIL:dana@example.com", "ORG:Mill"], "dana@example.com"),
        (["N:;;;;", "ORG:Mill\\; Sons;Sales", "TEL:555-0100"], "Mill; Sons"),
        (["TEL:555-0100"], "555-0100"),
        (["FN:Hale\\, Eva\\; PhD"], "Hale, Eva; PhD"),
        (["fn;charset=utf-8 : Dana Okafor"], "Dana Okafor"),
        (['N;SORT-AS="O;D:x":Okafor;Dana'], "Dana Okafor"),
    ],
)
def test_names(lines: list[str], name: str) -> None:
    """From FN and N, both of which are kept; else an address, a company or a number."""
    assert names(card(*lines)) == [name]


def test_names_that_disagree_are_both_kept() -> None:
    (person,) = people(card("FN:Joe Due", "N:Gump;Forrest"))
    assert (person.name, person.display_name) == ("Joe Due", "Forrest Gump")


def test_titles_and_organizations_belong_together_in_their_order() -> None:
    (person,) = people(card("FN:Dana", "ORG:Mill", "ORG:Kiln", "TITLE:Owner", "TITLE:Chair", "TITLE:Judge"))
    assert person.jobs == (Employment("Mill", "Owner"), Employment("Kiln", "Chair"), Employment("", "Judge"))


def test_what_was_not_used_is_named() -> None:
    found = problems(card("FN:Dana", "X-SHOE-SIZE:38", "PHOTO:http://example.com/a.jpg", "LOGO;ENCODING=b:AAAA"))
    assert [problem.code for problem in found] == ["photo-dropped", "property-unknown"]
    assert ("LOGO (1)" in found[0].message, "X-SHOE-SIZE" in found[1].message) == (True, True)
    assert {problem.rows for problem in found} == {0}


# ------------------------------------------------------------------------------------------------- keys


def test_a_uid_is_a_key_where_it_is_one_cards() -> None:
    """One at two names is nobody's, a short one is a counter; of two versions with REV the newer one counts."""
    items = sample("same-uid.vcf")
    keys = [person.key.split(":")[0] for person in people(items)]
    assert keys == ["vcard", "vcard", "vcard", "uid", "vcard", "vcard", "vcard", "uid"]
    assert people(items)[-1].phones == ("555-0112",)
    assert Counter(codes(items)) == {"same-key-different-name": 2, "uid-repeated": 1, "card-older": 1}


def test_a_card_without_uid_stays_the_same_fact_when_only_its_date_of_change_or_its_picture_moves() -> None:
    first = card("FN:Dana Okafor", "TEL:555-0100", "REV:20260101", "PHOTO;ENCODING=b:AAAA")
    second = card("TEL:555-0100", "FN:Dana Okafor", "REV:20260202")
    assert people(first)[0].key == people(second)[0].key
    assert people(first)[0].key != people(card("FN:Dana Okafor", "TEL:555-0101"))[0].key


# ------------------------------------------------------------------------------------------------- hostile


def test_a_card_without_its_end_costs_no_other() -> None:
    items = sample("unclosed.vcf")
    assert names(items) == ["Ann First", "Bo Second", "Cy Third"]
    assert people(items)[0].emails == ("ann@example.com",)
    unclosed = [problem.locator for problem in problems(items) if problem.code == "card-unterminated"]
    assert unclosed == ["card 1", "card 3"]


def test_lines_that_are_no_properties_are_told_with_their_numbers() -> None:
    items = sample("stray.vcf")
    told = {problem.locator: problem.message for problem in problems(items) if problem.code == "stray-line"}
    assert "1, 13, 14" in told["between the cards"]
    assert "5, 8, 9" in told["card 1"]
    assert people(items)[0].phones == ("555-0109",)


def test_each_value_is_read_in_its_own_charset() -> None:
    """Shift_JIS as declared, Windows-1252 undeclared or declared wrongly (and said), no codec that is no charset."""
    items = sample("charsets.vcf")
    assert names(items) == ["ロイド 安藤", "José Müller", "Otto Weiß", "Bo Café"]
    assert people(items)[0].notes == ("表;能",)
    assert people(items)[3].jobs == (Employment("ąćę"),)
    assert [(p.code, p.locator) for p in problems(items)] == [
        ("encoding-guessed", "card 2"),
        ("encoding-guessed", "card 4"),
    ]


@pytest.mark.parametrize("charset", ["ISO-8859-1", "windows-1252", "UTF-16", "US-ASCII", "", "klingon"])
def test_a_charset_left_standing_in_a_file_turned_into_utf_8_spoils_no_name(charset: str) -> None:
    assert names(card(f"FN;CHARSET={charset}:Zoë Bränd")) == ["Zoë Bränd"]


def test_files_that_were_joined_with_their_marks_keep_every_card() -> None:
    one = "BEGIN:VCARD\r\nFN:{}\r\nEND:VCARD\r\n"
    items = read(b"".join(one.format(name).encode("utf-8-sig") for name in ("Ann First", "Bo Second")))
    assert (names(items), problems(items)) == (["Ann First", "Bo Second"], [])


@pytest.mark.parametrize("name", ["fold-within-a-letter.vcf", "utf-16.vcf"])
def test_letters_survive_folds_and_encodings(name: str) -> None:
    assert names(sample(name)) == ["Zoë Bränd"]
    assert problems(sample(name)) == []


def test_line_ends_of_old_macs_even_beside_others() -> None:
    (person,) = people(sample("old-mac.vcf"))
    assert (person.name, person.phones) == ("Dana Okafor", ("555-0110",))
    assert names(sample("mac-then-unix.vcf")) == ["Ann First", "Bo Second"]
    assert people(sample("mac-then-unix.vcf"))[1].notes == ("one\ntwo",)


def test_a_broken_picture_costs_the_picture_and_a_broken_value_itself() -> None:
    items = sample("base64.vcf")
    assert [(p.name, p.jobs) for p in people(items)] == [("Dana Okafor", (Employment("Larkspur Hotels"),))]
    assert codes(items) == ["photo-dropped", "base64-broken"]


def test_names_that_would_run_somewhere_stay_text() -> None:
    items = sample("names-that-bite.vcf")
    first, second = people(items)
    assert first.name == "=cmd|'/c calc'!A0"
    assert first.urls == ("http://[x",)
    assert (second.name, second.notes) == ("NA", ("nul\ufffdand\ufffd[31mred",))
    assert codes(items) == ["relation-unknown", "relation-unknown", "control-removed"]
    assert relations(items) == []


def test_a_card_that_names_nobody_is_refused() -> None:
    items = sample("nobody.vcf")
    refused = [(p.code, p.locator) for p in problems(items) if p.outcome == "refused"]
    assert refused == [("person-without-name", "card 1"), ("person-without-name", "card 2")]
    assert names(items) == ["Acme Tools", "555-0111"]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"Name,Email\nBEGIN:VCARD x,a@example.com\n", b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0" * 9]
)
def test_what_holds_no_card_is_no_vcard(content: bytes) -> None:
    assert VCards().identify(source(content)).score == 0
    with pytest.raises(UnreadableFileError):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        "BEGIN:VCARD\n" * 20_000,
        "BEGIN:VCARD\nFN:Dana\nAGENT:" + "BEGIN:VCARD\\n" * 20_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\nAGENT:\n" * 10_000,
        "BEGIN:VCARD\nFN:Dana\n" + "a." * 300_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\n" + " " * 300_000 + "x\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\nTEL" + ';"' * 200_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\nTEL" + ";TYPE=a" * 100_000 + ":1\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\nNOTE;ENCODING=QUOTED-PRINTABLE:" + "=\n" * 200_000 + "END:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\nN:" + "\\;" * 300_000 + ";" * 300_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\n" + "# no\n" * 100_000 + "END:VCARD\n",
        "BEGIN:VCARD\nFN:Dana\n" + "".join(f"item{n}.X-ABRELATEDNAMES:N{n}\n" for n in range(3_000)) + "END:VCARD\n",
    ],
    ids=["begin", "escaped", "agents", "dots", "blanks", "quotes", "types", "soft-breaks", "parts", "stray", "labels"],
)
def test_files_made_to_hang_are_read_in_a_moment(content: str) -> None:
    began = time.process_time()
    assert read(content)
    assert time.process_time() - began < 5


TOKENS = (
    'BEGIN:VCARD\r\n,END:VCARD\r\n,AGENT:,AGENT:BEGIN:VCARD\\n,\r,\n,\r\n ,=\r\n,=,=FF,;,:,",\\,\\;,\\n,\0,\x1b,é,\xff,'
    ";ENCODING=QUOTED-PRINTABLE,;ENCODING=b,;CHARSET=utf-16,;CHARSET=idna,;CHARSET=unicode_escape,;CHARSET=undefined,"
    "item1.,X-ABLabel:,RELATED:urn:uuid:,UID:,BDAY:,KIND:org\r\n,URL:http://[,tel:,@,--,99999999999999999999"
).split(",")
Edit = tuple[float, int, bytes]
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 60), st.sampled_from([token.encode("utf-8", "replace") for token in TOKENS])
    ),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, edits: list[Edit], cut: float) -> bytes:
    """Some bytes taken out, something put in their place, and the end cut off."""
    for where, length, token in edits:
        at = int(where * len(content))
        content = content[:at] + token + content[at + length :]
    return content[: int(len(content) * cut)]


@pytest.fixture(scope="session")
def real_files(shared: Path) -> list[bytes]:
    paths = [*sorted(DATA.iterdir()), *sorted((shared / "data/formats/03-vcard").iterdir())]
    return [path.read_bytes() for path in paths if path.stat().st_size < 8_000]


@settings(max_examples=4 * settings().max_examples)
@given(st.integers(0, 1_000), EDITS, st.sampled_from([1.0, 1.0, 0.9, 0.5]))
def test_damaged_files_are_read_or_refused_with_a_sentence(
    real_files: list[bytes], number: int, edits: list[Edit], cut: float
) -> None:
    """Whatever is broken in them: keys stay apart, each card counts once, and no control character gets through."""
    content = damaged(real_files[number % len(real_files)], edits, cut)
    try:
        items = read(content)
    except UnreadableFileError as error:
        assert error.fix
        return
    keys = [item.key for item in items if isinstance(item, PersonRecord | EventRecord)]
    assert len(keys) == len(set(keys))
    locators = [item.locator for item in items if isinstance(item, RowRead)]
    refused = [p.locator for p in problems(items) if p.outcome != "noted" and p.rows]
    numbers = sorted(int(locator.removeprefix("card ")) for locator in (*locators, *refused))
    assert numbers == list(range(1, len(numbers) + 1))
    known = {person.key for person in people(items)}
    for item in items:
        if isinstance(item, PersonRecord):
            assert item.display_name
            assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in repr_of(item))
        elif isinstance(item, EventRecord):
            for mention in people_of(item.event):
                assert mention.me or mention.name or mention.email
                assert mention.record in known | {""}


def repr_of(record: PersonRecord) -> str:
    """Every text of a record."""
    return " ".join((record.name, record.given, record.family, *record.emails, *record.phones, *record.notes))


def test_damaged_files_never_stop_a_book(real_files: list[bytes], tmp_path: Path) -> None:
    """The importer's own promises hold to the end: what it yields, the book can take, twice, and give back."""
    for number, content in enumerate(real_files):
        path = tmp_path / f"{number}.vcf"
        path.write_bytes(damaged(content, [(0.4, 9, b"\r\nEND:VCARD\r\nURL:http://[x\r\n")], 0.95))
        with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as book:
            before = book.store.dump()
            report = book.import_file(path, now=NOW)
            assert report.rows == report.used + report.refused + report.skipped
            if report.import_id:
                book.undo(report.import_id, now=NOW)
            assert book.store.dump() == before
