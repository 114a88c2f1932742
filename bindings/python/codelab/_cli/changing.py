"""The verbs stop, delete and renew."""

from __future__ import annotations

import argparse
import sys

import codelab

from . import options
from .failures import DONE, FAILED, USAGE, Failure
from .following import change
from .output import remark, say
from .session import Session
from .summaries import lease_text, name_of
from .values import say_value


HINT = "use --yes to delete without a question"


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
    options.add_watch(parser, "deleted")
    options.add_timeout(parser)


def run_delete(session: Session) -> int:
    is_sure = session.arguments.yes
    if not is_sure and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure("delete also deletes all files in the instance, and needs a terminal to ask first", HINT, USAGE)
    id = session.instance_id()
    if not is_sure and not confirms(session.client.show(id, cancel=session.cancel)):
        remark("codelab: not deleted")
        return FAILED
    change(
        session,
        "Deleting the instance",
        lambda: session.client.delete(id, cancel=session.cancel),
        id=id,
        until=codelab.Until.DELETED,
    )
    return DONE


def confirms(instance: codelab.Instance) -> bool:
    answer = ""
    try:
        sys.stderr.write(f"Delete {name_of(instance)}, and all files in it? [y/N] ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
    finally:
        if not answer:  # Ctrl-D or Ctrl-C: the cursor is still after the question
            remark("")
    return answer.strip().lower() in ("y", "yes")


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
