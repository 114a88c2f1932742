"""Options of several verbs, and the form of their values."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta
from typing import Any, Optional

import codelab

SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?", re.ASCII)
NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)

LEASE_RANGE = (timedelta(hours=1), timedelta(hours=72))

UNBOUNDED = ("none", "never")

DEFAULT_TIMEOUT = "10m"

LEASE_TYPES = {"timing": codelab.LeaseType.TIMING, "idle": codelab.LeaseType.IDLE}


def span(text: str) -> timedelta:
    """Parses "2h", "90m", "1h30m", "45s" and "300ms"."""
    written = text.strip().lower()
    if NUMBER.fullmatch(written):
        raise argparse.ArgumentTypeError(f"{text!r} needs a unit: write {written}s, {written}m or {written}h")
    found = SPAN.fullmatch(written)
    if not found or not any(found.groups()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration such as 2h, 90m, 1h30m or 45s")
    days, hours, minutes, seconds, milliseconds = (float(part or 0) for part in found.groups())
    try:
        return timedelta(days, seconds, 0, milliseconds, minutes, hours)
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{text!r} is too long") from None


def positive_span(text: str) -> timedelta:
    """Parses a duration that is longer than 0."""
    duration = span(text)
    if not duration:
        raise argparse.ArgumentTypeError(f"{text!r} must be longer than 0")
    return duration


def bound(text: str) -> Optional[timedelta]:
    """Parses a duration, or "none" for no limit."""
    return None if text.strip().lower() in UNBOUNDED else span(text)


def lease(text: str) -> timedelta:
    """Parses the duration of a lease."""
    if NUMBER.fullmatch(text.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} needs a unit, such as {text.strip()}h: a lease lasts 1h to 72h")
    duration = span(text)
    if not LEASE_RANGE[0] <= duration <= LEASE_RANGE[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is out of range: a lease lasts 1h to 72h")
    return duration


def lease_or_none(text: str) -> timedelta:
    """Parses the duration of a lease, or "none" for an unlimited one."""
    return codelab.NO_END if text.strip().lower() in UNBOUNDED else lease(text)


def add_common(parser: argparse.ArgumentParser, *, default: Any = None) -> None:
    """Adds options that are accepted before and after the verb. Those after it have no defaults, which would override
    the values of those before it."""
    place = parser.add_argument_group("service")
    place.add_argument("--profile", default=default, metavar="NAME", help='settings that "codelab login" has stored')
    place.add_argument("--cloud", default=default, metavar="NAME", help="settings of a cloud in clouds.yaml")
    place.add_argument("--region", default=default, metavar="NAME", help='"eu-de", "cn-north-4", ...')
    place.add_argument("--endpoint", default=default, metavar="URL", help="address; default: the region's")
    place.add_argument("--iam-endpoint", default=default, metavar="URL", help="address; default: the region's")
    place.add_argument("--project-id", default=default, metavar="ID", help="default: looked up")
    place.add_argument("--project-name", default=default, metavar="NAME", help="default: the region")
    place.add_argument("--ca-file", default=default, metavar="FILE", help="PEM file of trusted authorities")
    how = parser.add_argument_group("output")
    off = default if default is argparse.SUPPRESS else False
    how.add_argument("--json", action="store_true", default=off, help="print JSON; for a watch one object on each line")
    how.add_argument("--no-color", action="store_true", default=off, help="no colors; NO_COLOR=1 does the same")
    how.add_argument("--trace", action="store_true", default=off, help="print each request to standard error")


def add_instance(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "instance", nargs="?", metavar="INSTANCE", help="id of the instance; default: your only CodeLab instance"
    )


def add_timeout(parser: argparse.ArgumentParser, what: str = "time limit of the command") -> None:
    parser.add_argument(
        "--timeout",
        type=bound,
        default=span(DEFAULT_TIMEOUT),
        metavar="TIME",
        help=f'{what}: 90s, 15m, or "none"; default: {DEFAULT_TIMEOUT}',
    )


def add_secrets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--secrets", action="store_true", help="also print the token, and the address that contains it"
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
        type=lease_or_none if endless else lease,
        metavar="TIME",
        help="how long it may run from now on: 1h to 72h, such as 2h or 90m"
        + (', or "none" for no limit' if endless else "")
        + "; default: 1h",
    )


def add_lease(parser: argparse.ArgumentParser, *, endless: bool) -> None:
    add_duration(parser, endless=endless)
    parser.add_argument("--lease-type", choices=list(LEASE_TYPES), help="count time or idle time; default: timing")


def lease_type(word: Optional[str]) -> Optional[codelab.LeaseType]:
    return None if word is None else LEASE_TYPES[word]
