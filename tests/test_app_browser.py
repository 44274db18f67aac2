"""The app in a browser, as its owner uses it: what leaves the computer, who may call it, what it takes."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import app_books
import pytest
from browser_setup import PATIENCE
from playwright.sync_api import Browser, Page, expect

from app.server import HEADERS
from refnet.book import open_book

pytestmark = pytest.mark.e2e

DESKTOP, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
LEAST_TARGET = 44

Serve = Callable[[Path], str]

# The element that has the focus, also where it is inside a component
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.textContent ?? "";
}"""


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Gives the address of an app that shows a book; started when first asked for."""
    running: dict[Path, str] = {}
    with ExitStack() as stack:

        def start(book: Path) -> str:
            if book not in running:
                log = tmp_path_factory.mktemp("server") / "log"
                running[book] = stack.enter_context(_server(book, log))
            return running[book]

        yield start


@contextmanager
def _server(book: Path, log: Path) -> Iterator[str]:
    command = [sys.executable, "-P", "-m", "app.launch", "--book", str(book), "--no-browser"]
    # Warnings that pytest turned into errors are not those of another program
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    with log.open("wb") as written:
        server = subprocess.Popen(command, stdout=written, stderr=written, cwd=log.parent, env=environment)
    try:
        yield _address_of(server, log)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _address_of(server: subprocess.Popen[bytes], log: Path) -> str:
    """Where it says it is, once it answers."""
    for _ in range(300):
        assert server.poll() is None, log.read_text(errors="replace")
        if told := re.search(r"refnet is at (http://127\.0\.0\.1:\d+)", log.read_text(errors="replace")):
            try:
                with urllib.request.urlopen(f"{told[1]}/_stcore/health", timeout=5) as answer:
                    if answer.read() == b"ok":
                        return told[1]
            except OSError:
                pass
        time.sleep(0.1)
    pytest.fail(f"The app did not start: {log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books")


@pytest.fixture(scope="session")
def sample(sample_book: Path, folder: Path) -> Path:
    return Path(shutil.copy(sample_book, folder / "sample.refnet"))


@pytest.fixture(scope="session")
def hostile(folder: Path) -> Path:
    return app_books.hostile(folder / "hostile.refnet")


class Visit:
    """One visit to the app, and what the browser asked of others or complained of meanwhile."""

    def __init__(self, browser: Browser, address: str, *, bypass_csp: bool = False, phone: bool = False) -> None:
        self.context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            bypass_csp=bypass_csp,
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.address = address
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, url: str) -> None:
        if not url.startswith((self.address, self.address.replace("http", "ws", 1), "data:", "blob:")):
            self.outside.append(url)

    def open(self, path: str = "/") -> Page:
        self.page.goto(f"{self.address}{path}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Until the page stands still: nothing runs, and every component has drawn."""
        self.page.wait_for_selector("[data-testid=stMainBlockContainer] h1")
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")

    def type_and_pick(self, label: str, text: str) -> None:
        """Type into the box of that label and take the first that fits."""
        box = self.page.get_by_role("combobox", name=label)
        box.fill(text)
        expect(self.page.get_by_role("option").first).to_be_visible()
        box.press("Enter")
        self.settle()

    def has_been_hit(self) -> bool:
        return bool(self.page.evaluate("() => 'hit' in window"))


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Begins a visit; at its end the browser has complained of nothing."""
    begun: list[Visit] = []

    def begin(address: str, *, bypass_csp: bool = False, phone: bool = False) -> Visit:
        begun.append(Visit(browser, address, bypass_csp=bypass_csp, phone=phone))
        return begun[-1]

    yield begin
    for one in begun:
        one.context.close()
        assert one.complaints == []


# ---------------------------------------------------------------------------------------------- names of strangers


def test_hostile_names_run_nothing_and_call_nobody(visit: Callable[..., Visit], serve: Serve, hostile: Path) -> None:
    """On every page, also with the browser's own protection off: no script runs and no request leaves."""
    with open_book(hostile) as book:
        people = [person.id for person in book.people()]
        company = next(found.id for found in book.suggest("href") if found.kind == "organization")
    here = visit(serve(hostile), bypass_csp=True)
    paths = [
        "/",
        "/files",
        "/advocates",
        "/cleanup",
        "/explore",
        f"/explore?id={people[3]}",
        f"/introduction?to={company}",
    ]
    paths += [f"/introduction?to={person}" for person in people[12:18]] + [
        f"/person?id={person}" for person in people[:6]
    ]
    for path in paths:
        page = here.open(path)
        for why in page.get_by_role("button", name=re.compile("^Why")).all()[:4]:
            why.click()
        assert not here.has_been_hit(), path
    assert here.outside == []


def test_hostile_names_are_harmless_in_messages_and_suggestions(
    visit: Callable[..., Visit], serve: Serve, hostile: Path
) -> None:
    here = visit(serve(hostile), bypass_csp=True)
    page = here.open()
    page.get_by_role("button", name=re.compile("^Write to them")).first.click()
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    page.keyboard.press("Escape")
    for typed in ("img", "script", "svg", "http", "p"):
        page.get_by_role("combobox", name="Search any person or company").fill(typed)
        expect(page.get_by_role("option").first).to_be_visible()
    here.type_and_pick("Search any person or company", "svg onload")
    assert not here.has_been_hit()
    assert here.outside == []


def test_hostile_names_are_harmless_where_people_are_changed(
    visit: Callable[..., Visit], serve: Serve, hostile: Path
) -> None:
    """In the dialogs of a person's page, and among the names that the picker offers there."""
    with open_book(hostile) as book:
        person = next(p.id for p in book.people() if len(book.parts(p.id)) > 1 and p.id != book.ego)
    here = visit(serve(hostile), bypass_csp=True)
    for label in ("Add a note or event", "Split", "Forget", "Join with another"):
        page = here.open(f"/person?id={person}")
        page.get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        if label == "Join with another":
            here.type_and_pick("The same person as", "img")
            expect(page.get_by_role("button", name="They are one person")).to_be_visible()
        assert not here.has_been_hit(), label
    assert here.outside == []


def test_hostile_rows_of_files_are_harmless(visit: Callable[..., Visit], serve: Serve, tmp_path: Path) -> None:
    """Checking and adding files shows their names, people and problems as text."""
    book = app_books.empty(tmp_path / "book.refnet")
    files = app_books.hostile_files(tmp_path)
    named = files[0].rename(tmp_path / "<img src=x onerror=window.hit=1> ![p](q.png).csv")
    here = visit(serve(book), bypass_csp=True)
    page = here.open("/files")
    page.locator("input[type=file]").set_input_files([named, *files[1:]])
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Add to my book").click()
    expect(page.get_by_role("heading", name="Added", exact=True)).to_be_visible()
    expect(page.get_by_text(named.name).first).to_be_visible()
    assert not here.has_been_hit()
    assert here.outside == []


# ------------------------------------------------------------------------------------------------ who may call it


def test_every_response_says_what_a_page_may_do(serve: Serve, sample: Path) -> None:
    for path in ("/", "/introduction", "/_stcore/health", "/_stcore/host-config"):
        with urllib.request.urlopen(serve(sample) + path) as answer:
            assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS), path
    with urllib.request.urlopen(serve(sample) + "/") as answer:
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["outside.example.com", "127.0.0.1.example.com", "192.0.2.7"])
def test_a_foreign_host_is_refused(host: str, serve: Serve, sample: Path) -> None:
    """A page of elsewhere whose name leads to this computer gets nothing, by HTTP or WebSocket."""
    address = serve(sample)
    request = urllib.request.Request(address, headers={"Host": host})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(request)
    assert _socket_status(address, host=host) in (400, 403)


def test_a_foreign_page_cannot_open_the_socket(serve: Serve, sample: Path) -> None:
    address = serve(sample)
    own = address.removeprefix("http://")
    assert _socket_status(address, host=own, origin="http://outside.example.com") == 403
    assert _socket_status(address, host=own, origin=address) == 101


def _socket_status(address: str, *, host: str, origin: str = "") -> int:
    """The status with which the app answers the wish for a WebSocket."""
    name, _, port = address.removeprefix("http://").partition(":")
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *([f"Origin: {origin}"] if origin else []),
    ]
    with socket.create_connection((name, int(port)), timeout=20) as wire:
        wire.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(wire.recv(4096).split()[1])


def test_a_visit_asks_nothing_of_others(visit: Callable[..., Visit], serve: Serve, sample: Path) -> None:
    """Fonts, icons, code and drawings all come from the app itself."""
    here = visit(serve(sample))
    for path in ("/", "/introduction", "/advocates", "/explore", "/person", "/files", "/cleanup"):
        here.open(path)
    assert here.outside == []


# ---------------------------------------------------------------------------------------------------- what it takes


def test_from_today_to_a_copied_message_in_two_clicks(visit: Callable[..., Visit], serve: Serve, sample: Path) -> None:
    page = visit(serve(sample)).open()
    page.get_by_role("button", name=re.compile("^Write to them")).first.click()
    written = page.get_by_role("textbox", name="Message").input_value()
    page.get_by_role("button", name="Copy message").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == written
    assert written.startswith("Hi ")


def test_an_introduction_is_found_by_typing(visit: Callable[..., Visit], serve: Serve, sample: Path) -> None:
    """A name typed, a route with its message; then another route, and the page of the person asked for."""
    with open_book(sample) as book:
        found = (book.paths(person.id, as_of=app_books.DAY) for person in book.people()[::25])
        paths = next(answer for answer in found if len(answer.routes) > 1 and len(answer.routes[0].people) > 2)
    first, second = paths.routes[:2]
    here = visit(serve(sample))
    page = here.open("/introduction")
    here.type_and_pick("Who do you want to meet?", first.names[-1])
    expect(page.get_by_role("heading", name=f"Ask {first.names[1]}")).to_be_visible()
    assert page.url.endswith(f"to={paths.targets[0]}")
    page.get_by_role("button", name=f"Ask {second.names[1]}").click()
    expect(page.get_by_role("heading", name=f"Ask {second.names[1]}")).to_be_visible()
    page.locator(".target button").click()
    expect(page.locator(".st-key-name-person")).to_have_text(second.names[-1])
    assert page.url.endswith(f"id={paths.targets[0]}")


def test_the_network_is_walked_by_clicks_from_the_owner_on(
    visit: Callable[..., Visit], serve: Serve, sample: Path
) -> None:
    """A click in the list puts a person into the middle; a click on the middle of the drawing opens their page."""
    with open_book(sample) as book:
        first = book.around([book.ego], app_books.DAY).people[1]
    page = visit(serve(sample)).open("/explore")
    page.get_by_role("button", name="Begin with you").click()
    expect(page.get_by_role("img", name=re.compile("^You, and 20 people around"))).to_be_visible()
    page.get_by_role("list", name="Strongest ties").get_by_role("button", name=first.name).click()
    expect(page.get_by_role("img", name=re.compile(f"^{first.name}, and "))).to_be_visible()
    expect(page).to_have_url(re.compile(f"explore.id={first.id}$"))
    drawing = page.get_by_role("img", name=re.compile(f"^{first.name}, and "))
    box = drawing.bounding_box()
    assert box
    drawing.click(position={"x": box["width"] / 2, "y": box["height"] / 2 - 6})
    expect(page.locator(".st-key-name-person")).to_have_text(first.name)


def test_the_network_opens_on_its_circles_and_a_click_walks_to_a_person(
    visit: Callable[..., Visit], serve: Serve, sample: Path
) -> None:
    """Those in the middle and those who connect circles can be clicked, a circle cannot; the rest comes on request."""
    with open_book(sample) as book:
        found = book.circles(app_books.DAY)
    page = visit(serve(sample)).open("/explore")
    circles = page.get_by_role("list", name="Circles", exact=True)
    expect(circles.get_by_text(found.circles[0].name, exact=True)).to_be_visible()
    expect(circles.get_by_role("button", name=found.circles[0].name)).to_have_count(0)
    expect(circles.get_by_text(found.circles[-1].name, exact=True)).to_have_count(0)
    page.get_by_role("button", name=f"Show all {len(found.circles)}").first.click()
    expect(circles.get_by_text(found.circles[-1].name, exact=True)).to_be_visible()
    bridge = found.bridges[1]
    between = page.get_by_role("list", name="Who connects circles")
    between.get_by_role("button", name=f"Why: {bridge.name}").click()
    expect(between.get_by_text(bridge.reasons[-1].text)).to_be_visible()
    between.get_by_role("button", name=bridge.name, exact=True).click()
    expect(page).to_have_url(re.compile(f"explore.id={bridge.person}$"))
    expect(page.get_by_role("img", name=re.compile(f"^{bridge.name}, and "))).to_be_visible()
    page.get_by_role("button", name="All circles").click()
    expect(circles).to_be_visible()


@pytest.fixture
def own_sample(sample: Path, tmp_path: Path) -> Path:
    """A sample book that a test may change."""
    return Path(shutil.copy(sample, tmp_path / "sample.refnet"))


def test_a_note_is_kept_in_two_clicks_and_taken_back_in_one(
    visit: Callable[..., Visit], serve: Serve, own_sample: Path
) -> None:
    with open_book(own_sample) as book:
        person = book.target("Dana Okafor").id
    page = visit(serve(own_sample)).open(f"/person?id={person}")
    page.get_by_role("button", name="Add a note or event").click()
    page.get_by_role("textbox", name="What is to be remembered?").fill("Plays the cello")
    page.get_by_role("button", name="Keep").click()
    kept = page.get_by_role("list", name="To remember").get_by_text("Plays the cello")
    expect(kept).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(kept).to_have_count(0)


def test_a_promise_says_who_made_it(visit: Callable[..., Visit], serve: Serve, own_sample: Path) -> None:
    with open_book(own_sample) as book:
        person = book.target("Dana Okafor").id
    page = visit(serve(own_sample)).open(f"/person?id={person}")
    page.get_by_role("button", name="Add a note or event").click()
    page.get_by_role("radio", name="Promise").click()
    page.get_by_text("They did").click()
    page.get_by_role("textbox", name="What was promised?").fill("The plans")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("list", name="To remember")).to_contain_text(
        "Dana Okafor promised you (open): The plans", timeout=60_000
    )


def test_two_entries_are_joined_and_split(visit: Callable[..., Visit], serve: Serve, own_sample: Path) -> None:
    """Joined by typing the other's name, split by saying which entries are somebody else's."""
    with open_book(own_sample) as book:
        first, before = book.target("Dana Okafor").id, _people(own_sample)
        second = next(p for p in book.people() if len(p.name) > 12 and p.records and p.id not in (first, book.ego))
    here = visit(serve(own_sample))
    page = here.open(f"/person?id={first}")
    page.get_by_role("button", name="Join with another").click()
    here.type_and_pick("The same person as", second.name)
    page.get_by_role("button", name="They are one person").click()
    expect(page.get_by_text("They are one person now.")).to_be_visible()
    with open_book(own_sample) as book:
        assert book.person(first).id == book.person(second.id).id
    page.get_by_role("button", name="Take it back").click()
    _soon(lambda: _people(own_sample) == before)
    here.settle()
    page.get_by_role("button", name="Split").click()
    page.locator("label").filter(has_text="Entry 2 is somebody else").click()
    page.get_by_role("dialog").get_by_role("button", name="Split").click()
    _soon(lambda: _people(own_sample) == before + 1)


def _soon(holds: Callable[[], bool]) -> None:
    """Wait until something holds in the book: a change takes a moment."""
    for _ in range(300):
        if holds():
            return
        time.sleep(0.2)
    pytest.fail("it never came to hold")


def _people(book: Path) -> int:
    with open_book(book) as opened:
        return opened.counts()["people"]


def test_somebody_is_forgotten_once_the_word_is_typed(
    visit: Callable[..., Visit], serve: Serve, own_sample: Path
) -> None:
    with open_book(own_sample) as book:
        person = book.target("Dana Okafor").id
    page = visit(serve(own_sample)).open(f"/person?id={person}")
    page.get_by_role("button", name="Forget").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Forget").click()
    expect(dialog.get_by_text("Nothing was changed")).to_be_visible()
    dialog.get_by_role("textbox").fill("forget")
    dialog.get_by_role("button", name="Forget").click()
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    with open_book(own_sample) as book:
        assert "Dana Okafor" not in [found.name for found in book.people()]


def test_the_list_of_advocates_is_a_file_in_two_clicks(visit: Callable[..., Visit], serve: Serve, sample: Path) -> None:
    """As CSV, as a workbook and as cards: the same people, most helpful first."""
    with open_book(sample) as book:
        first = book.advocates(app_books.DAY).lines[0].name
    page = visit(serve(sample)).open()
    page.get_by_role("link", name="Advocates").click()
    for label, beginning in (("CSV", b"\xef\xbb\xbfName"), ("XLSX", b"PK"), ("vCard", b"BEGIN:VCARD")):
        with page.expect_download() as told:
            page.get_by_role("button", name=label).click()
        content = told.value.path().read_bytes()
        assert content.startswith(beginning)
        assert label == "XLSX" or first.encode() in content


def test_the_owners_reason_goes_into_the_message(visit: Callable[..., Visit], serve: Serve, sample: Path) -> None:
    with open_book(sample) as book:
        person = book.today(app_books.DAY).asks[0].person
    page = visit(serve(sample)).open(f"/introduction?to={person}")
    why = page.get_by_role("textbox", name=re.compile("^Why now"))
    why.fill("We move to Leeds in spring")
    why.press("Enter")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value(
        re.compile("We move to Leeds in spring")
    )


def test_files_are_checked_added_and_taken_back(visit: Callable[..., Visit], serve: Serve, tmp_path: Path) -> None:
    """A check changes nothing, adding does, and undo leaves the book as it was."""
    book = app_books.empty(tmp_path / "book.refnet")
    file = tmp_path / "friends.csv"
    file.write_text("Name,Email\nDana Okafor,dana@example.com\nBo Lindqvist,bo@example.com\n,\nCy,wrong@\n")
    page = visit(serve(book)).open("/files")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="What is in them")).to_be_visible()
    assert _names(book) == {"Emma Lindqvist"}
    page.get_by_role("button", name="Add to my book").click()
    expect(page.get_by_role("heading", name="Added", exact=True)).to_be_visible()
    assert {"Dana Okafor", "Bo Lindqvist"} < _names(book)
    page.get_by_role("button", name="Undo: friends.csv").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("No file has been added yet.")).to_be_visible()
    assert _names(book) == {"Emma Lindqvist"}


def test_a_table_nobody_knows_is_asked_about_once_on_desktop_and_phone(
    visit: Callable[..., Visit], serve: Serve, tmp_path: Path
) -> None:
    """Its columns are corrected, what it would change is opened to its rows; the next one needs no word."""
    for phone in (False, True):
        folder = tmp_path / ("phone" if phone else "desktop")
        folder.mkdir()
        book = _book_with_dana_and_bo(folder)
        here = visit(serve(book), phone=phone)
        page = here.open("/files")
        _check(page, _table(folder / "kunden.csv", "Eve Ito;eve@example.com;Acme;04/05/1985;2\n"))
        expect(page.get_by_role("heading", name="Which column is which?")).to_be_visible()
        for number, field in enumerate(("Name", "Email", "Company", "Birthday", "Leave it alone"), 1):
            expect(page.get_by_role("combobox", name=f"Column {number}")).to_have_value(field)
        here.settle()
        assert _sideways(page) == 0
        _choose(page, "Column 3", "Leave it alone")
        expect(page.get_by_text("as you say")).to_be_visible()
        here.settle()
        _choose(page, "Dates have", "Day first")
        here.settle()
        # For a moment the page shows what it was before, too
        page.get_by_role("button", name="Use this").first.click()
        expect(page.get_by_role("heading", name="What is in them")).to_be_visible()
        for title, rows in {
            "New people (1)": ("Eve Ito", "row 4"),
            "Merged with somebody who is there (2)": ("Dana Okafor", "row 2", "birthday: new: 1980-04-03"),
            "Refused rows (1)": ("row 5", "too | many | cells"),
        }.items():
            opened = page.get_by_test_id("stExpander").filter(has_text=title)
            opened.locator("summary").press("Enter")  # A click may miss what still moves
            for text in rows:
                expect(opened.get_by_text(text).first).to_be_visible()
        assert _sideways(page) == 0
        assert "Eve Ito" not in _names(book)
        with page.expect_download() as told:
            page.get_by_role("button", name="Download the refused rows").click()
        assert b"refnet: why" in told.value.path().read_bytes()
        page.get_by_role("button", name="Add to my book").click()
        expect(page.get_by_role("heading", name="Added", exact=True)).to_be_visible()
        assert "Eve Ito" in _names(book)
        page.get_by_role("button", name="Add more files").click()
        newer = "Eve Ito;eve@example.com;Acme;05/05/1985;2\nMax Berg;;;;\n"
        _check(page, _table(folder / "newer.csv", newer))
        expect(page.get_by_role("heading", name="What is in them")).to_be_visible()
        for title in ("New people (1)", "Changed (1)"):
            expect(page.get_by_text(title)).to_be_visible()


def _book_with_dana_and_bo(folder: Path) -> Path:
    book, known = app_books.empty(folder / "book.refnet"), folder / "known.csv"
    known.write_text("Name,Email\nDana Okafor,dana@example.com\nBo Lind,bo@example.com\n")
    with open_book(book) as opened:
        opened.import_file(known, now=app_books.NOW)
    return book


def _table(file: Path, rows: str) -> Path:
    """A table whose headers no importer knows, with a row that has too many cells."""
    both = "Dana Okafor;dana@example.com;Larkspur;03/04/1980;1\nBo Lind;bo@example.com;Acme;;\n"
    file.write_text(f"Kunde;Emial;Frima;Gebrutstag;Zzz\n{both}{rows}too;many;cells;;;;x\n")
    return file


def _check(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Check", exact=True).click()


def _choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.press_sequentially(option)  # A long list draws only a part of its options
    page.get_by_role("option", name=option, exact=True).click()
    expect(box).to_have_value(option)


def _sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth"))


def test_an_empty_book_leads_to_the_sample_and_back(visit: Callable[..., Visit], serve: Serve, tmp_path: Path) -> None:
    """One click shows the invented firm in a book of its own; another shows the owner's again."""
    page = visit(serve(app_books.empty(tmp_path / "book.refnet"))).open()
    page.get_by_role("button", name="Try the sample").click()
    expect(page.get_by_role("button", name=re.compile("^Write to them")).first).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_contain_text("An invented firm")
    page.get_by_role("button", name="Back to my own book").click()
    expect(page.get_by_role("heading", name="Three steps to your first introduction")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Emma Lindqvist")


def _names(book: Path) -> set[str]:
    with open_book(book) as opened:
        return {person.name for person in opened.people()}


def test_the_first_ask_is_reached_by_keyboard(visit: Callable[..., Visit], serve: Serve, sample: Path) -> None:
    page = visit(serve(sample)).open()
    expect(page.get_by_role("button", name=re.compile("^Write to them")).first).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == "Write to them":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()


def test_a_phone_shows_every_page_without_sideways_scroll(
    visit: Callable[..., Visit], serve: Serve, sample: Path, hostile: Path
) -> None:
    """Also with names longer than the screen. What a page is for can be hit with a thumb."""
    for book in (sample, hostile):
        with open_book(book) as opened:
            person = opened.today(app_books.DAY).asks[0].person
        here = visit(serve(book), phone=True)
        about = (f"/introduction?to={person}", f"/person?id={person}")
        for path in ("/", "/introduction", "/advocates", "/explore", "/files", "/cleanup", *about):
            page = here.open(path)
            main = page.locator("[data-testid=stMain]")
            assert main.evaluate("main => main.scrollWidth - main.clientWidth") == 0, (book.name, path)
        page = here.open()
        first = page.get_by_role("button", name=re.compile("^Write to them")).first
        expect(first).to_have_css("font-weight", "600")  # Its style has come
        size = first.bounding_box()
        assert size and size["height"] >= LEAST_TARGET
