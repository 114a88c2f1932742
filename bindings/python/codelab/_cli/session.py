"""The client that the options describe, and the instance to use."""

from __future__ import annotations

import argparse
from typing import Any, List, Optional

import codelab

from .._profiles.choice import Settings, settings
from .failures import NOT_FOUND, USAGE, Failure, settings_failure
from .output import clean, is_colored, is_terminal, remark

STANDARD_ERROR = 2

#: The options of the client that are options of the command.
GIVEN = ("endpoint", "project_id", "region", "project_name", "iam_endpoint", "ca_file")


class Session:
    """One run of the command: `with` closes its objects. The time limit of all its calls starts here."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.wants_json: bool = arguments.json
        self.wants_secrets: bool = getattr(arguments, "secrets", False)
        self.is_traced: bool = arguments.trace
        self.is_colored = is_colored(arguments.no_color)
        self.client = client_of(arguments, settings_of(arguments))
        timeout = arguments.timeout
        self.cancel = codelab.Cancel(None if timeout is None else timeout.total_seconds())

    @property
    def follows(self) -> bool:
        """Returns True if changes are followed: as --watch says, else in a terminal."""
        asked: Optional[bool] = self.arguments.watch
        return is_terminal() and not self.wants_json if asked is None else asked

    def instance_id(self) -> str:
        """Returns the given id, else the id of the only instance."""
        named: Optional[str] = self.arguments.instance
        return named if named is not None else only_id(list(self.client.instances(cancel=self.cancel)))

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: Any) -> None:
        self.client.close()
        self.cancel.close()


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Returns the options of the client: from the arguments, or from the file that they or variables name; without any
    credential from the default file."""
    given = {name: getattr(arguments, name) for name in GIVEN}
    return settings(given, arguments.profile, arguments.cloud, falls_back=True)


def client_of(arguments: argparse.Namespace, chosen: Settings) -> codelab.Client:
    for warning in chosen.warnings:
        remark(f"warning: {clean(warning)}")
    try:
        return codelab.Client(
            **chosen.values,
            trace_fd=STANDARD_ERROR if arguments.trace else None,
            user_agent=f"codelab-command/{codelab.__version__}",
        )
    except codelab.ArgumentError as error:
        failure = settings_failure(chosen.explained(error), chosen.notes)
    raise failure


def only_id(instances: List[codelab.Instance]) -> str:
    there = [each.id for each in instances if each.id and each.status != codelab.InstanceStatus.DELETED]
    if not there:
        raise Failure("you have no CodeLab instance", '"codelab open" opens one', NOT_FOUND)
    if len(there) > 1:
        names = ", ".join(clean(each) for each in there[:5])
        raise Failure(f"there are {len(there)} CodeLab instances", f"pass the id of one: {names}", USAGE)
    return there[0]
