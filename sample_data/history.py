"""Four years of Corvale: meetings, asks with their outcomes, referrals. What happens is kept as rows to be written."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sample_data import words
from sample_data.town import END, START, Human, Town, dice

TOBIAS_LEFT: Final = date(2026, 3, 31)
LOAD_DAYS: Final = 90
OPEN_DAYS: Final = 60
ASKS_A_WEEK: Final = {"Maya": 1.5, "Jonas": 0.55, "Priya": 0.35, "Tobias": 0.55}
MODEL: Final = {
    "intercept": -2.3,
    "closeness asker-connector": 2.2,
    "closeness connector-target": 2.4,
    "willingness of the connector": 0.7,
    "asks to the connector in the last 90 days": -0.35,
    "fit of the target": 0.5,
}
"""Log odds that an ask leads to an introduction. None of these facts stands in a file as such."""
UNTOUCHED: Final = (
    "Larkspur Hotels,Nightjar Pharma,Osprey Quay Developments,Redwing Rail Services,Siskin Solar,Moorhen Museums"
).split(",")
"""Firms that nobody of the team has got into so far, though others in Corvale know people there."""
MISSING_SHARE: Final = 0.14
"""Outcomes that nobody wrote down: at random, so what is there still shows the true shares."""


@dataclass(slots=True)
class Contact:
    """A row of somebody's interactions sheet."""

    day: date
    owner: Human
    others: list[Human]
    channel: str
    note: str
    starter: str = ""
    direction: str = ""
    size: str = ""
    minutes: str = ""
    promise: str = ""
    promised_by: str = ""
    due: date | None = None
    kept: str = ""


@dataclass(slots=True)
class Asked:
    """A row of an introductions sheet. `asker` is also who keeps the sheet; with `chance` it is an ask of the model."""

    introducer: Human
    asker: Human
    target: Human
    asked: date | None = None
    agreed: date | None = None
    made: date | None = None
    met: date | None = None
    business: date | None = None
    status: str = ""
    note: str = ""
    sheet: str = ""
    """Whose sheet the row stands in: a given name, or "circle"."""
    chance: float | None = None
    yes: bool | None = None
    """What truly came of it, written down or not; None while it is open."""
    drawn: bool = True
    """False where the story wants the outcome, so that it says nothing of the model."""


@dataclass(slots=True)
class Referred:
    """A row of a referrals sheet."""

    day: date
    referrer: Human
    prospect: Human
    recipient: Human
    status: str = "given"
    contacted: date | None = None
    met: date | None = None
    won: date | None = None
    lost: date | None = None
    value: int = 0
    anyway: str = ""
    thanked: date | None = None
    note: str = ""
    sheet: str = "Maya"


@dataclass(slots=True)
class History:
    """Everything that happened, in no order."""

    contacts: list[Contact] = field(default_factory=list)
    introductions: list[Asked] = field(default_factory=list)
    referrals: list[Referred] = field(default_factory=list)


class Years:
    """Lets the years pass, week by week."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.history = History()
        self.maya, self.jonas, self.priya, self.tobias = town.of_kind("team")
        self._asked_of: defaultdict[Human, list[date]] = defaultdict(list)
        self._tried: defaultdict[tuple[Human, Human], int] = defaultdict(int)
        self._pull: defaultdict[Human, float] = defaultdict(lambda: 1.0)
        self._contacts = dice("contacts")

    def pass_by(self) -> History:
        """The whole story but for the planted cases."""
        self._first_ties()
        asks, referrals, circle = dice("asks"), dice("referrals"), dice("circle")
        for monday in _mondays():
            self._meetings(monday, circle)
            self._asks(monday, asks)
            self._referrals(monday, referrals)
            self._slips(monday, circle)
            self._others_introductions(monday, circle)
        self._noise()
        return self.history

    # ------------------------------------------------------------------------------------------ contacts

    def _first_ties(self) -> None:
        rng = dice("first ties")
        for member in self.town.of_kind("team"):
            for other, closeness in list(self.town.known_to(member).items()):
                if other.kind != "team" and other not in self.town.reserved:
                    fades = rng.random() < 0.06
                    until = START + timedelta(rng.randint(300, 1300)) if fades else END
                    self.meet(member, other, START, closeness, until=until)

    def meet(self, owner: Human, other: Human, since: date, closeness: float, *, until: date = END) -> None:
        """From now on the two are in contact as often as their closeness makes them."""
        self.town.know(owner, other, closeness)
        until = min(until, TOBIAS_LEFT) if owner is self.tobias else until
        rng = self._contacts
        for day in contact_days(rng, since, until, 16 + 260 * (1 - closeness) ** 1.5):
            self.history.contacts.append(self._contact(rng, day, owner, other, closeness))

    def _contact(self, rng: random.Random, day: date, owner: Human, other: Human, closeness: float) -> Contact:
        kind = other.kind if other.kind in ("circle", "friend", "supplier") else "client"
        channel = rng.choices(("meeting", "call", "mail", "message"), (0.25 + 0.3 * closeness, 0.35, 0.2, 0.12))[0]
        said = rng.random()
        starter = "" if said < 0.3 else "me" if said < 0.7 else other.name
        contact = Contact(day, owner, [other], channel, note_for(rng, kind, channel, day), starter)
        if channel == "meeting":
            contact.minutes = str(rng.choice((30, 45, 60, 60, 90, 120)))
            if rng.random() < 0.12:
                contact.others += self._company(rng, owner, other)
        if kind != "friend" and rng.random() < 0.045:
            promised(rng, contact)
        return contact

    def _company(self, rng: random.Random, owner: Human, other: Human) -> list[Human]:
        """Somebody who comes along, known to both already."""
        both = [h for h in self.town.known_to(other) if self.town.closeness(owner, h) and h not in self.town.reserved]
        return [rng.choice(both)] if both else []

    def _meetings(self, monday: date, rng: random.Random) -> None:
        """Monday round of the team, the Circle on Thursday, the Chamber's breakfast each quarter."""
        if holiday(monday):
            return
        rows = self.history.contacts
        mates = [self.jonas, self.priya] + ([self.tobias] if monday < TOBIAS_LEFT else [])
        rows.append(Contact(monday, self.maya, mates, "meeting", "Monday round", minutes="30"))
        thursday = monday + timedelta(3)
        members = [m for m in self.town.of_kind("circle") if rng.random() < 0.85]
        members = [m for m in members if m not in self.town.gone_quiet or monday < self.town.gone_quiet[m]]
        if rng.random() < 0.94 and thursday <= END:
            size = str(len(members) + 1 + rng.randrange(4))
            rows.append(Contact(thursday, self.maya, members, "event", "Thursday Circle", size=size, minutes="90"))
        if monday.month % 3 == 2 and 8 <= monday.day <= 14:
            guests = rng.sample([h for h in self.town.people if h not in self.town.reserved], 12)
            guests = [h for h in guests if h is not self.maya]
            note = "Chamber breakfast, too many for a talk"
            rows.append(Contact(monday + timedelta(1), self.maya, guests, "event", note, size="40", minutes="120"))

    def _noise(self) -> None:
        """Newsletters: they come in, nobody answers."""
        for sender, every in (("Ashlar Desking", 14), ("Dado Lighting", 30), ("Jacquard Fabrics", 30)):
            human = self.town.at(sender)[-1]
            day = START + timedelta(every)
            while day <= END:
                note = f"newsletter of {sender}"
                self.history.contacts.append(Contact(day, self.maya, [human], "mail", note, direction="in"))
                day += timedelta(every)

    # ---------------------------------------------------------------------------------------------- asks

    def _asks(self, monday: date, rng: random.Random) -> None:
        for asker in self.town.of_kind("team"):
            rate = ASKS_A_WEEK[asker.given] * (0.3 if holiday(monday) or monday.month == 8 else 1.0)
            if (monday - START).days < 60 or (asker is self.tobias and monday > TOBIAS_LEFT - timedelta(30)):
                continue
            for _ in range(poisson(rng, rate)):
                found = self._whom_to_ask(rng, asker)
                if found:
                    day = min(monday + timedelta(rng.randrange(5)), END - timedelta(1))
                    self.ask(rng, day, asker, *found)

    def _whom_to_ask(self, rng: random.Random, asker: Human) -> tuple[Human, Human] | None:
        """A connector, the closer the likelier, and a target that the asker does not know."""
        known = self.town.known_to(asker)
        connectors = [h for h in known if known[h] >= 0.2 and h not in self.town.reserved]
        for _ in range(12):
            connector = rng.choices(connectors, [known[h] ** 2 for h in connectors])[0]
            theirs = self.town.known_to(connector)
            targets = [
                h
                for h in theirs
                if h not in known and not self._left_alone(h) and h.kind not in ("team", "friend")
                if self._tried[asker, h] < 2
            ]
            if targets:
                return connector, rng.choices(targets, [0.15 + theirs[h] for h in targets])[0]
        return None

    def _left_alone(self, human: Human) -> bool:
        return human in self.town.reserved or human.firm in UNTOUCHED

    def chance(self, day: date, asker: Human, connector: Human, target: Human) -> float:
        """The true probability that this ask leads to an introduction."""
        load = sum(0 <= (day - other).days <= LOAD_DAYS for other in self._asked_of[connector])
        facts = (
            1.0,
            self.town.closeness(asker, connector),
            self.town.closeness(connector, target),
            connector.willing,
            float(load),
            target.fit,
        )
        log_odds = sum(weight * fact for weight, fact in zip(MODEL.values(), facts, strict=True))
        return round(1 / (1 + math.exp(-log_odds)), 4)

    def ask(
        self, rng: random.Random, day: date, asker: Human, connector: Human, target: Human, *, yes: bool | None = None
    ) -> Asked:
        """One ask and what comes of it; `yes` is given where the story wants it so."""
        chance = self.chance(day, asker, connector, target)
        self._asked_of[connector].append(day)
        self._tried[asker, target] += 1
        row = Asked(connector, asker, target, day, sheet=asker.given, chance=chance, drawn=yes is None)
        row.note = said = rng.choice(words.ASK_NOTES)
        draw, unwritten = rng.random(), rng.random()
        self.history.introductions.append(row)
        if (draw < chance) if yes is None else yes:
            self._introduced(rng, row)
        elif day + timedelta(rng.randint(1, 16)) <= END:
            row.status, said = "declined", rng.choice(words.DECLINED)
        row.yes = {"": None, "declined": False}.get(row.status, True)
        recent = (END - day).days < OPEN_DAYS
        if yes is None and (unwritten < MISSING_SHARE) and not recent:
            row.status, row.agreed, row.made, row.met, row.business = "", None, None, None, None
        if row.status:
            row.note = said
        else:
            row.status = "asked"
        return row

    def _introduced(self, rng: random.Random, row: Asked) -> None:
        assert row.asked
        agreed = workday(row.asked + timedelta(rng.randint(0, 6)))
        made = workday(agreed + timedelta(rng.randint(1, 12)))
        if made > END:
            return
        row.agreed, row.made, row.status = agreed, made, "made"
        closeness = 0.12 + 0.2 * rng.random()
        met = workday(made + timedelta(rng.randint(3, 25)))
        if rng.random() < 0.72 and met <= END:
            row.met, row.status = met, "met"
            closeness += 0.2
            business = workday(met + timedelta(rng.randint(20, 120)))
            if rng.random() < 0.28 and business <= END:
                row.business, row.status = business, "led to business"
                closeness += 0.2
        since = row.met or made
        self.town.know(row.asker, row.target, closeness)
        if row.met:
            fades = rng.random() < 0.1
            until = min(END, since + timedelta(rng.randint(60, 400))) if fades else END
            self.meet(row.asker, row.target, since + timedelta(10), closeness, until=until)

    # ----------------------------------------------------------------------------------------- referrals

    def _referrals(self, monday: date, rng: random.Random) -> None:
        if holiday(monday):
            return
        for _ in range(poisson(rng, 0.8)):
            self._to_maya(rng, monday + timedelta(rng.randrange(5)))
        if rng.random() < 0.7:
            self._from_maya(rng, monday + timedelta(rng.randrange(5)))

    def _to_maya(self, rng: random.Random, day: date) -> None:
        known = self.town.known_to(self.maya)
        able = [
            h for h in known if h.kind in ("circle", "client", "friend", "prospect") and h not in self.town.reserved
        ]
        referrer = rng.choices(able, [known[h] * self._pull[h] * (2 if h.kind == "circle" else 1) for h in able])[0]
        theirs = self.town.known_to(referrer)
        prospects = [h for h in theirs if h not in known and not self._left_alone(h) and h.kind != "team"]
        if not prospects or day > END:
            return
        row = self.refer(rng, day, referrer, rng.choice(prospects), self.maya, 0.15 + 0.5 * theirs[prospects[0]])
        self._thank(rng, row)

    def _thank(self, rng: random.Random, row: Referred) -> None:
        """Thanked at once, somebody refers again sooner; never thanked, hardly at all."""
        draw = rng.random()
        days = rng.randint(0, 3) if draw < 0.5 else rng.randint(6, 25) if draw < 0.65 else None
        self._pull[row.referrer] = 2.6 if draw < 0.5 else 1.0 if draw < 0.65 else 0.35
        if days is not None and row.day + timedelta(days) <= END:
            row.thanked = row.day + timedelta(days)

    def _from_maya(self, rng: random.Random, day: date) -> None:
        known = self.town.known_to(self.maya)
        members = [h for h in self.town.of_kind("circle") if h not in self.town.reserved]
        member = rng.choices(members, [known[h] for h in members])[0]
        mine = [h for h in known if h.kind in ("client", "friend") and h not in self.town.reserved]
        if day <= END:
            row = self.refer(rng, day, self.maya, rng.choice(mine), member, 0.35)
            if rng.random() < 0.6 and row.day + timedelta(2) <= END:
                row.thanked = row.day + timedelta(rng.randint(0, 2))

    def refer(
        self, rng: random.Random, day: date, referrer: Human, prospect: Human, recipient: Human, chance: float
    ) -> Referred:
        """One referral and what becomes of it by the end."""
        row = Referred(day, referrer, prospect, recipient, note=rng.choice(words.REFERRAL_NOTES))
        row.sheet = "Maya" if self.maya in (referrer, recipient) else "circle"
        self.history.referrals.append(row)
        contacted = workday(day + timedelta(rng.randint(1, 9)))
        met = workday(contacted + timedelta(rng.randint(2, 20)))
        closed = workday(met + timedelta(rng.randint(10, 90)))
        if rng.random() < 0.92 and contacted <= END:
            row.contacted, row.status = contacted, "contacted"
            if rng.random() < 0.8 and met <= END:
                row.met, row.status = met, "met"
                if closed <= END:
                    _close(rng, row, closed, won=rng.random() < chance + 0.1)
        if row.met and recipient is self.maya:
            closeness = 0.35 + 0.4 * rng.random() if row.won else 0.2
            self.meet(rng.choice((self.maya, self.maya, self.jonas)), prospect, row.met + timedelta(7), closeness)
        if row.contacted:
            self.town.know(recipient, prospect, 0.3 if row.won else 0.15)
        return row

    def _slips(self, monday: date, rng: random.Random) -> None:
        """Business within the Circle, as its secretary writes it down."""
        if holiday(monday):
            return
        members = self.town.of_kind("circle")
        for _ in range(poisson(rng, 2.9)):
            recipient = rng.choice(members)
            friends = [h for h in members if self.town.closeness(recipient, h)]
            theirs = {
                h: c for h, c in self.town.known_to(recipient).items() if h.kind in ("prospect", "wider", "client")
            }
            theirs = {h: c for h, c in theirs.items() if h not in self.town.reserved}
            if friends and theirs and monday + timedelta(3) <= END:
                prospect = rng.choices(list(theirs), [c**2 for c in theirs.values()])[0]
                self.refer(rng, monday + timedelta(3), rng.choice(friends), prospect, recipient, theirs[prospect])

    def _others_introductions(self, monday: date, rng: random.Random) -> None:
        """Who brought whom together, as told at the Circle: oftenest those who know each other well."""
        if holiday(monday):
            return
        people = self.town.of_kind("circle")
        people += [h for h in self.town.of_kind("client", "friend") if h not in self.town.reserved]
        for _ in range(poisson(rng, 3.4)):
            introducer = rng.choice(people)
            theirs = {
                h: c
                for h, c in self.town.known_to(introducer).items()
                if h.kind != "team" and h not in self.town.reserved
            }
            if len(theirs) < 2:
                continue
            first = rng.choices(list(theirs), [c**2 for c in theirs.values()])[0]
            second = rng.choice([h for h in theirs if h is not first])
            made = workday(monday + timedelta(rng.randrange(5)))
            row = Asked(introducer, first, second, made=made, sheet="circle")
            met = workday(made + timedelta(rng.randint(3, 30)))
            if rng.random() < 0.6 and met <= END:
                row.met = met
                self.town.know(first, second, 0.25)
            if made <= END:
                self.history.introductions.append(row)


# ------------------------------------------------------------------------------------------- days and chance


def _mondays() -> Iterator[date]:
    day = START - timedelta(START.weekday()) + timedelta(7)
    while day <= END:
        yield day
        day += timedelta(7)


def holiday(day: date) -> bool:
    """Christmas to Epiphany, and the two weeks in August when Corvale is at the sea."""
    return (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 4) or (day.month == 8 and 5 <= day.day <= 18)


def workday(day: date) -> date:
    """The day itself, or the next on which people work."""
    while day.weekday() > 4 or holiday(day):
        day += timedelta(1)
    return day


def contact_days(rng: random.Random, since: date, until: date, gap: float) -> Iterator[date]:
    """Days of contact about `gap` days apart: uneven, with quiet spells and holidays."""
    day = since + timedelta(round(gap * rng.random()))
    while (shown := workday(day)) <= until:
        yield shown
        step = gap * min(3.0, math.exp(rng.gauss(-0.12, 0.5)))
        if rng.random() < 0.04:
            step += rng.randint(50, 140)
        day = shown + timedelta(max(1, round(step)))


def poisson(rng: random.Random, mean: float) -> int:
    """How many of something happen that happens `mean` times on average."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def note_for(rng: random.Random, kind: str, channel: str, day: date) -> str:
    """What somebody jots down after such a contact; now and then nothing."""
    if rng.random() < 0.08:
        return ""
    if channel in ("meeting", "call") and kind != "friend" and day.month in words.SEASONAL and rng.random() < 0.25:
        text = rng.choice(words.SEASONAL[day.month])
    else:
        text = rng.choice(words.NOTES[kind, channel])
    return text.format(place=rng.choice(words.PLACES), work=rng.choice(words.WORKS))


def promised(rng: random.Random, contact: Contact) -> None:
    """Adds a promise, and how it went; those not yet due are left open."""
    contact.promise = rng.choice(words.PROMISES).format(work=rng.choice(words.WORKS))
    contact.promised_by = "me" if rng.random() < 0.65 else contact.others[0].name
    contact.due = contact.day + timedelta(rng.randint(3, 21))
    draw, when = rng.random(), rng.randint(1, 14)
    if contact.due > END - timedelta(30):
        contact.kept = contact.due.isoformat() if contact.due <= END else ""
    elif draw < 0.72:
        contact.kept = max(contact.day, contact.due - timedelta(when // 3)).isoformat()
    elif draw < 0.88:
        contact.kept = (contact.due + timedelta(when)).isoformat()
    else:
        contact.kept = "no"


def _close(rng: random.Random, row: Referred, day: date, *, won: bool) -> None:
    row.anyway = rng.choice(("", "", "no", "no", "yes"))
    if won:
        row.won, row.status = day, "won"
        row.value = 50 * round(math.exp(rng.gauss(8.6, 0.9)) / 50)
    else:
        row.lost, row.status = day, "lost"
