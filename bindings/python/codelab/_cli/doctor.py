"""The verb that checks settings, network, credential and instance, and changes nothing."""

from __future__ import annotations

import argparse
from typing import Any, Dict, List

from . import options
from .failures import DONE, FAILED
from .findings import FAILURE, OK, SKIPPED, WARNING, Finding, skipped
from .output import clean, say

DEFAULT_TIMEOUT = "30s"

EPILOG = f"""\
Each line has a verdict:
  {OK:<9} nothing to do
  {WARNING:<9} it works, but something is unusual
  {FAILURE:<9} it does not work; the line says what to do
  {SKIPPED:<9} could not be checked, because an earlier check failed

It lists your instances with your credential. To find out whether the region
offers the call that opens an instance, it sends that call with an invalid
token, which the service rejects before it opens anything. The exit code is 0
if nothing failed.
"""

#: The checks that need the client.
REST = ("proxy", "name resolution", "connection", "TLS", "clock", "credential", "project", "open call", "instance")


def add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout",
        type=options.bound,
        default=options.span(DEFAULT_TIMEOUT),
        metavar="TIME",
        help=f'time limit of each request: 10s, 1m, or "none"; default: {DEFAULT_TIMEOUT}',
    )


def run_doctor(arguments: argparse.Namespace) -> int:
    # Imported here, because no other verb needs these modules.
    from .doctor_settings import check_settings
    from .values import say_value

    found = check_settings(arguments)
    findings = [found.finding]
    if found.is_complete:
        from .examination import examine

        findings += examine(arguments, found)
    else:
        findings += [skipped(check, "the configuration is not complete") for check in REST]
    if arguments.json:
        say_value({"verdict": worst(findings), "checks": [each.as_json() for each in findings]})
    else:
        for each in findings:
            say_finding(each)
    return FAILED if worst(findings) == FAILURE else DONE


def worst(findings: List[Finding]) -> str:
    verdicts = {each.verdict for each in findings}
    return next(verdict for verdict in (FAILURE, WARNING, OK) if verdict in verdicts)


def say_finding(finding: Finding) -> None:
    advice = f"; {finding.advice}" if finding.advice else ""
    say(f"{finding.verdict:<8} {finding.check:<16} {clean(finding.message + advice)}")
    for value in finding.values:
        say(value_line(value))


def value_line(value: Dict[str, Any]) -> str:
    return f"{'':<8} {'':<16} {value['name']}: {clean(value.get('value', '[hidden]'))}, from {clean(value['from'])}"
