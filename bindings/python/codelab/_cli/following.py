"""An instance as it changes: a line for each change, a JSON object for each, or drawn in place."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Callable, Dict, Optional

import codelab

from .output import can_redraw, is_terminal, say
from .session import Session
from .summaries import has_progress, name_of, say_ready, say_state, status_of, step_text
from .tables import has_rich
from .values import plain, say_line, say_value

STOPPED_LOOKING = 'stopped; what was begun goes on, and "codelab watch" follows it'


class Display(AbstractContextManager["Display"]):
    """Shows each state of an instance while its `with` lasts."""

    def show(self, instance: codelab.Instance) -> None:
        raise NotImplementedError

    def __exit__(self, *_: Any) -> None:
        pass


class Lines(Display):
    """One that looks like the one before is left out."""

    def __init__(self) -> None:
        self._said = ""

    def show(self, instance: codelab.Instance) -> None:
        line = status_of(instance)
        if has_progress(instance):
            line = f"{line:<9} {instance.progress_percent:3} %"
        steps = instance.action_progress or ()
        under_way = [step for step in steps if step.status == codelab.StepStatus.PROCESSING]
        if under_way and not instance.is_ready:
            line += f"  {step_text(under_way[0])}"
        if line != self._said:
            say(line)
        self._said = line


class JSONLines(Display):
    def __init__(self, secrets: bool) -> None:
        self._secrets = secrets

    def show(self, instance: codelab.Instance) -> None:
        value: Dict[str, Any] = plain(instance, secrets=self._secrets)
        say_line(value)


def display(session: Session, title: str) -> Display:
    if session.wants_json:
        return JSONLines(session.wants_secrets)
    if can_redraw(session.is_traced) and has_rich():
        from .live import Live

        return Live(title, color=session.is_colored)
    return Lines()


def follow(
    session: Session,
    title: str,
    begin: Optional[Callable[[], Optional[codelab.Instance]]],
    changes: Callable[[Optional[codelab.Instance]], codelab.Watch],
) -> Optional[codelab.Instance]:
    """Shows what begin() gives and then each change; the last. None when there was nothing to show."""
    instance = None
    try:
        with display(session, title) as shown:
            if begin is not None:
                instance = begin()
            if instance is not None:
                shown.show(instance)
            for instance in changes(instance):
                shown.show(instance)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(STOPPED_LOOKING) from None
    return instance


def change(
    session: Session,
    title: str,
    begin: Callable[[], Optional[codelab.Instance]],
    *,
    id: Optional[str] = None,
    until: codelab.Until = codelab.Until.READY,
) -> Optional[codelab.Instance]:
    """Does something to an instance, follows it if that is wanted, and says where it stands in the end."""
    if not session.follows:
        instance = begin()
        if session.wants_json:
            say_value({"id": id} if instance is None else instance, secrets=session.wants_secrets)
        else:
            say_end(session, instance, until)
        return instance

    def changes(instance: Optional[codelab.Instance]) -> codelab.Watch:
        return session.client.watch(instance or id or "", until=until, cancel=session.cancel)

    instance = follow(session, title, begin, changes)
    if not session.wants_json:
        say_end(session, instance, until, is_there=True)
    return instance


def say_end(
    session: Session, instance: Optional[codelab.Instance], until: codelab.Until, *, is_there: bool = False
) -> None:
    """is_there: whether the instance was followed to where it should be."""
    if until == codelab.Until.DELETED and (is_there or instance is None):
        say("the instance is deleted" if instance is None else f"{name_of(instance)} is deleted")
    elif instance is not None and instance.is_ready:
        tells_way_in = is_terminal() and not getattr(session.arguments, "browser", False)
        say_ready(instance, secrets=session.wants_secrets, tells_way_in=tells_way_in)
    elif instance is not None:
        say_state(instance)
