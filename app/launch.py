"""Starts the app: on this computer only, without telemetry, in refnet's own colours. `refnet app` runs this module.

python -P -m app.launch --book my.refnet --port 8501 --no-browser
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from app.settings import SETTINGS


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the app until it is stopped."""
    parser = argparse.ArgumentParser(prog="app.launch", description="Serve refnet's app on this computer.")
    parser.add_argument("--book", required=True, help="the book to show; it need not exist yet")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    chosen = parser.parse_args(arguments)
    os.environ["REFNET_BOOK"] = chosen.book

    from app.server import serve  # Here, because a wrong argument should not wait for Streamlit

    serve({**SETTINGS, "server.port": chosen.port}, open_browser=not chosen.no_browser)


if __name__ == "__main__":
    main()
