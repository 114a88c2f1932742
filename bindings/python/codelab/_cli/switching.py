"""The verb switch."""

from __future__ import annotations

import argparse
from typing import Optional

import codelab

from . import options
from .failures import DONE, FAILED, USAGE, Failure, exit_code_and_hint, message_of
from .following import follow, say_end
from .output import remark
from .questions import can_ask, confirms
from .session import Session
from .summaries import name_of, status_of

INTERRUPTED = 'interrupted; the instance may be stopped: "codelab switch" continues, "codelab start" starts it'


def add_switch(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    parser.add_argument("--flavor", metavar="ID", help='from "codelab flavors --switchable"; default: unchanged')
    parser.add_argument("--image", metavar="ID", help='from "codelab images"; default: unchanged')
    parser.add_argument(
        "--yes", "-y", action="store_true", help="stop a running instance without asking; required outside of a terminal"
    )
    parser.add_argument(
        "--unchecked", action="store_true", help="do not check whether the instance can have the flavor and the image"
    )
    parser.add_argument(
        "--stay-stopped", action="store_true", help="after a failure, do not start the instance again as it was"
    )
    options.add_duration(parser, endless=True)
    options.add_secrets(parser)
    options.add_timeout(parser)


def run_switch(session: Session) -> int:
    given = session.arguments
    if not given.flavor and not given.image:
        raise Failure("nothing to switch to", "use --flavor, --image, or both", USAGE)
    id = session.instance_id()
    if not given.yes and not may_stop(session.client.show(id, cancel=session.cancel)):
        remark("codelab: not switched; the instance is running")
        return FAILED

    def changes(_: Optional[codelab.Instance]) -> codelab.Watch:
        return session.client.switch(
            id,
            flavor=given.flavor,
            image_id=given.image,
            duration=given.duration,
            unchecked=given.unchecked,
            stay_stopped=given.stay_stopped,
            cancel=session.cancel,
        )

    try:
        instance = follow(session, "Switching the instance", None, changes, interrupted=INTERRUPTED)
    except codelab.CodelabError as error:
        raise with_state(session, id, error) from error
    if not session.wants_json:
        say_end(session, instance, codelab.Until.READY)
    return DONE


def may_stop(instance: codelab.Instance) -> bool:
    """Returns False if the instance runs and the user does not want it to be stopped."""
    if instance.status != codelab.InstanceStatus.RUNNING:
        return True
    if not can_ask():
        raise Failure(f"{name_of(instance)} is running and would be stopped", "use --yes to stop it", USAGE)
    return confirms(f"Stop {name_of(instance)}, and the programs that run in it, for the switch?")


def with_state(session: Session, id: str, error: codelab.CodelabError) -> Failure:
    """Returns the failure with the state in which the instance is left."""
    code, hint = exit_code_and_hint(error)
    if isinstance(error, codelab.ArgumentError):
        hint = '"codelab flavors --switchable" and "codelab images" list what it can be switched to'
    try:
        # The time limit of the command may have passed.
        instance = session.client.show(id, timeout=STATE_TIMEOUT)
    except codelab.CodelabError:
        return Failure(message_of(error), hint, code)
    remark(f"{name_of(instance)} is {status_of(instance)}, with flavor {instance.flavor}")
    return Failure(message_of(error), hint, code)


#: Seconds for reading the state after a failure.
STATE_TIMEOUT = 10
