"""Runs programs in turn, round after round, and sums up what they took."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

PATIENCE_S = 300


@dataclass(frozen=True)
class Figure:
    """A median, and the quartiles around it; those are missing from what is counted exactly."""

    middle: float
    low: Optional[float] = None
    high: Optional[float] = None


def summed_up(values: Sequence[float]) -> Figure:
    if len(values) < 2:
        return Figure(values[0])
    low, _, high = quantiles(values, n=4, method="inclusive")
    return Figure(median(values), low, high)


def ratio(subject: Sequence[float], yardstick: Sequence[float]) -> Figure:
    """Of the medians; its spread is that of the rounds' own ratios."""
    of_rounds = summed_up([a / b for a, b in zip(subject, yardstick)])
    return Figure(median(subject) / median(yardstick), of_rounds.low, of_rounds.high)


@dataclass(frozen=True)
class Contender:
    name: str
    command: Sequence[str]


#: The values in the programs' lines of JSON, in the order of the rounds.
Told = Dict[str, List[Dict[str, Any]]]


def run(command: Sequence[str], environment: Mapping[str, str]) -> List[Dict[str, Any]]:
    """The lines of JSON that it prints."""
    done = subprocess.run(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE_S,
    )
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with status {done.returncode}:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def in_turn(
    contenders: Sequence[Contender], rounds: int, environment: Mapping[str, str], tell: Callable[[str], None]
) -> Told:
    """Each once a round, the rounds beginning with another each time: what else the machine does hits them alike. One
    round more comes first, which is not counted: it fetches the programs from disk."""
    told: Told = {each.name: [] for each in contenders}
    for number in range(rounds + 1):
        tell(f"round {number} of {rounds}")
        start = number % len(contenders)
        for each in [*contenders[start:], *contenders[:start]]:
            (line,) = run(each.command, environment)
            if number:
                told[each.name].append(line)
    return told


def each_us(told: List[Dict[str, Any]], clock: str) -> List[float]:
    """What one of the `count` took, in microseconds: clock is "cpu" or "wall"."""
    return [line[f"{clock}_ns"] / line["count"] / 1000 for line in told]


def clean_environment(**more: str) -> Dict[str, str]:
    """No proxies, no trace, no settings of the person who runs this."""
    kept = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "HOME": str(Path("/nonexistent"))}
    return {**kept, **more}
