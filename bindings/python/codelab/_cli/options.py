"""What several verbs take, and how it is written."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta
from typing import Any, Optional

import codelab

SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?", re.ASCII)
SECONDS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)

UNBOUNDED = ("none", "never")

DEFAULT_TIMEOUT = "10m"

LEASE_TYPES = {"timing": codelab.LeaseType.TIMING, "idle": codelab.LeaseType.IDLE}


def span(text: str) -> timedelta:
    """ "2h", "90m", "1h30m", "45s", "300ms"; a mere number counts seconds."""
    written = text.strip().lower()
    found = SPAN.fullmatch(f"{written}s" if SECONDS.fullmatch(written) else written)
    if not found or not any(found.groups()):
        raise argparse.ArgumentTypeError(f"{text!r} is no span of time: write it like 2h, 90m, 1h30m or 45s")
    days, hours, minutes, seconds, milliseconds = (float(part or 0) for part in found.groups())
    try:
        return timedelta(days, seconds, 0, milliseconds, minutes, hours)
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text!r} is too long") from None


def bound(text: str) -> Optional[timedelta]:
    """A span, or "none" for no bound."""
    return None if text.strip().lower() in UNBOUNDED else span(text)


def lease(text: str) -> timedelta:
    """A span, or "none" for without an end."""
    return codelab.NO_END if text.strip().lower() in UNBOUNDED else span(text)


def add_common(parser: argparse.ArgumentParser, *, default: Any = None) -> None:
    """Taken before and after the verb. The copies after it have no defaults, which would undo what came before it."""
    place = parser.add_argument_group("where")
    place.add_argument("--region", default=default, metavar="NAME", help='"eu-de", "cn-north-4", ...')
    place.add_argument("--endpoint", default=default, metavar="URL", help="of the service; default: the region's")
    place.add_argument("--iam-endpoint", default=default, metavar="URL", help="of IAM; default: the region's")
    place.add_argument("--project-id", default=default, metavar="ID", help="default: looked up")
    place.add_argument("--project-name", default=default, metavar="NAME", help="default: the region")
    place.add_argument("--ca-file", default=default, metavar="FILE", help="PEM file of the authorities to trust")
    how = parser.add_argument_group("how")
    off = default if default is argparse.SUPPRESS else False
    how.add_argument("--json", action="store_true", default=off, help="print JSON; of a watch, an object a line")
    how.add_argument("--no-color", action="store_true", default=off, help="no colors; NO_COLOR=1 does the same")
    how.add_argument("--trace", action="store_true", default=off, help="a line for each request, on standard error")


def add_instance(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "instance", nargs="?", metavar="INSTANCE", help="id of the instance; default: your only CodeLab instance"
    )


def add_timeout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout",
        type=bound,
        default=span(DEFAULT_TIMEOUT),
        metavar="TIME",
        help=f'for all that the command does: 90s, 15m, or "none"; default: {DEFAULT_TIMEOUT}',
    )


def add_secrets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--secrets", action="store_true", help="also print the token, and the address that signs its bearer in"
    )


def add_watch(parser: argparse.ArgumentParser, until: str) -> None:
    parser.add_argument(
        "--watch",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=f"follow the instance until it is {until}; default: in a terminal, unless --json is given",
    )


def add_duration(parser: argparse.ArgumentParser, *, endless: bool) -> None:
    parser.add_argument(
        "--duration",
        type=lease if endless else span,
        metavar="TIME",
        help="how long it may run from then on: 1h to 72h, like 2h or 90m"
        + (', or "none" for without an end' if endless else "")
        + "; default: 1h",
    )


def add_lease(parser: argparse.ArgumentParser, *, endless: bool) -> None:
    add_duration(parser, endless=endless)
    parser.add_argument("--lease-type", choices=list(LEASE_TYPES), help="what the lease counts; default: timing")


def lease_type(word: Optional[str]) -> Optional[codelab.LeaseType]:
    return None if word is None else LEASE_TYPES[word]
