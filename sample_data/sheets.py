"""The files as their owners have them: each product's own columns, and everybody's own habits in a sheet."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sample_data.cases import LEFT_ACCOUNTS, Cases
from sample_data.history import UNTOUCHED, Asked, Contact, History, Referred
from sample_data.town import END, Human, Town, dice

JUNE: Final = date(2026, 6, 30)
"""Day of the older referrals export."""
PLANTED: Final = {
    "maya-contacts.csv": {"refused": 1, "skipped": 0},
    "maya-linkedin-connections.csv": {"refused": 0, "skipped": 1},
    "jonas-linkedin-connections.csv": {"refused": 1, "skipped": 0},
    "priya-interactions.csv": {"refused": 1, "skipped": 0},
    "jonas-introductions.csv": {"refused": 1, "skipped": 0},
    "circle-slips.csv": {"refused": 1, "skipped": 0},
    "maya-referrals-june.csv": {"refused": 1, "skipped": 0},
    "maya-referrals.csv": {"refused": 1, "skipped": 0},
}
"""Rows that no reader can use: a total, a name missing, a comma that nobody quoted, somebody who refers themselves."""

_UNLINKED: Final = "Alejandro Quiroga-Paz"
"""Whom nothing but the owner's word joins with his profile, where he is Alex Quiroga."""
_NOTES: Final = (
    "Notes:\n"
    '"When exporting your connection data, you may notice that some of the email addresses are missing. You will only '
    "see email addresses for connections who have allowed their connections to see or download their email address "
    'using this setting https://www.example.com/visibility. You can learn more here https://www.example.com/help."\n\n'
)
Row = Sequence[str]


def table(header: Row, rows: Iterable[Row], *, delimiter: str = ",", above: str = "") -> str:
    """A table as text, with whatever stands above it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return above + text.getvalue()


def write_sheets(town: Town, cases: Cases, history: History) -> dict[str, str]:
    """Every file by its name, in the order of import."""
    maya, jonas, priya, tobias = town.of_kind("team")
    files = {
        "maya-contacts.csv": _contacts(town, cases, maya),
        "maya-linkedin-connections.csv": _connections(
            _circle_of(town, maya, cases.extra_linkedin["Maya"], 60), hidden=True
        ),
        "maya-google-contacts.csv": _google_new(town, maya),
        "jonas-linkedin-connections.csv": _connections(
            _circle_of(town, jonas, cases.extra_linkedin["Jonas"], 95), broken=True
        ),
        "jonas-google-contacts-old.csv": _google_old(town, jonas),
        "priya-linkedin-connections.csv": _connections(_circle_of(town, priya, cases.extra_linkedin["Priya"], 60)),
    }
    files["tobias-contacts.csv"] = _left_contacts(tobias, history)
    contacts = sorted(history.contacts, key=lambda row: (row.day, [h.name for h in row.others], row.channel, row.note))
    for mate in town.of_kind("team"):
        files[f"{mate.given.lower()}-interactions.csv"] = _interactions(mate, [c for c in contacts if c.owner is mate])
    asked = sorted(
        history.introductions, key=lambda row: (row.asked or row.made or END, row.introducer.name, row.target.name)
    )
    for mate in town.of_kind("team"):
        files[f"{mate.given.lower()}-introductions.csv"] = _introductions(
            mate, [a for a in asked if a.sheet == mate.given]
        )
    files["circle-introductions.csv"] = _introductions(None, [a for a in asked if a.sheet == "circle"])
    referrals = sorted(history.referrals, key=lambda row: (row.day, row.referrer.name, row.prospect.name, -row.value))
    own = [r for r in referrals if r.sheet == "Maya"]
    files["maya-referrals-june.csv"] = _referrals(maya, [_as_of(r, JUNE) for r in own if r.day <= JUNE])
    files["maya-referrals.csv"] = _referrals(maya, own)
    files["circle-slips.csv"] = _slips([r for r in referrals if r.sheet == "circle"])
    return files


# ------------------------------------------------------------------------------------------------ contacts


def _contacts(town: Town, cases: Cases, maya: Human) -> str:
    """Maya's own list: the team, the Circle, clients and friends, with what she knows of them."""
    rng = dice("contacts sheet")
    header = (
        "Name,Email,Phone,Company,Title,Town,Birthday,Groups,Labels,Notes,Do not ask,Do not contact,Do not show,"
        "LinkedIn URL,Me,Spouse,Referred by,Knows"
    ).split(",")
    listed = [maya]
    for human, closeness in town.known_to(maya).items():
        if _hidden_from_maya(human):
            continue
        wanted = human.kind in ("team", "circle") or human in cases.flags or human in cases.labels
        if wanted or (human.kind in ("client", "friend") and closeness > 0.45):
            listed.append(human)
    referrers = {r.prospect: r.referrer for r in cases.rows.referrals if r.recipient is maya and r.won}
    rows = []
    for human in listed:
        name = "M. Lindqvist-Osei" if human.name.startswith("Margarethe") else human.name
        row = dict.fromkeys(header, "")
        row |= {"Name": name, "Email": "; ".join(human.emails[:1] if human is not maya else human.emails)}
        row |= {
            "Phone": human.phone,
            "Company": human.firm,
            "Title": human.title,
            "Town": "Corvale" if rng.random() < 0.6 else "",
        }
        row["Groups"] = "Thursday Circle" if human.kind == "circle" or human is maya else ""
        row["Labels"] = cases.labels.get(human, "" if human.kind in ("team", "circle", "wider") else human.kind)
        row["Me"] = "yes" if human is maya else ""
        if human.birthday:
            row["Birthday"] = human.birthday.isoformat() if rng.random() < 0.6 else human.birthday.strftime("--%m-%d")
        if _has_profile(town, human, rng):
            row["LinkedIn URL"] = human.url
        if human.name == "Tobias Adeyemi-Roth":
            row["Notes"] = "left us on 31 March 2026"
        if human in cases.flags:
            row[f"Do not {cases.flags[human]}"] = "yes"
        if human in referrers and human not in cases.flags:
            row["Referred by"] = referrers[human].name
        if human is not maya and human.kind != "team":
            row["Knows"] = "; ".join(_known(town, human, rng.randrange(4)))
        rows.append([row[column] for column in header])
    rows.append(["" if column != "Notes" else "Gave me a card at the fair; lost it" for column in header])
    return table(header, rows)


def _left_contacts(tobias: Human, history: History) -> str:
    """What Tobias handed over when he left: the people he looked after, and how to reach them."""
    people = dict.fromkeys(h for row in history.contacts if row.owner is tobias for h in row.others)
    rows = [(h.name, "; ".join(h.emails), h.phone, h.firm, h.title, h.url) for h in people if h.kind != "team"]
    return table(("Name", "Email", "Phone", "Company", "Position", "LinkedIn"), sorted(rows))


def _hidden_from_maya(human: Human) -> bool:
    """Accounts that only Tobias had, and firms that nobody has got into."""
    return human.firm in LEFT_ACCOUNTS or human.firm in UNTOUCHED


def _has_profile(town: Town, human: Human, rng: random.Random) -> bool:
    """Whether a card names the LinkedIn profile: nearly always, and always for the people of the story."""
    drawn = rng.random() < 0.97
    return human.name != _UNLINKED and (drawn or human in town.reserved)


def _known(town: Town, human: Human, count: int) -> list[str]:
    """Whom Maya has heard them speak of."""
    theirs = [
        (closeness, other.name) for other, closeness in town.known_to(human).items() if _may_be_named(town, other)
    ]
    return [name for _, name in sorted(theirs, reverse=True)[:count]]


def _may_be_named(town: Town, human: Human) -> bool:
    return human not in town.reserved and human.kind != "team"


# ------------------------------------------------------------------------------------------------ LinkedIn


def _circle_of(town: Town, owner: Human, extra: list[Human], strangers: int) -> list[tuple[Human, date]]:
    """Whom somebody is connected to and since when, newest first; some of them are hardly more than a card."""
    rng = dice(f"connections {owner.name}")
    known = town.known_to(owner)
    chosen = [h for h in known if rng.random() < (0.95 if h.kind in ("team", "circle") else 0.55)]
    chosen = [h for h in chosen if h.firm not in LEFT_ACCOUNTS]
    far = [h for h in town.of_kind("prospect", "wider", "client") if h not in known and h not in town.reserved]
    if owner.name == "Maya Castellan":
        far = [h for h in far if h.firm not in UNTOUCHED]
    chosen += rng.sample(far, min(strangers, len(far))) + [h for h in extra if h not in chosen]
    since = [date(2012, 1, 9) + timedelta(rng.randrange((END - date(2012, 1, 9)).days)) for _ in chosen]
    return sorted(zip(chosen, since, strict=True), key=lambda pair: (-pair[1].toordinal(), pair[0].name))


def _connections(people: list[tuple[Human, date]], *, hidden: bool = False, broken: bool = False) -> str:
    rng = dice(f"linkedin {len(people)}")
    header = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On")
    rows: list[Row] = []
    for human, day in people:
        given, family = ("Alex", "Quiroga") if human.name == _UNLINKED else (human.given, human.family)
        url = human.url if given == human.given else "https://www.linkedin.com/in/alex-quiroga-example"
        mail = human.emails[0] if human.emails and rng.random() < 0.06 and given != "Alex" else ""
        rows.append(
            (given, family, url, mail, human.firm, human.title, f"{day:%d} {_MONTHS[day.month - 1]} {day.year}")
        )
    if hidden:
        rows.insert(len(rows) // 3, ("",) * 6 + ("14 Oct 2021",))
    text = table(header, rows, above=_NOTES)
    if broken:
        text += "Hob,Tanner,https://www.linkedin.com/in/hob-tanner-example,,Tanner, Tanner & Sons,Owner,03 Mar 2014\n"
    return text


_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


# -------------------------------------------------------------------------------------------------- Google

_NEW: Final = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Website 1 - Label,Website 1 - Value,Relation 1 - Label,Relation 1 - Value"
).split(",")
_OLD: Final = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
    "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,"
    "Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Group Membership,E-mail 1 - Type,"
    "E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,"
    "Organization 1 - Title,Relation 1 - Type,Relation 1 - Value,Website 1 - Type,Website 1 - Value"
).split(",")


def _card_box(town: Town, owner: Human, share: float) -> list[Human]:
    rng = dice(f"cards {owner.name}")
    known = town.known_to(owner).items()
    kept = [h for h, closeness in known if closeness > 0.25 and rng.random() < share and not _hidden_from_maya(h)]
    named = [
        h for h, _ in known if h.name in ("Margarethe Lindqvist-Osei", "Samuel Oyelaran", "Jan Novotny", "Jana Novotna")
    ]
    return sorted(dict.fromkeys(kept + named), key=lambda h: (h.family, h.given, h.firm))


def _google_new(town: Town, owner: Human) -> str:
    """A telephone's address book: private mail, mobile numbers, and who is whose wife, boss or assistant."""
    rng = dice("google new")
    rows = []
    for human in _card_box(town, owner, 0.5):
        row = dict.fromkeys(_NEW, "")
        row |= {"First Name": human.given, "Last Name": human.family, "Labels": "* myContacts"}
        row |= {"Organization Name": human.firm, "Organization Title": human.title}
        if human.name.startswith("Margarethe"):
            row["Last Name"] = "Osei"
        for n, mail in enumerate(human.emails[:2], 1):
            row |= {f"E-mail {n} - Label": "* Work" if n == 1 else "Home", f"E-mail {n} - Value": mail}
        if human.phone:
            row |= {"Phone 1 - Label": "Mobile", "Phone 1 - Value": human.phone}
        if _has_profile(town, human, rng):
            row |= {"Website 1 - Label": "Profile", "Website 1 - Value": human.url}
        if human.birthday and rng.random() < 0.5:
            row["Birthday"] = human.birthday.isoformat()
        colleagues = [h for h in town.known_to(human) if h.firm == human.firm and human.firm and _may_be_named(town, h)]
        others = [h for h in town.known_to(human) if h.kind == "friend"]
        if colleagues and rng.random() < 0.6:
            label = rng.choice(("Manager", "Assistant", "Colleague"))
            row |= {"Relation 1 - Label": label, "Relation 1 - Value": colleagues[0].name}
        elif others and rng.random() < 0.5:
            row |= {"Relation 1 - Label": "Friend", "Relation 1 - Value": others[0].name}
        rows.append([row[column] for column in _NEW])
    return table(_NEW, rows)


def _google_old(town: Town, owner: Human) -> str:
    """An export from years ago, which Jonas found in a folder."""
    rng = dice("google old")
    rows = []
    for human in _card_box(town, owner, 0.6):
        row = dict.fromkeys(_OLD, "")
        row |= {"Name": human.name, "Given Name": human.given, "Family Name": human.family}
        row |= {
            "Group Membership": "* My Contacts",
            "Organization 1 - Name": human.firm,
            "Organization 1 - Title": human.title,
        }
        if human.emails:
            row |= {"E-mail 1 - Type": "* Work", "E-mail 1 - Value": human.emails[0]}
        if human.phone:
            row |= {"Phone 1 - Type": "Mobile", "Phone 1 - Value": human.phone}
        if _has_profile(town, human, rng):
            row |= {"Website 1 - Type": "Profile", "Website 1 - Value": human.url}
        rows.append([row[column] for column in _OLD])
    return table(_OLD, rows)


# --------------------------------------------------------------------------------------------------- events


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _worded(day: date | None) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def _slashed(day: date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def _interactions(owner: Human, rows: list[Contact]) -> str:
    """Each member keeps the sheet in their own way: words, separators and ways to write a day."""
    header = "Date,With,Channel,Direction,Started by,Group size,Minutes,Note,Promise,Promised by,Due,Kept".split(",")
    written: Callable[[date | None], str] = _worded if owner.given == "Tobias" else _iso
    if owner.given == "Jonas":
        header = "Day,Who,How,Direction,Initiated by,How many,Minutes,Topic,Promise,Promised by,Due,Kept".split(",")
    lines = [
        (
            written(row.day),
            "; ".join(_named(human) for human in row.others),
            row.channel,
            row.direction,
            row.starter,
            row.size,
            row.minutes,
            row.note,
            row.promise,
            row.promised_by,
            written(row.due),
            row.kept,
        )
        for row in rows
    ]
    if owner.given == "Priya":
        lines.insert(
            5, (written(date(2022, 11, 30)), "me", "other", "", "", "", "", "tidied the samples", "", "", "", "")
        )
    return table(header, lines, delimiter=";" if owner.given == "Jonas" else ",")


def _named(human: Human) -> str:
    """A name; with the address where two have it."""
    return f"{human.name} <{human.emails[0]}>" if human.name == "Samuel Oyelaran" else human.name


def _introductions(owner: Human | None, rows: list[Asked]) -> str:
    header = (
        "Introducer,From,To,To company,Asked,Agreed,Made,Met,Led to business,Thanked,Status,Note"
        if owner
        else "Introduced by,First,Second,Second company,Made on,Met on,Comment"
    ).split(",")
    lines: list[Row] = []
    for row in rows:
        who = (
            _named(row.introducer),
            "me" if row.asker is owner else _named(row.asker),
            _named(row.target),
            row.target.firm,
        )
        if owner is None:
            lines.append((*who, _iso(row.made), _iso(row.met), row.note))
        else:
            days = (row.asked, row.agreed, row.made, row.met, row.business)
            lines.append((*who, *map(_iso, days), _iso(_thanked(row)), row.status, row.note))
    if owner and owner.given == "Jonas":
        lines.insert(
            7, ("Uche Balogun", "me", "Uche Balogun", "", "2023-05-16", "", "", "", "", "", "asked", "who was it?")
        )
    return table(header, lines)


def _thanked(row: Asked) -> date | None:
    """Nine introducers in ten are thanked within the week."""
    rng = dice(f"thanks {row.introducer.name} {row.target.name} {row.made}")
    day = row.made + timedelta(rng.randint(0, 6)) if row.made and rng.random() < 0.9 else None
    return day if day and day <= END else None


_STATUS: Final = {"given": ("new", "open"), "contacted": ("called",), "met": ("quoted", "met"), "won": ("Won", "sold")}


def _referrals(maya: Human, rows: list[Referred]) -> str:
    """Maya's sheet: a title, her own headings, her own words for how far it came."""
    header = (
        "Date given,Referral from,Referral,Email,Company,Referred to,Outcome,Date contacted,Met on,Closed,Lost on,"
        "Deal value,Would have come anyway,Thank you sent,Comment"
    ).split(",")
    lines = []
    for n, row in enumerate(rows):
        words = _STATUS.get(row.status, ("lost", "no sale"))
        lines.append(
            (
                _iso(row.day),
                "me" if row.referrer is maya else _named(row.referrer),
                _named(row.prospect),
                "",
                row.prospect.firm,
                "" if row.recipient is maya else _named(row.recipient),
                words[n % len(words)],
                _iso(row.contacted),
                _iso(row.met),
                _iso(row.won),
                _iso(row.lost),
                f"${row.value:,}" if row.value else "",
                row.anyway,
                _iso(row.thanked),
                row.note,
            )
        )
    return table(header, lines, above="Referrals Castellan Office Fit-Out\nkept by Maya\n\n")


def _slips(rows: list[Referred]) -> str:
    """The Circle's own list, as its secretary keeps it, down to the total at the end."""
    header = (
        "Slip no.,Date given,Referred by,Lead,Company,Given to,Stage,Contacted on,Met on,Won on,Lost on,Amount,Currency"
    )
    lines: list[Row] = []
    for n, row in enumerate(rows, 1):
        who = (_named(row.referrer), _named(row.prospect), row.prospect.firm, _named(row.recipient))
        days = map(_slashed, (row.contacted, row.met, row.won, row.lost))
        value = (f"{row.value:,}.00", "usd") if row.value else ("", "")
        lines.append((f"TC-{n:04}", _slashed(row.day), *who, row.status, *days, *value))
    total = sum(row.value for row in rows)
    lines.append(("", "Total", "", "", "", "", "", "", "", "", "", f"{total:,}.00", "usd"))
    above = "Thursday Circle Corvale\nSlips between members (those of Castellan Office Fit-Out are left out)\n\n"
    return table(header.split(","), lines, above=above)


def _as_of(row: Referred, day: date) -> Referred:
    """The row as the sheet had it on an earlier day."""

    def so_far(reached: date | None) -> date | None:
        return reached if reached and reached <= day else None

    early = replace(row)
    for stage in ("contacted", "met", "won", "lost", "thanked"):
        setattr(early, stage, so_far(getattr(row, stage)))
    early.status = next((stage for stage in ("won", "lost", "met", "contacted") if getattr(early, stage)), "given")
    early.value = row.value if early.won else 0
    return early
