"""Turns an error into one sentence, a hint, and an exit code."""

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
    '"codelab login" asks for region and credential; for other sources see "codelab --help"; '
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
    (
        codelab.AuthenticationError,
        NOT_ALLOWED,
        '"codelab doctor" shows where the credential comes from; "codelab login" stores another one',
    ),
    (codelab.PermissionDeniedError, NOT_ALLOWED, ""),
    (codelab.NotFoundError, NOT_FOUND, '"codelab list" and "codelab images" list what exists'),
    (
        codelab.NotOfferedError,
        FAILED,
        'in this region "codelab open --create-if-not-offered --image ID" creates an instance instead',
    ),
    (codelab.DeadlineError, TIME_RAN_OUT, "--timeout sets how long to wait; the operation may still continue"),
    (codelab.TLSError, NETWORK, "--ca-file names a file of trusted authorities"),
    (codelab.NetworkError, NETWORK, 'check --endpoint or --region; "codelab doctor" finds the cause'),
    (codelab.QuotaError, FAILED, '"codelab flavors" lists the available flavors'),
    (codelab.ConflictError, FAILED, '"codelab show" shows the state of the instance'),
    (codelab.InternalError, FAILED, "please report this, with the output of codelab --version"),
]


#: The next command after "codelab open" failed, where it is not that of BY_CAUSE.
AFTER_OPEN: List[Tuple[Type[codelab.CodelabError], str]] = [
    (codelab.DeadlineError, 'the instance may still start: "codelab open" continues; --timeout sets how long to wait'),
    (codelab.QuotaError, '"codelab flavors --switchable" lists other flavors, "codelab switch --flavor ID" takes one'),
    (codelab.ServiceError, '"codelab open" tries again; "codelab --trace open" shows the requests'),
    (codelab.RateLimitError, '"codelab open" tries again'),
    (codelab.PermissionDeniedError, '"codelab --trace open" shows the request ids that a support request needs'),
    (codelab.ProtocolError, '"codelab --trace open" shows the requests; check --endpoint or --region'),
    (codelab.TLSError, '"codelab open --ca-file FILE" trusts the authorities in that file'),
    (codelab.NetworkError, '"codelab --trace open" shows the requests; check --endpoint or --region'),
]


def after_open(error: codelab.CodelabError) -> Failure:
    """Returns the error of a failed "codelab open", with the next command."""
    code, hint = exit_code_and_hint(error)
    for kind, next_command in AFTER_OPEN:
        if isinstance(error, kind):
            hint = next_command
            break
    return Failure(message_of(error), hint, code)


def way_out(instance: Optional[codelab.Instance], *, was_replaced: bool) -> str:
    """Returns the next command for an instance that cannot reach the state that was waited for.

    was_replaced: True if --replace-failed was given
    """
    status = codelab.InstanceStatus.UNKNOWN if instance is None else instance.status
    if status == codelab.InstanceStatus.FROZEN:
        return 'an instance is frozen while its account is in arrears: pay the bill, then type "codelab open"'
    if status == codelab.InstanceStatus.STOPPED:
        return '"codelab open" starts it and follows it'
    if status in (codelab.InstanceStatus.DELETED, codelab.InstanceStatus.DELETING):
        return '"codelab open" opens another one'
    if was_replaced:
        return '"codelab show" shows its state, "codelab delete" deletes it'
    return '"codelab open --replace-failed" deletes it, with all files in it, and opens another one'


#: The library's advice about an instance that failed. The hint of this command is more exact.
ADVICE = "; delete it and open again"


#: Options by the names that the library uses in messages.
OPTIONS = {"image_id": "--image", "share_url": "--share-url", "flavor": "--flavor", "name": "--name", "id": "INSTANCE"}


def message_of(error: codelab.CodelabError) -> str:
    """Returns the message, with the command's name of the argument that it begins with."""
    if isinstance(error, codelab.InstanceFailedError):
        return error.message.partition(ADVICE)[0]
    name, colon, rest = error.message.partition(":")
    is_argument = isinstance(error, codelab.ArgumentError) and colon and name in OPTIONS
    return f"{OPTIONS[name]}:{rest}" if is_argument else error.message


def exit_code_and_hint(error: codelab.CodelabError) -> Tuple[int, str]:
    """Returns the exit code and the hint for an error."""
    if isinstance(error, codelab.ArgumentError):
        # With an http_status, the service rejected the argument.
        return (FAILED, "") if error.http_status else (USAGE, SETTINGS_HINT if is_about_settings(error) else "")
    for kind, code, hint in BY_CAUSE:
        if isinstance(error, kind):
            return code, hint
    return FAILED, ""


def settings_failure(error: codelab.ArgumentError, notes: List[str]) -> Failure:
    """Returns the error about settings. notes: about files that are not used, as a hint."""
    code, hint = exit_code_and_hint(error)
    return Failure(message_of(error), "; ".join(notes) if notes and hint else hint, code)


def is_about_settings(error: codelab.CodelabError) -> bool:
    """Returns True if a setting is wrong or missing: the library's message begins with its name."""
    return error.message.partition(":")[0] in SETTINGS


def report(message: object, hint: Optional[str] = None) -> None:
    remark(f"codelab: {clean(message)}")
    if hint:
        remark(f"hint: {hint}")


def report_error(error: codelab.CodelabError) -> int:
    code, hint = exit_code_and_hint(error)
    report(message_of(error), hint)
    return code
