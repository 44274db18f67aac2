"""Add files: check what is in them, bring them in, and take an import back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from app import data, look, state
from app.components import Entry, entries
from app.jobs import Job
from refnet import plugins
from refnet.analysis.reasons import counted
from refnet.errors import RefnetError
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
_PROBLEMS_SHOWN: Final = 200


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
            "LinkedIn's *Connections.csv* or the whole zip, Google Contacts, or tables in refnet's own columns. What a "
            "file is shows when refnet looks inside. Nothing is added before you say so."
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
    good = [report for report in reports if "error" not in report]
    new = any(not report.get("known") for report in good)
    with look.card("reports"):
        st.header("What is in them" if job.dry_run else "Added")
        for place, report in enumerate(reports):
            if place:
                st.divider()
            with st.container(gap="xsmall"):
                _report(report, place, dry_run=job.dry_run)
        buttons = st.container(horizontal=True)
        if job.dry_run and new and buttons.button("Add to my book", type="primary"):
            job.add()
            st.rerun()
        kind = "secondary" if job.dry_run and new else "primary"
        buttons.button("Choose other files" if job.dry_run else "Add more files", type=kind, on_click=_again)


def _again() -> None:
    state.keep_job(None)
    state.forget_uploads()


def _report(report: Mapping[str, Any], place: int, *, dry_run: bool) -> None:
    """What became of a file: what it is, what it holds, and every row that could not be used as it was."""
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
    st.caption(_rows(report))
    _problems(report["problems"], f"report-{place}")


def _described(importers: str) -> str:
    """What a file was read as, in words: "LinkedIn connections (Connections.csv)"."""
    words = {importer.name: importer.describe() for importer in plugins.importers()}
    return ", ".join(words.get(name, name) for name in importers.split(", "))


def _held(report: Mapping[str, Any]) -> str:
    return ", ".join(counted(report[name], one, many) for name, one, many in _COUNTS if report.get(name))


def _rows(counts: Mapping[str, int]) -> str:
    """The rows of a file; the three parts add up."""
    used, refused, skipped = (counts.get(name, 0) for name in ("used", "refused", "skipped"))
    return f"{counts.get('rows', 0):,} rows: {used:,} used, {refused:,} refused, {skipped:,} skipped."


def _problems(problems: Sequence[Mapping[str, Any]], key: str) -> None:
    if not problems:
        return
    worst = {"refused": 0, "skipped": 1, "noted": 2}
    ordered = sorted(problems, key=lambda problem: worst[problem["outcome"]])[:_PROBLEMS_SHOWN]
    with st.expander(f"Remarks on rows ({len(problems):,})"):
        entries(
            [
                Entry(str(n), remark["message"], detail=f"{remark['locator']}: {remark['outcome']}", opens=False)
                for n, remark in enumerate(ordered)
            ],
            key=f"remarks-{key}",
            label="Remarks on rows",
            layout="log",
        )
        if len(problems) > len(ordered):
            st.caption(f"And {len(problems) - len(ordered):,} more, which the command `refnet sources` shows.")


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
        _problems(
            [{"locator": p.locator, "outcome": p.outcome, "message": p.message} for p in source.problems], source.id
        )


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
