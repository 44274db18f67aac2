"""The app's components in a browser: names stay text, nothing leaves the computer, clicks and copies reach Python."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_setup import PATIENCE
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.e2e

PAGE = Path(__file__).resolve().parent / "data" / "components_page.py"
THEMES = {
    "light": {"backgroundColor": "#FBFAF7", "textColor": "#1B2430", "primaryColor": "#0F6B63"},
    "dark": {"backgroundColor": "#11171D", "textColor": "#E8EDF2", "primaryColor": "#4FC3B3"},
}
DESKTOP, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
LEAST_CONTRAST = 4.5

# The contrast of each element's own text with the nearest opaque background behind it (WCAG 2.2, 1.4.3)
CONTRASTS = """root => {
  const parts = (colour) => {
    const given = colour.match(/[\\d.e-]+/g).map(Number);
    return colour.startsWith("color(") ? given.map((value, i) => i < 3 ? value * 255 : value) : given;
  };
  const luminance = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
      const colour = getComputedStyle(at).backgroundColor, given = parts(colour);
      if (given.length < 4 || given[3] === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const own = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  return [...root.querySelectorAll("*")].filter((node) => own(node) && node.getClientRects().length).map((node) => {
    const [a, b] = [luminance(getComputedStyle(node).color), luminance(behind(node))].sort();
    return [node.className || node.tagName, (b + 0.05) / (a + 0.05)];
  });
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running Streamlit that shows the page of components."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [f"--theme.{theme}.{name}={value}" for theme, values in THEMES.items() for name, value in values.items()]
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(PAGE), "--server.headless=true", *options]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    command += ["--server.fileWatcherType=none", "--client.toolbarMode=minimal"]
    log = tmp_path_factory.mktemp("streamlit") / "log"
    with log.open("wb") as written:
        # Warnings that pytest turned into errors are not those of another program
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
        server = subprocess.Popen(command, stdout=written, stderr=written, cwd=log.parent, env=environment)
        try:
            _wait_until_healthy(server, f"http://127.0.0.1:{port}", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_until_healthy(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(300):
        assert server.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"Streamlit did not start: {log.read_text(errors='replace')}")


class Visit:
    """One visit to the page of components, and what the browser asked for and complained of meanwhile."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._note(request.url, address))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)

    def _note(self, url: str, address: str) -> None:
        if not url.startswith((address, address.replace("http", "ws", 1), "data:", "blob:")):
            self.outside.append(url)

    @property
    def chain(self) -> Locator:
        return self.page.locator("section[data-ready]")

    @property
    def map(self) -> Locator:
        return self.page.locator(".map[data-ready]")

    @property
    def message(self) -> Locator:
        return self.page.locator(".message[data-ready]")

    def spot(self, person: str) -> dict[str, float]:
        """Where somebody stands in the drawing, in pixels from its corner."""
        x, y = json.loads(self.map.get_attribute("data-positions") or "{}")[person]
        return {"x": x, "y": y}


@pytest.fixture
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """The page, ready. Parameters: query, color_scheme, viewport and others of a browser's context."""
    wishes = {"viewport": DESKTOP, "color_scheme": "light", **getattr(request, "param", {})}
    query = wishes.pop("query", "")
    context = browser.new_context(**wishes)
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page(), address)
    visit.page.goto(f"{address}/?{query}")
    for part in (visit.chain, visit.message, visit.map):
        expect(part).to_be_attached()
    yield visit
    assert (visit.outside, visit.complaints) == ([], [])
    context.close()


hostile = pytest.mark.parametrize("visit", [{"query": "names=hostile"}], indirect=True)
both_themes = pytest.mark.parametrize("visit", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
on_a_phone = pytest.mark.parametrize(
    "visit", [{"viewport": PHONE, "query": query} for query in ("hops=4", "names=hostile")], indirect=True
)


@hostile
def test_hostile_names_are_text(visit: Visit) -> None:
    """No script runs, no picture is fetched, every name can be read letter for letter."""
    expect(visit.chain.locator(".name")).to_have_text(
        ["<script>window.hit=1</script>", "<img src=x onerror=window.hit=2>", "![p](https://outside.example.com/x.png)"]
        + ["</script>"]
    )
    visit.map.locator("summary").click()
    names = visit.map.locator("li button").all_text_contents()
    assert names[0] == "You" and "see href <b onclick=window.hit=5>bold</b>" in names and len(names) == 16
    assert max(map(len, names)) > 300
    assert "Hi <img src=x onerror=window.hit=2>," in visit.message.locator("textarea").input_value()
    assert visit.page.evaluate("window.hit") is None
    assert visit.page.locator("section img, section a, section script, .map img, .map svg, .map script").count() == 0


def test_a_click_on_a_person_of_the_chain_reaches_python(visit: Visit) -> None:
    visit.chain.locator(".person").get_by_role("button", name="Claire Moreau").click()
    expect(visit.page.get_by_text("chain: p2;")).to_be_visible()


@both_themes
def test_a_click_on_the_drawing_reaches_python(visit: Visit) -> None:
    visit.map.locator("canvas").click(position=visit.spot("p4"))
    expect(visit.page.get_by_text("map: p4;")).to_be_visible()
    visit.map.locator("canvas").click(position=visit.spot("p1"))
    expect(visit.page.get_by_text("map: p1;")).to_be_visible()


def test_a_click_beside_everybody_says_nothing(visit: Visit) -> None:
    visit.map.locator("canvas").click(position={"x": 3, "y": 3})
    visit.page.wait_for_timeout(500)
    expect(visit.page.get_by_text("runs: 1")).to_be_visible()


def test_the_drawing_survives_a_click(visit: Visit) -> None:
    """The canvas of before is the canvas of after: a rerun makes no new drawing."""
    visit.map.locator("canvas").evaluate("canvas => (canvas.before = true)")
    visit.map.locator("canvas").click(position=visit.spot("p4"))
    expect(visit.page.get_by_text("map: p4;")).to_be_visible()
    assert visit.map.locator("canvas").evaluate_all("all => all.map(canvas => canvas.before)") == [True]


def test_the_list_beside_the_drawing_does_the_same_by_keyboard(visit: Visit) -> None:
    visit.map.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    visit.map.get_by_role("button", name="Simon Tanaka").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_text("map: p4;")).to_be_visible()


def test_why_opens_the_reasons_and_the_rows_behind_them(visit: Visit) -> None:
    why = visit.chain.get_by_role("button", name="Why: Priya Nandakumar and Claire Moreau")
    expect(why).to_have_attribute("aria-expanded", "false")
    why.press("Enter")
    expect(why).to_have_attribute("aria-expanded", "true")
    visit.chain.locator("summary:visible").nth(1).press("Enter")
    expect(visit.chain.get_by_text("Call about the new office (row 14 of diary.csv)").nth(1)).to_be_visible()
    visit.chain.get_by_role("button", name="Why: You and Priya Nandakumar").click()
    expect(visit.chain.locator(".panel:visible")).to_have_count(1)


def test_the_points_of_a_tie_add_up(visit: Visit) -> None:
    """What is shown of each reason, in whole points, is together what is shown of the tie."""
    for why in visit.chain.locator(".why").all():
        why.click()
        *parts, together = visit.chain.locator(".panel:visible .points").all_text_contents()
        assert f"{sum(int(part or 0) for part in parts)} of 100" == together


@pytest.mark.parametrize("visit", [{"query": "hops=1"}], indirect=True)
def test_somebody_known_is_written_to_without_an_introduction(visit: Visit) -> None:
    expect(visit.chain.get_by_role("heading", name="Write to Priya Nandakumar")).to_be_visible()
    expect(visit.chain.get_by_text("You know each other: no introduction is needed.")).to_be_visible()


def test_open_reasons_stay_open_over_a_rerun(visit: Visit) -> None:
    visit.chain.get_by_role("button", name="Why: You and Priya Nandakumar").click()
    visit.map.locator("canvas").click(position=visit.spot("p4"))
    expect(visit.page.get_by_text("runs: 2")).to_be_visible()
    expect(visit.chain.locator(".panel:visible")).to_have_count(1)


@pytest.mark.parametrize("refused", [False, True])
def test_copy_works_and_says_so(visit: Visit, refused: bool) -> None:
    """Also where the page may not use the clipboard."""
    if refused:
        visit.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')) }")
    area = visit.message.locator("textarea")
    area.fill("My own words")
    visit.message.get_by_role("button", name="Copy message").click()
    expect(visit.message.get_by_role("status")).to_have_text("Copied")
    expect(visit.page.get_by_text("copied: True")).to_be_visible()
    expect(area).to_have_value("My own words")
    area.fill("")
    area.press("ControlOrMeta+V")
    expect(area).to_have_value("My own words")


def test_letters_typed_into_the_message_are_no_shortcuts(visit: Visit) -> None:
    """Streamlit reruns the page on "r" and clears its caches on "c"."""
    visit.message.locator("textarea").press_sequentially("rc")
    visit.page.wait_for_timeout(500)
    expect(visit.page.get_by_text("runs: 1")).to_be_visible()
    expect(visit.page.get_by_role("dialog")).to_have_count(0)


def test_open_in_mail_carries_what_is_written(visit: Visit) -> None:
    visit.message.locator("textarea").fill("50 % & more?\nYes")
    expect(visit.message.get_by_role("link")).to_have_attribute(
        "href",
        "mailto:priya%2Bwork@example.com?subject=Introduction%20to%20Ruth%20Adeyemi"
        "&body=50%20%25%20%26%20more%3F%0D%0AYes",
    )


@both_themes
def test_texts_stand_out_from_what_is_behind_them(visit: Visit) -> None:
    visit.chain.locator(".why").first.click()
    visit.map.locator("summary").click()
    found = [pair for part in (visit.chain, visit.message, visit.map) for pair in part.evaluate(CONTRASTS)]
    assert len(found) > 40
    assert [(name, round(contrast, 2)) for name, contrast in found if contrast < LEAST_CONTRAST] == []


def test_the_drawing_follows_the_theme_at_once(visit: Visit) -> None:
    """Ego's face has the colour of the page's text, before and after the system turns dark."""
    ego = visit.spot("p0")
    pixel = f"""canvas => [...canvas.getContext("2d").getImageData({ego["x"]:.0f}, {ego["y"] - 14:.0f}, 1, 1).data]"""
    canvas = visit.map.locator("canvas")
    assert canvas.evaluate(pixel) == [0x1B, 0x24, 0x30, 255]
    visit.page.emulate_media(color_scheme="dark")
    visit.page.wait_for_function(
        f"canvas => String(({pixel})(canvas)) === '232,237,242,255'", arg=canvas.element_handle(), timeout=10_000
    )


@on_a_phone
def test_a_phone_shows_the_chain_from_top_to_bottom_and_scrolls_one_way(visit: Visit) -> None:
    expect(visit.chain).to_have_class("narrow")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for part in (visit.chain, visit.message, visit.map):
        assert part.evaluate("part => part.scrollWidth <= part.clientWidth")
    copy = visit.message.get_by_role("button", name="Copy message").bounding_box()
    assert copy is not None and copy["height"] >= 44
    visit.map.locator("summary").click()
    for button in [*visit.chain.get_by_role("button").all(), *visit.map.get_by_role("button").all()]:
        box = button.bounding_box()
        assert box is not None and box["height"] >= 24
    assert visit.map.locator("canvas").evaluate("canvas => getComputedStyle(canvas).touchAction") == "pan-y"
