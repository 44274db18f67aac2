"""The planted cases: what the sample is for. Each is a small piece of story, and what is true of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sample_data.history import TOBIAS_LEFT, UNTOUCHED, Asked, Contact, Referred, Years, workday
from sample_data.town import AS_OF, END, START, Human, Town, dice

Truth = dict[str, Any]

LEFT_ACCOUNTS: Final = ("Grebe Marine", "Copperfold Schools", "Hartsease Dental")
SAFE_ACCOUNTS: Final = ("Sandpiper Software", "Jackdaw Analytics")
NOT_CARRIED: Final = {
    "invoices, margins, refunds": "no importer for invoices yet; the value of a won referral stands in for them",
    "mail and calendar samples, CC-only contacts": "no importer for mail or calendars yet",
    "chapter report (attendance, one-to-ones, closed business)": "no importer yet; attendance is in the interactions",
    "old contact manager export, vCard": "no importer yet",
    "complaints, reviews, rewards, milestones touched": "no template column yet; they stand in notes only",
    "a wrong merge to undo, a strength override": "decisions of the owner, not of a file",
    "dated jobs": "the contacts template holds the present job only",
}


class Cases:
    """Adds the people of the cases to the town, then their events to its history."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.truth: Truth = {}
        self.rng = dice("cases")
        self.maya, self.jonas, self.priya, self.tobias = town.of_kind("team")
        self.extra_linkedin: dict[str, list[Human]] = {"Maya": [], "Jonas": [], "Priya": []}
        self.flags: dict[Human, str] = {}
        self.labels: dict[Human, str] = {}
        self._who: dict[str, Human] = {}
        self._people()

    def tell(self, years: Years) -> Truth:
        """The events of all cases; returns what is true of them."""
        self.years = years
        self.rows = years.history
        for case in (
            self._identity,
            self._routes_to_dana,
            self._claimed_against_observed,
            self._over_asked_and_idle,
            self._never_asked,
            self._cascades,
            self._segments,
            self._rhythms,
            self._thanks_owed,
            self._promises,
            self._departure,
            self._odd_referrals,
            self._opted_out,
            self._no_route,
            self._noise,
        ):
            case()
        self.truth["not_carried_yet"] = NOT_CARRIED
        return self.truth

    # -------------------------------------------------------------------------------------------- people

    def _people(self) -> None:
        for name, firm, title, kind in (
            ("Dana Okafor", "Larkspur Hotels", "Head of purchasing", "prospect"),
            ("Leonie Grauer", "Larkspur Hotels", "Operations director", "prospect"),
            ("Casper Winslade", "Larkspur Hotels", "Finance director", "prospect"),
            ("Ines Valtorta", "Merlin Yard Properties", "Managing director", "prospect"),
            ("Gethin Marlowe-Ede", "Merlin Yard Properties", "Facilities manager", "prospect"),
            ("Imelda Sarpong", "Oldmill Brewing", "Managing director", "client"),
            ("Konstantin Abioye-Lund", "Ravensworth Robotics", "Managing director", "client"),
            ("Pilar Achterberg", "Wrenfield Opticians", "Practice manager", "client"),
            ("Gregor Tallis", "Thornbury Lane Vets", "Practice manager", "client"),
            ("Leocadia Boone", "Elmstead Housing", "Head of people", "client"),
            ("Yusuf Brandvold", "Fieldfare Foods", "Operations director", "client"),
            ("Seraphine Kaldor", "Goldcrest Games", "Chief of staff", "client"),
            ("Emeka Thorvald", "Birchwood Savings", "Facilities manager", "client"),
            ("Margarethe Lindqvist-Osei", "Linnet Learning", "Head of people", "client"),
            ("Alejandro Quiroga-Paz", "Jackdaw Analytics", "Office manager", "client"),
            ("Samuel Oyelaran", "Bramblegate Logistics", "Facilities manager", "client"),
            ("Samuel Oyelaran", "Nettle & Finch", "Finance director", "client"),
            ("Jan Novotny", "Cobalt Ridge Energy", "IT manager", "client"),
            ("Jana Novotna", "Cobalt Ridge Energy", "Office manager", "client"),
            ("Quentin Asare-Sallow", "Dunlin Diagnostics", "Operations director", "client"),
            ("Rosalind Takoda", "", "", "friend"),
            ("Viktor Ilunga-Crane", "Harbour Vane Shipping", "Managing director", "client"),
            ("Amparo Dessaline", "Inverarden Textiles", "Head of purchasing", "client"),
            ("Bronagh Eskdale", "Kittiwake Travel Wear", "Office manager", "client"),
            ("Ikaika Sorrel", "Tallowmere Clinics", "Facilities manager", "client"),
            ("Ottoline Brask", "Pellam Dry Dock", "Owner", "prospect"),
            ("Osric Palle", "Pellam Dry Dock", "Works manager", "prospect"),
            ("Hedda Vint", "Pellam Ferries", "Owner", "prospect"),
            ("Anselm Quist", "Plover Paper", "Office manager", "prospect"),
            ("Wendeline Aubrac", "", "Visitor at the Circle in 2024", "wider"),
            ("Dashiell Orme", "Orme & Son Plumbing", "Owner", "wider"),
        ):
            self._who[f"{name}, {firm}" if name == "Samuel Oyelaran" else name] = self.town.add(
                name, firm, title, kind, mail=True, reserved=True
            )
        for firm in LEFT_ACCOUNTS:
            self.town.reserved.update(self.town.at(firm))
        for name in ("Bettina Kowalczyk-Ruiz", "Halvard Nwosu", "Ngaio Pettersen", "Farida Penrose-Lane"):
            self._who[name] = self.town.named(name)
            self.town.reserved.add(self._who[name])
        self._who["Ruth Achieng-Moreau"] = self.town.named("Ruth Achieng-Moreau")
        self.town.know(self.maya, self["Ruth Achieng-Moreau"], 0.9)
        self["Bettina Kowalczyk-Ruiz"].willing = self["Halvard Nwosu"].willing = 1.6

    def __getitem__(self, name: str) -> Human:
        return self._who[name]

    # -------------------------------------------------------------------------------------------- pieces

    def _meet(self, name: str, closeness: float, *, owner: Human | None = None, until: date = END) -> None:
        self.years.meet(owner or self.maya, self[name], START + timedelta(20), closeness, until=until)

    def _bring_together(self, introducer: Human, first: Human, count: int, *, since: date, until: date = END) -> None:
        """The introducer introduced `first` to several people: so the two know each other well."""
        others = [h for h in self.town.of_kind("prospect", "wider") if h not in self.town.reserved]
        for other in self.rng.sample(others, count):
            day = workday(since + (until - since) * self.rng.random())
            met = workday(day + timedelta(self.rng.randint(4, 20)))
            self.rows.introductions.append(
                Asked(introducer, first, other, made=min(day, END), met=met if met <= END else None, sheet="circle")
            )

    def _referral(self, day: date, referrer: Human, prospect: Human, value: int = 0, **more: Any) -> Referred:
        row = Referred(day, referrer, prospect, self.maya, **more)
        if value:
            row.contacted, row.met = workday(day + timedelta(3)), workday(day + timedelta(12))
            row.won, row.value, row.status = workday(day + timedelta(45)), value, "won"
        self.rows.referrals.append(row)
        return row

    def _customer(self, prospect: Human, since: date, closeness: float, *, until: date = END) -> None:
        self.years.meet(self.maya, prospect, since, closeness, until=until)

    # --------------------------------------------------------------------------------------------- cases

    def _identity(self) -> None:
        for name in ("Margarethe Lindqvist-Osei", "Alejandro Quiroga-Paz", "Jan Novotny", "Jana Novotna"):
            self._meet(name, 0.5)
        for firm in ("Bramblegate Logistics", "Nettle & Finch"):
            self._meet(f"Samuel Oyelaran, {firm}", 0.55)
        margarethe, alejandro = self["Margarethe Lindqvist-Osei"], self["Alejandro Quiroga-Paz"]
        margarethe.emails.append("margarethe.osei@mail.example.com")
        self.extra_linkedin["Maya"].append(margarethe)
        self["Jan Novotny"].phone = self["Jana Novotna"].phone = "+1 291 555 0190"
        for human in self.town.at("Fernhill Bakery"):
            human.emails = ["info@fernhill-bakery.example.com"]
        for human in self.town.at("Amberlight Media"):
            human.emails = ["studio@amberlight-media.example.com"]
        self.truth["one_person_several_names"] = {
            "names": ["Margarethe Lindqvist-Osei", "M. Lindqvist-Osei", "Margarethe Osei"],
            "emails": margarethe.emails,
        }
        self.truth["one_person_for_the_owner_to_join"] = {
            "names": [alejandro.name, "Alex Quiroga"],
            "why": "no address in common: only the owner can know",
        }
        self.truth["two_people_one_name"] = [
            {"name": "Samuel Oyelaran", "organization": h.firm, "emails": h.emails}
            for h in self.town.people
            if h.name == "Samuel Oyelaran"
        ]
        self.truth["colleagues_sharing_domain_and_phone"] = ["Jan Novotny", "Jana Novotna"]
        self.truth["shared_mailboxes"] = {
            firm: {"email": self.town.at(firm)[0].emails[0], "people": [h.name for h in self.town.at(firm)]}
            for firm in ("Fernhill Bakery", "Amberlight Media")
        }

    def _routes_to_dana(self) -> None:
        """The target to try first: several routes, of different strength, one of which must not be used."""
        dana, leonie, casper = self["Dana Okafor"], self["Leonie Grauer"], self["Casper Winslade"]
        ruth, bettina, farida = self["Ruth Achieng-Moreau"], self["Bettina Kowalczyk-Ruiz"], self["Farida Penrose-Lane"]
        self._meet("Farida Penrose-Lane", 0.8)
        self._meet("Imelda Sarpong", 0.7)
        for one, other, count in (
            (ruth, leonie, 5),
            (leonie, dana, 6),
            (bettina, dana, 9),
            (farida, dana, 8),
            (self["Imelda Sarpong"], casper, 8),
            (casper, dana, 6),
        ):
            self._bring_together(one, other, count, since=date(2024, 3, 1))
            self.town.know(one, other, 0.7)
        self.extra_linkedin["Priya"].append(dana)
        self.extra_linkedin["Jonas"].append(dana)
        self.truth["demo"] = {
            "target": dana.name,
            "organization": dana.firm,
            "observed_routes": [
                ["Maya Castellan", ruth.name, leonie.name, dana.name],
                ["Maya Castellan", bettina.name, dana.name],
                ["Maya Castellan", "Imelda Sarpong", casper.name, dana.name],
            ],
            "claimed_routes": [
                ["Maya Castellan", "Priya Nandakumar", dana.name],
                ["Maya Castellan", "Jonas Ferreira", dana.name],
            ],
            "never_through": [farida.name],
            "other_organizations": [firm for firm in UNTOUCHED if firm != dana.firm],
        }

    def _claimed_against_observed(self) -> None:
        """A LinkedIn connection that leads nowhere, and the longer way that did."""
        ines, gethin, ruth = self["Ines Valtorta"], self["Gethin Marlowe-Ede"], self["Ruth Achieng-Moreau"]
        self.extra_linkedin["Priya"].append(ines)
        for one, other in ((ruth, gethin), (gethin, ines)):
            self._bring_together(one, other, 6, since=date(2023, 6, 1), until=date(2025, 5, 1))
            self.town.know(one, other, 0.75)
        failed = self.years.ask(self.rng, date(2025, 2, 11), self.maya, self.priya, ines, yes=False)
        failed.note = "exchanged cards at a fair once, does not know her"
        for day, connector, target, business in (
            (date(2025, 6, 3), ruth, gethin, False),
            (date(2025, 7, 8), gethin, ines, True),
        ):
            made = Asked(connector, self.maya, target, day, workday(day + timedelta(1)), sheet="Maya", drawn=False)
            made.made, made.met, made.status = workday(day + timedelta(3)), workday(day + timedelta(13)), "met"
            if business:
                made.business, made.status = workday(day + timedelta(80)), "led to business"
            self.rows.introductions.append(made)
        self._customer(ines, date(2025, 8, 1), 0.5)
        self.truth["claimed_against_observed"] = {
            "as_of": "2025-05-31",
            "target": ines.name,
            "fails": ["Maya Castellan", "Priya Nandakumar", ines.name],
            "works": ["Maya Castellan", ruth.name, gethin.name, ines.name],
        }

    def _over_asked_and_idle(self) -> None:
        bettina, halvard = self["Bettina Kowalczyk-Ruiz"], self["Halvard Nwosu"]
        for human in (bettina, halvard):
            self.years.meet(self.maya, human, START + timedelta(10), 0.8)
        pool = [h for h in self.town.of_kind("prospect", "wider") if h not in self.town.reserved]
        known = self.town.known_to(self.maya)
        fresh = [h for h in pool if h not in known and h.firm not in UNTOUCHED]
        self.rng.shuffle(fresh)

        def ask(day: date, connector: Human, yes: bool) -> Asked:
            target = fresh.pop()
            self.town.know(connector, target, 0.5)
            return self.years.ask(self.rng, day, self.maya, connector, target, yes=yes)

        for month in range(1, 22, 3):
            day = workday(date(2023 + month // 12, month % 12 + 1, 14))
            ask(day, halvard, True)
            ask(day + timedelta(42), bettina, True)
        quarter = (True, True, True, False, True, False, False, False, False)
        for i, yes in enumerate(quarter):
            ask(workday(date(2026, 7, 3) + timedelta(9 * i)), bettina, yes)
        pending = Asked(bettina, self.maya, fresh.pop(), date(2026, 10, 13), status="asked", sheet="Maya", drawn=False)
        pending.note = "no answer yet"
        self.rows.introductions.append(pending)
        self.truth["over_asked_connector"] = {
            "name": bettina.name,
            "asks_from": "2026-07-01",
            "asks_to": "2026-09-30",
            "asks": len(quarter),
            "outcomes": ["yes" if yes else "no" for yes in quarter],
            "open_ask": "2026-10-13",
        }
        last = max(row.asked for row in self.rows.introductions if row.introducer is halvard and row.asked)
        self.truth["idle_connector"] = {"name": halvard.name, "last_asked": last.isoformat(), "always_said": "yes"}

    def _never_asked(self) -> None:
        leocadia = self["Leocadia Boone"]
        self._referral(date(2023, 2, 13), self["Ruth Achieng-Moreau"], leocadia, 42_000, thanked=date(2023, 2, 14))
        self._customer(leocadia, date(2023, 4, 1), 0.85)
        others = [h for h in self.town.of_kind("prospect") if h.firm in UNTOUCHED and h not in self.town.reserved][:4]
        for other in others:
            self._bring_together(leocadia, other, 2, since=date(2024, 1, 1))
        self.truth["never_asked_customer"] = {"name": leocadia.name, "knows": [other.name for other in others]}

    def _cascades(self) -> None:
        pilar = self["Pilar Achterberg"]
        self._referral(date(2022, 12, 5), self["Ruth Achieng-Moreau"], pilar, 900, thanked=date(2022, 12, 6))
        self._customer(pilar, date(2023, 1, 10), 0.55)
        chain, above = [pilar.name], pilar
        for day, value in (
            (date(2023, 5, 9), 6_400),
            (date(2024, 2, 13), 21_000),
            (date(2024, 11, 12), 34_500),
            (date(2025, 9, 9), 18_250),
        ):
            above = self._brought(above, day, value, 0.45)
            chain.append(above.name)
        self.truth["small_spender_long_cascade"] = {
            "chain": chain,
            "own_value": 900,
            "values": [6400, 21000, 34500, 18250],
        }
        for name, key, cold in (
            ("Yusuf Brandvold", "cascade_gone_cold", True),
            ("Seraphine Kaldor", "cascade_control", False),
        ):
            self.truth[key] = self._cascade(self[name], cold=cold)

    def _brought(self, above: Human, day: date, value: int, closeness: float, *, until: date = END) -> Human:
        """Somebody new, referred by `above`, who became a customer."""
        human = self.town.invent(
            self.rng.choice(("Ouzel Orchards", "Pipit Pharmacies", "Knot & Cable")), "Office manager", "client"
        )
        self.town.reserved.add(human)
        self.town.know(above, human, 0.6)
        self._referral(day, above, human, value, thanked=day + timedelta(1))
        self._customer(human, day + timedelta(20), closeness, until=until)
        return human

    def _cascade(self, root: Human, *, cold: bool) -> Truth:
        self._referral(date(2022, 11, 14), self["Halvard Nwosu"], root, 11_000, thanked=date(2022, 11, 15))
        self._customer(root, date(2022, 12, 1), 0.75, until=date(2026, 2, 10) if cold else END)
        below = []
        for i, day in enumerate((date(2023, 3, 7), date(2024, 12, 10), date(2025, 6, 3))):
            lost = cold and i != 1
            child = self._brought(root, day, 7_500 + 3_000 * i, 0.6, until=date(2026, 5, 20) if lost else END)
            below.append({"name": child.name, "went_quiet": lost})
            if i < 2:
                grand = self._brought(child, day + timedelta(300), 5_200, 0.5, until=date(2026, 6, 30) if lost else END)
                below.append({"name": grand.name, "went_quiet": lost})
        found: Truth = {"root": root.name, "below": below}
        if cold:
            note = "unhappy with the late handover, promised to call back"
            self.rows.contacts.append(Contact(date(2026, 2, 12), self.maya, [root], "call", note, root.name))
            found["silent_since"] = "2026-02-12"
        return found

    def _segments(self) -> None:
        imelda, konstantin, gregor = self["Imelda Sarpong"], self["Konstantin Abioye-Lund"], self["Gregor Tallis"]
        for human, day, value, closeness in (
            (imelda, date(2022, 11, 21), 64_000, 0.0),
            (konstantin, date(2023, 1, 16), 180_000, 0.65),
            (gregor, date(2023, 9, 18), 1_450, 0.4),
        ):
            self._referral(day, self["Halvard Nwosu"], human, value, thanked=day + timedelta(2))
            if closeness:
                self._customer(human, day + timedelta(20), closeness)
        for day, value in ((date(2023, 11, 7), 23_000), (date(2025, 1, 14), 41_000), (date(2026, 3, 10), 17_500)):
            self._brought(imelda, day, value, 0.5)
        self.truth["segments"] = {
            "champion": imelda.name,
            "affluent": konstantin.name,
            "advocate": "Pilar Achterberg",
            "miser": gregor.name,
        }
        self.truth["big_spender_never_refers"] = konstantin.name

    def _rhythms(self) -> None:
        ngaio, emeka = self["Ngaio Pettersen"], self["Emeka Thorvald"]
        weekly, quarterly = date(2026, 9, 1), date(2026, 7, 23)
        day = weekly
        while day >= START:
            channel = "meeting" if day.toordinal() % 3 else "call"
            note = "sockets and cables on site" if channel == "meeting" else "who comes when this week"
            self.rows.contacts.append(
                Contact(day, self.maya, [ngaio], channel, note, "me" if day.day % 2 else ngaio.name)
            )
            day -= timedelta(7)
        day = quarterly
        while day >= START:
            self.rows.contacts.append(
                Contact(day, self.maya, [emeka], "meeting", "quarterly look at the branches", emeka.name, minutes="60")
            )
            day -= timedelta(91)
        for human, closeness in ((ngaio, 0.9), (emeka, 0.5)):
            self.town.know(self.maya, human, closeness)
        self.truth["weekly_contact_silent"] = {
            "name": ngaio.name,
            "last": weekly.isoformat(),
            "days": (AS_OF - weekly).days,
        }
        self.truth["quarterly_contact_silent"] = {
            "name": emeka.name,
            "last": quarterly.isoformat(),
            "days": (AS_OF - quarterly).days,
        }

    def _thanks_owed(self) -> None:
        """Referrals of the last weeks that nobody has thanked for."""
        names = ("Ruth Achieng-Moreau", "Halvard Nwosu", "Imelda Sarpong", "Seraphine Kaldor", "Bettina Kowalczyk-Ruiz")
        owed = []
        for i, name in enumerate(names):
            human = self.town.invent(self.rng.choice(("Dipper Hydro", "Eider Outdoor")), "Office manager", "prospect")
            self.town.reserved.add(human)
            self.town.know(self[name], human, 0.6)
            day = workday(date(2026, 10, 5) + timedelta(5 * i))
            self._referral(day, self[name], human, note="asked me to call next week", status="given")
            owed.append({"to": name, "for": human.name, "date": day.isoformat()})
        self.truth["thanks_owed_now"] = owed

    def _promises(self) -> None:
        cases = (
            (date(2026, 10, 20), "Ruth Achieng-Moreau", "send the offer for the lobby", date(2026, 11, 3), "due_soon"),
            (date(2026, 10, 27), "Imelda Sarpong", "bring the colour cards", date(2026, 11, 6), "due_soon"),
            (date(2026, 9, 29), "Leocadia Boone", "send two references", date(2026, 10, 12), "overdue"),
            (date(2026, 10, 8), "Halvard Nwosu", "return the drawings", date(2026, 10, 22), "overdue"),
        )
        found: Truth = {"due_soon": [], "overdue": []}
        for day, name, text, due, state in cases:
            contact = Contact(day, self.maya, [self[name]], "meeting", "talked over coffee", "me", minutes="45")
            contact.promise, contact.promised_by, contact.due = text, "me", due
            self.rows.contacts.append(contact)
            found[state].append({"to": name, "text": text, "due": due.isoformat()})
        self.truth["promises_open"] = found

    def _departure(self) -> None:
        lost = []
        for firm in LEFT_ACCOUNTS:
            human = self.town.at(firm)[0]
            self.years.meet(self.tobias, human, START + timedelta(30), 0.85)
            lost.append({"organization": firm, "contact": human.name})
        safe = []
        for firm in SAFE_ACCOUNTS:
            human = next(h for h in self.town.at(firm) if h not in self.town.reserved)
            for mate in (self.maya, self.jonas, self.priya):
                self.years.meet(mate, human, START + timedelta(40), 0.6)
            safe.append({"organization": firm, "contact": human.name})
        self.truth["departure"] = {
            "who": self.tobias.name,
            "left": TOBIAS_LEFT.isoformat(),
            "only_tie_to": lost,
            "redundant": safe,
        }

    def _odd_referrals(self) -> None:
        ruth, halvard, anselm = self["Ruth Achieng-Moreau"], self["Halvard Nwosu"], self["Anselm Quist"]
        self._referral(date(2025, 3, 3), ruth, anselm, 28_000, thanked=date(2025, 3, 5))
        second = self._referral(date(2025, 3, 6), halvard, anselm, note="Ruth sent them too", thanked=date(2025, 3, 7))
        second.status, second.won = "won", workday(date(2025, 3, 3) + timedelta(45))
        self._customer(anselm, date(2025, 4, 1), 0.4)
        self.truth["shared_credit"] = {"prospect": anselm.name, "referrers": [ruth.name, halvard.name], "value": 28_000}
        gregor = self["Gregor Tallis"]
        self._referral(date(2024, 9, 17), gregor, gregor, note="sends himself, wants the voucher")
        self.truth["self_referral"] = {"name": gregor.name, "date": "2024-09-17"}
        twice = self.town.invent("Lapwing Leasing", "Office manager", "prospect")
        self.town.reserved.add(twice)
        self._referral(date(2025, 6, 18), self["Imelda Sarpong"], twice, 8_800, thanked=date(2025, 6, 20))
        self._referral(date(2025, 6, 18), self["Imelda Sarpong"], twice, note="written down a second time")
        self.truth["duplicate_referral"] = {"referrer": "Imelda Sarpong", "prospect": twice.name, "date": "2025-06-18"}
        for name, day, label in (
            ("Dashiell Orme", date(2024, 4, 18), "ex-member"),
            ("Wendeline Aubrac", date(2024, 10, 10), "visitor"),
        ):
            self._meet(name, 0.3)
            self.labels[self[name]] = label
            self._brought(self[name], day, 4_900, 0.3)
            self.truth[f"referrer_is_{label.replace('-', '_')}"] = name

    def _opted_out(self) -> None:
        for name, flag in (
            ("Quentin Asare-Sallow", "show"),
            ("Rosalind Takoda", "show"),
            ("Viktor Ilunga-Crane", "contact"),
            ("Amparo Dessaline", "contact"),
            ("Farida Penrose-Lane", "ask"),
            ("Bronagh Eskdale", "ask"),
            ("Ikaika Sorrel", "ask"),
        ):
            self.flags[self[name]] = flag
            if name != "Farida Penrose-Lane":
                self._meet(name, 0.7)
        for name in ("Quentin Asare-Sallow", "Viktor Ilunga-Crane"):
            self._bring_together(self[name], self["Casper Winslade"], 5, since=date(2024, 5, 1))
        self.truth["opted_out"] = {
            f"do-not-{flag}": [human.name for human, own in self.flags.items() if own == flag]
            for flag in ("show", "contact", "ask")
        }

    def _no_route(self) -> None:
        row = Asked(
            self["Hedda Vint"], self["Osric Palle"], self["Ottoline Brask"], made=date(2025, 9, 24), sheet="circle"
        )
        row.note = "heard at the harbour"
        self.rows.introductions.append(row)
        self.truth["no_route"] = {"target": "Ottoline Brask", "known_by": ["Osric Palle", "Hedda Vint"]}

    def _noise(self) -> None:
        """What the years brought anyway, and must not be taken for warmth."""
        self.truth["one_way_noise"] = sorted(
            {h.name for c in self.rows.contacts if c.direction == "in" for h in c.others}
        )
        breakfasts = sorted({c.day.isoformat() for c in self.rows.contacts if c.size == "40"})
        self.truth["meetings_of_forty"] = breakfasts
