"""The verb keep, and open --keep: renews leases until Ctrl-C."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime, timedelta
from typing import Any, List, Optional

import codelab

from . import options
from .failures import DONE, FAILED, USAGE, Failure, exit_code_and_hint, message_of, report, way_out
from .output import can_redraw, say
from .session import Session
from .summaries import lease_text, name_of, state_text
from .tables import has_rich
from .values import iso_time, plain, say_line

LONGEST_AHEAD = timedelta(hours=24)

#: Options that only matter while an instance is kept alive.
ONLY_KEEPING = ("total", "ahead", "duration")


class Ended(Exception):
    """The keeping has ended with errors, which were printed."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


class KeepDisplay(AbstractContextManager["KeepDisplay"]):
    """Shows the instances that are kept alive. This one prints a line at the beginning and after each event."""

    def show(self, keeper: codelab.Keeper) -> None:
        say(keeper_text(keeper))

    def __exit__(self, *_: Any) -> None:
        pass


class KeepJSONLines(KeepDisplay):
    def show(self, keeper: codelab.Keeper) -> None:
        value = plain(keeper.instance)
        value["renewals"] = keeper.renewals
        if keeper.next_renewal is not None:
            value["next_renewal"] = iso_time(keeper.next_renewal)
        say_line(value)


def add_keep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "instances", nargs="*", metavar="INSTANCE", help="ids of instances; default: your only CodeLab instance"
    )
    add_keep_options(parser)
    options.add_timeout(parser, "time limit until the keeping begins")
    parser.set_defaults(instance=None)


def add_keep_options(parser: "argparse._ActionsContainer") -> None:
    parser.add_argument(
        "--for",
        dest="total",
        type=options.positive_span,
        metavar="TIME",
        help="how long to keep it: 8h, 90m; default: until Ctrl-C",
    )
    parser.add_argument(
        "--ahead",
        type=ahead,
        metavar="TIME",
        help="how long before its end a lease is renewed; default: 10m, and at most a third of the lease",
    )
    parser.add_argument(
        "--duration", type=options.lease, metavar="TIME", help="of each renewed lease: 1h to 72h; default: 1h"
    )


def ahead(text: str) -> timedelta:
    """Parses the time before the end of a lease."""
    duration = options.positive_span(text)
    if duration > LONGEST_AHEAD:
        raise argparse.ArgumentTypeError(f"{text!r} is too long: a lease can be renewed 24h ahead of its end at most")
    return duration


def check_keep_options(given: argparse.Namespace) -> None:
    """Checks the options of open."""
    if given.keep and given.watch is False:
        raise Failure("--keep waits until the instance is ready: remove --no-watch", code=USAGE)
    if not given.keep and any(getattr(given, name) is not None for name in ONLY_KEEPING):
        raise Failure("--for, --ahead and --duration need --keep", code=USAGE)


def run_keep(session: Session) -> int:
    ids = list(dict.fromkeys(session.arguments.instances)) or [session.instance_id()]
    return keep(session, [session.client.show(id, cancel=session.cancel) for id in ids])


def keep(session: Session, instances: List[codelab.Instance]) -> int:
    """Keeps the instances alive until the time is over, all of them have stopped, or Ctrl-C."""
    keepers: List[codelab.Keeper] = []
    try:
        with ExitStack() as stack:
            shown = stack.enter_context(display(session, keepers))
            for instance in instances:
                keeper = new_keeper(session, instance, shown)
                keepers.append(keeper)
                if instance.status == codelab.InstanceStatus.RUNNING:
                    shown.show(keeper)  # before the first renewal, which may be due at once
                stack.enter_context(keeper)
            for keeper in keepers:
                keeper.wait()
            check_end(keepers)
    except KeyboardInterrupt:
        ends = [end_text(keeper.instance) for keeper in keepers] or [end_text(each) for each in instances]
        raise KeyboardInterrupt("; ".join(["interrupted", *ends])) from None
    except codelab.InstanceFailedError as error:
        raise Failure(message_of(error), way_on(instance), FAILED) from error
    except Ended as end:
        return end.code
    for keeper in [] if session.wants_json else keepers:
        say(f"the time of --for is over: {end_text(keeper.instance)}")
    return DONE


def new_keeper(session: Session, instance: codelab.Instance, shown: KeepDisplay) -> codelab.Keeper:
    given = session.arguments

    def note(_: codelab.Instance) -> None:
        shown.show(keeper)

    def complain(error: codelab.CodelabError) -> None:
        report_failure(keeper, error)

    keeper: codelab.Keeper = session.client.keep_alive(
        instance, duration=given.duration, total=given.total, ahead=given.ahead, on_event=note, on_error=complain
    )
    return keeper


def check_end(keepers: List[codelab.Keeper]) -> None:
    """Raises an exception if a keeper has ended with an error. Then the ends of their blocks raise none."""
    errors = [keeper.error for keeper in keepers if keeper.error is not None]
    for error in errors:
        if not isinstance(error, codelab.CodelabError):
            raise error  # such as that of a closed pipe
    codes = [exit_code_and_hint(error)[0] for error in errors if isinstance(error, codelab.CodelabError)]
    if codes:
        raise Ended(codes[0])


def report_failure(keeper: codelab.Keeper, error: codelab.CodelabError) -> None:
    name = "the instance" if keeper.instance is None else name_of(keeper.instance)
    if keeper.is_active:
        return report(f"{name}: a renewal failed, and is tried again: {message_of(error)}")
    hint = exit_code_and_hint(error)[1]
    if isinstance(error, codelab.InstanceFailedError):
        hint = way_on(keeper.instance)
    cause = error.__cause__
    because = f"; the last renewal failed: {message_of(cause)}" if isinstance(cause, codelab.CodelabError) else ""
    return report(f"{name}: {message_of(error)}{because}", hint)


def way_on(instance: Optional[codelab.Instance]) -> str:
    """Returns the next command for an instance that cannot be kept alive."""
    if instance is not None and instance.status in (codelab.InstanceStatus.STOPPED, codelab.InstanceStatus.STOPPING):
        return '"codelab open --keep" starts it, and keeps it alive'
    return way_out(instance, was_replaced=False)


def display(session: Session, keepers: List[codelab.Keeper]) -> KeepDisplay:
    if session.wants_json:
        return KeepJSONLines()
    if can_redraw(session.is_traced) and has_rich():
        from .live_keeping import KeepLive

        return KeepLive(keepers, color=session.is_colored)
    return KeepDisplay()


def keeper_text(keeper: codelab.Keeper) -> str:
    """Returns the line for one instance: its lease, the renewals so far, and the next one."""
    instance = keeper.instance
    if instance is None or instance.status != codelab.InstanceStatus.RUNNING:
        return end_text(instance)
    return f"{end_text(instance)}; {renewals_text(keeper, next_time(keeper.next_renewal))}"


def renewals_text(keeper: codelab.Keeper, next_one: str) -> str:
    count = "1 renewal" if keeper.renewals == 1 else f"{keeper.renewals} renewals"
    return f"{count}{next_one and ', next '}{next_one}"


def next_time(time: Optional[datetime]) -> str:
    return "" if time is None else f"at {time.astimezone():%H:%M:%S}"


def end_text(instance: Optional[codelab.Instance]) -> str:
    """Returns until when the instance runs."""
    if instance is None:
        return ""
    if instance.status != codelab.InstanceStatus.RUNNING:
        return f"{name_of(instance)} is {state_text(instance)}"
    return f"{name_of(instance)} runs {lease_text(instance.lease_deadline, instance.lease_remaining)}"
