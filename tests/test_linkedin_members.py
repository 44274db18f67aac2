"""LinkedIn's whole export: who wrote to whom, what praise says, whose the export is; and what is never kept."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_importers import chosen, codes, counts, events, people, problems, read, sample, source

from refnet.book import Book, new_book
from refnet.errors import UnreadableFileError
from refnet.model import Acquaintance, Employment, Feedback, Interaction, PartialDate, people_of
from refnet.records import ME, EventRecord, Mention, PersonRecord, Problem, RowRead, Source
from refnet.strength import strength

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
TODAY = NOW.date()
LINKEDIN = Path(__file__).parent / "data" / "linkedin"
FILES = {
    "messages-2022.csv": ("linkedin.messages", 5, 0, 0),
    "messages-2026.csv": ("linkedin.messages", 5, 0, 4),
    "Invitations-2022.csv": ("linkedin.invitations", 2, 0, 0),
    "Invitations-2026.csv": ("linkedin.invitations", 2, 1, 1),
    "Recommendations_Given.csv": ("linkedin.recommendations", 1, 0, 0),
    "Recommendations_Received.csv": ("linkedin.recommendations", 1, 1, 0),
    "Endorsement_Given_Info.csv": ("linkedin.endorsements", 1, 0, 0),
    "Endorsement_Received_Info.csv": ("linkedin.endorsements", 2, 0, 1),
    "Profile.csv": ("linkedin.owner", 1, 0, 0),
    "Positions.csv": ("linkedin.owner", 2, 0, 0),
    "Email Addresses.csv": ("linkedin.owner", 2, 0, 1),
    "PhoneNumbers.csv": ("linkedin.owner", 1, 0, 0),
    "ImportedContacts.csv": ("linkedin.contacts", 2, 1, 0),
}
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
)
DANA, WREN, JONAS = (
    Mention(name, record=f"li.seen:{slug}")
    for name, slug in (
        ("Dana Okafor", "dana-okafor"),
        ("Wren Hale, Ph.D.", "wren-hale"),
        ("Jonas Ferreira", "jonas-ferreira"),
    )
)


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


def part(name: str) -> list[PersonRecord | EventRecord | RowRead | Problem]:
    return read(sample(f"linkedin/{name}"))


def written(text: str) -> list[tuple[object, ...]]:
    """The people of each message, in order."""
    return [people_of(item.event) for item in events(read(source(MESSAGES + text)), Interaction)]


def zipped(folder: Path, *names: str) -> Path:
    path = folder / "Basic_LinkedInDataExport_03-05-2026.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.write(LINKEDIN / name, name)
    return path


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_every_part_is_counted_once(name: str) -> None:
    importer, *expected = FILES[name]
    assert chosen(sample(f"linkedin/{name}")).name == importer
    assert counts(part(name)) == tuple(expected)


# ------------------------------------------------------------------------------------------------- messages


def test_a_message_goes_from_its_sender_to_all_recipients() -> None:
    """A name with a title is one person, and the number of addresses says how many there are."""
    found = [item.event for item in events(part("messages-2026.csv"), Interaction)]
    assert found[:3] == [
        Interaction(datetime(2022, 3, 1, 10, tzinfo=UTC), (ME, DANA), "message", "one-way"),
        Interaction(datetime(2022, 3, 1, 9, 15, tzinfo=UTC), (DANA, ME), "message", "one-way"),
        Interaction(datetime(2026, 2, 5, 8, tzinfo=UTC), (ME, DANA, WREN), "message", "one-way"),
    ]


def test_a_recipient_without_a_name_counts_but_is_nobody() -> None:
    group = events(part("messages-2026.csv"), Interaction)[3].event
    assert people_of(group) == (DANA, WREN, ME)
    assert isinstance(group, Interaction) and group.group_size == 4


def test_without_addresses_of_recipients_names_mean_those_who_wrote_in_the_file() -> None:
    found = [people_of(item.event) for item in events(part("messages-2022.csv"), Interaction)]
    assert found == [(DANA, ME), (ME, DANA), (ME, DANA, WREN), (WREN, ME, DANA), (ME, Mention("Jonas Ferreira"))]


def test_spam_drafts_advertisements_and_members_without_a_name_are_skipped_each_with_its_reason() -> None:
    skipped = [p.code for p in problems(part("messages-2026.csv")) if p.outcome == "skipped"]
    assert skipped == ["message-sponsored", "member-anonymous", "message-spam", "message-draft"]


def test_members_without_a_name_are_never_one_person() -> None:
    """Not even where one of them has an address: LinkedIn's words for them are no name."""
    found = written(
        "c1,,Maya,linkedin.com/in/maya,LinkedIn Member,linkedin.com/in/gone,2026-01-01 10:00:00 UTC,,Hi,INBOX\n"
        "c2,,Maya,linkedin.com/in/maya,LinkedIn Member,,2026-01-02 10:00:00 UTC,,Hi,INBOX\n"
        "c3,,LinkedIn Member,,Maya,linkedin.com/in/maya,2026-01-03 10:00:00 UTC,,Hi,INBOX\n"
    )
    assert found == [(ME, Mention(record="li.seen:gone"))]


def test_as_many_addresses_as_parts_of_the_cell_are_as_many_people() -> None:
    names, urls = '"Dana Okafor, Ma"', '"linkedin.com/in/dana-okafor,linkedin.com/in/ma"'
    (people_told,) = written(f"c1,,Bo,linkedin.com/in/bo,{names},{urls},2026-01-01 10:00:00 UTC,,Hi,INBOX\n")
    assert people_told[1:] == (DANA, Mention("Ma", record="li.seen:ma"))


def test_a_message_with_a_bad_date_is_kept_without_it() -> None:
    items = part("messages-2026.csv")
    assert events(items, Interaction)[-1].event == Interaction(None, (JONAS, ME), "message", "one-way")
    assert [p.kept for p in problems(items) if p.code == "date-unparsed-kept"] == ["last Tuesday"]


def test_exports_of_different_years_count_a_message_once() -> None:
    """Later exports write line breaks, addresses and columns otherwise; conversation, moment and words are the same."""
    early, late = (
        {item.key for item in events(part(f"messages-{year}.csv"), Interaction)} for year in ("2022", "2026")
    )
    assert len(early) == len(late) == 5
    assert len(early & late) == 2


def test_january_to_june_and_march_to_september_are_january_to_september(tmp_path: Path) -> None:
    head, *lines = (LINKEDIN / "messages-2022.csv").read_text(encoding="utf-8").splitlines()
    for name, some in (("first", lines[:3]), ("second", lines[2:]), ("whole", lines)):
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *some]), encoding="utf-8")

    def told(*names: str) -> tuple[set[str], set[str]]:
        with new_book("memory:", "Maya Castellan", [], now=NOW) as book:
            for name in names:
                book.import_file(tmp_path / f"{name}.csv", now=NOW)
            return {event.id for event in book.store.all_events()}, {person.name for person in book.people()}

    assert told("first", "second") == told("whole")


def test_equal_messages_of_one_second_are_two() -> None:
    row = "c1,,Dana Okafor,linkedin.com/in/dana-okafor,Maya,linkedin.com/in/maya,2026-01-01 10:00:00 UTC,,Hi,INBOX\n"
    keys = [item.key for item in events(read(source(MESSAGES + row + row)), Interaction)]
    assert len(set(keys)) == 2


def test_no_word_of_a_message_is_kept(book: Book, tmp_path: Path) -> None:
    """Not in records, not in remarks on damaged rows; only the report, which is not kept, shows those rows."""
    secret = "plumtree"
    rows = [
        f'c1,{secret},Dana Okafor,,Maya,,2026-01-01 10:00:00 UTC,{secret},"{secret}\x07 {secret}",INBOX',
        f"c1,{secret},Dana Okafor,,Maya,,2026-01-02 10:00:00 UTC,{secret},{secret},INBOX,{secret}",
        f'c1,,Dana Okafor,,Maya,,2026-01-03 10:00:00 UTC,,"{secret}" {secret},INBOX',
        f"c1,,Dana Okafor,,,,2026-01-03 10:00:00 UTC,,{secret},INBOX",
    ]
    path = tmp_path / "messages.csv"
    path.write_text(MESSAGES + "\n".join(rows), encoding="utf-8")
    report = book.import_file(path, now=NOW)
    assert (report.used, report.refused) == (1, 3)
    assert secret not in repr(report.problems) + repr(book.store.dump()) + repr(book.store.records())


def test_the_owner_is_whoever_takes_part_in_most_conversations() -> None:
    found = written(
        "c1,,Ada Lind,linkedin.com/in/ada,Maya Castellan,linkedin.com/in/maya,2026-01-01 10:00:00 UTC,,Hi,INBOX\n"
        "c1,,Ada Lind,linkedin.com/in/ada,Maya Castellan,linkedin.com/in/maya,2026-01-02 10:00:00 UTC,,Hi,INBOX\n"
        "c2,,Bo Marsh,linkedin.com/in/bo,Maya Castellan,linkedin.com/in/maya,2026-01-03 10:00:00 UTC,,Hi,INBOX\n"
    )
    assert [pair[1] for pair in found] == [ME, ME, ME]


def test_where_several_take_part_as_often_nobody_is_taken_for_the_owner() -> None:
    row = "c1,,Ada Lind,linkedin.com/in/ada,Maya Castellan,linkedin.com/in/maya,2026-01-01 10:00:00 UTC,,Hi,INBOX\n"
    items = read(source(MESSAGES + row))
    assert codes(items) == ["owner-unclear"]
    assert not any(person.me for person in people(items))


def test_the_profile_in_the_zip_says_whose_messages_they_are(book: Book, tmp_path: Path) -> None:
    """One conversation between two people: only the profile tells which of them is the owner."""
    row = "c1,,Ada Lind,linkedin.com/in/ada,Maya Castellan,linkedin.com/in/maya,2026-01-01 10:00:00 UTC,,Hi,INBOX\n"
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("messages.csv", MESSAGES + row)
        archive.write(LINKEDIN / "Profile.csv", "Profile.csv")
    report = book.import_file(path, now=NOW)
    assert "owner-unclear" not in [problem.code for problem in report.problems]
    assert sorted(person.name for person in book.people()) == ["Ada Lind", "Maya Castellan"]
    assert report.people == 2


def test_talks_with_linkedins_assistants_are_no_messages() -> None:
    """They come in the same layout, and only the name of the file tells."""
    row = "c1,,Coach,,Maya,,2026-01-01 10:00:00 UTC,,Hi,INBOX\n"
    for label in ("guide_messages.csv", "export.zip!learning_coach_messages.csv"):
        assert chosen(source(MESSAGES + row, label)).name == "linkedin.other"


names = st.sampled_from(["Maya Castellan", "Dana Okafor", "Wren Hale, Ph.D.", "LinkedIn Member", "Bo", "", '"', "a, b"])
urls = st.sampled_from(["", "linkedin.com/in/maya", "https://www.linkedin.com/in/dana/", "example.com", "x,,y"])
cells = st.sampled_from(["", "c1", "2026-01-01 10:00:00 UTC", "2026-99-99 10:00:00 UTC", "SPAM", "true", "\x00", "é"])


@given(st.lists(st.tuples(cells, cells, names, urls, names, urls, cells, cells, cells, cells), max_size=8))
def test_whatever_stands_in_the_cells_the_rows_add_up(rows: list[tuple[str, ...]]) -> None:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    items = read(source(MESSAGES + "\n".join(",".join(row) for row in quoted)))
    assert sum(counts(items)) == sum(any(cell.strip("\x00 ") or "\x00" in cell for cell in row) for row in rows)
    keys = [item.key for item in items if isinstance(item, EventRecord)]
    assert len(keys) == len(set(keys))


# ----------------------------------------------------------------------------------- invitations and praise


def test_an_invitation_keeps_its_day_and_its_note() -> None:
    came, went = (item.event for item in events(part("Invitations-2026.csv"), Interaction))
    note = "We sat side by side at the hotel fair."
    assert came == Interaction(date(2022, 2, 27), (DANA, ME), "invitation", "one-way", note=note)
    priya = Mention("Priya Nandakumar", record="li.seen:priya-nandakumar")
    assert went == Interaction(date(2022, 3, 1), (ME, priya), "invitation", "one-way")


def test_an_invitation_is_the_same_in_exports_with_and_without_addresses() -> None:
    early, late = (
        [item.key for item in events(part(f"Invitations-{year}.csv"), Interaction)] for year in ("2022", "2026")
    )
    assert early == late


def test_a_recommendation_is_feedback_with_its_words_in_the_direction_of_its_file() -> None:
    (received,) = events(part("Recommendations_Received.csv"), Feedback)
    dana = Mention("Dana Okafor", organization="Larkspur Hotels, Inc.")
    assert received.event == Feedback(dana, ME, date(2023, 3, 14), None, "Maya keeps her word.\nAlways.")
    (given_to,) = events(part("Recommendations_Given.csv"), Feedback)
    assert people_of(given_to.event) == (ME, Mention("Jonas Ferreira", organization="Northwind Fairs"))
    assert getattr(given_to.event, "at", None) == date(2021, 11, 2)


def test_a_renamed_file_of_recommendations_is_refused_with_its_cure() -> None:
    renamed = Source(Path("praise.csv"), "praise.csv", (LINKEDIN / "Recommendations_Given.csv").read_bytes())
    with pytest.raises(UnreadableFileError) as caught:
        read(renamed)
    assert "Recommendations_Received.csv" in caught.value.fix


def test_endorsements_say_once_that_two_are_connected() -> None:
    (tie,) = events(part("Endorsement_Received_Info.csv"), Acquaintance)
    assert tie.event == Acquaintance(ME, DANA, "connection")
    (other,) = events(part("Endorsement_Given_Info.csv"), Acquaintance)
    assert other.event == Acquaintance(ME, Mention("Jonas Ferreira"), "connection")


@pytest.mark.parametrize("name", ["Invitations-2026.csv", "Endorsement_Received_Info.csv"])
def test_clicks_make_no_warm_tie(name: str, book: Book) -> None:
    book.import_file(LINKEDIN / name, now=NOW)
    ties = [tie for tie in book.store.ties() if book.ego in (tie.a, tie.b)]
    assert ties and all(strength(tie.sums, book.store.profile(), TODAY).value <= 0.12 for tie in ties)


# --------------------------------------------------------------------------------------- owner and address book


def test_the_owners_parts_add_to_the_owner(book: Book, tmp_path: Path) -> None:
    """Present position first, primary address before others, unconfirmed ones nowhere."""
    parts = ("Profile.csv", "Positions.csv", "Email Addresses.csv", "PhoneNumbers.csv")
    report = book.import_file(zipped(tmp_path, *parts), now=NOW)
    assert report.people == 1
    (me,) = book.people()
    assert (me.id, me.name, me.emails) == (book.ego, "Maya Castellan", ("maya@example.com", "maya.old@example.com"))
    assert (me.phones, me.birthday) == (("+1 555-0123",), PartialDate(1980, 4, 12))
    assert me.jobs == (
        Employment("Castellan Linen", "Owner", start=date(2015, 1, 1)),
        Employment("Larkspur Hotels, Inc.", "Buyer", start=date(2009, 2, 1), end=date(2014, 12, 1)),
    )


def test_the_owner_keeps_the_name_they_gave(book: Book, tmp_path: Path) -> None:
    """However often LinkedIn calls them otherwise; that name finds them too."""
    rows = (
        "c1,,Ada Lind,linkedin.com/in/ada,Maya C. Example,linkedin.com/in/maya,2026-01-01 10:00:00 UTC,,Hi,INBOX",
        "c2,,Bo Marsh,linkedin.com/in/bo,Maya C. Example,linkedin.com/in/maya,2026-01-02 10:00:00 UTC,,Hi,INBOX",
    )
    for name in ("first", "second"):
        path = tmp_path / name
        path.write_text(
            MESSAGES + "\n".join(rows) + f"\nc3,,Cy Ode,,Maya C. Example,,{name},,Hi,INBOX", encoding="utf-8"
        )
        book.import_file(path, now=NOW)
    me = next(person for person in book.people() if person.id == book.ego)
    assert (me.name, me.names) == ("Maya Castellan", ("Maya C. Example", "Maya Castellan"))


def test_a_year_alone_ends_a_job_and_begins_none() -> None:
    header = "Company Name,Title,Description,Location,Started On,Finished On\n"
    (job,) = people(read(source(f"{header}Larkspur Hotels,Buyer,,,2009,2014\n")))[0].jobs
    assert (job.start, job.end) == (None, date(2014, 12, 31))


def test_the_uploaded_address_book_gives_people_with_addresses() -> None:
    priya, desk = people(part("ImportedContacts.csv"))
    assert (priya.display_name, priya.emails, priya.phones) == (
        "Priya Nandakumar",
        ("priya@example.com",),
        ("+1 555-0144",),
    )
    assert priya.jobs == (Employment("Larkspur Hotels"),)
    assert desk.display_name == "desk@example.com"


def test_a_member_of_several_parts_is_one_person_with_everything_said_of_them(book: Book, tmp_path: Path) -> None:
    """The messages, which know a name only, take nothing away from what Connections.csv says."""
    names = ("era-2024.csv", "messages-2026.csv", "Invitations-2026.csv", "Endorsement_Received_Info.csv")
    report = book.import_file(zipped(tmp_path, *names), now=NOW)
    (dana,) = (person for person in book.people() if person.name == "Dana Okafor")
    assert dana.organizations == ("Larkspur Hotels, Inc.",)
    assert report.people == len(book.people())


def test_a_team_mates_export_tells_of_their_ties(book: Book) -> None:
    book.import_file(LINKEDIN / "era-2024.csv", now=NOW)
    book.import_file(LINKEDIN / "messages-2026.csv", of="Imke Brandt", now=NOW)
    assert not any(book.ego in people_of(e.event) for e in book.store.all_events() if isinstance(e.event, Interaction))
