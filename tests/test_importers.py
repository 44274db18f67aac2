"""Importers: every row is used, refused or skipped; keys stay the same; damage is said, not hidden."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from importers import BUILTIN
from importers.activity import interactions
from importers.business import introductions, referrals
from importers.contacts import template
from importers.dates import column_order, read_date
from importers.values import Notes, cents_of, emails_of, profile_slug
from refnet import limits
from refnet.errors import UnreadableFileError
from refnet.model import (
    Acquaintance,
    Employment,
    Interaction,
    Introduction,
    PartialDate,
    Promise,
    Referral,
    Relation,
    Thanks,
)
from refnet.records import ME, EventRecord, Importer, Mention, PersonRecord, Problem, Record, RowRead, Source

DATA = Path(__file__).parent / "data"
BY_NAME = {importer.name: importer for importer in BUILTIN}
FILES = {
    "linkedin/era-2019.csv": ("linkedin.connections", 2, 0, 0),
    "linkedin/era-2022.csv": ("linkedin.connections", 2, 0, 1),
    "linkedin/era-2024.csv": ("linkedin.connections", 6, 1, 1),
    "linkedin/notes-unquoted-url-last.csv": ("linkedin.connections", 1, 0, 0),
    "google/new-layout.csv": ("google.contacts", 4, 0, 0),
    "google/old-layout.csv": ("google.contacts", 1, 0, 0),
    "templates/contacts.csv": ("template.contacts", 2, 1, 0),
    "templates/interactions.csv": ("template.interactions", 3, 1, 0),
    "templates/introductions.csv": ("template.introductions", 2, 1, 0),
    "templates/referrals.csv": ("template.referrals", 3, 1, 0),
}
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def source(content: bytes | str, label: str = "file.csv") -> Source:
    return Source(Path(label), label, content.encode() if isinstance(content, str) else content)


def sample(name: str) -> Source:
    return source((DATA / name).read_bytes(), Path(name).name)


def chosen(given: Source) -> Importer:
    """The importer that is surest, which must be one alone."""
    scores = sorted(((importer.identify(given).score, importer.name) for importer in BUILTIN), reverse=True)
    assert scores[0][0] > scores[1][0], scores
    return BY_NAME[scores[0][1]]


def read(given: Source) -> list[Record | RowRead | Problem]:
    return list(chosen(given).read(given))


def people(items: list[Record | RowRead | Problem]) -> list[PersonRecord]:
    return [item for item in items if isinstance(item, PersonRecord)]


def events(items: list[Record | RowRead | Problem], kind: type) -> list[EventRecord]:
    return [item for item in items if isinstance(item, EventRecord) and isinstance(item.event, kind)]


def problems(items: list[Record | RowRead | Problem]) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]


def codes(items: list[Record | RowRead | Problem]) -> list[str]:
    return [problem.code for problem in problems(items)]


def counts(items: list[Record | RowRead | Problem]) -> tuple[int, int, int]:
    """Used, refused, skipped."""
    rows: Counter[str] = Counter()
    for problem in problems(items):
        rows[problem.outcome] += problem.rows
    return sum(isinstance(item, RowRead) for item in items), rows["refused"], rows["skipped"]


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_counted_once_by_the_right_importer(name: str) -> None:
    importer, *expected = FILES[name]
    assert chosen(sample(name)).name == importer
    assert counts(read(sample(name))) == tuple(expected)


@pytest.mark.parametrize("name", FILES)
def test_keys_are_unique_and_the_same_on_every_reading(name: str) -> None:
    keys = [item.key for item in read(sample(name)) if isinstance(item, PersonRecord | EventRecord)]
    assert len(keys) == len(set(keys)) > 0
    assert keys == [item.key for item in read(sample(name)) if isinstance(item, PersonRecord | EventRecord)]


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_its_last_letter_still_adds_up(name: str) -> None:
    """A cut-off end may cost its row, never the others."""
    given = sample(name)
    whole, cut = read(given), read(source(given.content.rstrip()[:-1]))
    assert sum(counts(cut)) == sum(counts(whole))


@pytest.mark.parametrize("importer", BUILTIN, ids=lambda importer: importer.name)
@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"hello", b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0" * 9, b"PK\x03\x04 broken"]
)
def test_what_is_no_table_is_nobodys(importer: Importer, content: bytes) -> None:
    assert importer.identify(source(content)).score == 0
    if importer.name != "linkedin.other":
        with pytest.raises(UnreadableFileError):
            list(importer.read(source(content)))


# ---------------------------------------------------------------------------------------------- linkedin


def test_a_connection_has_its_job_its_key_and_the_day() -> None:
    items = read(sample("linkedin/era-2024.csv"))
    dana = people(items)[0]
    assert (dana.key, dana.locator, dana.display_name) == ("li:dana-okafor", "row 5", "Dana Okafor")
    assert dana.jobs == (Employment("Larkspur Hotels, Inc.", "Head of purchasing"),)
    tie = events(items, Acquaintance)[0].event
    person = Mention("Dana Okafor", record="li:dana-okafor")
    assert tie == Acquaintance(ME, person, "connection", date(2019, 2, 15))


def test_a_hidden_member_is_skipped_and_nobody_is_made_of_it() -> None:
    items = read(sample("linkedin/era-2024.csv"))
    hidden = [problem for problem in problems(items) if problem.code == "hidden-member"]
    assert [(problem.locator, problem.outcome, problem.rows) for problem in hidden] == [("row 12", "skipped", 1)]
    assert all(person.display_name for person in people(items))


def test_an_address_at_two_names_is_no_key() -> None:
    jan, eva = (
        person for person in people(read(sample("linkedin/era-2024.csv"))) if person.family in ("Novak", "Nagy")
    )
    assert jan.key != eva.key
    assert jan.key.startswith("linkedin:")


def test_a_connection_without_address_keeps_its_key_when_the_job_changes() -> None:
    older = "First Name,Last Name,Email Address,Company,Position,Connected On\nBo,Lind,,One,,03 Mar 2020\n"
    newer = CONNECTIONS + "Bo,Lind,,bo@example.com,Two,Boss,03 Mar 2020\n"
    assert people(read(source(older)))[0].key == people(read(source(newer)))[0].key


def test_names_that_look_like_missing_values_are_names() -> None:
    names = [person.display_name for person in people(read(sample("linkedin/era-2024.csv")))]
    assert names == ["Dana Okafor", "Zoë Brandt, PhD", "Jan Novak", "Eva Nagy", "NA Null", "Prince"]


def test_a_date_that_cannot_be_read_keeps_its_row() -> None:
    items = read(sample("linkedin/era-2024.csv"))
    assert [problem.locator for problem in problems(items) if problem.code == "date-unparsed-kept"] == ["row 10"]


def test_a_row_with_an_unquoted_comma_is_refused_with_the_rest() -> None:
    items = read(sample("linkedin/era-2024.csv"))
    refused = [problem for problem in problems(items) if problem.outcome == "refused"]
    assert [(problem.code, problem.locator) for problem in refused] == [("row-long-rejected", "row 11")]
    assert "03 Mar 2020" in refused[0].message


def test_a_cell_lost_in_the_middle_refuses_the_row() -> None:
    items = read(source(CONNECTIONS + "Bo,Lind,https://www.linkedin.com/in/bo,Fernhill,03 Mar 2020\n"))
    assert codes(items) == ["row-shifted"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Organization,Followed On", "Larkspur Hotels,2024-01-01"),
        ("School Name,Start Date,End Date,Notes,Degree Name,Activities", "Elm School,2001,2003,,,"),
        ("Date,Link,Message", "2024-01-01,https://example.com/1,Hello"),
        ("Name", "Skill"),
    ],
)
def test_other_members_of_the_export_are_skipped_as_a_whole(header: str, row: str) -> None:
    items = read(source(f"{header}\n{row}\n{row}\n", "export.zip!member.csv"))
    assert [(p.code, p.locator, p.outcome, p.rows) for p in problems(items)] == [
        ("file-skipped", "export.zip!member.csv", "skipped", 2)
    ]
    assert len(items) == 1


def test_profile_addresses_have_one_form() -> None:
    written = ("linkedin.com/in/Ada", "https://WWW.LinkedIn.com/in/ada/", "http://uk.linkedin.com/in/ada?trk=1#x")
    assert {profile_slug(url) for url in written} == {"ada"}
    assert profile_slug("https://example.com/linkedin.com/in/ada") == ""


# ------------------------------------------------------------------------------------------------ google


def test_google_cells_hold_several_values() -> None:
    dana = people(read(sample("google/new-layout.csv")))[0]
    assert dana.emails == ("dana@example.com", "d.okafor@example.com")
    assert dana.phones == ("+1 555 0100", "+1 555 0101")
    assert dana.labels == ("myContacts", "rutan")
    assert dana.birthday == PartialDate(None, 4, 12)
    assert (dana.addresses[0].city, dana.addresses[0].postcode) == ("Leeds", "LS1 1AA")


def test_google_contacts_without_a_name_are_kept() -> None:
    assert [person.name for person in people(read(sample("google/new-layout.csv")))][1:3] == [
        "solo@example.com",
        "Fernhill Bakery",
    ]


def test_google_relations_become_ties() -> None:
    new = events(read(sample("google/new-layout.csv")), Relation)[0].event
    old = events(read(sample("google/old-layout.csv")), Relation)[0].event
    assert isinstance(new, Relation) and isinstance(old, Relation)
    assert (new.kind, new.other) == ("referred by", Mention("Bo Lindqvist"))
    assert (old.kind, old.label, old.other) == ("spouse", "Spouse", Mention("Sam Okafor"))


def test_google_name_parts_are_trusted_over_the_whole() -> None:
    (dana,) = people(read(sample("google/old-layout.csv")))
    assert dana.display_name == "Dana Ada Okafor"
    assert dana.jobs == (Employment("Larkspur Hotels", "Buyer"),)


def test_doubtful_values_are_noted_and_the_person_stays() -> None:
    items = read(sample("google/new-layout.csv"))
    assert sorted(codes(items)) == ["date-unparsed-kept", "email-invalid-kept"]
    assert people(items)[3].emails == ("snail@127.0.0.1",)


# --------------------------------------------------------------------------------------------- templates


def test_contacts_in_german_columns() -> None:
    items = read(sample("templates/contacts.csv"))
    dana, bo = people(items)
    assert dana.addresses[0].postcode == "01234"
    assert dana.flags == ("do-not-ask",) and bo.flags == ()
    assert [m.group for m in dana.memberships] == ["Thursday Club", "Rotary"]
    assert bo.phones == ()
    assert {"phone-damaged", "email-invalid-kept"} <= set(codes(items))


def test_interactions_know_day_and_month_from_the_column() -> None:
    items = read(sample("templates/interactions.csv"))
    lunch, call, fair = (record.event for record in events(items, Interaction))
    assert isinstance(lunch, Interaction) and isinstance(call, Interaction) and isinstance(fair, Interaction)
    dana = Mention("Dana Okafor", "dana@example.com")
    assert lunch == Interaction(date(2026, 4, 13), (ME, dana), "meeting", "both", True, None, 90, "two\nlines")
    assert (call.at, call.people[0].name, call.direction) == (date(2026, 4, 3), "Dana Okafor", "one-way")
    assert [m.name for m in fair.people] == ["Bo Lindqvist", "", "Hale, PhD"]
    assert (fair.group_size, fair.channel, fair.initiated) == (40, "event", True)
    assert [record.locator for record in events(items, Interaction)] == ["row 3", "row 5", "row 7"]


def test_introductions_have_stages_with_dates() -> None:
    items = read(sample("templates/introductions.csv"))
    first, second = (record.event for record in events(items, Introduction))
    assert isinstance(first, Introduction) and isinstance(second, Introduction)
    assert (first.first, first.stage, first.at) == (ME, "met", date(2026, 1, 3))
    assert first.dates == {"asked": date(2026, 1, 2), "made": date(2026, 1, 3)}
    assert (second.introducer, second.stage, second.at) == (ME, "declined", None)
    assert "date-ambiguous" in codes(items)


def test_referrals_have_values_in_cents_and_thanks() -> None:
    items = read(sample("templates/referrals.csv"))
    won, lost, own = (record.event for record in events(items, Referral))
    assert isinstance(won, Referral) and isinstance(lost, Referral) and isinstance(own, Referral)
    assert (won.value_cents, won.currency, won.anyway, won.stage, won.recipient) == (123450, "EUR", "no", "won", ME)
    assert (lost.value_cents, lost.currency, lost.stage) == (None, "USD", "lost")
    assert (own.referrer, own.value_cents, own.currency) == (ME, 85000, "USD")
    (thanks,) = events(items, Thanks)
    assert isinstance(thanks.event, Thanks)
    assert (thanks.event.giver, thanks.event.receiver.name, thanks.event.at) == (ME, "Dana Okafor", date(2026, 3, 2))
    assert thanks.event.regarding == events(items, Referral)[0].key


def test_an_introduction_may_have_been_thanked_for() -> None:
    items = read(source("Introducer,From,To,Made,Thanked\nDana Okafor,me,Bo Lindqvist,2026-03-01,2026-03-02\n"))
    (thanks,) = events(items, Thanks)
    assert thanks.event == Thanks(
        ME, Mention("Dana Okafor"), date(2026, 3, 2), regarding=events(items, Introduction)[0].key
    )


INTERACTIONS = "Date,With,Channel,Minutes,Note,Promise,Promised by,Due,Kept\n"


def test_a_promise_made_at_a_meeting_is_an_event_of_its_own() -> None:
    rows = (
        "2026-03-02,Dana Okafor,lunch,60,,send the plan,,2026-03-09,2026-03-08",
        "2026-03-03,Dana Okafor,lunch,60,,call Bo,Dana Okafor,2026-03-09,",
        "2026-03-04,Dana Okafor,lunch,60,,call Cy,me,2026-03-09,10 Mar 2026",
        "2026-03-05,Dana Okafor,lunch,60,,lend the drill,,,no",
        "2026-03-06,Dana Okafor,lunch,60,,lend the saw,,,late",
        "2026-03-07,Dana Okafor,lunch,60,,,,2026-03-09,",
    )
    items = read(source(INTERACTIONS + "\n".join(rows) + "\n"))
    made = [record.event for record in events(items, Promise)]
    dana = Mention("Dana Okafor")
    assert made[0] == Promise(ME, dana, date(2026, 3, 2), date(2026, 3, 9), "kept", date(2026, 3, 8), "send the plan")
    assert made[1] == Promise(dana, ME, date(2026, 3, 3), date(2026, 3, 9), "open", None, "call Bo")
    assert [event.state for event in made if isinstance(event, Promise)] == ["kept", "open", "late", "broken", "late"]
    assert codes(items) == ["promise-without-text"]
    assert counts(items) == (6, 0, 0)


def event_keys(text: str) -> list[str]:
    return [item.key for item in read(source(text)) if isinstance(item, EventRecord)]


def test_a_row_that_got_further_in_a_newer_export_is_the_same_fact() -> None:
    """A status, a date reached or a value that was filled in later updates; nothing is doubled."""
    header = "Date,Referrer,Prospect,Prospect email,Status,Won,Value\n"
    given = event_keys(header + "2026-02-15,Dana Okafor,Eva Nagy,,given,,\n")
    assert given == event_keys(header + "15 Feb 2026,Dana Okafor,Eva Nagy,eva@example.com,won,2026-03-01,900\n")
    header = "Introducer,From,To,Asked,Made,Met,Status\n"
    asked = event_keys(header + "Dana Okafor,me,Bo Lindqvist,2026-01-02,,,asked\n")
    assert asked == event_keys(header + "Dana Okafor,me,Bo Lindqvist,2026-01-02,2026-01-09,yes,met\n")
    met = event_keys(INTERACTIONS + "2026-03-02,Dana Okafor,lunch,,plans,send the plan,,,\n")
    assert met == event_keys(INTERACTIONS + "2026-03-02,Dana Okafor,lunch,60,plans,send the plan,,,yes\n")


def test_nobody_refers_or_introduces_themselves_even_with_a_company_beside_one_of_the_names() -> None:
    items = read(source("Referrer,Prospect,Company\nDana Okafor,dana okafor,Larkspur\n"))
    assert codes(items) == ["row-same-person"]
    items = read(source("Introducer,From,To,To company\nDana Okafor,me,Dana Okafor,Larkspur\n"))
    assert codes(items) == ["row-same-person"]
    header = "Referrer,Referrer email,Prospect,Prospect email\n"
    items = read(source(header + "Dana Okafor,dana@example.com,Dana Okafor,other.dana@example.com\n"))
    assert counts(items) == (1, 0, 0)


def test_two_equal_events_of_one_sheet_are_two() -> None:
    first, second = event_keys("Date,With\n2026-03-02,Dana Okafor\n2026-03-02,Dana Okafor\n")
    assert first != second


def workbook(**sheets: list[list[object]]) -> Source:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return source(content.getvalue(), "book.xlsx")


def test_a_workbook_reads_like_the_csv() -> None:
    given = workbook(
        Log=[
            [],
            ["My meetings"],
            ["Date", "With", "Minutes"],
            [date(2026, 4, 3), "Dana Okafor", 90.0],
            [],
            [None, "me"],
        ],
        Other=[["a", "b"], [1, 2]],
    )
    items = read(given)
    (record,) = events(items, Interaction)
    assert isinstance(record.event, Interaction)
    assert (record.locator, record.event.at, record.event.minutes) == ("Log row 4", date(2026, 4, 3), 90)
    assert counts(items) == (1, 1, 2)
    assert [problem.locator for problem in problems(items)] == ["Log row 6", "Log row 5", "Other"]


def test_a_lone_sheet_needs_no_name_in_its_locators() -> None:
    (person,) = people(read(workbook(Sheet1=[["Name", "Phone"], ["Dana Okafor", 5550100]])))
    assert (person.locator, person.phones) == ("row 2", ("5550100",))


def test_a_workbook_with_a_cell_at_the_far_corner_is_refused() -> None:
    """The reader would allot everything between."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["XFD1048576"] = "Name", "x"
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(UnreadableFileError, match="spans"):
        list(BY_NAME["template.contacts"].read(source(content.getvalue())))


@pytest.mark.parametrize("name", ["contacts", "interactions", "introductions", "referrals"])
def test_the_blank_templates_are_recognised_and_fully_understood(name: str) -> None:
    blank = Path(__file__).parent.parent / "importers" / "templates" / f"{name}.csv"
    given = source(blank.read_bytes())
    assert chosen(given).name == f"template.{name}"
    assert read(given) == []


def test_missing_columns_are_named_together_with_those_there() -> None:
    given = source("Referrer,Town\nDana,Leeds\n")
    importer = BY_NAME["template.referrals"]
    with pytest.raises(UnreadableFileError, match=r"Prospect.*Referrer, Town"):
        list(importer.read(given))
    match = importer.identify(source("Date,Referrer\n"))
    assert (match.score, match.missing) == (0, ("Prospect",))


def test_columns_that_are_not_used_are_named() -> None:
    items = read(source("Name,Email,Shoe size\nDana,dana@example.com,38\n"))
    assert [(p.code, p.rows) for p in problems(items)] == [("column-unknown", 0)]
    assert "Shoe size" in problems(items)[0].message


def test_repeated_columns_lose_nothing() -> None:
    (person,) = people(read(source("Name,Email,Email\nDana,a@example.com,b@example.com\n")))
    assert person.emails == ("a@example.com", "b@example.com")


# ----------------------------------------------------------------------------------------------- hostile


def test_two_rows_alike_are_two_records() -> None:
    first, second = people(read(source("Name,Company\nDana,Larkspur\nDana,Larkspur\n")))
    assert first.key != second.key


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_line_ends_and_delimiters(delimiter: str, newline: str, encoding: str) -> None:
    text = newline.join(delimiter.join(row) for row in (("Name", "Company"), ("José Müller", "Acme"), ("Bo", "")))
    items = read(source(text.encode(encoding)))
    assert [(p.name, p.locator) for p in people(items)] == [("José Müller", "row 2"), ("Bo", "row 3")]
    assert codes(items) == (["encoding-guessed"] if encoding == "cp1252" else [])
    assert counts(items) == (2, 0, 0)


def test_a_mark_that_its_text_denies_is_an_error() -> None:
    content = b"\xfe\xff" + "Name,Email\nA,\U0001f600".encode("utf-32-le")
    with pytest.raises(UnreadableFileError):
        list(BY_NAME["template.contacts"].read(source(content)))


def test_a_file_cut_within_a_letter_is_still_utf8() -> None:
    items = read(source("Name,Company\nZoë,Açaí\nBo,Zoë".encode()[:-1]))
    assert people(items)[0].name == "Zoë"
    assert codes(items) == ["encoding-broken"]


def test_an_unclosed_quote_costs_its_own_row_only() -> None:
    items = read(source('Name,Company\nAnn,"Acme\nBo,Fernhill\nCy,"Old, Inc"\nDi,Mill\n'))
    assert [(p.code, p.locator, p.outcome) for p in problems(items)] == [("quote-unclosed", "row 2", "refused")]
    assert [person.name for person in people(items)] == ["Bo", "Cy", "Di"]


def test_an_unclosed_quote_at_the_end_is_reported_where_it_opened() -> None:
    items = read(source('Name,Company\nAnn,Acme\nBo,"Fern\nhill\n'))
    assert ("quote-unclosed", "row 3") in [(p.code, p.locator) for p in problems(items)]
    assert people(items)[0].name == "Ann"


def test_control_characters_are_replaced_and_said() -> None:
    items = read(source("Name,Company\nAn\0n,Ac\x1bme\n"))
    (person,) = people(items)
    assert (person.name, person.jobs[0].organization) == ("An\ufffdn", "Ac\ufffdme")
    assert codes(items) == ["nul-removed", "control-removed"]


def test_very_long_names_and_emoji() -> None:
    items = read(source(f"Name,Company\n{'x' * 5_000},Acme\n🦄 Ünï,Acme\n"))
    assert [len(person.name) for person in people(items)] == [limits.NAME_CHARS, 5]
    assert codes(items) == ["name-cut"]


def test_a_very_long_cell_is_read() -> None:
    items = read(source(f'Name,Notes\nDana,"{"x" * 200_000}"\n'))
    assert codes(items) == ["text-cut"]
    assert counts(items) == (1, 0, 0)


def test_cells_too_many_and_too_few() -> None:
    items = read(source("Name,Company,Town\nAnn\nBo,Acme,Leeds,,\nCy,Acme,Leeds,UK\n"))
    assert [person.name for person in people(items)] == ["Ann", "Bo"]
    assert codes(items) == ["row-long-rejected", "row-long-trailing-empty"]
    assert counts(items) == (2, 1, 0)


def test_spreadsheet_formulas_stay_text() -> None:
    (person,) = people(read(source("Name,Company\n=cmd|'/c calc'!A0,+Acme\n")))
    assert person.name == "=cmd|'/c calc'!A0"


@pytest.mark.parametrize(
    ("text", "cents", "currency"),
    [
        ("$12,500.00", 1250000, "USD"),
        ("18.400,00 EUR", 1840000, ""),
        ("8,14,41,353", 8144135300, ""),
        ("1'234.5", 123450, ""),
        ("1,7", 170, ""),
        ("-850", -85000, ""),
        ("0.125", 13, ""),
        ("12.3450", 1235, ""),
        ("1.234", 123400, ""),
    ],
)
def test_amounts(text: str, cents: int, currency: str) -> None:
    found = cents_of(text, Notes("row 2"), column="value")
    assert found[0] == cents
    assert found[1] in (currency, "EUR")


def test_dates_of_many_producers() -> None:
    written = (
        "2026-02-15",
        "15 Feb 2026",
        "15. Februar 2026",
        "15-Feb-26",
        "15.02.2026",
        "46068",
        "Feb 15, 2026",
        "2/15/26",
    )
    assert {read_date(text).value for text in written} == {date(2026, 2, 15)}
    assert read_date("2/3/26").code == "date-ambiguous"
    assert read_date("31.02.2026").code == "date-unparsed-kept"
    assert read_date("0/0/00").code == "date-placeholder"
    assert column_order(["13/4/2026", "4/13/2026"]) == ""


def test_addresses_that_cannot_be_used_are_flagged() -> None:
    notes = Notes("row 2")
    given = [
        "a@example.com, A@EXAMPLE.com",
        "x@localhost",
        "y@127.0.0.1",
        "Ann <ann@example.com>",
        "nonsense",
        " b@exämple.com\u3000",
    ]
    assert len(emails_of(given, notes)) == 6
    assert [problem.kept for problem in notes.problems] == ["x@localhost", "y@127.0.0.1", "nonsense"]


# ------------------------------------------------------------------------------------------------- docs


@pytest.mark.parametrize("module", [template, interactions, introductions, referrals], ids=lambda m: m.__name__)
def test_every_header_that_is_accepted_is_documented(module: ModuleType) -> None:
    document = (Path(__file__).parent.parent / "docs" / "templates.md").read_text(encoding="utf-8")
    for words in module.COLUMNS.values():
        first, *others = words.split(",")
        assert any(
            line.startswith(f"| {first} |") and line.endswith(f"| {', '.join(others)} |")
            for line in document.splitlines()
        ), first
