"""Makes the pictures of the documents: python docs/screenshots.py BOOK [FOLDER]. `make pictures` runs it.

The app is started on the sample book, whose day stands still, so the same app gives the same pictures. A page that logs
an error, or asks for anything from outside, makes no picture and fails.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from refnet.book import open_book

REPOSITORY: Final = Path(__file__).resolve().parent.parent
TARGET: Final = "Dana Okafor"
SIZES: Final[dict[str, ViewportSize]] = {
    "desktop": {"width": 1440, "height": 1000},
    "phone": {"width": 390, "height": 844},
}
THEMES: Final = ("light", "dark")
COLOURS: Final = 256
LARGEST_BYTES: Final = 150_000
START_SECONDS: Final = 60
QUIET_MS: Final = 1_500
"""How long a page must stand still: the map draws itself after its data has come."""


def main() -> None:
    """Start the app, and take every page in every size and theme."""
    parser = argparse.ArgumentParser(description="Makes the pictures of the README.")
    parser.add_argument("book", type=Path, help="the sample's book")
    parser.add_argument("folder", type=Path, nargs="?", default=REPOSITORY / "docs" / "pictures")
    parser.add_argument("--all", action="store_true", help="every page, size and theme; else only what is shown")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with served(chosen.book) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium())
        for page, query in pages(chosen.book).items():
            for size in SIZES:
                for theme in THEMES:
                    name = picture_name(page, size, theme)
                    if chosen.all or name in shown():
                        picture = taken(browser, f"{address}/{query}", SIZES[size], theme)
                        print(save(picture, chosen.folder / name))
        browser.close()


def pages(book: Path) -> dict[str, str]:
    """The address of each page below the app's own, by the name of its picture."""
    with open_book(book) as opened:
        person, owner = opened.target(TARGET).id, opened.ego
    return {
        "today": "",
        "introduction": f"introduction?to={person}",
        "advocates": "advocates",
        "circles": "explore",
        "explore": f"explore?id={owner}",
        "person": f"person?id={person}",
        "files": "files",
        "cleanup": "cleanup",
    }


def picture_name(page: str, size: str, theme: str) -> str:
    """introduction.png for the light desktop, introduction-phone-dark.png for the rest."""
    parts = [page, *([size] if size != "desktop" else []), *([theme] if theme != "light" else [])]
    return f"{'-'.join(parts)}.png"


def shown() -> set[str]:
    """The pictures that the documents show."""
    documents = [REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md")]
    text = "".join(document.read_text(encoding="utf-8") for document in documents)
    return {name for part in text.split("pictures/")[1:] if (name := part.split(")")[0]).endswith(".png")}


@contextmanager
def served(book: Path) -> Iterator[str]:
    """The address of the app on a free port; it ends with the block."""
    command = [sys.executable, "-P", "-m", "app.launch", "--book", str(book), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    try:
        assert server.stdout
        told = next((line for line in server.stdout if "http://" in line), "")
        if not told:
            sys.exit("The app did not start.")
        yield told.split()[-1]
    finally:
        server.terminate()
        server.wait(timeout=START_SECONDS)


def chromium() -> str:
    """The browser of the tests."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    import browser_setup

    return browser_setup.find() or sys.exit("No Chromium: python tests/browser_setup.py gets one.")


def taken(browser: Browser, address: str, size: ViewportSize, theme: str) -> bytes:
    """A picture of a page when it stands still."""
    context = browser.new_context(
        viewport=size, color_scheme=theme, reduced_motion="reduce", locale="en-GB", timezone_id="UTC"
    )
    page = context.new_page()
    complaints = watched(page, address)
    page.goto(address)
    page.wait_for_selector("[data-testid=stMainBlockContainer] h1")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(QUIET_MS)
    picture = page.screenshot()
    context.close()
    if complaints:
        sys.exit("\n".join([f"{address} did not load cleanly:", *complaints]))
    return picture


def watched(page: Page, address: str) -> list[str]:
    """What the page complains of, and what it asks for from outside; filled while it lives."""
    home = "/".join(address.split("/")[:3])
    allowed = (home, home.replace("http", "ws", 1), "data:", "blob:")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # Streamlit looks for its server below a page's own address first, and finds it one step up
    own = tuple(f"{address.partition('?')[0]}/_stcore/{what}" for what in ("health", "host-config"))
    page.on(
        "console",
        lambda told: (
            complaints.append(f"{told.text} {told.location['url']}")
            if told.type == "error" and told.location["url"] not in own
            else None
        ),
    )
    page.on("request", lambda asked: None if asked.url.startswith(allowed) else complaints.append(asked.url))
    return complaints


def save(picture: bytes, path: Path) -> str:
    """Write a picture in few colours; its name and size for the terminal."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size >= LARGEST_BYTES:
        sys.exit(f"{path.name} has {size:,} bytes; a picture is to have less than {LARGEST_BYTES:,}.")
    return f"{path.name}  {size:,} bytes"


if __name__ == "__main__":
    main()
