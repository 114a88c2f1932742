"""The verbs that read instances: show, list."""

from __future__ import annotations

import argparse
from typing import Tuple

import codelab

from . import options
from .failures import DONE
from .session import Session
from .summaries import name_of, say_instance, span_text, status_of
from .tables import say_table
from .values import say_value, say_values

COLUMNS = ("ID", "NAME", "STATUS", "LEASE LEFT")

STATUSES = [status.name.lower() for status in codelab.InstanceStatus if status]


def add_show(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    options.add_secrets(parser)
    options.add_timeout(parser)


def run_show(session: Session) -> int:
    instance = session.client.show(session.instance_id(), cancel=session.cancel)
    if session.wants_json:
        say_value(instance, secrets=session.wants_secrets)
    else:
        say_instance(instance, secrets=session.wants_secrets)
    return DONE


def add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--billed", action="store_true", help="billed notebook instances instead of free CodeLab ones")
    parser.add_argument("--status", choices=STATUSES, metavar="STATUS", help='"running", "stopped", "creating", ...')
    parser.add_argument("--name", help="part of the name")
    parser.add_argument("--owner", metavar="ID", help="user id; only for the account's administrator")
    parser.add_argument("--pool-id", metavar="ID", help="id of a dedicated resource pool")
    options.add_secrets(parser)
    options.add_timeout(parser)


def run_list(session: Session) -> int:
    given = session.arguments
    instances = session.client.instances(
        feature=codelab.Feature.NOTEBOOK if given.billed else None,
        status=codelab.InstanceStatus[given.status.upper()] if given.status else None,
        name=given.name,
        owner=given.owner,
        pool_id=given.pool_id,
        cancel=session.cancel,
    )
    if session.wants_json:
        say_values(instances, secrets=session.wants_secrets)
    else:
        say_table(COLUMNS, map(row, instances), color=session.is_colored)
    return DONE


def row(instance: codelab.Instance) -> Tuple[str, ...]:
    runs = instance.status == codelab.InstanceStatus.RUNNING
    left = instance.lease_remaining if runs else None
    return (
        instance.id or "",
        name_of(instance),
        status_of(instance),
        "" if left is None else span_text(left),
    )
