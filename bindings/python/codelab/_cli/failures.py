"""From what went wrong to one sentence, a hint, and an exit code."""

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
  1    the service refused or failed, or the instance did
  2    an argument or a setting is wrong or missing
  3    the credential was refused, or does not allow this
  4    there is no such instance or image
  5    the time given by --timeout ran out
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
    'a place and a credential are taken from the environment: "codelab --help" tells which variables; '
    '"codelab simulate" gives a service to try things with'
)


class Failure(Exception):
    """What the command itself finds wrong."""

    def __init__(self, message: str, hint: str = "", code: int = FAILED) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


#: The first that fits counts.
BY_CAUSE: List[Tuple[Type[codelab.CodelabError], int, str]] = [
    (codelab.AuthenticationError, NOT_ALLOWED, ""),
    (codelab.PermissionDeniedError, NOT_ALLOWED, ""),
    (codelab.NotFoundError, NOT_FOUND, '"codelab list" and "codelab images" tell what there is'),
    (
        codelab.NotOfferedError,
        FAILED,
        'where the call is missing, "codelab open --create-if-not-offered --image ID" creates an instance instead',
    ),
    (codelab.DeadlineError, TIME_RAN_OUT, "--timeout sets how long to wait; what was begun may go on"),
    (codelab.TLSError, NETWORK, "--ca-file names the authorities to trust"),
    (codelab.NetworkError, NETWORK, "--endpoint or --region says where the service is; --trace shows what is sent"),
    (codelab.QuotaError, FAILED, '"codelab flavors" tells what is left'),
    (codelab.ConflictError, FAILED, '"codelab show" tells in which state the instance is'),
    (codelab.InternalError, FAILED, "please report this, together with what codelab --version prints"),
]


def judged(error: codelab.CodelabError) -> Tuple[int, str]:
    """Exit code and hint."""
    if isinstance(error, codelab.ArgumentError):
        # http_status tells whether the service has seen the argument.
        return (FAILED, "") if error.http_status else (USAGE, SETTINGS_HINT if is_about_settings(error) else "")
    for kind, code, hint in BY_CAUSE:
        if isinstance(error, kind):
            return code, hint
    return FAILED, ""


def is_about_settings(error: codelab.CodelabError) -> bool:
    """Whether a place or a credential is wrong or missing: the library begins with the field that it is about."""
    return error.message.partition(":")[0] in SETTINGS


def report(message: object, hint: Optional[str] = None) -> None:
    remark(f"codelab: {clean(message)}")
    if hint:
        remark(f"hint: {hint}")


def report_error(error: codelab.CodelabError) -> int:
    code, hint = judged(error)
    report(error, hint)
    return code
