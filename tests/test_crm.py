"""Lists of HubSpot, Salesforce, Pipedrive and Zoho: people, companies and deals, and who sent whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from test_importers import chosen, codes, counts, events, people, problems, read, sample, source, workbook

from refnet.book import Book, new_book
from refnet.errors import UnknownPersonError
from refnet.ingest import is_current
from refnet.model import Acquaintance, Address, Employment, Note, Purchase, Referral, Relation, people_of
from refnet.records import (
    ME,
    EventRecord,
    ExternalId,
    Mention,
    OrganizationRecord,
    PersonRecord,
    Problem,
    Record,
    RowRead,
)
from refnet.stores import archive

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
CRM = Path(__file__).parent / "data" / "crm"
FILES = {
    "hubspot-contacts.csv": ("hubspot", 4, 1, 0),
    "hubspot-kontakte.csv": ("hubspot", 2, 0, 0),
    "hubspot-companies.csv": ("hubspot", 3, 1, 0),
    "hubspot-deals.csv": ("hubspot", 5, 0, 1),
    "salesforce-report.csv": ("salesforce", 2, 0, 6),
    "salesforce-leads.csv": ("salesforce", 2, 0, 1),
    "salesforce-accounts.csv": ("salesforce", 2, 0, 0),
    "salesforce-opportunities.csv": ("salesforce", 3, 0, 0),
    "salesforce-opportunities-ids.csv": ("salesforce", 0, 0, 2),
    "pipedrive-people.csv": ("pipedrive", 2, 0, 0),
    "pipedrive-organizations.csv": ("pipedrive", 1, 0, 0),
    "pipedrive-deals.csv": ("pipedrive", 3, 0, 0),
    "pipedrive-sheet.csv": ("pipedrive", 1, 0, 0),
    "zoho-leads.csv": ("zoho", 2, 0, 0),
    "zoho-contacts.csv": ("zoho", 1, 0, 0),
    "zoho-accounts.csv": ("zoho", 1, 0, 0),
    "zoho-deals.csv": ("zoho", 2, 0, 0),
}
HUBSPOT = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Original Source,"
DEALS = "Record ID,Deal Name,Amount,Deal Stage,Close Date,Pipeline,Associated Contact,Associated Company\n"


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


def part(name: str) -> list[Record | RowRead | Problem]:
    return read(sample(f"crm/{name}"))


def companies(items: list[Record | RowRead | Problem]) -> list[OrganizationRecord]:
    return [item for item in items if isinstance(item, OrganizationRecord)]


def bought(items: list[Record | RowRead | Problem]) -> list[object]:
    """What became of each deal as such, in order."""
    return [item.event for item in items if isinstance(item, EventRecord) and isinstance(item.event, Purchase | Note)]


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_counted_once_by_the_right_importer(name: str) -> None:
    importer, *expected = FILES[name]
    assert chosen(sample(f"crm/{name}")).name == importer
    assert counts(part(name)) == tuple(expected)


# --------------------------------------------------------------------------------------------------- people


def test_a_contact_has_every_address_and_employer_of_its_cells() -> None:
    dana, bo, mill, cy = people(part("hubspot-contacts.csv"))
    assert (dana.display_name, dana.emails) == ("Dana Okafor", ("dana@example.com",))
    assert dana.jobs == (Employment("Larkspur Hotels"), Employment("Larkspur Foundation"))
    assert dana.external_ids == (ExternalId("hubspot.contact", "51"),)
    assert bo.emails == ("bo@example.com", "bo.lindqvist@example.com")
    assert mill.display_name == "info@fernhill.example.com"
    assert cy.jobs == ()  # "(No value)" is HubSpot's word for an empty cell


def test_a_referral_source_is_a_label_where_no_column_names_the_referrer() -> None:
    """HubSpot's own REFERRALS counts clicks on other sites."""
    items = part("hubspot-contacts.csv")
    assert [person.labels for person in people(items)] == [(), (), ("lead source: Word of mouth",), ()]
    (relation,) = events(items, Relation)
    assert isinstance(relation.event, Relation)
    assert (relation.event.kind, relation.event.other) == ("referred by", Mention("Wren Castellan", "wren@example.com"))


@pytest.mark.parametrize(
    "word",
    ["Partner Referral", "EMPLOYEE_REFERRAL", "external referral", "Word of mouth", "Referral", "Empfehlung"],
)
def test_these_words_mark_a_referral(word: str) -> None:
    (person,) = people(read(source(f"{HUBSPOT}Lead Source\n7,Bo,Lindqvist,,lead,DIRECT,{word}\n")))
    assert person.labels == (f"lead source: {word}",)


@pytest.mark.parametrize(
    ("word", "labels"),
    [
        ("Bo Lindqvist", ("lead source: Bo Lindqvist",)),
        ("bo@example.com", ("lead source: bo@example.com",)),
        ("Facebook Ads", ()),
        ("Trade Show", ()),
    ],
)
def test_a_source_that_is_somebodys_name_is_kept_and_makes_no_person(word: str, labels: tuple[str, ...]) -> None:
    items = read(source(f"{HUBSPOT}Referral Source\n7,Dana,Okafor,,lead,DIRECT,{word}\n"))
    (person,) = people(items)
    assert person.labels == labels
    assert events(items, Relation) == []


def test_a_contact_counts_as_the_colleagues_who_looks_after_them() -> None:
    """The colleague is one of mine; an alias, an id or a queue is nobody, and the list is then mine."""
    ties = [item.event for item in events(part("hubspot-contacts.csv"), Acquaintance)]
    jonas, mail = Mention("Jonas Ferreira"), Mention(email="jonas@example.com")
    assert [tie.owner for tie in ties if isinstance(tie, Acquaintance)] == [jonas, ME, mail, ME, ME, ME]
    assert [tie.person for tie in ties if isinstance(tie, Acquaintance)][1] == jonas
    assert [people_of(item.event)[0] for item in events(part("salesforce-leads.csv"), Acquaintance)] == [ME, ME]


def test_whoever_looks_after_their_own_contacts_is_the_owner_of_the_book(book: Book) -> None:
    book.import_file(CRM / "pipedrive-people.csv", now=NOW)
    (bo,) = book.people("Bo Lindqvist")
    assert any({tie.a, tie.b} == {book.ego, bo.id} for tie in book.store.ties())


def test_headers_may_be_in_german() -> None:
    joerg, aenne = people(part("hubspot-kontakte.csv"))
    assert (joerg.display_name, joerg.jobs) == ("Jörg Weiß", (Employment("Fernhill GmbH", "Einkauf"),))
    assert [people_of(item.event)[1].name for item in events(part("hubspot-kontakte.csv"), Relation)] == ["Dana Okafor"]
    assert aenne.emails == ("aenne@example.com",)


def test_the_last_lines_of_a_report_and_its_totals_are_no_people() -> None:
    items = part("salesforce-report.csv")
    assert [person.display_name for person in people(items)] == ["Dana Okafor", "Bo Lindqvist"]
    assert [(p.code, p.rows) for p in problems(items) if p.rows] == [("total-row-skipped", 1), ("footer-skipped", 5)]
    (boss,) = events(items, Relation)
    assert isinstance(boss.event, Relation) and (boss.event.kind, boss.event.other.name) == ("manager", "Ada Quist")


def test_ids_of_15_and_18_letters_are_one() -> None:
    header = "ID,FIRSTNAME,LASTNAME,EMAIL,LEADSOURCE\n"
    (long,) = people(read(source(header + "00Qx0000004aBcDEAU,Eva,Nagy,eva@example.com,Web\n")))
    (short,) = people(read(source(header + "00Qx0000004aBcD,Eva,Nagy-Hale,eva@example.com,Web\n")))
    (other,) = people(read(source(header + "00Qx0000004aBCD,Eva,Nagy,eva@example.com,Web\n")))
    assert long.key == short.key != other.key
    assert long.external_ids == short.external_ids == (ExternalId("salesforce.contact", "00Qx0000004aBcD"),)


def test_a_short_id_is_another_person_in_another_firms_list() -> None:
    (first,) = people(read(source(f"{HUBSPOT}\n7,Bo,Lindqvist,,lead,DIRECT,\n")))
    (second,) = people(read(source(f"{HUBSPOT}\n7,Eva,Nagy,,lead,DIRECT,\n")))
    assert first.key != second.key


def test_fields_of_the_firms_own_making_are_known_by_their_api_name() -> None:
    (relation,) = events(part("salesforce-leads.csv"), Relation)
    assert isinstance(relation.event, Relation) and relation.event.other == Mention("Dana Okafor")
    assert [p.message for p in problems(part("salesforce-leads.csv"))] == ["1 row left out: deleted in the product."]


def test_numbers_and_notes_of_pipedrive() -> None:
    dana, bo = people(part("pipedrive-people.csv"))
    assert dana.phones == ("555-0101", "555-0102", "555-0103")
    assert dana.emails == ("dana@example.com", "dana.home@example.com")
    assert (dana.notes, dana.labels) == (("Likes rye",), ("Customer",))
    assert bo.emails == ()


def test_what_zoho_says_of_a_contact() -> None:
    (dana,) = people(part("zoho-contacts.csv"))
    assert dana.labels == ("Gold", "North", "opted out of e-mail")
    assert dana.addresses == (Address("1 Quay Street", "Leeds", postcode="01234"),)


# ------------------------------------------------------------------------------------------------ companies


def test_a_company_keeps_its_domain_numbers_and_places() -> None:
    gamma, moulin = companies(part("salesforce-accounts.csv"))
    assert (gamma.name, gamma.domains, gamma.phones) == ("Gamma Inc", ("gamma.example.com",), ("555-0106",))
    assert [(a.city, a.postcode, a.label) for a in gamma.addresses] == [
        ("Fort Colby", "00525", ""),
        ("Denby", "", "other"),
    ]
    assert moulin.name == "Crédit du Moulin"


def test_a_company_without_a_name_has_its_domains() -> None:
    items = part("hubspot-companies.csv")
    assert [company.name for company in companies(items)] == [
        "Larkspur Hotels",
        "LARKSPUR HOTELS",
        "fernhill.example.com",
    ]
    assert codes(items) == ["organization-without-name"]


def test_a_company_at_which_nobody_is_known_is_in_the_book_and_says_where(book: Book) -> None:
    report = book.import_file(CRM / "salesforce-accounts.csv", now=NOW)
    assert (report.organizations, report.people) == (2, 0)
    target = book.target("gamma")
    assert (target.kind, target.name, target.people) == ("organization", "Gamma Inc", ())
    assert target.detail == "nobody known there; it is in row 2 of salesforce-accounts.csv"
    assert book.target(target.id) == target
    nothing = book.paths(target, as_of=NOW.date()).nothing
    assert nothing and nothing.why == "Gamma Inc: nobody known there; it is in row 2 of salesforce-accounts.csv."
    assert is_current(book.store)
    book.undo(now=NOW)
    with pytest.raises(UnknownPersonError):
        book.target("Gamma Inc")


def test_a_firm_that_is_there_twice_is_one_target(book: Book) -> None:
    book.import_file(CRM / "hubspot-companies.csv", now=NOW)
    target = book.target("Larkspur Hotels")
    assert target == book.target("larkspur hotels ltd")
    assert target.detail.endswith("row 2 of hubspot-companies.csv and row 3 of hubspot-companies.csv")


def test_a_company_is_the_same_in_a_file(tmp_path: Path) -> None:
    with new_book(tmp_path / "a.refnet", "Maya Castellan", [], now=NOW) as kept:
        kept.import_file(CRM / "hubspot-companies.csv", now=NOW)
        with new_book("memory:", "Maya Castellan", [], now=NOW) as remembered:
            remembered.import_file(CRM / "hubspot-companies.csv", now=NOW)
            assert kept.store.dump() == remembered.store.dump()


def test_a_whole_book_takes_its_companies_along(book: Book, tmp_path: Path) -> None:
    book.import_file(CRM / "salesforce-accounts.csv", now=NOW)
    (tmp_path / "book.json").write_bytes(archive.to_json(book.store.said()))
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as other:
        other.import_file(tmp_path / "book.json", now=NOW)
        assert other.target("Gamma Inc") == book.target("Gamma Inc")


def test_forgetting_somebody_takes_their_address_from_a_company(book: Book, tmp_path: Path) -> None:
    book.import_file(CRM / "zoho-contacts.csv", now=NOW)
    path = tmp_path / "companies.csv"
    path.write_text(
        "Company name,Company Domain Name,Email,Description,Record ID,Create Date\n"
        "Larkspur Hotels,larkspur.example.com,dana@example.com,Ask Dana Okafor,1,2026-01-01\n"
        "Dana Okafor,,,,2,2026-01-01\n",
        encoding="utf-8",
    )
    book.import_file(path, now=NOW)
    book.forget(book.target("Dana Okafor").people[0], now=NOW)
    (left,) = [record for record in book.store.records() if isinstance(record, OrganizationRecord)]
    assert (left.name, left.emails, left.notes) == ("Larkspur Hotels", (), ("Ask somebody",))
    assert is_current(book.store)


# ---------------------------------------------------------------------------------------------------- deals


def test_a_won_deal_is_a_purchase_and_others_are_notes() -> None:
    items = part("hubspot-deals.csv")
    dana = Mention("Dana Okafor", "dana@example.com", organization="Larkspur Hotels")
    assert bought(items) == [
        Purchase(dana, ME, date(2026, 3, 14), 1250000, "USD", reference="Larkspur spring menu"),
        Note(
            Mention("Bo Lindqvist", organization="Fernhill Mill"),
            date(2026, 2, 3),
            'Lost deal "Fernhill flour", 18,400.00',
        ),
        Note(Mention("Bo Lindqvist"), date(2026, 1, 30), 'Open deal "Mill wheel", stage Proposal sent'),
        Note(Mention("Eva Nagy"), date(2026, 1, 5), 'Open deal "Harbour", stage appointment scheduled, 900.00'),
    ]
    assert codes(items) == ["deal-of-several", "number-unparsed-kept", "deal-without-person", "deal-of-nobody"]
    assert [company.name for company in companies(items)] == ["Gamma Inc"]


def test_a_deal_with_a_referrer_is_a_referral_with_its_stage() -> None:
    won, open_ = (item.event for item in events(part("hubspot-deals.csv"), Referral))
    assert isinstance(won, Referral) and isinstance(open_, Referral)
    assert (won.referrer, won.prospect.name, won.recipient) == (Mention("Wren Castellan"), "Dana Okafor", ME)
    assert (won.stage, won.at, won.dates) == ("won", date(2026, 1, 2), {"won": date(2026, 3, 14)})
    assert (won.value_cents, won.currency, won.note) == (1250000, "USD", "Larkspur spring menu")
    assert (open_.stage, open_.at, open_.dates, open_.value_cents) == ("given", date(2026, 1, 5), None, 90000)


def test_a_referral_of_a_company_alone_is_kept() -> None:
    lost = events(part("salesforce-opportunities.csv"), Referral)[1].event
    assert isinstance(lost, Referral)
    assert (lost.prospect, lost.stage) == (Mention("Gamma Inc", organization="Gamma Inc"), "lost")


def test_a_deal_that_is_won_later_takes_the_place_of_the_open_one() -> None:
    before = events(read(source(DEALS + "9,Menu,900,Proposal,,Sales,Bo Lindqvist,\n")), Note)
    after = events(read(source(DEALS + "9,Menu,950,Closed Won,2026-03-01,Sales,Bo Lindqvist,\n")), Purchase)
    assert [item.key for item in before] == [item.key for item in after] != []


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("WON", Purchase),
        ("closedwon", Purchase),
        ("Closed Won", Purchase),
        ("Gewonnen", Purchase),
        ("closedlost", Note),
    ],
)
def test_stages_are_known_in_any_case(stage: str, kind: type) -> None:
    items = read(source(DEALS + f"9,Menu,900,{stage},2026-03-01,Sales,Bo Lindqvist,\n"))
    assert len(events(items, kind)) == 1


def test_deals_known_by_ids_alone_are_left_out_in_one_sentence() -> None:
    (told,) = problems(part("salesforce-opportunities-ids.csv"))
    assert (told.code, told.rows) == ("deal-of-nobody", 2)
    assert told.message == "2 rows left out: deals that name neither a person nor a company."


def test_a_deal_of_pipedrive_has_its_own_currency_and_the_day_it_was_won() -> None:
    won, open_, lost = bought(part("pipedrive-deals.csv"))
    customer = Mention("Dana Okafor", organization="Larkspur Hotels")
    assert won == Purchase(customer, ME, date(2026, 3, 14), 123450, "EUR", reference="Spring menu")
    assert open_ == Note(
        Mention("Bo Lindqvist"), date(2026, 1, 3), 'Open deal "Mill wheel", stage Contact made, 900.00 SEK'
    )
    assert isinstance(lost, Note) and lost.at == date(2026, 2, 12)


def test_a_sheet_may_tell_of_a_person_and_their_deal_in_one_row() -> None:
    """Its day is a spreadsheet's number."""
    items = part("pipedrive-sheet.csv")
    (dana,) = people(items)
    assert (dana.display_name, dana.emails, dana.notes) == ("Dana Okafor", ("dana@example.com",), ("Hello",))
    (deal,) = bought(items)
    assert isinstance(deal, Purchase) and (deal.at, deal.value_cents) == (date(2024, 12, 5), 50000)


def test_customers_named_by_a_deal_alone_are_counted(book: Book) -> None:
    report = book.import_file(CRM / "hubspot-deals.csv", now=NOW)
    assert (report.people, report.organizations, report.referrals) == (3, 3, 2)


# ------------------------------------------------------------------------------------------------- in general


def test_a_workbook_reads_like_the_csv() -> None:
    given_rows = [line.split(",") for line in (CRM / "zoho-leads.csv").read_text(encoding="utf-8").splitlines()]
    items = read(workbook(Leads=[list(row) for row in given_rows]))
    assert [p.display_name for p in people(items)] == ["Eva Nagy", "Cy Hale"]


def test_our_own_table_with_a_lead_source_stays_our_own() -> None:
    assert chosen(source("Name,Email,Lead Source\nBo,bo@example.com,Referral\n")).name == "template.contacts"


def test_a_list_of_people_without_anybody_in_a_row_has_its_company() -> None:
    items = read(source(f"{HUBSPOT}Company\n7,,,,lead,DIRECT,Gamma Inc\n"))
    assert [company.name for company in companies(items)] == ["Gamma Inc"]
    assert not [item for item in items if isinstance(item, PersonRecord)]
