"""The app's pages, run without a browser: on no book, an empty one, the sample, and one with hostile names."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import app_books
import pytest
from streamlit.testing.v1 import AppTest

from app import launch
from app.jobs import Job
from refnet.book import Book, open_book
from refnet.errors import RefnetError

MAIN = str(Path(launch.__file__).with_name("main.py"))
PAGES = ("today", "introduction", "advocates", "explore", "person", "import_files", "clean_up")

Open = Callable[[Path], AppTest]


@pytest.fixture(scope="module")
def books(sample_book: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A book of each kind."""
    folder = tmp_path_factory.mktemp("books")
    return {
        "empty": app_books.empty(folder / "empty.refnet"),
        "sample": Path(shutil.copy(sample_book, folder / "sample.refnet")),
        "hostile": app_books.hostile(folder / "hostile.refnet"),
    }


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the app on a book."""

    def start(book: Path) -> AppTest:
        monkeypatch.setenv("REFNET_BOOK", str(book))
        return AppTest.from_file(MAIN, default_timeout=60).run()

    yield start


def visit(app: AppTest, page: str, **query: str) -> AppTest:
    """Go to a page with this in its address."""
    app.switch_page(f"views/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def interpreted(app: AppTest) -> str:
    """All text on a page that Streamlit reads as Markdown or HTML."""
    kinds = ("markdown", "caption", "title", "header", "subheader", "button", "error", "warning", "info", "success")
    found = [element for kind in kinds for element in app.get(kind)]
    shown = [getattr(element, "value", None) or getattr(element, "label", "") for element in found]
    labels = [element.label for kind in ("text_input", "radio", "date_input", "expander") for element in app.get(kind)]
    return "\n".join(map(str, shown + labels))


def drawn(app: AppTest) -> str:
    """What the page's own components were given to draw."""
    return "\n".join(str(element.proto) for element in app.get("bidi_component"))


@pytest.mark.parametrize("kind", ["empty", "sample", "hostile"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(kind: str, page: str, books: dict[str, Path], opened: Open) -> None:
    """Each page opens on an empty book, on the sample and on hostile names, about nobody in particular."""
    app = visit(opened(books[kind]), page)
    assert not app.exception and not app.error


@pytest.mark.parametrize("kind", ["sample", "hostile"])
def test_pages_about_somebody_open(kind: str, books: dict[str, Path], opened: Open) -> None:
    """A person's page and the routes to them open for people near and far, and for the owner."""
    with open_book(books[kind]) as book:
        ids = [person.id for person in book.people()[:: 60 if kind == "sample" else 8]] + [book.ego]
    app = opened(books[kind])
    for person_id in ids:
        for page, name in (("person", "id"), ("introduction", "to")):
            visit(app, page, **{name: person_id})
            assert not app.exception and not app.error, (page, person_id)


def test_names_are_never_read_as_markdown(books: dict[str, Path], opened: Open) -> None:
    """On no page does a text of the book stand where Streamlit would read it as Markdown."""
    with open_book(books["hostile"]) as book:
        ids = [person.id for person in book.people()]
        companies = [found.id for found in book.suggest("href") if found.kind == "organization"]
    app = opened(books["hostile"])
    for page, query in [
        *((page, {}) for page in PAGES),
        *(("person", {"id": person_id}) for person_id in ids[:10]),
        *(("introduction", {"to": target}) for target in [*companies, *ids[10:20]]),
        ("person", {"id": "nobody ![p](https://outside.example.com/p.png)"}),
        ("introduction", {"to": "![p](https://outside.example.com/p.png)"}),
    ]:
        visit(app, page, **query)
        read = interpreted(app)
        assert not [name for name in app_books.WRITTEN if name in read], page
        assert "outside.example.com" not in read


def test_an_unknown_id_is_told_with_what_to_do(books: dict[str, Path], opened: Open) -> None:
    app = visit(opened(books["sample"]), "person", id="p0000000000")
    assert not app.exception
    assert any("Nobody by that id" in text.value for text in app.text)


def test_the_sample_is_answered_for_the_day_of_its_story(books: dict[str, Path], opened: Open) -> None:
    app = opened(books["sample"])
    assert app.date_input[0].value == app_books.DAY
    assert any("31 October 2026" in caption.value for caption in app.caption)


def test_today_begins_with_the_best_asks(books: dict[str, Path], opened: Open) -> None:
    with open_book(books["sample"]) as book:
        asks = book.today(app_books.DAY).asks
    shown = drawn(opened(books["sample"]))
    assert asks
    assert all(ask.name in shown and ask.why in shown for ask in asks)


def test_a_message_that_was_sent_is_noted_and_can_be_taken_back(
    sample_book: Path, tmp_path: Path, opened: Open
) -> None:
    """The ask stands in the book, the route says so, and taking it back leaves the book as it was."""
    path = Path(shutil.copy(sample_book, tmp_path / "sample.refnet"))
    with open_book(path) as book:
        target, before = book.target("Dana Okafor").id, book.store.dump()
    app = visit(opened(path), "introduction", to=target)
    app.button(key="sent-introduction").click().run()
    assert not app.exception
    with open_book(path) as book:
        assert [type(e.event).__name__ for e in book.store.all_events(kinds=["ask"])] == ["Ask"]
        assert any(route.caution for route in book.paths("Dana Okafor", as_of=app_books.DAY).routes)
    next(button for button in app.button if button.label == "Take it back").click().run()
    assert not app.exception
    with open_book(path) as book:
        assert book.store.dump() == before


@pytest.fixture
def own_sample(books: dict[str, Path], tmp_path: Path) -> Path:
    """A sample book that a test may change."""
    return Path(shutil.copy(books["sample"], tmp_path / "sample.refnet"))


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception and not app.error
    return app


def test_what_a_person_asked_for_is_switched_on_and_taken_back(own_sample: Path, opened: Open) -> None:
    with open_book(own_sample) as book:
        person = book.target("Dana Okafor").id
    app = visit(opened(own_sample), "person", id=person)
    next(toggle for toggle in app.toggle if "Do not contact" in toggle.label).set_value(True).run()
    assert not app.exception
    with open_book(own_sample) as book:
        assert book.person(person).flags == ("do-not-contact",)
    press(app, "Take it back")
    assert not any(toggle.value for toggle in app.toggle)
    with open_book(own_sample) as book:
        assert book.person(person).flags == ()


@pytest.mark.parametrize("label", ["Add a note or event", "Join with another", "Split", "Forget"])
def test_what_can_be_changed_of_a_person_opens(label: str, books: dict[str, Path], opened: Open) -> None:
    """Each dialog opens also on a hostile name, which Streamlit never reads as Markdown."""
    with open_book(books["hostile"]) as book:
        person = next(p.id for p in book.people() if len(book.parts(p.id)) > 1 and p.id != book.ego)
    app = press(visit(opened(books["hostile"]), "person", id=person), label)
    assert not [name for name in app_books.WRITTEN if name in interpreted(app)]


def test_advocates_are_listed_with_their_why_and_what_grew(books: dict[str, Path], opened: Open) -> None:
    with open_book(books["sample"]) as book:
        lines = book.advocates(app_books.DAY).lines
        grown = book.cascade(lines[0].person, app_books.DAY).children
    app = visit(opened(books["sample"]), "advocates")
    shown = drawn(app)
    assert all(line.person in shown for line in lines[:10]) and lines[0].why in shown
    assert grown and all(node.person in shown for node in grown)
    assert [button.label for button in app.get("download_button")] == ["CSV", "XLSX", "vCard"]


def test_each_segment_of_advocates_is_shown_by_itself(books: dict[str, Path], opened: Open) -> None:
    with open_book(books["sample"]) as book:
        lines = book.advocates(app_books.DAY).lines
    app = visit(opened(books["sample"]), "advocates")
    for label, segment in (("Hidden", "hidden"), ("At risk", "at risk"), ("Rising", "rising"), ("Proven", "proven")):
        app.get("button_group")[0].set_value(label).run()
        assert not app.exception
        first = next((line for line in lines if line.segment == segment), None)
        assert first is None or first.person in drawn(app), label


def test_two_who_may_be_one_are_joined_kept_apart_or_put_off(own_sample: Path, opened: Open) -> None:
    """Each answer takes one click and can be taken back; the pair that was answered is not asked about again."""
    with open_book(own_sample) as book:
        pair = book.review()[0]
    app = visit(opened(own_sample), "clean_up")
    for label, same in (("Same person", True), ("Take it back", False)):
        press(app, label)
        with open_book(own_sample) as book:
            assert (book.person(pair.first).id == book.person(pair.second).id) is same
    with open_book(own_sample) as book:
        assert book.review()[0] == pair
    for label in ("Different people", "Later"):
        first = next(button.key for button in app.button if button.label == label)
        press(app, label)
        assert first not in [button.key for button in app.button]


def test_a_change_that_fails_is_told_with_what_to_do(
    books: dict[str, Path], opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise RefnetError("The book is busy.", fix="Try again in a moment.")

    monkeypatch.setattr(Book, "keep_apart", busy)
    app = visit(opened(books["sample"]), "clean_up")
    next(button for button in app.button if button.label == "Different people").click().run()
    assert not app.exception
    assert {"The book is busy.", "Try again in a moment."} <= {text.value for text in app.text}
    assert not app.run().error


def test_on_another_day_nothing_is_noted_as_sent(books: dict[str, Path], opened: Open) -> None:
    with open_book(books["sample"]) as book:
        target = book.target("Dana Okafor").id
    app = opened(books["sample"])
    app.date_input[0].set_value(app_books.date(2026, 10, 1)).run()
    visit(app, "introduction", to=target)
    assert not [button for button in app.button if button.key == "sent-introduction"]


def test_another_day_gives_another_answer(books: dict[str, Path], opened: Open) -> None:
    """Before the first file tells of anything there is nobody to ask."""
    app = opened(books["sample"])
    app.date_input[0].set_value(app_books.date(2001, 1, 1)).run()
    assert not app.exception
    assert any("Nobody to ask today" in caption.value for caption in app.caption)


def test_routes_to_a_person_come_with_a_message_and_a_drawing(books: dict[str, Path], opened: Open) -> None:
    with open_book(books["sample"]) as book:
        found = (book.paths(p.id, as_of=app_books.DAY) for p in book.people()[::25])
        paths = next(answer for answer in found if answer.routes and len(answer.routes[0].people) > 2)
    app = visit(opened(books["sample"]), "introduction", to=paths.targets[0])
    shown = drawn(app)
    assert all(name in shown for name in paths.routes[0].names[1:])
    assert "Message to send" in [header.value for header in app.header]
    assert paths.routes[0].message.subject in shown


def test_without_a_route_the_page_says_why(books: dict[str, Path], opened: Open) -> None:
    with open_book(books["empty"]) as book:
        owner = book.ego
    app = visit(opened(books["empty"]), "introduction", to=owner)
    assert "No route" in [header.value for header in app.header]
    assert any("That is you" in text.value for text in app.text)


def test_an_empty_book_says_what_to_do_first(books: dict[str, Path], opened: Open) -> None:
    labels = [button.label for button in opened(books["empty"]).button]
    assert labels == ["Add files", "Try the sample"]


def test_without_a_book_the_app_asks_whose_it_shall_be(tmp_path: Path, opened: Open) -> None:
    """The owner's name makes the book, and the first steps follow."""
    app = opened(tmp_path / "new.refnet")
    app.text_input[0].set_value("Emma Lindqvist")
    app.text_input[1].set_value("emma@example.com, e.lindqvist@example.com")
    next(button for button in app.button if button.label == "Start").click().run()
    assert not app.exception
    with open_book(tmp_path / "new.refnet") as book:
        assert book.person(book.ego).emails == ("emma@example.com", "e.lindqvist@example.com")
    assert "Add files" in [button.label for button in app.run().button]


def test_a_book_that_is_none_is_told_without_a_traceback(tmp_path: Path, opened: Open) -> None:
    (tmp_path / "photo.refnet").write_bytes(b"\x89PNG" * 1000)
    app = opened(tmp_path / "photo.refnet")
    assert not app.exception
    assert [error.value for error in app.error] == ["This could not be done."]


# ------------------------------------------------------------------------------------------------------ long work


def finished(job: Job) -> Job:
    """The job, once its child has ended."""
    for _ in range(600):
        if not job.running:
            return job
        time.sleep(0.1)
    pytest.fail("the import did not end")


CONTACTS = b"Name,Email\nDana Okafor,dana@example.com\nBo Lindqvist,bo@example.com\n"


def test_a_check_keeps_nothing_and_adding_does(tmp_path: Path) -> None:
    book = app_books.empty(tmp_path / "book.refnet")
    job = finished(Job([("friends.csv", CONTACTS)], book=str(book)))
    assert [report["new_people"] for report in job.reports()] == [2]
    with open_book(book) as opened:
        assert opened.sources() == []
        job.add()
        assert [report["file"] for report in finished(job).reports()] == ["friends.csv"]
        assert {person.name for person in opened.people()} == {"Emma Lindqvist", "Dana Okafor", "Bo Lindqvist"}
    job.close()


def test_a_cancelled_import_is_as_if_it_had_never_begun(tmp_path: Path) -> None:
    book = app_books.empty(tmp_path / "book.refnet")
    rows = "".join(f"Person {n},p{n}@example.com\n" for n in range(20_000))
    job = finished(Job([("few.csv", CONTACTS)], book=str(book)))
    job.close()
    with open_book(book) as opened:
        before = (opened.revision, opened.counts())
        job = Job([("many.csv", b"Name,Email\n" + rows.encode())], book=str(book))
        finished(job).add()
        job.cancel()
        assert (opened.revision, opened.counts()) == before
    job.close()


def test_files_are_copied_for_this_user_only_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each keeps its name, also when two are called alike, and none leads out of the folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    names = ["friends.csv", "friends.csv", "../../outside.csv", "..", f"{'long' * 100}.csv"]
    job = Job([(name, CONTACTS) for name in names], book=str(app_books.empty(tmp_path / "book.refnet")))
    (folder,) = (tmp_path / "temp").iterdir()
    assert os.name == "nt" or stat.S_IMODE(folder.stat().st_mode) == 0o700
    copied = sorted(path.relative_to(folder).as_posix() for path in folder.glob("*/*"))
    assert copied[:4] == ["0/friends.csv", "1/friends.csv", "2/outside.csv", "3/file"]
    assert copied[4].endswith("long.csv")
    finished(job).close()
    assert list((tmp_path / "temp").iterdir()) == []


def test_a_file_that_is_none_is_told_beside_the_others(tmp_path: Path) -> None:
    book = app_books.empty(tmp_path / "book.refnet")
    job = finished(Job([("photo.png", b"\x89PNG\r\n\x1a\n" * 9), ("friends.csv", CONTACTS)], book=str(book)))
    photo, friends = job.reports()
    assert photo["error"]["fix"] and "error" not in friends
    job.close()


def test_a_book_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    job = finished(Job([("friends.csv", CONTACTS)], book=str(tmp_path / "missing.refnet")))
    with pytest.raises(RefnetError, match="There is no book"):
        job.reports()
    job.close()


def test_a_team_mates_files_are_theirs(tmp_path: Path) -> None:
    book = app_books.empty(tmp_path / "book.refnet")
    job = finished(Job([("friends.csv", CONTACTS)], book=str(book), of="--dry-run Okoye"))
    assert "error" not in job.reports()[0]
    job.close()
