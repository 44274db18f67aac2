"""The verb that opens the app in the browser."""

from __future__ import annotations

import os
import subprocess
import sys

import click

from refnet.cli.output import book_option


@click.command(epilog="Example: refnet app", short_help="Open the app in the browser.")
@click.option("--address", "listen", metavar="NAME", help="Only localhost: others are refused, as nobody signs in.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on; a free one by default.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@book_option
@click.pass_context
def app(ctx: click.Context, listen: str | None, port: int | None, no_browser: bool, address: str | None) -> None:
    """Open the app in the browser. It listens on this computer only; Ctrl-C ends it."""
    from refnet.book import default_address
    from refnet.stores.neo4j_address import is_neo4j, parts_of

    book = address or default_address()
    if is_neo4j(book):
        parts_of(book)  # Here, because a password in it would stand on a command line that everybody can see
    # Another program, started with -P: a file app.py in the folder at hand would otherwise hide the app
    command = [sys.executable, "-P", "-m", "app.launch", "--book", book]
    command += [f"--address={listen}"] if listen is not None else []
    command += ["--port", str(port)] if port else []
    command += ["--no-browser"] if no_browser else []
    if os.name == "posix":
        # In this one's place, so that whoever ends the command ends the app
        os.execv(command[0], command)
    try:
        ctx.exit(subprocess.run(command, check=False).returncode)
    except KeyboardInterrupt:
        ctx.exit(0)
