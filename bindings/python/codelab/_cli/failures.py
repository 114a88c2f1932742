"""From an error to one sentence, a hint, and an exit code."""

from __future__ import annotations

from typing import List, Optional, Tuple, Type

import codelab

from .output import clean, remark

DONE = 0
FAILED = 1
USAGE = 2
NOT_ALLOWED = 3
NOT_FOUND = 4
TIME_RAN_OUT = 5
NETWORK = 6
INTERRUPTED = 130

EXIT_CODES = """\
exit codes:
  0    done
  1    the service rejected the request, or it or the instance failed
  2    an argument or a setting is wrong or missing
  3    the credential was rejected, or does not permit this
  4    there is no such instance or image
  5    the time limit of --timeout has passed
  6    the service could not be reached
  130  stopped by Ctrl-C"""

SETTINGS = frozenset(
    {
        "token",
        "access_key",
        "secret_key",
        "security_token",
        "user_name",
        "password",
        "domain_name",
        "region",
        "endpoint",
        "iam_endpoint",
        "project_id",
        "project_name",
    }
)

SETTINGS_HINT = (
    'region and credential come from environment variables: see "codelab --help"; '
    '"codelab simulate" starts a simulator of the service to try'
)


class Failure(Exception):
    """An error that the command itself detects."""

    def __init__(self, message: str, hint: str = "", code: int = FAILED) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


#: The first match counts.
BY_CAUSE: List[Tuple[Type[codelab.CodelabError], int, str]] = [
    (codelab.AuthenticationError, NOT_ALLOWED, ""),
    (codelab.PermissionDeniedError, NOT_ALLOWED, ""),
    (codelab.NotFoundError, NOT_FOUND, '"codelab list" and "codelab images" list what exists'),
    (
        codelab.NotOfferedError,
        FAILED,
        'in this region "codelab open --create-if-not-offered --image ID" creates an instance instead',
    ),
    (codelab.DeadlineError, TIME_RAN_OUT, "--timeout sets how long to wait; the operation may still continue"),
    (codelab.TLSError, NETWORK, "--ca-file names a file of trusted authorities"),
    (codelab.NetworkError, NETWORK, "check --endpoint or --region; --trace shows the requests"),
    (codelab.QuotaError, FAILED, '"codelab flavors" lists the available flavors'),
    (codelab.ConflictError, FAILED, '"codelab show" shows the state of the instance'),
    (codelab.InternalError, FAILED, "please report this, with the output of codelab --version"),
]


def exit_code_and_hint(error: codelab.CodelabError) -> Tuple[int, str]:
    """Returns the exit code and the hint for an error."""
    if isinstance(error, codelab.ArgumentError):
        # With an http_status, the service rejected the argument.
        return (FAILED, "") if error.http_status else (USAGE, SETTINGS_HINT if is_about_settings(error) else "")
    for kind, code, hint in BY_CAUSE:
        if isinstance(error, kind):
            return code, hint
    return FAILED, ""


def is_about_settings(error: codelab.CodelabError) -> bool:
    """Returns True if a setting is wrong or missing: the library's message begins with its name."""
    return error.message.partition(":")[0] in SETTINGS


def report(message: object, hint: Optional[str] = None) -> None:
    remark(f"codelab: {clean(message)}")
    if hint:
        remark(f"hint: {hint}")


def report_error(error: codelab.CodelabError) -> int:
    code, hint = exit_code_and_hint(error)
    report(error, hint)
    return code
