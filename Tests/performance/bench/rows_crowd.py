"""Many instances, opened and watched to RUNNING: the queue, a thread for each, and a C program on curl's multi."""

from __future__ import annotations

import json
import subprocess
from types import TracebackType
from typing import Any, Dict, List, Optional, Sequence, Type

from findings import Finding, Verdict, compared
from samples import Contender, Told, each_us, in_turn, summed_up
from workshop import Workshop

PROGRAMS = {
    "libcodelab's queue": "load_queue",
    "curl's multi, in C": "load_multi",
    "libcodelab, a thread each": "load_threads",
}
INSTANCES = 1000
NUMBERS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10000)

LESS = (
    "curl's multi: the same requests with the same headers, curl_multi_socket_action() on epoll; it leaves out: "
    "retries, pace, deadlines, and decoding: of an answer it looks for the id and the word RUNNING"
)


class LoadService:
    """The fast service; it counts what it does."""

    def __init__(self, shop: Workshop) -> None:
        self._process = subprocess.Popen(
            [shop.program("service")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def counts(self) -> Dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write("counts\n")
        self._process.stdin.flush()
        counts: Dict[str, Any] = json.loads(self._line())
        return counts

    def __enter__(self) -> "LoadService":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._process.communicate(timeout=60)


def contenders(shop: Workshop, port: str, instances: int, names: Sequence[str]) -> List[Contender]:
    return [Contender(name, [shop.program(PROGRAMS[name]), port, str(instances)]) for name in names]


def with_count(told: Told) -> Told:
    return {name: [{**line, "count": line["instances"]} for line in lines] for name, lines in told.items()}


def values(told: Told, name: str) -> Dict[str, List[float]]:
    return {contender: [line[name] for line in lines] for contender, lines in told.items()}


def crowd(shop: Workshop) -> Finding:
    with LoadService(shop) as service:
        before = service.counts()
        everybody = contenders(shop, service.port, INSTANCES, list(PROGRAMS))
        told = with_count(in_turn(everybody, shop.rounds(25), shop.environment, shop.progress))
        spent_ns = service.counts()["cpu_ns"] - before["cpu_ns"]
    cpu = {name: each_us(lines, "cpu") for name, lines in told.items()}
    measures = [
        compared("µs CPU each", cpu),
        compared("µs wall each", {name: each_us(lines, "wall") for name, lines in told.items()}),
        compared("bytes of memory at most", values(told, "peak_rss_bytes")),
    ]
    queue, multi = (summed_up(cpu[name]).middle for name in list(PROGRAMS)[:2])
    wall_ns = sum(line["wall_ns"] for lines in told.values() for line in lines)
    rounds = shop.rounds(25)
    busy = 100 * spent_ns * rounds / (rounds + 1) / wall_ns
    notes = (
        f"{INSTANCES:,} instances, five requests each, over {8} connections; threads have a connection each",
        f"the service is not the limit: it computes for {busy:.0f} % of the time, on a separate processor",
        LESS,
    )
    return Finding(
        "crowd", f"{INSTANCES:,} opened and watched to RUNNING", measures, [Verdict("crowd", queue, multi)], notes
    )


def scale(shop: Workshop) -> Finding:
    """The curve that is plotted: its measures are by the number of instances."""
    measures = []
    numbers = [number for number in NUMBERS if number <= 1000] if shop.is_quick else NUMBERS
    with LoadService(shop) as service:
        for number in numbers:

            def tell(step: str) -> None:
                shop.progress(f"{number:,} instances, {step}")

            everybody = contenders(shop, service.port, number, list(PROGRAMS))
            told = with_count(in_turn(everybody, 3 if number > 1000 else 5, shop.environment, tell))
            cpu = {name: each_us(lines, "cpu") for name, lines in told.items()}
            measures += [
                compared(f"µs CPU each, {number:,} instances", cpu),
                compared(f"bytes of memory at most, {number:,} instances", values(told, "peak_rss_bytes")),
            ]
    return Finding("scale", "From one instance to ten thousand", measures, notes=(LESS,))
