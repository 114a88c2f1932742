"""Records as text for people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterator, List, Optional, Tuple

import codelab

from .._redaction import without_token
from .output import clean, remark, say

LABEL_WIDTH = 11

STOPPED = frozenset({codelab.InstanceStatus.STOPPED, codelab.InstanceStatus.DELETED})

#: States without a progress of a start.
NOT_STARTING = STOPPED | {
    codelab.InstanceStatus.STOPPING,
    codelab.InstanceStatus.DELETING,
    codelab.InstanceStatus.SNAPSHOTTING,
}


def has_progress(instance: codelab.Instance) -> bool:
    """Returns True during and after a start. Steps of a failed start show where it failed."""
    return instance.status not in NOT_STARTING and not instance.is_failed


def name_of(instance: codelab.Instance) -> str:
    return clean(instance.name or instance.id or "the instance")


def status_of(instance: codelab.Instance) -> str:
    return clean(instance.status_text or instance.status.name)


def state_text(instance: codelab.Instance) -> str:
    """Returns the status with the progress: "CREATING, 37 %"."""
    if not has_progress(instance):
        return status_of(instance)
    return f"{status_of(instance)}, {instance.progress_percent} %"


def step_text(step: codelab.Step) -> str:
    return clean(step.description or f"step {step.step}")


def step_state(step: codelab.Step) -> str:
    return clean(step.status_text or step.status.name).lower()


def phase_text(instance: codelab.Instance, phase: Optional[codelab.Phase]) -> str:
    """Returns the next action of a watch that opens or switches; "" if it only follows the instance."""
    if phase == codelab.Phase.STARTING:
        return "starting it"
    if phase == codelab.Phase.CHANGING:
        return "changing it"
    if phase == codelab.Phase.STOPPING:
        is_stopping = instance.status == codelab.InstanceStatus.STOPPING
        return "waiting until it is stopped" if is_stopping else "stopping it"
    if phase == codelab.Phase.DELETING and instance.status != codelab.InstanceStatus.DELETING:
        return "deleting it"
    if phase in (codelab.Phase.DELETING, codelab.Phase.LOOKING):
        is_deleting = instance.status == codelab.InstanceStatus.DELETING
        return "waiting until it is deleted" if is_deleting else ""
    return ""


def span_text(span: timedelta) -> str:
    """Returns a duration with two units: "2 d 3 h", "1 h 59 min", "45 min", "9 min 30 s"."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 600:
        return pair(seconds // 60, "min", seconds % 60, "s")
    minutes = round(seconds / 60)
    if minutes < 24 * 60:
        return pair(minutes // 60, "h", minutes % 60, "min")
    return pair(minutes // 1440, "d", minutes % 1440 // 60, "h")


def pair(large: int, large_unit: str, small: int, small_unit: str) -> str:
    parts = [f"{large} {large_unit}"] * (large > 0) + [f"{small} {small_unit}"] * (small > 0 or large == 0)
    return " ".join(parts)


def time_text(time: datetime) -> str:
    """Returns the time in the local time zone."""
    return time.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def lease_text(deadline: Optional[datetime], remaining: Optional[timedelta]) -> str:
    if deadline is None:
        return "without a time limit"
    until = f"until {time_text(deadline)}"
    return until if remaining is None else f"{until} ({span_text(remaining)} left)"


def image_text(image: codelab.Image) -> str:
    parts = [image.name, image.id and f"({image.id})"]
    return clean(" ".join(part for part in parts if part))


def address_of(instance: codelab.Instance) -> Optional[str]:
    """Returns the URL without the token. Its page asks the user to sign in."""
    return clean(without_token(instance.url, instance.token)) if instance.url else None


def say_instance(instance: codelab.Instance, *, secrets: bool) -> None:
    for label, value in instance_lines(instance, secrets):
        say(f"{label:<{LABEL_WIDTH}}{value if secrets else without_token(value, instance.token)}")


def instance_lines(instance: codelab.Instance, secrets: bool) -> Iterator[Tuple[str, str]]:
    yield "name", name_of(instance)
    yield "id", clean(instance.id or "")
    yield "status", state_text(instance)
    shows_steps = not instance.is_ready and instance.status not in NOT_STARTING
    for step in (instance.action_progress or ()) if shows_steps else ():
        yield "", f"{step_state(step):<12}{step_text(step)}"
    if instance.fail_reason:
        yield "reason", clean(instance.fail_reason)
    if instance.flavor:
        yield "flavor", clean(instance.flavor)
    if instance.image:
        yield "image", image_text(instance.image)
    if instance.create_at:
        yield "created", time_text(instance.create_at)
    if instance.lease and instance.status == codelab.InstanceStatus.RUNNING:
        yield "runs", lease_text(instance.lease_deadline, instance.lease_remaining)
    address = address_of(instance)
    if address:
        yield "url", address
    if secrets and instance.token:
        yield "token", clean(instance.token)
    if secrets and instance.browser_url:
        yield "sign in at", clean(instance.browser_url)


def say_ready(instance: codelab.Instance, *, secrets: bool, with_hint: bool) -> None:
    """Prints the result of a start: the lease, the address, and a hint on how to sign in."""
    say(f"{name_of(instance)} is ready, and runs {lease_text(instance.lease_deadline, instance.lease_remaining)}")
    if secrets and instance.browser_url:
        say(clean(instance.browser_url))
    elif instance.url:
        say(str(address_of(instance)))
        if with_hint:
            remark('hint: "codelab open --browser" opens this page signed in; see also --secrets')


def say_state(instance: codelab.Instance) -> None:
    say(f"{name_of(instance)} is {state_text(instance)}")
