"""Starts the app: on this computer only, without telemetry, in refnet's own colours. `refnet app` runs this module.

python -P -m app.launch --book my.refnet --port 8501 --no-browser
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from collections.abc import Sequence
from typing import Final

from app.settings import ADDRESS, SETTINGS
from refnet.errors import RefnetError
from refnet.text import for_terminal

_ASKED_BY_STREAMLIT: Final = "STREAMLIT_SERVER_ADDRESS"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the app until it is stopped; an address that others could reach ends it with a sentence and 1."""
    parser = argparse.ArgumentParser(prog="app.launch", description="Serve refnet's app on this computer.")
    parser.add_argument("--book", required=True, help="the book to show; it need not exist yet")
    parser.add_argument("--address", default=ADDRESS, help="this computer is the only one that it can be")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    chosen = parser.parse_args(arguments)
    try:
        for asked in (chosen.address, os.environ.get(_ASKED_BY_STREAMLIT) or ADDRESS):
            refuse_outside(asked)
    except RefnetError as error:
        sys.exit(for_terminal(error.message) + "\n" + for_terminal(error.fix))
    os.environ["REFNET_BOOK"] = chosen.book

    from app.server import serve  # Here, because a wrong argument should not wait for Streamlit

    serve({**SETTINGS, "server.port": chosen.port}, open_browser=not chosen.no_browser)


def refuse_outside(address: str) -> None:
    """Refuse an address at which other computers could reach the app. One of this computer is as good as `ADDRESS`.

    Raises:
        RefnetError: it is not this computer's own: a name of elsewhere, every address (0.0.0.0), or none at all.
    """
    try:
        own = address == "localhost" or ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        own = False
    if not own:
        raise RefnetError(
            f'The app does not listen on "{address}": nobody signs in, so whoever reached it could read the book.',
            fix=f"Leave out --address and {_ASKED_BY_STREAMLIT}: it listens on this computer only ({ADDRESS}). In a "
            "team each member opens the app on their own computer, on the same book: --book neo4j://...",
        )


if __name__ == "__main__":
    main()
