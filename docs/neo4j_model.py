"""Draws what stands in a book's database: python docs/neo4j_model.py writes docs/pictures/neo4j-model.svg.

The picture is one file without anything from outside. It follows the reader's light or dark theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

PICTURE: Final = Path(__file__).resolve().parent / "pictures" / "neo4j-model.svg"
WIDTH, HEIGHT = 960, 520
LINE: Final = 17
"""Pixels from one line of text to the next."""
STYLE: Final = """
    .ground { fill: #ffffff; stroke: #d5dbe1 }
    .box { fill: #eef4f8; stroke: #2f6f8f; stroke-width: 1.5 }
    .quiet { fill: #f5f5f4; stroke: #8a8f94 }
    .tie { fill: none; stroke: #59636e; stroke-width: 1.5 }
    .same { stroke-dasharray: 4 4 }
    .tip { fill: #59636e }
    .name { fill: #14344a; font-weight: 600; font-size: 16px }
    .kind { fill: #8a3b12; font-weight: 600; font-size: 13px }
    .text { fill: #3d444d; font-size: 12px }
    text { font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; text-anchor: middle }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0f1419; stroke: #2d343c }
      .box { fill: #16303f; stroke: #6fb3d2 }
      .quiet { fill: #1c2127; stroke: #79828c }
      .tie { stroke: #9aa4af }
      .tip { fill: #9aa4af }
      .name { fill: #e3f1f9 }
      .kind { fill: #f0a878 }
      .text { fill: #c2cad3 }
    }
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A kind of node: its label, what it holds, and the middle and size of its box in pixels."""

    label: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int = 180
    quiet: bool = False

    @property
    def height(self) -> int:
        """Room for the label and the lines."""
        return 40 + LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class Tie:
    """A kind of relationship: its type, what it holds, the way of its arrow, and the middle of its text."""

    kind: str
    lines: tuple[str, ...]
    path: str
    x: int
    y: int


NODES: Final = (
    Node("Person", ("id, name, title", "emails, phones", "labels, flags"), 400, 215, 200),
    Node("Organization", ("name, key",), 830, 215),
    Node("Event", ("id, kind, at", "Interaction, Referral,", "Introduction, Promise, ..."), 400, 430, 200),
    Node("Record", ("key = id of the event",), 655, 430, 170),
    Node("Source", ("label, importer", "owner, member, private"), 855, 430, 170),
    Node("Word", ("text",), 105, 430, 130, quiet=True),
)
TIES: Final = (
    Tie(
        "KNOWS",
        ("grade, contacts, meetings, referrals, introductions", "first_contact, last_contact, since"),
        "M 340 169 C 290 70, 510 70, 460 169",
        400,
        42,
    ),
    Tie("REFERRED", ("event, at, stage", "value, currency"), "M 300 188 C 190 135, 190 225, 297 203", 130, 150),
    Tie("INTRODUCED", ("event, at, stage",), "M 300 226 C 190 190, 190 290, 297 245", 130, 232),
    Tie("WORKS_AT", ("title, department", "start, end, current"), "M 500 215 L 737 215", 620, 170),
    Tie("TOOK_PART", ("role",), "M 400 261 L 400 382", 452, 318),
    Tie("TOLD_BY", ("locator, private",), "M 700 401 C 720 350, 800 350, 822 391", 760, 335),
    Tie("FOUND_BY", (), "M 330 262 L 165 400", 195, 325),
)


def picture() -> str:
    """The whole picture as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' role="img" aria-label="The model of a book in Neo4j">',
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"'
        ' orient="auto-start-reverse"><path class="tip" d="M 0 0 L 10 5 L 0 10 z"/></marker></defs>',
        f'<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="12"/>',
        *(part for tie in TIES for part in _tie(tie)),
        # No relationship: both have the same id
        '<path class="tie same" d="M 500 430 L 570 430"/>',
        *(part for node in NODES for part in _node(node)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _tie(tie: Tie) -> list[str]:
    # Of two who know each other neither comes first
    tip = "" if tie.kind == "KNOWS" else ' marker-end="url(#tip)"'
    return [
        f'<path class="tie" d="{tie.path}"{tip}/>',
        _text("kind", tie.kind, tie.x, tie.y),
        *(_text("text", line, tie.x, tie.y + LINE * nth) for nth, line in enumerate(tie.lines, 1)),
    ]


def _node(node: Node) -> list[str]:
    top = node.y - node.height // 2
    shape = "box quiet" if node.quiet else "box"
    return [
        f'<rect class="{shape}" x="{node.x - node.width // 2}" y="{top}" width="{node.width}" height="{node.height}"'
        ' rx="10"/>',
        _text("name", node.label, node.x, top + 25),
        *(_text("text", line, node.x, top + 28 + LINE * nth) for nth, line in enumerate(node.lines, 1)),
    ]


def _text(kind: str, text: str, x: int, y: int) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
