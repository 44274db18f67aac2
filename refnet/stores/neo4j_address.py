"""The address of a book on a Neo4j server, and where its password may be kept: what can be known without the driver."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from refnet.errors import RefnetError

SCHEMES: Final = frozenset({"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"})


def is_neo4j(address: str) -> bool:
    """Whether an address is meant for a Neo4j server, be it right or not."""
    scheme, mark, _ = address.partition("://")
    return bool(mark) and scheme.lower().partition("+")[0] in ("neo4j", "bolt")


def parts_of(address: str) -> tuple[str, str | None]:
    """What the driver connects to, and the database, None for the server's own choice.

    Raises:
        RefnetError: it is no such address, or has a name or password in it, which is not repeated.
    """
    wrong = RefnetError(
        "That is no address of a Neo4j server that refnet can use.",
        fix="Write it so: neo4j://HOST, neo4j://HOST:PORT or neo4j+s://HOST/DATABASE",
    )
    try:
        parts = urlsplit(address)
        known = parts.scheme in SCHEMES and parts.hostname and (parts.port is None or parts.port)
    except ValueError:
        raise wrong from None
    if "@" in parts.netloc:
        raise RefnetError(
            "A name or password does not belong into the address: it would be shown and kept in many places.",
            fix="Give the address alone, the name in REFNET_NEO4J_USER, and the password in REFNET_NEO4J_PASSWORD"
            f" or in a file that only you can read: {password_file()}",
        )
    database = parts.path.strip("/")
    if not known or parts.query or parts.fragment or "/" in database:
        raise wrong
    return f"{parts.scheme}://{parts.netloc}", database or None


def password_file() -> Path:
    """Where the password may be kept: the file that is named, else one in the owner's data folder."""
    import platformdirs  # here, as every command looks at an address, and few need a password

    named = os.environ.get("REFNET_NEO4J_PASSWORD_FILE")
    return Path(named or Path(platformdirs.user_data_dir("refnet", appauthor=False)) / "neo4j.password")
