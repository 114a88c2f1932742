"""Findings as a table for people."""

from __future__ import annotations

from typing import Iterator, List

from budgets import ALL
from findings import Entry, Finding, Measure, Verdict
from samples import Figure

NAME_WIDTH = 36


def number(value: float) -> str:
    if value >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 100 else f"{value:.1f}"


def figure(of: Figure) -> str:
    if of.low is None or of.high is None:
        return number(of.middle)
    return f"{number(of.middle)} ({number(of.low)}–{number(of.high)})"


def entry_lines(measure: Measure) -> Iterator[str]:
    yield f"  {measure.unit}"
    for entry in measure.entries:
        yield f"    {entry.name:<{NAME_WIDTH}}{figure(entry.figure):>32}{ratio_of(entry):>26}"


def ratio_of(entry: Entry) -> str:
    if entry.subject_is is None:
        return ""
    of = entry.subject_is
    spread = "" if of.low is None else f" ({of.low:.2f}–{of.high:.2f})"
    return f"{of.middle:.2f} ×{spread}"


def curve_lines(finding: Finding) -> Iterator[str]:
    """A measure a line: there are many, of the same contenders."""
    yield f"    {'':<{NAME_WIDTH + 12}}" + "".join(f"{entry.name:>28}" for entry in finding.measures[0].entries)
    for measure in finding.measures:
        yield f"    {measure.unit:<{NAME_WIDTH + 12}}" + "".join(
            f"{number(each.figure.middle):>28}" for each in measure.entries
        )


def as_text(finding: Finding) -> str:
    lines: List[str] = [f"\n{finding.title}  [{finding.row}]"]
    if finding.row == "scale":
        lines += curve_lines(finding)
    else:
        lines += [line for measure in finding.measures for line in entry_lines(measure)]
    lines += [f"  · {note}" for note in finding.notes]
    lines += [f"  {verdict_text(verdict)}" for verdict in finding.verdicts]
    return "\n".join(lines)


def verdict_text(verdict: Verdict) -> str:
    budget = ALL[verdict.name]
    if verdict.yardstick is None:
        found = f"{number(verdict.subject)} {budget.unit}"
    elif budget.beyond:
        found = f"{number(verdict.subject)}, the yardstick {number(verdict.yardstick)}"
    else:
        found = f"{verdict.subject / verdict.yardstick:.2f} ×"
    return f"{'kept  ' if verdict.is_kept else 'MISSED'}  {budget.what}: {found} (budget {budget})"


def summary(findings: List[Finding]) -> str:
    verdicts = [verdict for finding in findings for verdict in finding.verdicts]
    return "\n".join(["", "Budgets", *(f"  {verdict_text(verdict)}" for verdict in verdicts)])


LEGEND = (
    "Each figure is a median, with the quartiles of the rounds in brackets; figures without are exact counts.\n"
    "The last column is how many times as much the library, the first line, takes: below 1 it is the better one."
)
