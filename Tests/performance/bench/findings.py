"""What a row has found, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from budgets import ALL
from samples import Figure, Told, each_us, ratio, summed_up


@dataclass
class Entry:
    """One contender's figure, and how many times as much the subject has: below 1 the subject is the better one."""

    name: str
    figure: Figure
    subject_is: Optional[Figure] = None


@dataclass
class Measure:
    """One thing that was measured of all contenders; the first of them is the library."""

    unit: str
    entries: List[Entry]


@dataclass
class Verdict:
    name: str
    subject: float
    yardstick: Optional[float] = None

    @property
    def is_kept(self) -> bool:
        return ALL[self.name].keeps(self.subject, self.yardstick)

    def as_json(self) -> Dict[str, Any]:
        budget = ALL[self.name]
        return {
            **asdict(self),
            "what": budget.what,
            "unit": budget.unit,
            "limit": budget.limit(self.yardstick),
            "is_kept": self.is_kept,
        }


@dataclass
class Finding:
    row: str
    title: str
    measures: List[Measure] = field(default_factory=list)
    verdicts: List[Verdict] = field(default_factory=list)
    #: How it was measured, and what each yardstick leaves out.
    notes: Tuple[str, ...] = ()
    measured_at: str = field(default_factory=lambda: datetime.now(timezone.utc).isoformat(timespec="seconds"))

    def as_json(self) -> Dict[str, Any]:
        return {
            "row": self.row,
            "title": self.title,
            "measured_at": self.measured_at,
            "measures": [asdict(measure) for measure in self.measures],
            "budgets": [verdict.as_json() for verdict in self.verdicts],
            "notes": list(self.notes),
        }


def compared(unit: str, values: Mapping[str, Sequence[float]]) -> Measure:
    """Of the rounds' values; the first is the subject."""
    subject = next(iter(values))
    entries = [
        Entry(name, summed_up(each), None if name == subject else ratio(values[subject], each))
        for name, each in values.items()
    ]
    return Measure(unit, entries)


def timed(told: Told, of: str) -> List[Measure]:
    """CPU time and wall time of one."""
    return [
        compared(f"µs {name} {of}".strip(), {each: each_us(lines, clock) for each, lines in told.items()})
        for clock, name in (("cpu", "CPU"), ("wall", "wall"))
    ]


def timed_by_language(told: Told, of: str) -> List[Measure]:
    """Contenders are named "LANGUAGE: NAME", and each language has its own subject, the first one."""
    languages = list(dict.fromkeys(name.split(": ")[0] for name in told))
    return [
        measure
        for language in languages
        for measure in timed(
            {name.split(": ")[1]: lines for name, lines in told.items() if name.startswith(language + ": ")},
            f"{of}, {language}",
        )
    ]


def counted(unit: str, values: Dict[str, float]) -> Measure:
    subject = next(iter(values))
    return Measure(
        unit,
        [
            Entry(name, Figure(value), None if name == subject else Figure(values[subject] / value))
            for name, value in values.items()
        ],
    )
