"""The people of Corvale: who works where, who really knows whom and how well. No event has happened yet."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sample_data import words

SEED: Final = "corvale-2026"
START: Final = date(2022, 11, 1)
END: Final = date(2026, 10, 30)
AS_OF: Final = date(2026, 10, 31)
FIRM: Final = "Castellan Office Fit-Out"
_AREA_CODES: Final = (257, 263, 271, 283, 291)
"""Area codes that are not in use; 555-0100 to 555-0199 is kept free for invented people."""


def dice(name: str) -> random.Random:
    """Random numbers of their own for each part of the story, so that a change in one leaves the others alone."""
    return random.Random(f"{SEED}:{name}")


def slug(text: str, joint: str = "-") -> str:
    """Text as it stands in a mail or web address."""
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ł", "l").replace("ı", "i").replace("ß", "ss"))
    kept = "".join(c if c.isalnum() else " " for c in plain.lower() if not unicodedata.combining(c))
    return joint.join(kept.split())


@dataclass(slots=True, eq=False)
class Human:
    """One invented person. `willing` and `fit` are what no file tells: how gladly they help, how well they suit."""

    given: str
    family: str
    firm: str
    title: str
    kind: str
    emails: list[str] = field(default_factory=list)
    phone: str = ""
    birthday: date | None = None
    willing: float = 0.0
    fit: float = 0.0
    url: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


class Town:
    """Everybody, and the closeness of each pair that knows each other, 0 to 1."""

    def __init__(self) -> None:
        self.people: list[Human] = []
        self.reserved: set[Human] = set()
        """People of the planted cases, whom the random course of events leaves alone."""
        self.gone_quiet: dict[Human, date] = {}
        """Members who stay away from the Circle since that day."""
        self._close: dict[Human, dict[Human, float]] = {}
        self._names: set[str] = set()
        self._rng = dice("people")

    def add(
        self, name: str, firm: str, title: str, kind: str, *, mail: bool | None = None, reserved: bool = False
    ) -> Human:
        """A new person; the last word of `name` is the family name."""
        given, family = name.rsplit(" ", 1)
        rng = self._rng
        human = Human(given, family, firm, title, kind, willing=rng.gauss(0, 1), fit=rng.gauss(0, 1))
        handle = slug(f"{name} {firm}" if name in self._names else name)
        human.url = f"https://www.linkedin.com/in/{handle}-example"
        if mail or (mail is None and rng.random() < 0.7):
            human.emails.append(f"{slug(name, '.')}@{slug(firm) + '.' if firm else 'mail.'}example.com")
        number = len(self.people)
        if rng.random() < 0.6 and number < 100 * len(_AREA_CODES):
            human.phone = f"+1 {_AREA_CODES[number // 100]} 555 01{number % 100:02}"
        if rng.random() < 0.3:
            human.birthday = date(rng.randrange(1955, 2000), rng.randrange(1, 13), rng.randrange(1, 29))
        self.people.append(human)
        self._close[human] = {}
        self._names.add(human.name)
        if reserved:
            self.reserved.add(human)
        return human

    def invent(self, firm: str, title: str, kind: str) -> Human:
        """Somebody with a name that nobody has yet."""
        rng = self._rng
        while True:
            given, family = rng.choice(words.NAMES)
            if rng.random() < 0.2:
                family = rng.choice(words.NAMES)[1]
            name = f"{rng.choice(given.split())} {rng.choice(family.split())}"
            if name not in self._names:
                return self.add(name, firm, title, kind)

    def know(self, one: Human, other: Human, closeness: float) -> None:
        """Two people know each other from now on, at least so well."""
        closeness = min(0.97, max(closeness, self._close[one].get(other, 0.05)))
        self._close[one][other] = self._close[other][one] = closeness

    def closeness(self, one: Human, other: Human) -> float:
        return self._close[one].get(other, 0.0)

    def known_to(self, human: Human) -> dict[Human, float]:
        return self._close[human]

    def named(self, name: str) -> Human:
        return next(human for human in self.people if human.name == name)

    def of_kind(self, *kinds: str) -> list[Human]:
        return [human for human in self.people if human.kind in kinds]

    def at(self, firm: str) -> list[Human]:
        return [human for human in self.people if human.firm == firm]


def build_town() -> Town:
    """The firm, the Thursday Circle, clients, suppliers, friends, and those whom nobody of the firm knows yet."""
    town = Town()
    _team(town)
    _circle(town)
    _firms(town)
    _private_people(town)
    _acquaintances(town)
    return town


def _team(town: Town) -> None:
    maya = town.add("Maya Castellan", FIRM, "Owner", "team", mail=True)
    maya.emails.append("maya.castellan@mail.example.com")
    for name, title in (
        ("Jonas Ferreira", "Project manager"),
        ("Priya Nandakumar", "Designer"),
        ("Tobias Adeyemi-Roth", "Sales"),
    ):
        mate = town.add(name, FIRM, title, "team", mail=True)
        for other in town.of_kind("team"):
            if other is not mate:
                town.know(mate, other, 0.85)


SEATS: Final = {
    "accountant": "Ruth Achieng-Moreau",
    "estate agent": "Bettina Kowalczyk-Ruiz",
    "architect": "Halvard Nwosu",
    "electrician": "Ngaio Pettersen",
    "solicitor": "Farida Penrose-Lane",
}
"""The members of the Circle whom the story names."""


def _circle(town: Town) -> None:
    for firm, seat in words.CIRCLE:
        title = f"Owner, {seat}"
        if seat in SEATS:
            member = town.add(SEATS[seat], firm, title, "circle", mail=True)
        else:
            member = town.invent(firm, title, "circle")
        if not member.emails:
            member.emails.append(f"{slug(member.given)}@{slug(firm)}.example.com")


def _firms(town: Town) -> None:
    rng = dice("firms")
    for kind, firms, least, most in (
        ("client", words.CLIENTS, 3, 6),
        ("prospect", words.PROSPECTS, 6, 12),
        ("supplier", words.SUPPLIERS, 2, 4),
    ):
        for firm in firms:
            titles = words.TITLES.get(kind, words.TITLES["client"])
            for title in rng.sample(titles, min(len(titles), rng.randint(least, most))):
                town.invent(firm, title, kind)


def _private_people(town: Town) -> None:
    rng = dice("private")
    everywhere = words.CLIENTS + words.PROSPECTS
    for _ in range(42):
        town.invent(rng.choice(everywhere) if rng.random() < 0.4 else "", "", "friend")
    for _ in range(116):
        firm = rng.choice(everywhere + [firm for firm, _ in words.CIRCLE])
        town.invent(firm, rng.choice(words.TITLES["client"]), "wider")


def _acquaintances(town: Town) -> None:
    """Who knows whom at the start of the four years."""
    rng = dice("acquaintances")
    maya, jonas, priya, tobias = town.of_kind("team")
    circle, clients = town.of_kind("circle"), town.of_kind("client")
    outside = town.of_kind("prospect", "wider")
    for member in circle:
        town.know(maya, member, 0.25 + 0.65 * rng.random())
        for other in circle:
            if other is not member and rng.random() < 0.35:
                town.know(member, other, 0.1 + 0.6 * rng.random())
        for customer in rng.sample(outside + clients, 13):
            town.know(member, customer, 0.15 + 0.75 * rng.random())
    for client in clients:
        owner = rng.choice((maya, maya, jonas, priya, tobias))
        if rng.random() < 0.75:
            town.know(owner, client, 0.3 + 0.6 * rng.random())
        for other in rng.sample(outside, 2):
            town.know(client, other, 0.2 + 0.6 * rng.random())
    for supplier in town.of_kind("supplier"):
        town.know(rng.choice((jonas, jonas, priya, maya)), supplier, 0.25 + 0.5 * rng.random())
    for friend in town.of_kind("friend"):
        town.know(maya, friend, 0.3 + 0.65 * rng.random())
        for other in rng.sample(outside, 3):
            town.know(friend, other, 0.2 + 0.6 * rng.random())
    for firm in dict.fromkeys(human.firm for human in clients + outside):
        staff = town.at(firm)
        for i, one in enumerate(staff):
            for other in staff[i + 1 :]:
                if rng.random() < 0.45:
                    town.know(one, other, 0.3 + 0.5 * rng.random())
