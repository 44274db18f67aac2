"""What two people did for each other adds up, each way by itself; every value says which row it comes from."""

from __future__ import annotations

from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, person

from refnet.analysis.exchange import Exchange, exchange
from refnet.identity.values import Value, values_told
from refnet.model import Employment, Event, Introduction, Note, PartialDate, Person, PersonId, Promise, Referral, Thanks
from refnet.records import PersonRecord

ANN, BO = person("Ann Lindqvist"), person("Bo Marsh")


def with_ann(*events: Event[PersonId]) -> Exchange:
    return exchange(MemorySnapshot([ME, ANN, BO], book_events(*events)), EGO, ANN.id)


def test_each_way_has_its_own_totals_with_the_events_behind_them() -> None:
    found = with_ann(
        Referral(ANN.id, BO.id, EGO, AS_OF, "won", value_cents=100_00, currency="EUR"),
        Referral(ANN.id, BO.id, EGO, AS_OF, "won", value_cents=50_00, currency="USD"),
        Referral(ANN.id, BO.id, EGO, AS_OF, "lost", value_cents=999_00, currency="EUR"),
        Introduction(EGO, ANN.id, BO.id, AS_OF, "met"),
        Introduction(EGO, ANN.id, BO.id, AS_OF, "declined"),
        Thanks(EGO, ANN.id, AS_OF),
    )
    assert [reason.text for reason in found.got] == ["3 referrals, 2 of them won: EUR 100 and USD 50."]
    assert [reason.text for reason in found.gave] == ["1 introduction.", "1 thank-you."]
    assert [len(reason.events) for reason in (*found.got, *found.gave)] == [3, 1, 1]


def test_what_others_did_for_them_is_not_between_the_two() -> None:
    found = with_ann(Referral(ANN.id, EGO, BO.id, AS_OF), Promise(ANN.id, BO.id, AS_OF), Thanks(BO.id, ANN.id, AS_OF))
    assert (found.got, found.gave, found.promises) == ((), (), ())


def test_notes_and_promises_are_remembered() -> None:
    found = with_ann(Note(ANN.id, AS_OF, "Plays the cello"), Promise(EGO, ANN.id, AS_OF))
    assert (len(found.notes), len(found.promises), found.milestones) == (1, 1, ())


def test_every_value_says_where_it_comes_from() -> None:
    """Two rows that write an address differently tell of the same one; what only events tell of has no place."""
    told = Person(
        PersonId("p"),
        "Ann Lindqvist",
        names=("Ann Lindqvist",),
        emails=("ann@example.com", "a.l@example.com"),
        jobs=(Employment("Marsh & Co", "Owner"),),
        birthday=PartialDate(None, 4, 12),
        flags=("do-not-ask",),
    )
    rows = [
        (PersonRecord("a", "row 2", name="Ann Lindqvist", emails=("ann@example.com",)), "row 2 of a.csv"),
        (PersonRecord("b", "row 7", emails=("ANN@example.com",), jobs=told.jobs, flags=told.flags), "row 7 of b.csv"),
    ]
    assert values_told(told, rows) == (
        Value("name", "Ann Lindqvist", ("row 2 of a.csv",)),
        Value("e-mail", "ann@example.com", ("row 2 of a.csv", "row 7 of b.csv")),
        Value("e-mail", "a.l@example.com"),
        Value("work", "Owner, Marsh & Co", ("row 7 of b.csv",)),
        Value("birthday", "04-12"),
        Value("flag", "do not ask", ("row 7 of b.csv",)),
    )
