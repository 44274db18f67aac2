"""The command line: a verb, then the owner's own words. Answers go to stdout, everything else to stderr."""

from __future__ import annotations

import sys
from typing import Any

import click

from refnet import __version__
from refnet.cli import advocates, ask, care, circles, copy, export, files, log, people, reach, review, show_app, team
from refnet.cli.output import complain
from refnet.errors import RefnetError


class _Verbs(click.Group):
    """Shows what went wrong as a sentence and its cure; no traceback reaches a user."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except RefnetError as error:
            complain(ctx, error)
            ctx.exit(1)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="refnet")
def main() -> None:
    """Who in your network can introduce you to whom. Everything stays on this computer.

    \b
    Begin with:   refnet new --me "Your Name" --email you@example.com
                  refnet import Connections.csv
                  refnet path "Dana Okafor"
    Or look at an invented firm:   refnet new --sample --book sample.refnet
    """
    # A name in a script that the terminal's encoding lacks must not end the answer half-way.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


for verb in (
    files.new,
    files.import_,
    files.sources,
    files.undo,
    people.people,
    people.show,
    ask.path,
    ask.today,
    ask.cold,
    advocates.advocates,
    export.export,
    reach.reach,
    circles.circles,
    log.log,
    team.who_knows,
    team.members,
    team.private,
    copy.copy,
    care.backup,
    care.restore,
    care.doctor,
    care.forget,
    review.review,
    review.merge,
    review.split,
    show_app.app,
):
    main.add_command(verb)
