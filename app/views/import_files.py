"""Add files: check what is in them, bring them in, and take an import back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec
import streamlit as st

from app import columns, data, look, state
from app.components import Entry, entries
from app.jobs import LISTED, Job
from importers.mapped import MappedTable
from refnet import plugins
from refnet.analysis.reasons import counted
from refnet.errors import RefnetError
from refnet.ingest.rejects import line_of
from refnet.mapping import Proposal
from refnet.stores.base import StoredSource

_MINE: Final = "Mine"
_THEIRS: Final = "Somebody else's"
_POLL_SECONDS: Final = 0.5
_PHASES: Final = {"read": "Reading", "resolve": "Finding out who is who", "save": "Saving"}
_COUNTS: Final = (
    ("people", "person", "people"),
    ("organizations", "company", "companies"),
    ("interactions", "meeting, call or message", "meetings, calls and messages"),
    ("introductions", "introduction", "introductions"),
    ("referrals", "referral", "referrals"),
    ("relations", "stated tie", "stated ties"),
)
_OUTCOMES: Final = {
    "new": "New people",
    "merged": "Merged with somebody who is there",
    "changed": "Changed",
}
_REMARKS: Final = {"refused": "Refused rows", "skipped": "Skipped rows", "noted": "Remarks on rows"}


def main() -> None:
    """Choose, check, bring in; then the history."""
    job = state.job()
    if job is None:
        _choose()
    elif job.running:
        _watch()
    else:
        _ended(job)
    _history()


def _choose() -> None:
    with look.card("choose"):
        st.header("Choose files")
        st.markdown(
            "Exports of LinkedIn, Google, Outlook, phones and customer programs, as files or as a whole zip, and any "
            "other table of people. What a file is shows when refnet looks inside. Nothing is added before you say so."
        )
        files = st.file_uploader("Files", accept_multiple_files=True, key=state.uploads_key())
        whose = st.radio("Whose files are they?", (_MINE, _THEIRS), horizontal=True, key=state.WHOSE)
        of = ""
        if whose == _THEIRS:
            of = st.text_input(
                "Their full name",
                key=state.WHOSE_NAME,
                help="A team-mate's files show whom they know: routes may then go through them.",
            ).strip()
        private = len(data.members(data.view())) > 1 and st.checkbox(
            "Only for me", key=state.PRIVATE, help="No other member of the book sees what these files tell."
        )
        ready = bool(files) and (whose == _MINE or bool(of))
        if st.button("Check", type="primary", disabled=not ready):
            chosen = [(file.name, file.getvalue()) for file in files or ()]
            book = state.address()
            state.keep_job(Job(chosen, book=book, member=state.member(book), of=of, private=private))
            st.rerun()


@st.fragment(run_every=_POLL_SECONDS)
def _watch() -> None:
    """How far the work has come, told twice a second while it runs."""
    job = state.job()
    if job is None or not job.running:
        st.rerun()
        return
    with look.card("progress"):
        st.header("Checking" if job.dry_run else "Adding")
        told = job.progress()
        share = min(1.0, told.done / told.total) if told and told.total else 0.0
        st.progress(share if told and told.phase == "read" else 1.0 if told else 0.0)
        if told:
            rows = f" {told.done:,} rows" if told.done else ""
            look.strong(told.file, key="file")
            st.text(f"{_PHASES.get(told.phase, 'Working')}:{rows or ' ...'}")
        else:
            st.text("Starting")
        if st.button("Cancel"):
            job.cancel()
            st.rerun()


def _ended(job: Job) -> None:
    if job.cancelled:
        with look.card("cancelled"):
            st.header("Cancelled")
            st.caption("Files that were still being read or saved are as if they had never been chosen.")
            st.button("Choose files", type="primary", on_click=_again)
        return
    try:
        reports = job.reports()
    except RefnetError:
        state.keep_job(None)
        raise
    for place, report in enumerate(reports):
        if report.get("verdict") == "ask":
            job.proposals.setdefault(place, msgspec.convert(report["proposal"], Proposal))
    if job.proposals:
        _ask(job, min(job.proposals))
    told = [(place, report) for place, report in enumerate(reports) if place not in job.proposals]
    if told:
        _told(job, told)


def _ask(job: Job, place: int) -> None:
    """Which column of a table is which: as refnet proposes it, until its owner has said so."""
    proposal = job.proposals[place]
    with look.card(f"columns-{place}"):
        st.header("Which column is which?")
        look.strong(proposal.file, key=f"columns-{place}")
        if proposal.remembered:
            st.text("You said so of a table with these columns before.")
        else:
            st.text("A table of people that refnet does not know. This is how it would read it: correct what is wrong.")
        if proposal.questions:
            st.info("Only you can know this. Please say it in the boxes below:", icon=":material/help:")
        for number, question in enumerate(proposal.questions):
            # What to write into the file of a mapping is for the terminal: here the boxes are below
            look.quiet(question.partition(' Set "')[0], key=f"question-{place}-{number}")
        book = data.book(state.address())
        try:
            said = columns.whole(proposal.mapping, place)
            if said != proposal.mapping:
                job.proposals[place] = book.propose(job.path(place), mapping=said, columns_too=False)
                st.rerun()
            said = columns.columns(proposal, place)
            if said != proposal.mapping:
                now = book.propose(job.path(place), mapping=said)
                job.proposals[place] = columns.corrected(proposal, now)
                st.rerun()
        except RefnetError as error:
            look.show_error(error)
            return
        columns.preview(proposal, place)
        st.caption("Nothing is added yet. Next you see whom it would bring and what it would change.")
        buttons = st.container(horizontal=True)
        if buttons.button("Use this", type="primary", key=f"use-{place}"):
            job.read_as(place, proposal.mapping)
            st.rerun()
        buttons.button("Choose other files", key=f"other-{place}", on_click=_again)


def _told(job: Job, reports: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """What became of the files, or would, and what to do next."""
    new = any(not report.get("known") for _, report in reports if "error" not in report)
    with look.card("reports"):
        st.header("What is in them" if job.dry_run else "Added")
        for number, (place, report) in enumerate(reports):
            if number:
                st.divider()
            with st.container(gap="xsmall"):
                _report(report, place, dry_run=job.dry_run)
                if job.dry_run and report.get("importer") == MappedTable.name:
                    _offer_columns(job, place)
        _offer_refused(job)
        buttons = st.container(horizontal=True)
        if job.dry_run and new and not job.proposals and buttons.button("Add to my book", type="primary"):
            job.add()
            st.rerun()
        kind = "secondary" if job.dry_run and new else "primary"
        buttons.button("Choose other files" if job.dry_run else "Add more files", type=kind, on_click=_again)


def _offer_columns(job: Job, place: int) -> None:
    """A way back to the columns of a table, which were remembered or have just been said."""
    if st.button("Change which column is which", key=f"change-{place}"):
        job.proposals[place] = data.book(state.address()).propose(job.path(place), mapping=job.mapping(place))
        st.rerun()


def _offer_refused(job: Job) -> None:
    """The refused rows as files to correct."""
    for number, (file, content) in enumerate(job.refused(), 1):
        look.quiet(f"The refused rows of {file}, to correct and to add as any other file:", key=f"refused-{number}")
        st.download_button(
            "Download the refused rows",
            content,
            file_name="refused.csv" if number == 1 else f"refused-{number}.csv",
            mime="text/csv",
            key=f"refused-rows-{number}",
        )


def _again() -> None:
    state.keep_job(None)
    state.forget_uploads()


def _report(report: Mapping[str, Any], place: int, *, dry_run: bool) -> None:
    """What became of a file: what it is, what it holds, whom it is about, and every row that was remarked on."""
    look.strong(report["file"], key=f"report-{place}")
    if error := report.get("error"):
        st.error("This file cannot be used.", icon=":material/error:")
        st.text(error["message"])
        look.quiet(error["fix"], key=f"fix-{place}")
        return
    look.quiet(_described(report["importer"]), key=f"importer-{place}")
    if report.get("known"):
        st.info("This very file is in your book already: there is nothing to add.", icon=":material/check:")
        return
    st.text(_held(report) or "Nobody is in it.")
    brings = "Brings" if dry_run else "Brought"
    st.text(
        f"{brings} {counted(report['new_people'], 'new person', 'new people')}, "
        f"changes to {report['changed_people']:,}, and {counted(report['new_events'], 'new event', 'new events')}."
    )
    if seen := report.get("preview"):
        _preview(seen, place)
    st.caption(_rows(report))
    _remarks(report["lines"], report["remarks"], f"report-{place}")


def _preview(seen: Mapping[str, Any], place: int) -> None:
    """Whom the file is about and what becomes of them; which earlier export it renews; what is to be decided."""
    for earlier in seen["earlier"]:
        st.text(
            f"A newer export of {earlier['file']}, which came in on {earlier['imported_at'][:10]}: {earlier['new']:,} "
            f"new, {earlier['changed']:,} changed, {earlier['gone']:,} gone from it (what is gone stays in your book)."
        )
    for outcome, title in _OUTCOMES.items():
        found = [one for one in seen["people"] if one["outcome"] == outcome]
        _section(title, [_person(one) for one in found], seen["counts"][outcome], f"{outcome}-{place}")
    pairs = [
        Entry(
            "",
            f"{pair['names'][0]} and {pair['names'][1]}",
            detail=", ".join(pair["places"]),
            text=f"{pair['word']} one person. {' '.join(pair['reasons'])}",
            opens=False,
        )
        for pair in seen["decide"]
    ]
    _section("To decide later, on Clean up", pairs, seen["to_decide"], f"decide-{place}")
    if seen["decide_later"]:
        st.caption("The book is too large to look for pairs to decide on now: see Clean up once the file is in.")
    if unchanged := seen["counts"]["unchanged"]:
        st.caption(f"Unchanged: {counted(unchanged, 'person', 'people')}.")


def _person(told: Mapping[str, Any]) -> Entry:
    return Entry(
        "",
        told["name"],
        detail=", ".join(told["places"]),
        text="  ·  ".join(filter(None, (told["why"], *map(_difference, told["differences"])))),
        opens=False,
    )


def _difference(differs: Mapping[str, Any]) -> str:
    old, new = ", ".join(differs["old"]), ", ".join(differs["new"])
    if old and new:
        return f"{differs['kind']}: {old} → {new}"
    return f"{differs['kind']}: {'new' if new else 'no more'}: {new or old}"


def _section(title: str, found: Sequence[Entry], count: int, key: str) -> None:
    """The first entries of a list behind its title and length."""
    if not found:
        return
    with st.expander(f"{title} ({count:,})"):
        shown = [replace(entry, id=str(number)) for number, entry in enumerate(found)]
        entries(shown, key=f"section-{key}", label=title, layout="log")
        if count > len(shown):
            st.caption(f"And {count - len(shown):,} more, which the command `refnet import --json` lists.")


def _described(importers: str) -> str:
    """What a file was read as, in words: "LinkedIn connections (Connections.csv)"."""
    words = {importer.name: importer.describe() for importer in plugins.importers()}
    words[MappedTable.name] = "A table, read as you say which column is which"
    return ", ".join(words.get(name, name) for name in importers.split(", "))


def _held(report: Mapping[str, Any]) -> str:
    return ", ".join(counted(report[name], one, many) for name, one, many in _COUNTS if report.get(name))


def _rows(counts: Mapping[str, int]) -> str:
    """The rows of a file; the three parts add up."""
    used, refused, skipped = (counts.get(name, 0) for name in ("used", "refused", "skipped"))
    return f"{counts.get('rows', 0):,} rows: {used:,} used, {refused:,} refused, {skipped:,} skipped."


def _remarks(lines: Iterable[Mapping[str, Any]], counts: Mapping[str, int], key: str) -> None:
    """The rows that were remarked on, with their text: the refused first."""
    for outcome, title in _REMARKS.items():
        found = [line for line in lines if line["outcome"] == outcome]
        _section(title, [_remark(line) for line in found[:LISTED]], counts[outcome], f"{outcome}-{key}")


def _remark(line: Mapping[str, Any]) -> Entry:
    member = line["file"].partition("!")[2]
    place = ", ".join(filter(None, (member, line["locator"], line["column"])))
    return Entry("", line["message"], detail=place, text=line["raw"], opens=False)


def _history() -> None:
    sources = data.book(state.address()).sources()
    imports: dict[str, list[StoredSource]] = {}
    for source in reversed(sources):
        imports.setdefault(source.import_id, []).append(source)
    with look.card("history"):
        st.header("Added so far")
        if not imports:
            st.caption("No file has been added yet.")
            return
        whose = data.whose(data.view())
        clicked = entries(
            [_entry(import_id, parts, whose.get(import_id, "")) for import_id, parts in imports.items()],
            key="import-history",
            label="Added so far",
        )
    if clicked and clicked.what == "open":
        _show(imports[clicked.id])
    elif clicked:
        _undo(clicked.id, imports[clicked.id])


def _entry(import_id: str, members: Sequence[StoredSource], whose: str) -> Entry:
    first = members[0]
    when = f"{first.imported_at.astimezone():%Y-%m-%d %H:%M}"
    read_as = _described(", ".join(dict.fromkeys(member.importer for member in members)))
    return Entry(
        import_id,
        _file(first),
        detail="  ·  ".join(filter(None, [when, read_as, whose])),
        text=_rows(_sum(member.counts for member in members)),
        action="Undo",
    )


def _file(source: StoredSource) -> str:
    """The file that was chosen: of a zip's member, the zip."""
    return source.label.split("!")[0]


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for name, value in one.items():
            total[name] = total.get(name, 0) + value
    return total


@st.dialog("What was read", width="large")
def _show(members: Sequence[StoredSource]) -> None:
    for place, source in enumerate(members):
        look.strong(source.label, key=f"source-{place}")
        st.caption(_rows(source.counts))
        lines = [msgspec.to_builtins(line_of(source.label, problem)) for problem in source.problems]
        _remarks(lines, Counter(line["outcome"] for line in lines), source.id)


@st.dialog("Take this import back?")
def _undo(import_id: str, members: Sequence[StoredSource]) -> None:
    look.strong(_file(members[0]), key="undo")
    st.markdown("Your book will be as if this file had never been added. What you entered yourself stays.")
    buttons = st.container(horizontal=True)
    if buttons.button("Take it back", type="primary"):
        try:
            with st.spinner("Taking it back"):
                data.book(state.address()).undo(import_id)
        except RefnetError as error:
            look.show_error(error)
        else:
            st.rerun()
    if buttons.button("Keep it"):
        st.rerun()


main()
