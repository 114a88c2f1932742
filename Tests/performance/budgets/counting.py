"""Counts what calls cost. Each figure is the difference between a run of twice as many calls and one of as many,
divided by the calls: what is done once, at the start and at the end, cancels out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median
from typing import Dict, List, NamedTuple, Optional, Tuple

from budgets import EXACT, Budget
from callgrind import Profile
from measure import Decoding, Loop, Service, allocations, asleep, instructions, loading, run, system_calls

SLEEPERS = 1000
DECODED = 500

#: The least that the service needs: what a caller in a hurry would send.
LEAN = ("Content-Type", "X-Auth-Token")

#: What the dynamic loader does to map a library.
OF_THE_LOADER = {"openat", "read", "pread64", "fstat", "newfstatat", "mmap", "mprotect", "munmap", "close", "brk"}


class Effort(NamedTuple):
    calls: int = 100
    #: The programs take turns, so that what else the machine does hits both.
    rounds: int = 3


class Row(NamedTuple):
    """Something that was counted, of the name that its budget has."""

    name: str
    subject: float
    yardstick: Optional[float] = None
    #: What it consists of, for people.
    notes: Tuple[str, ...] = ()

    @property
    def budget(self) -> Budget:
        return EXACT[self.name]

    @property
    def is_kept(self) -> bool:
        return self.budget.keeps(self.subject, self.yardstick)

    def __str__(self) -> str:
        yardstick, ratio = "-", "-"
        if self.yardstick:
            yardstick, ratio = f"{self.yardstick:,.2f}", f"{self.subject / self.yardstick:.3f}"
        figures = f"{self.subject:>12,.2f}{yardstick:>12}{ratio:>8}{self.budget.limit(self.yardstick):>12,.2f}"
        return f"{self.budget.what:<44}{figures}  {'kept' if self.is_kept else 'EXCEEDED'}"


def same_request(subject: Loop, program: Path, service: Service) -> Tuple[Loop, Tuple[str, ...]]:
    """A yardstick that sends what the subject sends, and the lean headers among those."""
    run(subject.command(1))
    sent = service.last_request()
    headers = tuple(line for line in sent[1 : sent.index("")] if name_of(line) not in ("Host", "Content-Length"))
    yardstick = Loop(program, service, headers)
    run(yardstick.command(1))
    also_sent = service.last_request()
    if sorted(also_sent) != sorted(sent):
        raise SystemExit(f"the yardstick does not send what the library sends:\n{also_sent}\n{sent}")
    return yardstick, tuple(line for line in headers if name_of(line) in LEAN)


def name_of(line: str) -> str:
    return line.split(":", 1)[0]


def shown(costs: Dict[str, float]) -> str:
    return "  ".join(f"{name} {cost:g}" for name, cost in costs.items())


def both_shown(subject: Dict[str, float], yardstick: Dict[str, float]) -> Tuple[str, ...]:
    return (f"the yardstick: {shown(yardstick)}", f"the subject:   {shown(subject)}")


def middle(rounds: List[Dict[str, float]]) -> Dict[str, float]:
    """The round whose sum is the middle one."""
    return sorted(rounds, key=lambda costs: sum(costs.values()))[len(rounds) // 2]


def count_system_calls(yardstick: Loop, subject: Loop, scratch: Path, effort: Effort) -> Row:
    calls = effort.calls
    rounds = [
        (system_calls(yardstick, scratch, calls), system_calls(subject, scratch, calls)) for _ in range(effort.rounds)
    ]
    wanted, found = middle([each[0] for each in rounds]), middle([each[1] for each in rounds])
    return Row("open-system-calls", sum(found.values()), sum(wanted.values()), both_shown(found, wanted))


def count_allocations(yardstick: Loop, subject: Loop, counter: Path, calls: int) -> Row:
    wanted, found = allocations(yardstick, counter, calls), allocations(subject, counter, calls)
    return Row("open-allocations", sum(found.values()), sum(wanted.values()), both_shown(found, wanted))


def count_instructions(yardstick: Loop, subject: Loop, lean: Loop, scratch: Path, effort: Effort, detail: bool) -> Row:
    rounds = [
        [instructions(loop, scratch, effort.calls) for loop in (yardstick, subject)] for _ in range(effort.rounds)
    ]
    wanted, found = (median(each[place].total / effort.calls for each in rounds) for place in (0, 1))
    least = instructions(lean, scratch, effort.calls).total / effort.calls
    notes = [
        f"the {name + ':':<10} {shares(rounds[0][place], effort.calls)}"
        f"  (rounds differ by {spread([each[place].total for each in rounds]):.2f} %)"
        for place, name in enumerate(("yardstick", "subject"))
    ]
    notes.append(
        f"with no headers but {' and '.join(LEAN)} the yardstick has {least:,.0f}: then it is {found / least:.3f} ×"
    )
    if detail:
        show_detail(rounds[0][1], effort.calls)
    return Row("open-instructions", found, wanted, tuple(notes))


def spread(figures: List[int]) -> float:
    return 100 * (max(figures) - min(figures)) / median(figures)


def shares(profile: Profile, calls: int) -> str:
    objects = Counter({name: count / calls for name, count in profile.by_object().items()})
    return "  ".join(f"{name} {count:,.0f}" for name, count in objects.most_common() if count >= 1)


def show_detail(profile: Profile, calls: int) -> None:
    """Functions by what they themselves execute, then the library's calls by what they cost in all."""
    print("\ninstructions a call, by function:")
    for (place, name), count in profile.own.most_common(40):
        print(f"{count / calls:>12,.0f}  {place}: {name[:100]}")
    print("\ninstructions a call, by caller and callee, all below included:")
    for ((place, caller), (_, callee)), count in profile.edges.most_common():
        if "codelab" in place and count >= 20 * calls:
            print(f"{count / calls:>12,.0f}  {caller[:70]} -> {callee[:70]}")
    print()


def count_sleepers(program: Path, service: Service) -> List[Row]:
    """After each watch has looked once, as it has in earnest: it then keeps what it compares the next answer with."""
    each = asleep(Loop(program, service), SLEEPERS)
    return [Row("sleeper-bytes", each["bytes"]), Row("sleeper-blocks", each["blocks"])]


def count_decoding(subject: Path, yardstick: Path, answers: Dict[str, Path], scratch: Path) -> List[Row]:
    """By the name of the row."""

    def each(program: Path, answer: Path) -> float:
        return instructions(Decoding(program, answer), scratch, DECODED).total / DECODED

    return [Row(name, each(subject, answer), each(yardstick, answer)) for name, answer in answers.items()]


def count_loading(program: Path, library: Path, scratch: Path) -> List[Row]:
    calls, threads = loading(program, library, scratch)
    beyond = sum(count for name, count in calls.items() if name not in OF_THE_LOADER)
    notes = (shown({name: float(count) for name, count in calls.items()}),)
    return [Row("loading-system-calls", beyond, notes=notes), Row("loading-threads", threads - 1)]


def count_size(library: Path) -> Row:
    return Row("size", library.stat().st_size)


class Opening:
    """The programs that open: the subject, and the yardstick that sends what the subject sends."""

    def __init__(self, yardstick: Path, subject: Path, service: Service, scratch: Path, effort: Effort) -> None:
        self._subject = Loop(subject, service)
        self._yardstick, lean = same_request(self._subject, yardstick, service)
        self._lean = Loop(yardstick, service, lean)
        self._scratch, self._effort = scratch, effort

    def system_calls(self) -> Row:
        return count_system_calls(self._yardstick, self._subject, self._scratch, self._effort)

    def instructions(self, detail: bool = False) -> Row:
        return count_instructions(self._yardstick, self._subject, self._lean, self._scratch, self._effort, detail)

    def allocations(self, counter: Path) -> Row:
        return count_allocations(self._yardstick, self._subject, counter, self._effort.calls)
