#!/usr/bin/env python3
"""What a warm open costs, counted: system calls, instructions and allocations, against the same POST in a C loop on
one libcurl handle. Ends with status 1 when a budget is exceeded.

    counts.py PROGRAMS LIBRARY [--detail]

Each figure is the difference between a run of twice as many calls and one of as many, divided by the calls: what is
done once, at the start and at the end, cancels out. PROGRAMS is the folder of the built programs; --detail adds where
the instructions go.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Dict, List, NamedTuple, Tuple

from callgrind import Profile
from measure import Loop, Service, allocations, instructions, loading, run, system_calls

ANSWER = Path(__file__).resolve().parents[1] / "scenarios" / "bodies" / "documented-example.json"
CALLS = 100
#: The programs take turns, so that what else the machine does hits both.
ROUNDS = 3

#: The least that the service needs: what a caller in a hurry would send.
LEAN = ("Content-Type", "X-Auth-Token")

#: What the dynamic loader does to map a library.
OF_THE_LOADER = {"openat", "read", "pread64", "fstat", "newfstatat", "mmap", "mprotect", "munmap", "close", "brk"}


class Row(NamedTuple):
    what: str
    yardstick: float
    subject: float
    budget: float
    #: What the machine may add when it is busy.
    tolerance: float = 0

    @property
    def is_kept(self) -> bool:
        return self.subject <= self.budget + self.tolerance

    def __str__(self) -> str:
        ratio = self.subject / self.yardstick if self.yardstick else 1.0
        verdict = "kept" if self.is_kept else "EXCEEDED"
        figures = f"{self.yardstick:>12,.2f}{self.subject:>12,.2f}{ratio:>8.3f}{self.budget:>12,.2f}"
        return f"{self.what:<30}{figures}  {verdict}"


def same_request(subject: Loop, programs: Path, service: Service) -> Tuple[Loop, Tuple[str, ...]]:
    """A yardstick that sends what the subject sends, and the lean headers among those."""
    run(subject.command(1))
    sent = service.last_request()
    headers = tuple(line for line in sent[1 : sent.index("")] if name_of(line) not in ("Host", "Content-Length"))
    yardstick = Loop(programs / "yardstick", service, headers)
    run(yardstick.command(1))
    also_sent = service.last_request()
    if sorted(also_sent) != sorted(sent):
        raise SystemExit(f"the yardstick does not send what the library sends:\n{also_sent}\n{sent}")
    return yardstick, tuple(line for line in headers if name_of(line) in LEAN)


def name_of(line: str) -> str:
    return line.split(":", 1)[0]


def shown(costs: Dict[str, float]) -> str:
    return "  ".join(f"{name} {cost:g}" for name, cost in costs.items())


def middle(rounds: List[Dict[str, float]]) -> Dict[str, float]:
    """The round whose sum is the middle one."""
    return sorted(rounds, key=lambda costs: sum(costs.values()))[len(rounds) // 2]


def count_system_calls(yardstick: Loop, subject: Loop, scratch: Path) -> Row:
    rounds = [(system_calls(yardstick, scratch, CALLS), system_calls(subject, scratch, CALLS)) for _ in range(ROUNDS)]
    wanted, found = middle([each[0] for each in rounds]), middle([each[1] for each in rounds])
    print(f"system calls of the yardstick:  {shown(wanted)}")
    print(f"system calls of the subject:    {shown(found)}")
    # An answer that comes early saves a poll, in some calls of a hundred; one that the library made would be in all.
    return Row("system calls", sum(wanted.values()), sum(found.values()), sum(wanted.values()), tolerance=0.2)


def count_allocations(yardstick: Loop, subject: Loop, counter: Path) -> Row:
    wanted, found = allocations(yardstick, counter, CALLS), allocations(subject, counter, CALLS)
    print(f"allocations of the yardstick:   {shown(wanted)}")
    print(f"allocations of the subject:     {shown(found)}")
    return Row("allocations", sum(wanted.values()), sum(found.values()), sum(wanted.values()) + 2)


def count_instructions(yardstick: Loop, subject: Loop, lean: Loop, scratch: Path, detail: bool) -> Row:
    profiles = [(instructions(yardstick, scratch, CALLS), instructions(subject, scratch, CALLS)) for _ in range(ROUNDS)]
    totals = [(a.total / CALLS, b.total / CALLS) for a, b in profiles]
    wanted, found = median(a for a, _ in totals), median(b for _, b in totals)
    for number, name in enumerate(("yardstick", "subject")):
        each = [total[number] for total in totals]
        profile = profiles[0][number]
        print(
            f"instructions of the {name + ':':<11} {shares(profile)}"
            f"  (rounds differ by {100 * (max(each) - min(each)) / median(each):.2f} %)"
        )
    least = instructions(lean, scratch, CALLS).total / CALLS
    print(f"of a yardstick that sends only {' and '.join(LEAN)}: {least:,.0f}, so the subject's are {found / least:.3f} ×")
    if detail:
        show_detail(profiles[0][1])
    return Row("instructions", wanted, found, 1.10 * wanted)


def shares(profile: Profile) -> str:
    objects = Counter({name: count / CALLS for name, count in profile.by_object().items()})
    return "  ".join(f"{name} {count:,.0f}" for name, count in objects.most_common() if count >= 1)


def show_detail(profile: Profile) -> None:
    """Functions by what they themselves execute, then the library's calls by what they cost in all."""
    print("\ninstructions a call, by function:")
    for (place, name), count in profile.own.most_common(40):
        print(f"{count / CALLS:>12,.0f}  {place}: {name[:100]}")
    print("\ninstructions a call, by caller and callee, all below included:")
    for ((place, caller), (_, callee)), count in profile.edges.most_common():
        if "codelab" in place and count >= 20 * CALLS:
            print(f"{count / CALLS:>12,.0f}  {caller[:70]} -> {callee[:70]}")
    print()


def count_loading(program: Path, library: Path, scratch: Path) -> List[Row]:
    calls, threads = loading(program, library, scratch)
    print(f"system calls of loading it:     {shown({name: float(count) for name, count in calls.items()})}")
    beyond = sum(count for name, count in calls.items() if name not in OF_THE_LOADER)
    return [Row("loading: beyond the loader's", 0, beyond, 0), Row("loading: threads", 1, threads, 1)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--detail", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Service(given.programs / "server", ANSWER) as service:
        scratch = Path(folder)
        subject = Loop(given.programs / "subject", service)
        yardstick, lean_headers = same_request(subject, given.programs, service)
        lean = Loop(given.programs / "yardstick", service, lean_headers)
        rows = [
            count_system_calls(yardstick, subject, scratch),
            count_instructions(yardstick, subject, lean, scratch, given.detail),
            count_allocations(yardstick, subject, given.programs / "count_allocations.so"),
            *count_loading(given.programs / "load", given.library.resolve(), scratch),
        ]
    print(f"\n{'a call':<30}{'yardstick':>12}{'subject':>12}{'ratio':>8}{'budget':>12}")
    print("\n".join(map(str, rows)))
    return 0 if all(row.is_kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
