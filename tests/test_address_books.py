"""Address books of Outlook, Thunderbird, ACT! and Monica: every language and generation, and who named whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import goldens
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_importers import chosen, codes, counts, events, people, problems, read, sample, source

from importers import BUILTIN, tables
from importers.contacts import outlook_words
from importers.contacts.monica import MonicaExport
from refnet.book import Book, new_book
from refnet.errors import UnreadableFileError
from refnet.model import Acquaintance, Interaction, Introduction, Milestone, Note, PartialDate, Relation
from refnet.records import ME, EventRecord, Mention, PersonRecord, Problem, RowRead

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DATA = Path(__file__).parent / "data"
FILES = {  # used, refused, skipped
    "outlook/english.csv": ("outlook.contacts", 4, 1, 0),
    "outlook/german.csv": ("outlook.contacts", 1, 0, 0),
    "outlook/polish.csv": ("outlook.contacts", 2, 0, 0),
    "outlook/japanese.csv": ("outlook.contacts", 1, 0, 0),
    "outlook/half-spanish.csv": ("outlook.contacts", 1, 0, 0),
    "outlook/actions.csv": ("outlook.contacts", 1, 0, 1),
    "thunderbird/english.csv": ("thunderbird.contacts", 2, 1, 0),
    "thunderbird/german-utf16.txt": ("thunderbird.contacts", 1, 0, 0),
    "thunderbird/no-header.csv": ("thunderbird.contacts", 2, 0, 0),
    "thunderbird/japanese-names.csv": ("thunderbird.contacts", 2, 0, 0),
    "act/contacts.csv": ("act.contacts", 2, 1, 0),
    "monica/plural.json": ("monica.export", 17, 2, 3),
    "monica/singular.json": ("monica.export", 17, 2, 3),
}
# The words for first name, last name, company, business phone, mobile, e-mail, birthday, spouse
LANGUAGES = {
    "de": "Vorname,Nachname,Firma,Telefon geschäftlich,Mobiltelefon,E-Mail-Adresse,Geburtstag,Partner",
    "fr": "Prénom,Nom,Société,Téléphone (bureau),Tél. mobile,Adresse de messagerie,Anniversaire,Conjoint(e)",
    "es": "Nombre,Apellidos,Organización,Teléfono del trabajo,Mobile Phone,E-mail Address,Birthday,Spouse",
    "it": "Nome,Cognome,Società,Ufficio,Cellulare,Indirizzo posta elettronica,Compleanno,Nome coniuge",
    "nl": "Voornaam,Achternaam,Bedrijf,Telefoon op werk,Mobiele telefoon,E-mailadres,Verjaardag,Partner",
    "pl": "Imię,Nazwisko,Firma,Telefon służbowy,Telefon komórkowy,Adres e-mail,Urodziny,Współmałżonek",
    "pt": "Primeiro nome,Sobrenome,Empresa,Telefone comercial,Telefone celular,E-mail Address,Birthday,Spouse",
    "sv": "Förnamn,Efternamn,Företag,Arbete,Mobiltelefon,E-postadress,Födelsedag,Make maka",
    "da": "Fornavn,Efternavn,Firma,Telefon (arbejde),Mobiltelefon,E-mail-adresse,Fødselsdag,Ægtefælle",
    "tr": "İlk Adı,Soyadı,Şirket,İş Telefon No,Cep Telefonu,Elektronik Posta Adresi,Doğum günü,Eşi",
    "ru": "Имя,Фамилия,Организация,Рабочий телефон,Телефон переносной,Адрес эл. почты,День рождения,Супруг(а)",
    "ja": "名,姓,会社名,会社電話,携帯電話,電子メール アドレス,誕生日,配偶者",
}
PAGES = {"pl": "cp1250", "tr": "cp1254", "ru": "cp1251", "ja": "cp932"}
FIELDS = ["given", "family", "company", "work phone", "mobile phone", "email 1", "birthday", "spouse"]


@pytest.fixture
def book() -> Iterator[Book]:
    with new_book("memory:", "Maya Castellan", ["maya@example.com"], now=NOW) as made:
        yield made


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_counted_once_by_the_right_importer(name: str) -> None:
    importer, *expected = FILES[name]
    assert chosen(sample(name)).name == importer
    assert counts(read(sample(name))) == tuple(expected)


@pytest.mark.parametrize("name", FILES)
def test_what_each_file_gives(name: str, update_golden: bool) -> None:
    """Read with one's own eyes once, and held since."""
    goldens.hold(DATA / name, read(sample(name)), update=update_golden)


# -------------------------------------------------------------------------------------------------- outlook


@pytest.mark.parametrize("language", LANGUAGES)
def test_outlook_is_read_in_each_language_and_the_code_page_of_its_machines(language: str) -> None:
    header = LANGUAGES[language].split(",")
    assert [outlook_words.field_of(tables.normal(word)) for word in header] == FIELDS
    row = "Bo,Lind,Fernhill,555-0101,555-0102,bo@example.com,1980-04-12,Eva Lind"
    text = f"{','.join(header)}\r\n{row}\r\n"
    for content in (text.encode(PAGES.get(language, "cp1252")), text.encode()):
        given_file = source(content)
        assert chosen(given_file).name == "outlook.contacts"
        (person,) = people(read(given_file))
        assert (person.display_name, person.emails) == ("Bo Lind", ("bo@example.com",))
        assert person.birthday == PartialDate(1980, 4, 12)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Business Country/Region", "work country"),
        ("Telefon privat", "home phone"),
        ("Telefon (privat 2)", "home phone"),
        ("Téléphone 2 (bureau)", "work phone"),
        ("Region geschäftlich", "work region"),
        ("Weiteres/r Bundesland/Kanton", "other region"),
        ("E-Mail 2: Adresse", "email 2"),
        ("E-Mail: Angezeigter Name", "email 1 name"),
        ("Fax geschäftlich", "idle"),
        ("Werkadres, straat", "work street"),
        ("Улица (раб. адрес)", "work street"),
        ("番地 (会社)", "work street"),
    ],
)
def test_a_header_is_known_with_and_without_brackets_and_numbers(header: str, field: str) -> None:
    assert outlook_words.field_of(tables.normal(header)) == field


def test_outlooks_words_for_nothing_mean_nothing() -> None:
    """0/0/00, Unspecified, Normal, False; an internal address is no address, and the display name no second one."""
    dana, bo, bakery, zoe = people(read(sample("outlook/english.csv")))
    assert (dana.birthday, bo.birthday) == (None, PartialDate(1991, 1, 20))
    assert (bo.emails, dana.emails) == (("bo@example.com",), ("dana@example.com",))
    assert (dana.flags, bo.flags, bakery.flags) == (("private",), ("private",), ())
    assert zoe.name == "Zoë Brandt"


def test_the_order_of_day_and_month_is_that_of_the_whole_column() -> None:
    assert people(read(sample("outlook/polish.csv")))[1].birthday == PartialDate(1970, 4, 3)
    assert people(read(sample("outlook/english.csv")))[3].birthday == PartialDate(1980, 3, 4)
    (alone,) = people(read(source("First Name,E-mail Address,Mobile Phone,Birthday\nBo,bo@example.com,,3/4/1980\n")))
    assert alone.birthday is None


def test_whom_an_outlook_contact_names_is_tied_to_them() -> None:
    ties = [item.event for item in events(read(sample("outlook/english.csv")), Relation)]
    assert [(tie.kind, tie.other.name) for tie in ties if isinstance(tie, Relation)] == [
        ("spouse", "Ola Okafor"),
        ("manager", "Imke Brandt"),
        ("assistant", "Sam Reed"),
        ("referred by", "Bo Lindqvist"),
        ("family", "Mia"),
        ("family", "Tom"),
    ]
    (wedding,) = events(read(sample("outlook/english.csv")), Milestone)
    assert isinstance(wedding.event, Milestone) and wedding.event.at == date(2008, 6, 14)


def test_a_few_columns_of_outlooks_are_enough_if_all_are_its_own() -> None:
    """The rest of somebody's own table would be lost, so that one with other columns is left to others."""
    own = source("Prénom;Nom;Société;Adresse de messagerie\nBo;Lind;Fernhill;bo@example.com\n")
    assert chosen(own).name == "outlook.contacts"
    assert people(read(own))[0].emails == ("bo@example.com",)
    mixed = source("Vorname,Nachname,E-Mail-Adresse,Gruppen\nBo,Lind,bo@example.com,Rotary\n")
    assert chosen(mixed).name == "template.contacts"


def test_a_row_that_asks_for_deletion_makes_nobody() -> None:
    items = read(sample("outlook/actions.csv"))
    assert [person.name for person in people(items)] == ["Dana Okafor"]
    assert codes(items) == ["status-skipped"]


def test_a_cell_lost_in_the_middle_refuses_its_row_and_lost_ends_do_not() -> None:
    header = "First Name,Last Name,E-mail Address,Mobile Phone,Home Postal Code,Home Country/Region,Notes\n"
    items = read(source(f"{header}Bo,Lind,bo@example.com,555-0101\nAda,Marsh,ada@example.com,555-0102,01234,UK,x\n"))
    assert counts(items) == (2, 0, 0)
    for row in ("Bo,bo@example.com,555-0101,01234,UK", "Bo,Lind,bo@example.com,555-0101,,01234"):
        assert codes(read(source(f"{header}{row}\n"))) == ["row-shifted"]


# ------------------------------------------------------------------------------------------------ thunderbird


def test_a_file_without_a_header_keeps_its_line_numbers_and_its_people() -> None:
    headed, bare = (people(read(sample(f"thunderbird/{name}.csv"))) for name in ("english", "no-header"))
    assert (bare[0].display_name, bare[0].emails, bare[0].phones) == (
        headed[0].display_name,
        headed[0].emails,
        headed[0].phones,
    )
    assert [person.locator for person in bare] == ["row 1", "row 2"]


def test_a_first_row_with_an_address_is_no_thunderbird_file_in_another_width() -> None:
    given_file = source("Bo,Lind,Bo Lind,,bo@example.com,,\n")
    assert all(importer.identify(given_file).score == 0 for importer in BUILTIN)


def test_a_row_with_another_delimiter_than_the_header_is_refused() -> None:
    assert "row-other-delimiter" in codes(read(sample("thunderbird/english.csv")))


def test_shift_jis_is_told_only_where_windows_letters_are_impossible() -> None:
    items = read(sample("thunderbird/japanese-names.csv"))
    assert [person.display_name for person in people(items)] == ["花子 山田", "太郎 高橋"]
    (western,) = people(read(source("Display Name,Primary Email\nJörg,j@example.com\n".encode("cp1252"))))
    assert western.name == "Jörg"


# ------------------------------------------------------------------------------------------------------- act


def test_act_tells_when_each_contact_was_last_reached() -> None:
    items = read(sample("act/contacts.csv"))
    found = [item.event for item in events(items, Interaction)]
    assert [(event.channel, event.at) for event in found if isinstance(event, Interaction)] == [
        ("call", date(2025, 9, 30)),
        ("meeting", date(2025, 10, 2)),
        ("mail", date(2024, 3, 4)),
    ]


def test_a_newer_act_export_is_the_same_person() -> None:
    text = (DATA / "act/contacts.csv").read_text(encoding="utf-8")
    newer = source(text.replace("9/30/2025", "11/20/2025").replace("Wants a quote", "Has bought"))
    assert people(read(newer))[0].key == people(read(sample("act/contacts.csv")))[0].key


# ---------------------------------------------------------------------------------------------------- monica


def test_both_generations_of_monica_tell_the_same() -> None:
    plural, singular = (read(sample(f"monica/{name}.json")) for name in ("plural", "singular"))
    assert plural == singular


def test_who_introduced_somebody_is_an_introduction() -> None:
    (found,) = events(read(sample("monica/plural.json")), Introduction)
    event = found.event
    assert isinstance(event, Introduction)
    assert (event.introducer.name, event.first, event.second.name) == ("Bo Lindqvist", ME, "Dana Okafor")
    assert event.at == date(2023, 3, 4)


def test_a_relationship_told_from_both_sides_is_one_tie() -> None:
    ties = [item.event for item in events(read(sample("monica/plural.json")), Relation)]
    assert [(tie.person.name, tie.kind, tie.other.name, tie.label) for tie in ties if isinstance(tie, Relation)] == [
        ("Old Friend", "spouse", "Dana Okafor", "spouse"),
        ("Dana Okafor", "family", "Mia", "child"),
        ("Dana Okafor", "manager", "Bo Lindqvist", "boss"),
        ("Bo Lindqvist", "other", "Dana Okafor", "landlord"),
    ]


def test_dates_that_monica_fills_up_lose_what_was_filled_up() -> None:
    dana, bo, *_ = people(read(sample("monica/plural.json")))
    assert (dana.birthday, bo.birthday) == (PartialDate(None, 4, 12), PartialDate(1980))


def test_people_known_through_others_are_no_acquaintances_and_nobody_writes_to_the_dead() -> None:
    items = read(sample("monica/plural.json"))
    known = {item.event.person.name for item in events(items, Acquaintance) if isinstance(item.event, Acquaintance)}
    assert known == {"Dana Okafor", "Bo Lindqvist", "Old Friend"}
    assert people(items)[3].flags == ("do-not-ask", "do-not-contact")


def test_everybody_who_took_part_met_everybody() -> None:
    lunch = [
        item.event
        for item in events(read(sample("monica/plural.json")), Interaction)
        if isinstance(item.event, Interaction) and item.event.channel == "meeting"
    ]
    assert [[who.name for who in event.people] for event in lunch] == [["", "Dana Okafor", "Bo Lindqvist"]]


def test_monicas_words_of_messages_are_not_kept(book: Book) -> None:
    report = book.import_file(DATA / "monica/plural.json", now=NOW)
    assert "secret" not in repr(book.store.dump()) + repr(report)


def test_wrong_counts_and_what_was_left_out_are_told_with_their_path() -> None:
    told = {(p.code, p.locator) for p in problems(read(sample("monica/plural.json")))}
    assert {("count-differs", "account.data[1]"), ("kind-left-out", "account.data")} <= told
    assert ("person-without-name", "account.data[0].values[4]") in told


def test_monicas_sql_export_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(sample("monica/dump.sql"))
    assert "JSON" in caught.value.fix


def test_an_account_without_people_is_no_error() -> None:
    empty = {"version": "1.0-preview.1", "app_version": "4.1.2", "account": {"data": []}}
    assert read(source(json.dumps(empty))) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("x-uuid"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "count", "values", "data", "properties", "uuid", "first_name", "birthdate", "date", "contacts"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(["contacts", "relationship", "activities", "x"]), json_values)
def test_whatever_stands_in_monicas_json_the_rows_are_told_of(kind: str, value: object) -> None:
    data = [{"count": 1, "type": kind, "values": [value, {"uuid": "x-uuid", "properties": value, "data": value}]}]
    document = {"app_version": "4", "account": {"data": data, "instance": value, "properties": value}}
    items = list(MonicaExport().read(source(json.dumps(document))))
    assert all(isinstance(item, PersonRecord | EventRecord | RowRead | Problem) for item in items)


def test_a_note_is_about_its_person() -> None:
    (note,) = events(read(sample("monica/plural.json")), Note)
    assert isinstance(note.event, Note)
    assert (note.event.about.name, note.event.text) == ("Dana Okafor", "Back in May.")


def test_a_mention_carries_the_number_that_stands_beside_it() -> None:
    ties = events(read(sample("act/contacts.csv")), Relation)
    named = {tie.event.other for tie in ties if isinstance(tie.event, Relation)}
    assert Mention("Sam Reed", phone="555-0108") in named
