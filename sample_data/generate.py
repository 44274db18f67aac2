"""Writes the sample firm's files again, byte for byte: python sample_data/generate.py [FOLDER]

Castellan Office Fit-Out plans and builds offices in Corvale, a town that does not exist, as nobody in these files
does. Four years of a firm of four, its Thursday Circle, clients and friends, up to 30 October 2026.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sample_data import FILES
from sample_data.cases import Cases, Truth
from sample_data.history import MODEL, History, Years
from sample_data.sheets import PLANTED, write_sheets
from sample_data.town import AS_OF, Human, Town, build_town


def make_files() -> dict[str, str]:
    """Every file's name and text, `manifest.json` and `truth.json` last."""
    town = build_town()
    cases = Cases(town)
    years = Years(town)
    history = years.pass_by()
    truth = cases.tell(years)
    files = write_sheets(town, cases, history)
    manifest = _manifest(town, list(files))
    files["manifest.json"] = _json(manifest)
    files["truth.json"] = _json(_truth(town, history, truth, list(files.values())))
    return files


def write_files(folder: Path) -> None:
    """Writes all files into `folder`, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_files().items():
        (folder / name).write_bytes(text.encode("utf-8"))


def _manifest(town: Town, names: list[str]) -> Truth:
    maya, *mates = town.of_kind("team")
    owners = {mate.given.lower(): mate.name for mate in mates}
    return {
        "me": {"name": maya.name, "emails": maya.emails},
        "as_of": AS_OF.isoformat(),
        "files": [{"file": name, "of": owners.get(name.split("-")[0])} for name in names],
    }


def _is_shown(human: Human, texts: list[str]) -> bool:
    """Whether any file names the person."""
    return any(human.name in text or f"{human.given},{human.family}" in text for text in texts)


def _truth(town: Town, history: History, cases: Truth, texts: list[str]) -> Truth:
    asks = sorted(
        (row for row in history.introductions if row.chance is not None and row.asked),
        key=lambda row: (row.asked, row.asker.name, row.introducer.name, row.target.name),
    )
    return {
        "people": sum(_is_shown(human, texts) for human in town.people),
        "organizations": len({human.firm for human in town.people if human.firm}),
        "planted_rows": PLANTED,
        **cases,
        "thanks_effect": _thanks_effect(town, history),
        "ask_model": {"log_odds_of": "an introduction is made", "weights": MODEL},
        "asks": [
            {
                "asker": row.asker.name,
                "connector": row.introducer.name,
                "target": row.target.name,
                "date": row.asked.isoformat() if row.asked else None,
                "probability": row.chance,
                "yes": row.yes,
                "written_down": row.status != "asked",
                "drawn": row.drawn,
            }
            for row in asks
        ],
    }


def _thanks_effect(town: Town, history: History) -> dict[str, Any]:
    """Of referrals to Maya, how many the same person followed by another within a year, by how they were thanked."""
    maya = town.of_kind("team")[0]
    mine = [row for row in history.referrals if row.recipient is maya]
    found = {}
    for key in ("within 3 days", "never"):
        fast = key != "never"
        group = [
            row
            for row in mine
            if (AS_OF - row.day).days > 365
            and ((row.thanked is not None and (row.thanked - row.day).days <= 3) if fast else row.thanked is None)
        ]
        again = sum(any(o.referrer is r.referrer and 0 < (o.day - r.day).days <= 365 for o in mine) for r in group)
        found[key] = {"referrals": len(group), "another_within_a_year": again}
    return found


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    write_files(Path(sys.argv[1]) if len(sys.argv) > 1 else FILES)
