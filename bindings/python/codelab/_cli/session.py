"""The client that the options describe, and the instance to use."""

from __future__ import annotations

import argparse
from typing import Any, List, Optional

import codelab

from .failures import NOT_FOUND, USAGE, Failure
from .output import clean, is_colored, is_terminal

STANDARD_ERROR = 2


class Session:
    """One run of the command: `with` closes its objects. The time limit of all its calls starts here."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.wants_json: bool = arguments.json
        self.wants_secrets: bool = getattr(arguments, "secrets", False)
        self.is_traced: bool = arguments.trace
        self.is_colored = is_colored(arguments.no_color)
        self.client = codelab.Client(
            arguments.endpoint,
            arguments.project_id,
            region=arguments.region,
            project_name=arguments.project_name,
            iam_endpoint=arguments.iam_endpoint,
            ca_file=arguments.ca_file,
            trace_fd=STANDARD_ERROR if arguments.trace else None,
            user_agent=f"codelab-command/{codelab.__version__}",
        )
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


def only_id(instances: List[codelab.Instance]) -> str:
    there = [each.id for each in instances if each.id and each.status != codelab.InstanceStatus.DELETED]
    if not there:
        raise Failure("you have no CodeLab instance", '"codelab open" opens one', NOT_FOUND)
    if len(there) > 1:
        names = ", ".join(clean(each) for each in there[:5])
        raise Failure(f"there are {len(there)} CodeLab instances", f"pass the id of one: {names}", USAGE)
    return there[0]
