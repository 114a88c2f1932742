"""Draws the progress of a start in place: state, percentage and steps. Imported only when it draws."""

from __future__ import annotations

import os
import signal
import time
from typing import Any, Optional

import rich.live
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

import codelab

from .following import Display
from .summaries import NOT_STARTING, has_progress, name_of, phase_text, status_of, step_state, step_text

#: Narrow, because a terminal wraps longer lines when it is made narrower, and the next frame is then misplaced.
WIDTH = 52

REDRAWN_A_SECOND = 8

PROCESSING, WAITING = codelab.StepStatus.PROCESSING, codelab.StepStatus.WAITING
COMPLETED, FAILED = codelab.StepStatus.COMPLETED, codelab.StepStatus.FAILED

MARKS = {WAITING: "·", COMPLETED: "✓", FAILED: "✗"}
ASCII_MARKS = {WAITING: ".", COMPLETED: "+", FAILED: "x"}
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
ASCII_SPINNER = "|/-\\"

STYLES = {WAITING: "dim", PROCESSING: "cyan", COMPLETED: "green", FAILED: "bold red"}


class Live(Display):
    """Redraws on another thread, because the time advances between two responses of the service."""

    def __init__(self, title: str, until: codelab.Until, *, color: bool) -> None:
        self._title = title
        self._until = until
        self._instance: Optional[codelab.Instance] = None
        self._phase: Optional[codelab.Phase] = None
        self._began = time.monotonic()
        self._console = Console(no_color=not color, highlight=False)
        self._live = self._new_live()

    def _new_live(self) -> rich.live.Live:
        return rich.live.Live(self, console=self._console, refresh_per_second=REDRAWN_A_SECOND)

    def __enter__(self) -> "Live":
        self._live.start()
        self._handler = signal.signal(signal.SIGTSTP, self._pause)
        return self

    def __exit__(self, *_: Any) -> None:
        signal.signal(signal.SIGTSTP, self._handler)
        # Remove the frame of a call that failed at once.
        self._live.transient = self._instance is None
        self._live.stop()

    def _pause(self, *_: Any) -> None:
        """Handles Ctrl-Z: shows the cursor for the shell, and draws below the shell's output afterwards."""
        self._live.stop()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._pause)
        self._live = self._new_live()
        self._live.start()

    def show(self, instance: codelab.Instance, phase: Optional[codelab.Phase] = None) -> None:
        self._instance, self._phase = instance, phase
        self._live.refresh()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Any:
        elapsed_s = time.monotonic() - self._began
        yield Frame(self._title, self._instance, elapsed_s, options, phase=self._phase, until=self._until).all


def is_reached(instance: codelab.Instance, until: codelab.Until) -> bool:
    if until == codelab.Until.READY:
        return instance.is_ready
    goals = {
        codelab.Until.STOPPED: codelab.InstanceStatus.STOPPED,
        codelab.Until.DELETED: codelab.InstanceStatus.DELETED,
    }
    return instance.status == goals.get(until)


class Frame:
    """One frame of the display."""

    def __init__(
        self,
        title: str,
        instance: Optional[codelab.Instance],
        elapsed_s: float,
        options: ConsoleOptions,
        *,
        phase: Optional[codelab.Phase] = None,
        until: codelab.Until = codelab.Until.READY,
    ) -> None:
        self._phase = phase
        self._until = until
        self._width = min(WIDTH, options.max_width)
        self._is_ascii = options.ascii_only
        self._elapsed_s = elapsed_s
        self._instance = instance
        self._title = title

    @property
    def all(self) -> RenderableType:
        instance = self._instance
        if instance is None:
            return self._row(self._spinner(), "cyan", self._title, self._elapsed())
        head = self._head(instance)
        next_action = phase_text(instance, self._phase)
        if next_action:
            return Group(head, self._row(self._spinner(), STYLES[PROCESSING], next_action, "", indent=2))
        if instance.status in NOT_STARTING:
            return head
        bar = [self._bar(instance.progress_percent)] if has_progress(instance) else []
        return Group(head, *bar, *map(self._step, instance.action_progress or ()))

    def _head(self, instance: codelab.Instance) -> RenderableType:
        if is_reached(instance, self._until):
            mark, style = self._marks[COMPLETED], STYLES[COMPLETED]
        elif instance.is_failed or self._phase == codelab.Phase.ENDED:
            mark, style = self._marks[FAILED], STYLES[FAILED]
        else:
            mark, style = self._spinner(), STYLES[PROCESSING]
        return self._row(mark, style, f"{name_of(instance)}  {status_of(instance)}", self._elapsed(), "bold")

    def _bar(self, percent: int) -> RenderableType:
        line = Table.grid(padding=(0, 1))
        line.width = self._width
        line.add_column(ratio=1)
        line.add_column(no_wrap=True, justify="right", min_width=5)
        line.add_row(ProgressBar(total=100, completed=percent), Text(f"{percent} %"))
        return line

    def _step(self, step: codelab.Step) -> RenderableType:
        style = STYLES.get(step.status, "")
        mark = self._spinner() if step.status == PROCESSING else self._marks.get(step.status, "?")
        return self._row(mark, style, step_text(step), step_state(step), indent=2)

    def _row(
        self, mark: str, style: str, text: str, right: str, text_style: str = "", *, indent: int = 0
    ) -> RenderableType:
        line = Table.grid(padding=(0, 1))
        line.width = self._width
        overflow: Any = "crop" if self._is_ascii else "ellipsis"
        line.add_column(no_wrap=True)
        line.add_column(ratio=1, no_wrap=True, overflow=overflow)
        line.add_column(no_wrap=True, justify="right")
        line.add_row(Text(" " * indent + mark, style), Text(text, text_style, overflow=overflow), Text(right, style))
        return line

    @property
    def _marks(self) -> Any:
        return ASCII_MARKS if self._is_ascii else MARKS

    def _spinner(self) -> str:
        frames = ASCII_SPINNER if self._is_ascii else SPINNER
        return frames[int(self._elapsed_s * REDRAWN_A_SECOND) % len(frames)]

    def _elapsed(self) -> str:
        minutes, seconds = divmod(int(self._elapsed_s), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
