"""How soon a call returns that another thread cancels."""

from __future__ import annotations

from typing import Dict, List

from findings import Entry, Finding, Measure, Verdict
from samples import Figure, run
from workshop import Workshop

NAMES = {
    "call": "a blocked call",
    "queue": "an operation of a queue",
    "eventfd": "poll() on an eventfd, the yardstick",
}
PARTS = 5


def cancelling(shop: Workshop) -> Finding:
    latencies: Dict[str, List[float]] = {way: [] for way in NAMES}
    each = 100 if shop.is_quick else 500
    for part in range(PARTS):
        for way in NAMES:
            shop.progress(f"part {part + 1} of {PARTS}")
            (line,) = run([shop.program("cancel"), way, str(each)], shop.environment)
            latencies[way] += [nanoseconds / 1000 for nanoseconds in line["latencies_ns"]]
    shares = {"median": 0.5, "p99": 0.99, "the longest": 1.0}
    measures = [
        Measure(f"µs, {name}", [Entry(NAMES[way], Figure(at(share, latencies[way]))) for way in NAMES])
        for name, share in shares.items()
    ]
    verdicts = [Verdict(f"cancel-{way}", at(0.99, latencies[way])) for way in ("call", "queue")]
    notes = (
        f"{PARTS * each:,} each, of a service that never answers; a hundred operations are pending in the queue",
    )
    return Finding("cancel", "From cancelling to return", measures, verdicts, notes)


def at(share: float, values: List[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
