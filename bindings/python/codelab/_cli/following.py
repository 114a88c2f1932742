"""Shows the changes of an instance: as lines, as JSON lines, or drawn in place."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Callable, Dict, Optional

import codelab

from .output import can_redraw, is_terminal, say
from .failures import FAILED, Failure, message_of, way_out
from .session import Session
from .summaries import has_progress, name_of, phase_text, say_ready, say_state, status_of, step_text
from .tables import has_rich
from .values import plain, say_line, say_value

INTERRUPTED = 'interrupted; the operation continues: "codelab watch" follows it'


class Display(AbstractContextManager["Display"]):
    """Shows each state of an instance within a `with` block. This one shows nothing."""

    def show(self, instance: codelab.Instance, phase: Optional[codelab.Phase] = None) -> None:
        """phase: the next action, if a watch has returned the instance"""

    def __exit__(self, *_: Any) -> None:
        pass


class Lines(Display):
    """Prints a line for each change, without repeated lines."""

    def __init__(self) -> None:
        self._last = ""

    def show(self, instance: codelab.Instance, phase: Optional[codelab.Phase] = None) -> None:
        line = status_of(instance)
        if has_progress(instance):
            line = f"{line:<9} {instance.progress_percent:3} %"
        steps = instance.action_progress or ()
        current = [step for step in steps if step.status == codelab.StepStatus.PROCESSING]
        next_action = phase_text(instance, phase)
        if next_action:
            line = f"{line:<9} {next_action}"
        elif current and not instance.is_ready:
            line += f"  {step_text(current[0])}"
        if line != self._last:
            say(line)
        self._last = line


class JSONLines(Display):
    def __init__(self, secrets: bool) -> None:
        self._secrets = secrets

    def show(self, instance: codelab.Instance, phase: Optional[codelab.Phase] = None) -> None:
        value: Dict[str, Any] = plain(instance, secrets=self._secrets)
        say_line(value)


def display(session: Session, title: str, until: codelab.Until) -> Display:
    if session.wants_json:
        return JSONLines(session.wants_secrets)
    if can_redraw(session.is_traced) and has_rich():
        from .live import Live

        return Live(title, until, color=session.is_colored)
    return Lines()


def follow(
    session: Session,
    title: str,
    begin: Optional[Callable[[], Optional[codelab.Instance]]],
    changes: Callable[[Optional[codelab.Instance]], codelab.Watch],
    *,
    until: codelab.Until = codelab.Until.READY,
    is_shown: bool = True,
    interrupted: str = INTERRUPTED,
) -> Optional[codelab.Instance]:
    """Shows the instance that begin() returns and then each change. Returns the last one; None if there was none.

    until: the goal of the watch
    is_shown: False: wait without output
    interrupted: what to say after Ctrl-C
    """
    instance = None
    try:
        with display(session, title, until) if is_shown else Display() as shown:
            if begin is not None:
                instance = begin()
            if instance is not None:
                shown.show(instance)
            watch = changes(instance)
            for instance in watch:
                shown.show(instance, watch.phase)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(interrupted) from None
    except codelab.InstanceFailedError as error:
        replaces = bool(getattr(session.arguments, "replace_failed", False))
        raise Failure(message_of(error), way_out(instance, was_replaced=replaces), FAILED) from error
    return instance


def change(
    session: Session,
    title: str,
    begin: Callable[[], Optional[codelab.Instance]],
    *,
    id: Optional[str] = None,
    until: codelab.Until = codelab.Until.READY,
) -> Optional[codelab.Instance]:
    """Changes an instance, follows the change if requested, and prints the final state."""
    if not session.follows:
        instance = begin()
        say_result(session, instance, until, id=id)
        return instance

    def changes(instance: Optional[codelab.Instance]) -> codelab.Watch:
        return session.client.watch(instance or id or "", until=until, cancel=session.cancel)

    instance = follow(session, title, begin, changes, until=until)
    if not session.wants_json:
        say_end(session, instance, until, is_there=True)
    return instance


def say_result(
    session: Session,
    instance: Optional[codelab.Instance],
    until: codelab.Until = codelab.Until.READY,
    *,
    id: Optional[str] = None,
) -> None:
    """Prints one result, whose changes were not printed."""
    if session.wants_json:
        say_value({"id": id} if instance is None else instance, secrets=session.wants_secrets)
    else:
        say_end(session, instance, until)


def say_end(
    session: Session, instance: Optional[codelab.Instance], until: codelab.Until, *, is_there: bool = False
) -> None:
    """is_there: True if the instance was followed to the state that `until` names."""
    if until == codelab.Until.DELETED and (is_there or instance is None):
        say("the instance is deleted" if instance is None else f"{name_of(instance)} is deleted")
    elif instance is not None and instance.is_ready:
        with_hint = is_terminal() and not getattr(session.arguments, "browser", False)
        say_ready(instance, secrets=session.wants_secrets, with_hint=with_hint)
    elif instance is not None:
        say_state(instance)
