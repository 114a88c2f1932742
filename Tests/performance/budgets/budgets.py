"""What things may cost: the one place for budgets. `make bench-check` holds those that are counted exactly, and
`make bench` measures all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional


@dataclass(frozen=True)
class Budget:
    """What is allowed is `times` the yardstick's and `beyond` that; without a yardstick only what is `beyond`."""

    what: str
    unit: str
    times: float = 0
    beyond: float = 0
    #: What a busy machine may add. It is too small to hide a cost of the library.
    tolerance: float = 0

    def limit(self, yardstick: Optional[float]) -> float:
        if self.times and yardstick is None:
            raise ValueError(f"{self.what}: the budget is for a multiple of the yardstick, which is missing")
        return self.times * (yardstick or 0) + self.beyond

    def keeps(self, subject: float, yardstick: Optional[float] = None) -> bool:
        return subject <= self.limit(yardstick) + self.tolerance

    def __str__(self) -> str:
        if not self.times:
            return f"≤ {self.beyond:,.0f} {self.unit}"
        times = f"≤ {self.times:.2f} ×"
        return f"{times} + {self.beyond:g}" if self.beyond else times


KIB = 1024

#: Counted: the same in each run, so that a test can hold them.
EXACT: Dict[str, Budget] = {
    "size": Budget("the library, stripped", "bytes", beyond=256 * KIB),
    # An answer that comes early saves a poll, in some calls of a hundred; one that the library made would be in all.
    "open-system-calls": Budget("warm open: system calls", "calls", times=1, tolerance=0.2),
    "open-instructions": Budget("warm open: instructions", "instructions", times=1.10),
    "open-allocations": Budget("warm open: allocations", "allocations", times=1, beyond=2),
    "sleeper-bytes": Budget("a watch asleep in a queue: memory", "bytes", beyond=1 * KIB),
    "sleeper-blocks": Budget("a watch asleep in a queue: blocks of memory", "blocks", beyond=4),
    # What "make bench" times, as far as it can be counted; simdjson as it is built for any machine.
    "decode-documented-instructions": Budget("decoding the documented answer", "instructions", times=0.8),
    "decode-full-instructions": Budget("decoding an answer with every field", "instructions", times=0.8),
    "loading-system-calls": Budget("loading: system calls beyond the loader's", "calls"),
    "loading-threads": Budget("loading: threads beyond the caller's", "threads"),
}

#: Timed: to be measured side by side with the yardstick, on a machine that is quiet.
TIMED: Dict[str, Budget] = {
    "first-client": Budget("loading and the first client, beyond loading libcurl", "µs", beyond=1000),
    "import": Budget("import codelab, in a new process", "µs", times=1.3),
    "decode-documented": Budget("decoding the documented answer", "µs", times=0.7),
    "decode-full": Budget("decoding an answer with every field", "µs", times=0.7),
    "crowd": Budget("1,000 opened and watched to RUNNING on one thread", "µs each", times=1.15),
    "cancel-call": Budget("from cancelling a blocked call to its return, p99", "µs", beyond=10_000),
    "cancel-queue": Budget("from cancelling in a queue to the event, p99", "µs", beyond=10_000),
    "binding-python": Budget("warm open: Python beyond C", "µs", beyond=40),
    "binding-go": Budget("warm open: Go beyond C", "µs", beyond=3),
}

ALL: Dict[str, Budget] = {**EXACT, **TIMED}
