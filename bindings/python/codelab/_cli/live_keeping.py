"""Draws the instances that are kept alive in place. Imported only when it draws."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, List

import rich.live
from rich.console import Console, ConsoleOptions, Group, RenderableType

import codelab

from .keeping import KeepDisplay, renewals_text
from .live import FAILED, PROCESSING, STYLES, Frame, Live
from .summaries import name_of, status_of

#: The display changes each second, for hours.
REDRAWN_A_SECOND = 2


class KeepLive(Live, KeepDisplay):
    """Redraws on another thread, because the time left changes between two renewals."""

    def __init__(self, keepers: List[codelab.Keeper], *, color: bool) -> None:
        super().__init__("Keeping the instance alive", codelab.Until.READY, color=color)
        self._keepers = keepers

    def _new_live(self) -> rich.live.Live:
        return rich.live.Live(self, console=self._console, refresh_per_second=REDRAWN_A_SECOND)

    def show(self, keeper: codelab.Keeper) -> None:  # type: ignore[override]
        self._instance = keeper.instance
        self._live.refresh()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Any:
        elapsed_s = time.monotonic() - self._began
        if not self._keepers:
            yield Frame(self._title, None, elapsed_s, options).all
        for keeper in list(self._keepers):
            yield KeepFrame(keeper, elapsed_s, options).all


class KeepFrame(Frame):
    """The lines of one instance."""

    def __init__(self, keeper: codelab.Keeper, elapsed_s: float, options: ConsoleOptions) -> None:
        super().__init__("", keeper.instance, elapsed_s, options)
        self._keeper = keeper

    @property
    def all(self) -> RenderableType:
        keeper, instance = self._keeper, self._keeper.instance
        if instance is None:
            return ""
        title = f"{name_of(instance)}  {status_of(instance)}"
        if instance.status != codelab.InstanceStatus.RUNNING:
            return self._row(self._marks[FAILED], STYLES[FAILED], title, "", "bold")
        mark = self._spinner() if keeper.is_active else self._marks[codelab.StepStatus.COMPLETED]
        left = instance.lease_remaining
        right = "no time limit" if left is None else f"{clock(left)} left"
        head = self._row(mark, STYLES[PROCESSING], title, right, "bold")
        return Group(head, self._row("", "", renewals_text(keeper, next_in(keeper)), "", indent=2))


def next_in(keeper: codelab.Keeper) -> str:
    """Returns the time until the next renewal, by the service's clock."""
    instance, next_renewal = keeper.instance, keeper.next_renewal
    if instance is None or next_renewal is None or not keeper.is_active:
        return ""
    left, deadline = instance.lease_remaining, instance.lease_deadline
    if left is None or deadline is None:
        return ""
    return f"in {clock(max(timedelta(0), left - (deadline - next_renewal)))}"


def clock(span: timedelta) -> str:
    """Returns "59:12" or "7:59:12"."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
