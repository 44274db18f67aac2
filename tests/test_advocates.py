"""Advocates: who sends business, what grew from it, whose credit it is, and who is in which segment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from snapshots import AS_OF, EGO, ME, MemorySnapshot, book_events, meetings, person

import sample_data
from refnet.analysis.advocates import Advocate, Advocates, advocates
from refnet.analysis.cascade import DEEPEST, CascadeNode, below, by_referral, by_referrer, cascade
from refnet.analysis.credit import Cents, chain_of, credit, deals, ledger, referrals_to
from refnet.analysis.facts import sentence
from refnet.analysis.firm import team_of
from refnet.analysis.health import Cold, cold
from refnet.analysis.value_grid import GridLine, value_grid
from refnet.book import Book, open_book
from refnet.cli import main
from refnet.model import (
    Ask,
    BookEvent,
    Employment,
    Event,
    Flag,
    Introduction,
    Membership,
    Person,
    PersonId,
    Purchase,
    Referral,
    ReferralStage,
    Thanks,
)

ANN, BO, CY, DI, EM = (person(name) for name in ("Ann Lind", "Bo Marsh", "Cy Adeyemi", "Di Okoro", "Em Vint"))
OWNER = Person(EGO, "Alex Rivera", jobs=(Employment("Rivera Ltd", "Owner"),))
JON = person("Jon Ferreira", jobs=(Employment("Rivera"),))
EVERYBODY = (OWNER, JON, ANN, BO, CY, DI, EM)


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def sent(
    by: Person, whom: Person, days: int | None, cents: int | None = None, *, to: Person = OWNER, **values: Any
) -> Referral[PersonId]:
    """A referral so many days ago; with a value it was won, on `won` days ago or the same day."""
    day = None if days is None else ago(days)
    stage: ReferralStage = "given" if cents is None else "won"
    dates = {"won": ago(values.pop("won", days))} if cents is not None and days is not None else None
    given = {"currency": "EUR", "stage": stage, "dates": dates, **values}
    return Referral(by.id, whom.id, to.id, day, value_cents=cents, **given)


def book(*events: Event[PersonId], people: tuple[Person, ...] = EVERYBODY, **values: Any) -> MemorySnapshot:
    return MemorySnapshot(people, book_events(*events), **values)


def answer(*events: Event[PersonId], people: tuple[Person, ...] = EVERYBODY, **values: Any) -> Advocates:
    return advocates(book(*events, people=people, **values), EGO)


def line(found: Advocates, who: Person) -> Advocate:
    return next(line for line in found.lines if line.person == who.id)


# ------------------------------------------------------------------------------------------------ a case by hand

GROWN = (
    sent(ANN, BO, 900, 100_00),
    sent(BO, CY, 800, 400_00),
    sent(CY, DI, 700, 900_00),
    sent(ANN, EM, 600),
)
"""Ann sent Bo (100), Bo sent Cy (400), Cy sent Di (900); Ann sent Em, of whom nothing came so far."""


def test_what_somebody_sent_and_what_grew_from_it_are_counted_apart() -> None:
    found = answer(*GROWN)
    ann = line(found, ANN)
    assert (ann.given, ann.met, ann.won, ann.value) == (2, 1, 1, {"EUR": 100_00})
    assert (ann.downstream, ann.downstream_won) == ({"EUR": 1300_00}, 2)
    assert (line(found, BO).value, line(found, BO).downstream) == ({"EUR": 400_00}, {"EUR": 900_00})
    assert (line(found, CY).value, line(found, CY).downstream) == ({"EUR": 900_00}, {})
    assert ann.last == ago(600)
    assert found.ledger_cents == {"EUR": 1400_00}


def test_the_three_rules_worked_by_hand() -> None:
    """Bo's deal is Ann's; Cy's is from Ann over Bo; Di's from Ann over Bo and Cy: 900 / 3 = 300 each."""
    found = answer(*GROWN)
    ann, bo, cy = (line(found, who).credit for who in (ANN, BO, CY))
    assert (ann.first, bo.first, cy.first) == ({"EUR": 1400_00}, {}, {})
    assert (ann.last, bo.last, cy.last) == ({"EUR": 100_00}, {"EUR": 400_00}, {"EUR": 900_00})
    assert (ann.shared, bo.shared, cy.shared) == ({"EUR": 600_00}, {"EUR": 500_00}, {"EUR": 300_00})


def test_cents_that_cannot_be_shared_go_to_the_first() -> None:
    found = answer(sent(ANN, BO, 90), sent(BO, CY, 80), sent(CY, DI, 70, 100))
    assert [line(found, who).credit.shared["EUR"] for who in (ANN, BO, CY)] == [34, 33, 33]


def test_the_tree_shows_who_came_through_whom() -> None:
    root = cascade(book(*GROWN), EGO, ANN.id)
    assert (root.person, root.won, root.value, root.day) == (ANN.id, 0, {}, None)
    bo, em = root.children
    assert (bo.name, bo.won, bo.value, bo.day, bo.events) == ("Bo Marsh", 1, {"EUR": 100_00}, ago(900), ("e000",))
    assert (em.name, em.won, em.value, em.children) == ("Em Vint", 0, {}, ())
    assert [node.person for node in walk(root)] == [ANN.id, BO.id, CY.id, DI.id, EM.id]


def test_every_line_says_why_with_the_events_behind_it() -> None:
    ann = line(answer(*GROWN), ANN)
    assert ann.why == (
        "Sent you 2 referrals, the last 20 months ago; 1 became business (EUR 100). "
        "None was won in the last 24 months. 2 more deals, EUR 1,300, came through people whom they sent."
    )
    assert [reason.events for reason in ann.reasons] == [("e003", "e000"), (), ("e002", "e001")]


# ---------------------------------------------------------------------------------------- which referrals count


def test_two_who_sent_the_same_prospect_share_one_deal() -> None:
    """Both closed on one day: the value counts once, the later of the two has the last word."""
    found = answer(sent(ANN, CY, 50, 280_00, won=10), sent(BO, CY, 47, 0, won=10), sent(DI, CY, 40, 280_00, won=10))
    assert found.ledger_cents == {"EUR": 280_00}
    assert [line(found, who).won for who in (ANN, BO, DI)] == [1, 1, 1]
    assert line(found, ANN).credit.first == line(found, DI).credit.last == {"EUR": 280_00}
    assert [line(found, who).credit.shared["EUR"] for who in (ANN, BO, DI)] == [9334, 9333, 9333]


def test_a_prospect_who_comes_again_is_another_deal() -> None:
    assert answer(sent(ANN, CY, 500, 100_00), sent(BO, CY, 40, 70_00)).ledger_cents == {"EUR": 170_00}


def test_a_referral_written_down_twice_counts_once_and_as_far_as_it_came() -> None:
    ann = line(answer(sent(ANN, CY, 50), sent(ANN, CY, 50, 88_00), sent(ANN, CY, 50)), ANN)
    assert (ann.given, ann.won, ann.value) == (1, 1, {"EUR": 88_00})


def test_of_two_entries_the_one_that_came_further_counts() -> None:
    lost = sent(ANN, CY, 50, stage="lost", dates={"met": ago(45), "lost": ago(20)})
    assert line(answer(lost, sent(ANN, CY, 50)), ANN).met == line(answer(sent(ANN, CY, 50), lost), ANN).met == 1


@pytest.mark.parametrize(
    "event",
    [
        sent(ANN, ANN, 50, 10_00),
        sent(OWNER, ANN, 50, 10_00),
        sent(JON, ANN, 50, 10_00),
        sent(ANN, JON, 50, 10_00),
        sent(ANN, BO, 50, 10_00, to=CY),
        sent(ANN, BO, -1, 10_00),
    ],
    ids=["of oneself", "by the owner", "by a team-mate", "about a team-mate", "to somebody else", "still to come"],
)
def test_what_brought_the_firm_nobody_new_is_no_referral_of_an_advocate(event: Referral[PersonId]) -> None:
    found = answer(event)
    assert (found.lines, found.ledger_cents) == ((), {})


def test_a_referral_to_a_team_mate_is_one_to_the_firm() -> None:
    assert team_of(book(), EGO) == {EGO, JON.id}
    assert line(answer(sent(ANN, BO, 50, 10_00, to=JON)), ANN).won == 1


def test_slips_that_do_not_say_whom_count_one_by_one() -> None:
    """A BNI slip tells who gave and who got it; two on one day are two, and nobody grows from them."""
    events = (sent(ANN, OWNER, 50), sent(ANN, OWNER, 50), sent(ANN, OWNER, 40, 90_00))
    ann = line(answer(*events), ANN)
    assert (ann.given, ann.won, ann.value) == (3, 1, {"EUR": 90_00})
    assert cascade(book(*events), EGO, ANN.id).children == ()
    assert [found.person for found in value_grid(book(*events), EGO).lines] == [ANN.id]
    assert sentence(book_events(events[0])[0], str).startswith(f"{ANN.id} referred somebody to {EGO}")


@pytest.mark.parametrize("job", [Employment("Rivera Ltd", end=ago(1)), Employment("freelance"), Employment("Rivers")])
def test_who_left_or_works_elsewhere_is_no_team_mate(job: Employment) -> None:
    assert team_of(book(people=(OWNER, person("Jon Ferreira", jobs=(job,)))), EGO) == {EGO}


def test_a_team_of_one_needs_no_employer() -> None:
    assert team_of(book(people=(ME, JON)), EGO) == {EGO}


def test_what_was_won_later_is_not_known_yet() -> None:
    late = sent(ANN, BO, 50, 10_00, won=-5)
    found = answer(late)
    assert (line(found, ANN).given, line(found, ANN).won, found.ledger_cents) == (1, 0, {})


def test_amounts_of_two_currencies_stay_apart() -> None:
    found = answer(sent(ANN, BO, 50, 10_00), sent(ANN, CY, 50, 20_00, currency="USD"))
    assert found.ledger_cents == line(found, ANN).value == line(found, ANN).credit.shared == {"EUR": 1000, "USD": 2000}
    assert "EUR 10 and USD 20" in line(found, ANN).why


def test_what_came_before_somebody_was_sent_is_not_below_who_sent_them() -> None:
    found = answer(sent(BO, CY, 90, 70_00), sent(ANN, BO, 60, 10_00))
    assert line(found, ANN).downstream == {}
    assert line(found, ANN).credit.first == {"EUR": 10_00}
    assert [node.person for node in walk(cascade(book(sent(BO, CY, 90), sent(ANN, BO, 60)), EGO, ANN.id))] == [
        ANN.id,
        BO.id,
    ]


def test_two_who_refer_each_other_neither_loop_nor_count_twice() -> None:
    found = answer(sent(ANN, BO, 50, 10_00), sent(BO, ANN, 50, 20_00), sent(BO, CY, 50, 40_00))
    assert (line(found, ANN).value, line(found, ANN).downstream) == ({"EUR": 10_00}, {"EUR": 40_00})
    assert (line(found, BO).value, line(found, BO).downstream) == ({"EUR": 60_00}, {})
    assert sums(found, "shared") == found.ledger_cents == {"EUR": 70_00}


# -------------------------------------------------------------------------------------------------- random referrals


def many(width: int) -> st.SearchStrategy[list[BookEvent]]:
    """Referrals among few people, at random: circles, duplicates, missing days, several currencies and deals."""
    who = st.integers(0, width).map(lambda number: PersonId(f"p{number}"))
    day = st.none() | st.integers(0, 30).map(ago)
    one = st.builds(
        Referral,
        who,
        who,
        st.just(EGO),
        day,
        st.sampled_from(["given", "won", "won", "lost"]),
        st.none() | st.builds(lambda at: {"won": at}, st.integers(0, 5).map(ago)),
        st.none() | st.integers(-500, 100_000),
        st.sampled_from(["EUR", "USD", ""]),
    )
    return st.lists(one, max_size=40).map(lambda events: book_events(*events))


@st.composite
def forests(draw: st.DrawFn) -> list[BookEvent]:
    """Everybody is sent once, by somebody who came before them, in order of time."""
    size = draw(st.integers(1, 30))
    events = []
    for number in range(1, size + 1):
        parent = draw(st.integers(0, number - 1))
        cents = draw(st.none() | st.integers(0, 100_000))
        stage: ReferralStage = "given" if cents is None else "won"
        whom = (PersonId(f"p{parent}"), PersonId(f"p{number}"))
        events.append(Referral(*whom, EGO, ago(1000 - number), stage, value_cents=cents, currency="EUR"))
    return book_events(*events)


@given(forests() | many(3) | many(20))
def test_each_rule_gives_away_the_whole_ledger(events: list[BookEvent]) -> None:
    came = referrals_to({EGO}, events, AS_OF)
    won = deals(came)
    total = {currency: cents for currency, cents in ledger(won).items() if cents}
    for rule in ("first", "last", "shared"):
        given_away: Counter[str] = Counter()
        for one in credit(came, won).values():
            given_away.update(getattr(one, rule))
        assert {currency: cents for currency, cents in given_away.items() if cents} == total


@given(many(4) | many(20))
def test_nobody_stands_twice_in_a_chain_and_no_prospect_in_their_own(events: list[BookEvent]) -> None:
    came = referrals_to({EGO}, events, AS_OF)
    came_by = {one.prospect: [other for other in came if other.prospect == one.prospect] for one in came}
    for deal in deals(came):
        chain = chain_of(deal, came_by)
        assert len(set(chain)) == len(chain)
        assert deal.prospect not in chain
        assert {one.referrer for one in deal.sent} <= set(chain)


@given(forests())
def test_in_a_forest_everything_is_below_whoever_began_it(events: list[BookEvent]) -> None:
    """p0 began every chain: the first rule gives all to them, and their cascade holds the ledger."""
    came = referrals_to({EGO}, events, AS_OF)
    won = deals(came)
    under = below(PersonId("p0"), by_referrer(came), by_referral(won))
    assert len(under.steps) == len(events)
    assert ledger([*under.direct, *under.downstream]) == ledger(won)
    assert {who for who, one in credit(came, won).items() if one.first} <= {PersonId("p0")}


@given(many(5) | forests())
def test_a_tree_adds_up_to_the_line_of_its_root(events: list[BookEvent]) -> None:
    everybody = [OWNER, *(Person(PersonId(f"p{number}"), f"Person {number}") for number in range(31))]
    snapshot = MemorySnapshot(everybody, events)
    for one in advocates(snapshot, EGO).lines:
        tree: Counter[str] = Counter()
        nodes = list(walk(cascade(snapshot, EGO, one.person)))
        for node in nodes:
            tree.update(node.value)
        came = referrals_to({EGO}, events, AS_OF)
        under = below(one.person, by_referrer(came), by_referral(deals(came)))
        assert +tree == +Counter(ledger([*under.direct, *under.downstream]))
        assert len({node.person for node in nodes}) == len(nodes)


def test_a_chain_of_thousands_is_a_tree_of_few_levels() -> None:
    everybody = [Person(PersonId(f"p{number}"), f"Person {number}") for number in range(3001)]
    events = [
        Referral(everybody[n].id, everybody[n + 1].id, EGO, ago(3100 - n), "won", value_cents=1, currency="EUR")
        for n in range(3000)
    ]
    root = cascade(MemorySnapshot([OWNER, *everybody], book_events(*events)), EGO, everybody[0].id)
    levels, nodes = 0, [root]
    reached = 0
    while nodes:
        levels, reached = levels + 1, reached + len(nodes)
        nodes = [child for node in nodes for child in node.children]
    assert (levels, reached) == (DEEPEST + 1, 3001)


def walk(node: CascadeNode) -> Iterator[CascadeNode]:
    yield node
    for child in node.children:
        yield from walk(child)


def sums(found: Advocates, rule: str) -> Cents:
    total: Counter[str] = Counter(getattr(found.withheld_credit, rule))
    for one in found.lines:
        total.update(getattr(one.credit, rule))
    return dict(+total)


# --------------------------------------------------------------------------------------------------------- segments

WARM = meetings("ego", "ann", 3, 33, 63, 93)
SILENT = meetings("ego", "ann", 200, 230, 260, 290)


def test_two_deals_within_two_years_make_a_proven_advocate() -> None:
    proven = line(answer(*WARM, sent(ANN, BO, 900, 1_00, won=729), sent(ANN, CY, 900, 1_00, won=729)), ANN)
    assert proven.segment == "proven"
    assert "2 were won in the last 24 months." in proven.why
    earlier = (sent(ANN, BO, 900, 1_00, won=730), sent(ANN, CY, 900, 1_00, won=729))
    assert line(answer(*WARM, *earlier), ANN).segment == "other"


def test_a_proven_advocate_who_has_gone_cold_is_at_risk() -> None:
    at_risk = line(answer(*SILENT, sent(ANN, BO, 195, 1_00), sent(ANN, CY, 195, 1_00)), ANN)
    assert at_risk.segment == "at risk"
    assert "Silent for 195 days" in at_risk.why


def test_more_this_year_than_last_is_rising() -> None:
    rising = line(answer(sent(ANN, BO, 364), sent(ANN, CY, 10), sent(ANN, DI, 365)), ANN)
    assert rising.segment == "rising"
    assert "2 in the last 12 months, 1 in the 12 before." in rising.why
    assert line(answer(sent(ANN, BO, 364), sent(ANN, DI, 365)), ANN).segment == "other"


def at(who: str, firm: str, **values: Any) -> Person:
    return person(who, jobs=(Employment(firm),), **values)


HIDDEN_PEOPLE = (OWNER, at("Ann Lind", "Lind Co"), at("Bo Marsh", "Marsh & Co"), at("Cy Adeyemi", "Adeyemi"), DI, EM)
HIDDEN_TIES = (
    *meetings("ego", "ann", 3, 9, 15, 21, 27),
    *meetings("ego", "di", 300),
    *meetings("ego", "em", 300),
    *meetings("ann", "bo", 3, 9),
    *meetings("ann", "cy", 3, 9),
)


def segments(*events: Event[PersonId], people: tuple[Person, ...] = HIDDEN_PEOPLE) -> dict[str, str]:
    return {one.name: one.segment for one in answer(*HIDDEN_TIES, *events, people=people).lines}


def test_a_strong_tie_never_asked_who_knows_people_in_two_circles_is_hidden() -> None:
    (found,) = answer(*HIDDEN_TIES, people=HIDDEN_PEOPLE).lines
    assert (found.name, found.segment, found.given) == ("Ann Lind", "hidden", 0)
    assert found.why == (
        "You never asked them, and they have not sent you anybody so far. "
        "The tie is Good, one of your strongest quarter. They know people at Adeyemi and Marsh & Co."
    )
    assert found.reasons[1].events == ("e000", "e001", "e002", "e003", "e004")


@pytest.mark.parametrize(
    "event",
    [
        Ask(EGO, ANN.id, ago(700), what="referral"),
        Introduction(ANN.id, EGO, CY.id, ago(700), stage="asked"),
        sent(ANN, DI, 900),
    ],
    ids=["asked for a referral", "asked for an introduction", "has sent somebody"],
)
def test_who_was_asked_or_has_referred_is_not_hidden(event: Event[PersonId]) -> None:
    assert "hidden" not in segments(event).values()


@pytest.mark.parametrize(
    ("firm", "hidden"), [("Adeyemi", True), ("Marsh & Co", False), ("Rivera", False), ("Lind Co", False)]
)
def test_a_circle_is_neither_theirs_nor_the_owners(firm: str, hidden: bool) -> None:
    people = (*HIDDEN_PEOPLE[:3], at("Cy Adeyemi", firm), DI, EM)
    assert ("hidden" in segments(people=people).values()) == hidden


def test_a_group_is_a_circle_too() -> None:
    member = person("Cy Adeyemi", memberships=(Membership("Rowing club"),))
    left = person("Cy Adeyemi", memberships=(Membership("Rowing club", end=ago(1)),))
    assert segments(people=(*HIDDEN_PEOPLE[:3], member, DI, EM)) == {"Ann Lind": "hidden"}
    assert segments(people=(*HIDDEN_PEOPLE[:3], left, DI, EM)) == {}


@pytest.mark.parametrize("flag", ["do-not-ask", "do-not-contact", "do-not-show"])
def test_nobody_is_hidden_who_must_not_be_asked(flag: Flag) -> None:
    people = (OWNER, at("Ann Lind", "Lind Co", flags=(flag,)), *HIDDEN_PEOPLE[2:])
    assert segments(people=people) == {}


def test_those_who_brought_most_stand_first_and_the_hidden_last() -> None:
    found = answer(*HIDDEN_TIES, sent(DI, BO, 50), sent(EM, CY, 50, 1_00), people=HIDDEN_PEOPLE)
    assert [one.person for one in found.lines] == [EM.id, DI.id, ANN.id]


# --------------------------------------------------------------------------------------------------- thanks and flags


def test_thanks_that_are_owed_are_told_until_they_are_given() -> None:
    event = sent(ANN, BO, 50)
    assert line(answer(event), ANN).thanks_owed
    assert "Your thanks are still owed." in line(answer(event), ANN).why
    assert not line(answer(event, Thanks(EGO, ANN.id, ago(3))), ANN).thanks_owed


@pytest.mark.parametrize(("flag", "withheld"), [("do-not-contact", 1), ("do-not-show", 0)])
def test_who_opted_out_is_in_no_list_and_their_credit_stays_in_the_sum(flag: Flag, withheld: int) -> None:
    away = person("Bo Marsh", flags=(flag,))
    people = tuple(away if one == BO else one for one in EVERYBODY)
    found = answer(*GROWN, people=people)
    assert {one.person for one in found.lines} == {ANN.id, CY.id}
    assert found.withheld == withheld
    assert "Bo" not in json.dumps([one.why for one in found.lines])
    for rule in ("first", "last", "shared"):
        assert sums(found, rule) == found.ledger_cents == {"EUR": 1400_00}


def test_who_is_not_to_be_shown_is_in_no_tree_and_those_below_move_up() -> None:
    people = tuple(person("Bo Marsh", flags=("do-not-show",)) if one == BO else one for one in EVERYBODY)
    root = cascade(book(*GROWN, people=people), EGO, ANN.id)
    assert [(node.name, [child.name for child in node.children]) for node in root.children] == [
        ("Cy Adeyemi", ["Di Okoro"]),
        ("Em Vint", []),
    ]


def test_an_empty_book_has_no_advocates() -> None:
    found = answer()
    assert (found.lines, found.ledger_cents, found.withheld) == ((), {}, 0)
    assert cascade(book(), EGO, ANN.id).children == ()
    assert value_grid(book(), EGO).lines == ()


# ------------------------------------------------------------------------------------------------------ value grid


def kinds(*events: Event[PersonId], people: tuple[Person, ...] = EVERYBODY) -> dict[str, str]:
    return {one.person: one.kind for one in value_grid(book(*events, people=people), EGO).lines}


def bought(who: Person, cents: int, currency: str = "EUR", seller: Person = OWNER) -> Purchase[PersonId]:
    return Purchase(who.id, seller.id, ago(20), cents, currency)


def test_the_four_kinds_of_customers_worked_by_hand() -> None:
    """Own: 900, 500, 20, 10, of which the median is 260. Referred: Ann 500, Cy 20, of which the median is 260."""
    found = kinds(bought(ANN, 900), bought(CY, 10), sent(ANN, BO, 50, 500), sent(CY, DI, 50, 20))
    assert found == {"ann": "champion", "bo": "affluent", "cy": "miser", "di": "miser"}
    found = kinds(bought(ANN, 10), bought(CY, 900), sent(ANN, BO, 50, 500), sent(CY, DI, 50, 20))
    assert found == {"ann": "advocate", "bo": "affluent", "cy": "affluent", "di": "miser"}


def test_a_purchase_stands_for_the_deal_that_it_followed() -> None:
    (bo,) = (one for one in value_grid(book(sent(ANN, BO, 50, 500), bought(BO, 480)), EGO).lines if one.person == BO.id)
    assert (bo.own_cents, bo.reasons[0].events) == (480, ("e001",))


def test_refunds_are_taken_off_and_other_sellers_do_not_count() -> None:
    lines = value_grid(book(bought(ANN, 900), bought(ANN, -200), bought(ANN, 77, seller=CY)), EGO).lines
    assert [(one.person, one.own_cents) for one in lines] == [(ANN.id, 700)]
    assert value_grid(book(bought(ANN, 900, seller=JON)), EGO).lines[0].own_cents == 900


def test_each_currency_has_a_grid_of_its_own() -> None:
    found = value_grid(book(bought(ANN, 900), bought(ANN, 10, "USD"), bought(BO, 50, "USD")), EGO)
    assert [(one.person, one.currency, one.kind) for one in found.lines] == [
        ("ann", "EUR", "affluent"),
        ("bo", "USD", "affluent"),
        ("ann", "USD", "miser"),
    ]
    assert (found.cuts["EUR"].own_cents, found.cuts["USD"].own_cents, found.cuts["USD"].referred_cents) == (
        900,
        30,
        None,
    )


@pytest.mark.parametrize("flag", ["do-not-contact", "do-not-show"])
def test_who_opted_out_is_in_no_grid(flag: Flag) -> None:
    assert kinds(bought(ANN, 900), people=(OWNER, person("Ann Lind", flags=(flag,)))) == {}


# -------------------------------------------------------------------------------------------------------------- cold


def cold_of(*events: Event[PersonId]) -> Cold:
    return cold(book(*events), EGO)


def test_cold_tells_both_limits_and_which_of_them_is_passed() -> None:
    """A weekly tie silent for 60 days, a quarterly one for 100, and a monthly one for 300."""
    weekly = meetings("ego", "ann", 60, 67, 74, 81)
    quarterly = meetings("ego", "bo", 100, 191, 282, 373)
    monthly = meetings("ego", "cy", 300, 330, 360, 390)
    found = cold_of(*weekly, *quarterly, *monthly).lines
    assert [(one.person, one.by_days, one.by_rhythm) for one in found] == [
        (CY.id, True, True),
        (BO.id, True, False),
        (ANN.id, False, True),
    ]
    assert [one.overdue for one in found] == sorted((one.overdue for one in found), reverse=True)
    assert [one.reasons[1].text for one in found] == [
        "That is beyond 90 days and beyond 8 usual gaps (240 days).",
        "That is beyond 90 days and within 8 usual gaps (728 days).",
        "That is within 90 days and beyond 8 usual gaps (56 days).",
    ]


def test_cold_forgets_nobody_for_being_long_ago() -> None:
    (found,) = cold_of(*meetings("ego", "ann", 2000, 2030, 2060, 2090)).lines
    assert (found.silent_days, found.by_days) == (2000, True)


# --------------------------------------------------------------------------------------------- planted in the sample

TODAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sample_data.FILES / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def sample(sample_book: Path) -> Iterator[Book]:
    with open_book(sample_book) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(sample: Book) -> dict[str, Advocate]:
    return {one.name: one for one in sample.advocates(TODAY).lines}


def test_the_ledger_of_the_sample_is_given_away_by_each_rule(sample: Book) -> None:
    whole = sample.advocates(TODAY)
    assert whole.ledger_cents["USD"] > 0
    for rule in ("first", "last", "shared"):
        assert sums(whole, rule) == whole.ledger_cents


def test_a_small_spender_is_seen_to_have_begun_a_long_cascade(
    sample: Book, truth: dict[str, Any], found: dict[str, Advocate]
) -> None:
    case = truth["small_spender_long_cascade"]
    root, *below_root = case["chain"]
    node, names, values = sample.cascade(sample.target(root).people[0], TODAY), [], []
    while node.children:
        (node,) = node.children
        names.append(node.name)
        values.append(node.value["USD"] // 100)
    assert (names, values) == (below_root, case["values"])
    assert found[root].value == {"USD": case["values"][0] * 100}
    assert found[root].downstream == {"USD": sum(case["values"][1:]) * 100}


def test_a_root_that_went_cold_is_cold_and_its_control_is_not(sample: Book, truth: dict[str, Any]) -> None:
    silent = {one.name: one for one in sample.cold(TODAY).lines}
    case = truth["cascade_gone_cold"]
    assert silent[case["root"]].last == date.fromisoformat(case["silent_since"])
    assert truth["cascade_control"]["root"] not in silent
    for tree in (case, truth["cascade_control"]):
        below_root = {node.name for node in walk(sample.cascade(sample.target(tree["root"]).people[0], TODAY))}
        assert {one["name"] for one in tree["below"]} <= below_root


def test_the_four_kinds_of_the_sample_are_told_apart(sample: Book, truth: dict[str, Any]) -> None:
    lines: dict[str, GridLine] = {one.name: one for one in sample.value_grid(TODAY).lines}
    assert {kind: lines[name].kind for kind, name in truth["segments"].items()} == {k: k for k in truth["segments"]}
    assert lines[truth["big_spender_never_refers"]].referred_cents == 0


def test_shared_credit_is_shared(sample: Book, truth: dict[str, Any]) -> None:
    case = truth["shared_credit"]
    came = referrals_to({sample.ego}, sample.snapshot(TODAY).events_of([sample.ego], kinds=["referral"]), TODAY)
    (deal,) = (one for one in deals(came) if sample.name_of(one.prospect) == case["prospect"])
    assert deal.cents == case["value"] * 100
    given_by = {sample.name_of(who): one for who, one in credit(deal.sent, [deal]).items()}
    half = {"USD": deal.cents // 2}
    assert {name: given_by[name].shared for name in case["referrers"]} == dict.fromkeys(case["referrers"], half)


def test_a_referral_of_the_sample_that_was_written_twice_counts_once(sample: Book, truth: dict[str, Any]) -> None:
    case = truth["duplicate_referral"]
    who = sample.target(case["referrer"]).people[0]
    events = [
        e
        for e in sample.snapshot(TODAY).events_of([who], kinds=["referral"])
        if isinstance(e.event, Referral) and sample.name_of(e.event.prospect) == case["prospect"]
    ]
    assert len(events) == 2
    assert [one.won for one in referrals_to({sample.ego}, events, TODAY)] == [True]


def test_who_only_sent_themselves_is_no_advocate(truth: dict[str, Any], found: dict[str, Advocate]) -> None:
    assert truth["self_referral"]["name"] not in found


def test_an_ex_member_and_a_visitor_who_referred_are_advocates(
    truth: dict[str, Any], found: dict[str, Advocate]
) -> None:
    assert found[truth["referrer_is_ex_member"]].given > 0
    assert found[truth["referrer_is_visitor"]].given > 0


def test_the_customer_who_was_never_asked_is_hidden(truth: dict[str, Any], found: dict[str, Advocate]) -> None:
    assert found[truth["never_asked_customer"]["name"]].segment == "hidden"
    assert [one.segment for one in found.values()].count("hidden") < 15


def test_who_waits_for_thanks_is_told_so(truth: dict[str, Any], found: dict[str, Advocate]) -> None:
    assert all(found[case["to"]].thanks_owed for case in truth["thanks_owed_now"])


def test_a_weekly_contact_is_cold_by_rhythm_and_a_quarterly_one_by_the_calendar(
    sample: Book, truth: dict[str, Any]
) -> None:
    silent = {one.name: one for one in sample.cold(TODAY).lines}
    weekly, quarterly = (silent[truth[case]["name"]] for case in ("weekly_contact_silent", "quarterly_contact_silent"))
    assert (weekly.silent_days, weekly.by_days, weekly.by_rhythm) == (60, False, True)
    assert (quarterly.silent_days, quarterly.by_days, quarterly.by_rhythm) == (100, True, False)


def test_who_opted_out_in_the_sample_is_in_none_of_the_answers(
    sample: Book, truth: dict[str, Any], found: dict[str, Advocate]
) -> None:
    away = {*truth["opted_out"]["do-not-show"], *truth["opted_out"]["do-not-contact"]}
    listed = {*found, *(one.name for one in sample.cold(TODAY).lines)}
    listed |= {one.name for one in sample.value_grid(TODAY).lines}
    assert not away & listed
    shown = {node.name for one in found.values() for node in walk(sample.cascade(one.person, TODAY))}
    assert not shown & set(truth["opted_out"]["do-not-show"])


def test_as_of_an_earlier_day_nothing_later_is_known(sample: Book) -> None:
    early, late = sample.advocates(date(2024, 6, 30)), sample.advocates(TODAY)
    assert 0 < early.ledger_cents["USD"] < late.ledger_cents["USD"]
    assert max(one.last for one in early.lines if one.last) <= date(2024, 6, 30)


# ------------------------------------------------------------------------------------------------------ on the terminal


def test_the_terminal_tells_who_is_cold_and_how_many_more_there_are(sample_book: Path, sample: Book) -> None:
    lines = sample.cold(TODAY).lines
    result = CliRunner().invoke(main, ["cold", "--limit", "2", "--book", str(sample_book)])
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == f"{lines[0].name} ({lines[0].headline})"
    assert lines[1].why in result.stdout and lines[2].name not in result.stdout
    assert result.stdout.endswith(f"{len(lines) - 2} more: refnet cold --limit {len(lines)}\n")


def test_cold_as_json_holds_every_line_and_the_day(sample_book: Path, sample: Book) -> None:
    result = CliRunner().invoke(main, ["cold", "--json", "--limit", "1", "--book", str(sample_book)])
    told = json.loads(result.stdout)
    assert (told["version"], told["as_of"]) == (1, "2026-10-31")
    assert [one["person"] for one in told["lines"]] == [one.person for one in sample.cold(TODAY).lines]


def test_where_nothing_is_cold_the_terminal_says_so(tmp_path: Path) -> None:
    address = str(tmp_path / "new.refnet")
    assert CliRunner().invoke(main, ["new", "--me", "Alex Rivera", "--book", address]).exit_code == 0
    result = CliRunner().invoke(main, ["cold", "--book", address])
    assert (result.exit_code, result.stdout) == (0, "No tie has gone cold.\n")
