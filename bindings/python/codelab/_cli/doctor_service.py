"""Credential, project, whether the region offers the call, and the instance."""

from __future__ import annotations

from datetime import timedelta
from typing import List

import codelab

from .doctor_network import UNREACHED
from .doctor_probes import Probes
from .doctor_settings import Found
from .failures import message_of, way_out
from .findings import FAILURE, OK, WARNING, Finding, skipped
from .summaries import lease_text, name_of, state_text, status_of

#: Codes of responses about the project, and not about the credential as such.
ABOUT_PROJECT = frozenset(
    {
        (400, "ModelArts.0204"), (400, "ModelArts.0210"), (401, "ModelArts.0207"), (401, "ModelArts.0212"),
        (403, "ModelArts.0210"), (403, "APIG.0310"), (403, "APIGW.0310"),
    }
)  # fmt: skip

SOON = timedelta(minutes=10)


def is_about_project(error: codelab.CodelabError) -> bool:
    if isinstance(error, codelab.NotFoundError):  # a project that IAM does not have
        return "project" in error.message.lower()
    return (error.http_status, error.service_code) in ABOUT_PROJECT


def credential_text(found: Found) -> str:
    values = found.values
    if found.kind == "user":
        return f"user {values.get('user_name')} of {values.get('domain_name')}"
    if found.kind == "token":
        return "the token"
    return "the temporary access keys" if "security_token" in values else "the access keys"


def check_credential(found: Found, probes: Probes) -> Finding:
    error = probes.listing
    if error is None:
        return Finding("credential", OK, f"{credential_text(found)}: accepted")
    if isinstance(error, UNREACHED):
        return skipped("credential", "there is no connection")
    if is_about_project(error):
        return Finding("credential", OK, f"{credential_text(found)}: accepted, but not for this project")
    if isinstance(error, codelab.RefusedError):
        origin = next((found.origins[each] for each in found.origins if each in ("token", "secret_key", "password")), "")
        message = f"{credential_text(found)} from {origin}: {message_of(error)}"
        return Finding("credential", FAILURE, message, '"codelab login" stores another one')
    return Finding("credential", FAILURE, message_of(error), '"codelab --trace doctor" shows the requests')


def check_project(found: Found, probes: Probes) -> Finding:
    error = probes.listing
    wanted = found.values.get("project_id") or found.values.get("project_name") or found.values.get("region")
    if error is None:
        is_named = "project_id" in found.values
        return Finding("project", OK, f"{probes.project_id}" + ("" if is_named else f", found by the name {wanted}"))
    if is_about_project(error):
        origins = [found.origins[each] for each in ("project_id", "project_name", "region") if each in found.origins]
        place = f"{wanted} from {origins[0]}: " if origins else ""
        return Finding("project", FAILURE, place + message_of(error), "correct project_id or project_name")
    return skipped("project", "the service did not accept the request")


def check_open(probes: Probes) -> Finding:
    """The call was sent with an invalid token. A gateway looks for the call first, then at the token."""
    check, error = "open call", probes.opening
    if probes.was_opened:
        return Finding(check, WARNING, "the service accepted an invalid token", "check the endpoint")
    if error is None:
        return skipped(check, "the address of the service is unknown")
    if isinstance(error, UNREACHED):
        return skipped(check, "the service cannot be reached")
    if isinstance(error, codelab.NotOfferedError):
        advice = '"codelab open --create-if-not-offered --image ID" creates an instance instead'
        return Finding(check, FAILURE, "this region does not offer the call that opens an instance", advice)
    if error.http_status in (401, 403):
        return Finding(check, OK, "this region offers it (asked with an invalid token, which opens nothing)")
    message = f"cannot be found out without opening an instance: {message_of(error)}"
    return skipped(check, message)


def check_instance(probes: Probes) -> Finding:
    check = "instance"
    if probes.listing is not None:
        return skipped(check, "the instances cannot be listed")
    there: List[codelab.Instance] = [each for each in probes.instances if each.status != codelab.InstanceStatus.DELETED]
    if not there:
        return Finding(check, OK, "there is none", '"codelab open" opens one')
    instance = there[0]
    more = f" (and {len(there) - 1} more)" if there[1:] else ""
    state = status_of(instance) if instance.is_ready else state_text(instance)
    message = f"{name_of(instance)} is {state}{more}"
    if instance.is_failed or instance.status == codelab.InstanceStatus.FROZEN:
        return Finding(check, FAILURE, message, way_out(instance, was_replaced=False))
    if instance.status == codelab.InstanceStatus.STOPPED:
        return Finding(check, OK, message, '"codelab open" starts it')
    if not instance.is_ready:
        return Finding(check, OK, message, '"codelab open" waits until it is ready')
    left = instance.lease_remaining
    runs = f"{message}, and runs {lease_text(instance.lease_deadline, left)}"
    if left is not None and left < SOON and left != codelab.NO_END:
        return Finding(check, WARNING, runs, '"codelab renew" extends the time')
    return Finding(check, OK, runs)
