"""The verbs stop, delete and renew."""

from __future__ import annotations

import argparse
from typing import Optional

import codelab

from . import options
from .failures import DONE, FAILED, USAGE, Failure
from .following import change, follow
from .output import remark, say
from .questions import can_ask, confirms
from .session import Session
from .summaries import lease_text, name_of, status_of
from .values import say_value


HINT = "use --yes to delete without a question"
STOP = '"codelab delete --stop" stops it first'

#: Statuses in which an instance must be stopped before it can be deleted.
RUNNING = frozenset({codelab.InstanceStatus.RUNNING, codelab.InstanceStatus.STOPPING})


def add_stop(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    options.add_watch(parser, "stopped")
    options.add_timeout(parser)


def run_stop(session: Session) -> int:
    id = session.instance_id()
    change(
        session,
        "Stopping the instance",
        lambda: session.client.stop(id, cancel=session.cancel),
        id=id,
        until=codelab.Until.STOPPED,
    )
    return DONE


def add_delete(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    parser.add_argument("--yes", "-y", action="store_true", help="do not ask; required outside of a terminal")
    parser.add_argument("--stop", action="store_true", help="stop it first if it runs")
    options.add_watch(parser, "deleted")
    options.add_timeout(parser)


def run_delete(session: Session) -> int:
    is_sure = session.arguments.yes
    if not is_sure and not can_ask():
        raise Failure("delete also deletes all files in the instance, and needs a terminal to ask first", HINT, USAGE)
    id = session.instance_id()
    instance = session.client.show(id, cancel=session.cancel)
    is_running = instance.status in RUNNING
    if is_running and not session.arguments.stop:
        raise Failure(f"{name_of(instance)} is {status_of(instance)}, and only a stopped instance can be deleted", STOP)
    if not is_sure and not confirms(f"Delete {name_of(instance)}, and all files in it?"):
        remark("codelab: not deleted")
        return FAILED
    if is_running:
        stop_first(session, instance)
    change(
        session,
        "Deleting the instance",
        lambda: session.client.delete(id, cancel=session.cancel),
        id=id,
        until=codelab.Until.DELETED,
    )
    return DONE


def stop_first(session: Session, instance: codelab.Instance) -> None:
    """Stops an instance and waits until it is stopped."""

    def begin() -> Optional[codelab.Instance]:
        if instance.status == codelab.InstanceStatus.STOPPING:
            return instance
        return session.client.stop(instance, cancel=session.cancel)

    def changes(stopping: Optional[codelab.Instance]) -> codelab.Watch:
        return session.client.watch(stopping or instance, until=codelab.Until.STOPPED, cancel=session.cancel)

    follow(
        session,
        "Stopping the instance",
        begin,
        changes,
        until=codelab.Until.STOPPED,
        is_shown=session.follows,
        interrupted='interrupted; the instance is stopping and is not deleted: "codelab delete" deletes it',
    )


def add_renew(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    options.add_lease(parser, endless=False)
    options.add_timeout(parser)


def run_renew(session: Session) -> int:
    given, id = session.arguments, session.instance_id()
    lease = session.client.renew_lease(
        id, duration=given.duration, type=options.lease_type(given.lease_type), cancel=session.cancel
    )
    if session.wants_json:
        say_value(lease)
    else:
        say(f"the instance runs {lease_text(lease.deadline, lease.remaining)}")
    return DONE
