"""Credit over 100,000 referrals by the three rules, and what grew from each referrer, beside networkx.

networkx has no such rules: it adds up what hangs below each referrer in the same forest (`descendants`), which is one
part of the work.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import networkx as nx

from refnet.analysis.cascade import below, by_referral, by_referrer
from refnet.analysis.credit import credit, deals, ledger, referrals_to
from refnet.model import BookEvent, EventId, PersonId, Referral

REFERRALS, FIRM = 100_000, PersonId("ego")


def forest() -> list[BookEvent]:
    """Everybody was sent by somebody who came before; one in five became business."""
    rng = random.Random(1)
    found = []
    for n in range(1, REFERRALS + 1):
        by = PersonId(f"p{max(0, int(n * (1 - rng.random() ** 2)) - 1):06}")
        day = date(2010, 1, 1) + timedelta(days=n // 20)
        won = {"won": day + timedelta(days=30)} if rng.random() < 0.2 else None
        event = Referral(
            by, PersonId(f"p{n:06}"), FIRM, day, "won" if won else "given", won, 100 * rng.randint(1, 500), "USD"
        )
        found.append(BookEvent(EventId(f"e{n:06}"), event))
    return found


def seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    events = forest()
    as_of = date(2026, 1, 1)
    sent = referrals_to({FIRM}, events, as_of)
    won = deals(sent)
    given, led_to = by_referrer(sent), by_referral(won)
    rules = seconds(lambda: credit(sent, won))
    grown = seconds(lambda: [below(person, given, led_to) for person in given])
    print(f"{REFERRALS:,} referrals, {len(won):,} deals, ledger {ledger(won)}")
    print(f"refnet: three rules {rules:.2f} s; what grew from each of {len(given):,} referrers {grown:.2f} s")
    graph = nx.DiGraph((s.referrer, s.prospect) for s in sent)
    value = {deal.prospect: deal.cents for deal in won}
    peer = seconds(lambda: [sum(value.get(p, 0) for p in nx.descendants(graph, person)) for person in given])
    print(f"networkx descendants: {peer:.2f} s; ratio {peer / grown:.1f}")


if __name__ == "__main__":
    main()
