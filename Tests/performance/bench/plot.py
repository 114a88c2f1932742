"""Draws CPU time and memory against the number of instances."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Dict, List, Tuple

import matplotlib

matplotlib.use("svg")

from findings import Finding
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from samples import Figure

#: Colours that remain distinct for colour-blind readers (Okabe and Ito), and marks that are distinct without colour.
STYLES = (("#0072B2", "o"), ("#555555", "s"), ("#D55E00", "^"))
MIB = 1024 * 1024

#: By contender: its numbers of instances, and the figure at each.
Curves = Dict[str, List[Tuple[int, Figure]]]


def curves(finding: Finding, unit: str) -> Curves:
    found: Curves = {}
    for measure in finding.measures:
        named = re.fullmatch(rf"{unit}, ([\d,]+) instances", measure.unit)
        if named:
            for entry in measure.entries:
                found.setdefault(entry.name, []).append((int(named.group(1).replace(",", "")), entry.figure))
    return found


def draw_curves(axes: Axes, of: Curves, title: str, unit: float) -> None:
    for (name, points), (colour, mark) in zip(of.items(), STYLES):
        numbers = [number for number, _ in points]
        axes.plot(
            numbers, [each.middle / unit for _, each in points], color=colour, marker=mark, markersize=4, label=name
        )
        low = [(each.low or each.middle) / unit for _, each in points]
        high = [(each.high or each.middle) / unit for _, each in points]
        axes.fill_between(numbers, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xlabel("instances")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axis.set_minor_formatter(NullFormatter())
    axes.grid(True, which="major", color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def draw(finding: Finding, path: Path) -> None:
    pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "libcodelab", "font.size": 9})
    figure, (cpu, memory) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    draw_curves(cpu, curves(finding, "µs CPU each"), "CPU time for each instance, in microseconds", 1)
    draw_curves(memory, curves(finding, "bytes of memory at most"), "Memory of the process at most, in MiB", MIB)
    cpu.legend(frameon=False)
    figure.patch.set_facecolor("white")
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
