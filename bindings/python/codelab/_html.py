"""An instance as Jupyter shows it. Imported only when a notebook asks.

A notebook keeps its outputs and is handed on with them, so no token is in what is written here: the link leads to where
the instance is served, and whoever follows it has to sign in there. Instance.browser_url is for who asks by name.
"""

from __future__ import annotations

from datetime import datetime, timezone
from html import escape
from typing import TYPE_CHECKING, Any, Iterator, Tuple

from ._redaction import without_token
from .enums import InstanceStatus, StepStatus

if TYPE_CHECKING:
    from .records import Instance

ENDED = {InstanceStatus.STOPPING, InstanceStatus.STOPPED, InstanceStatus.DELETING, InstanceStatus.DELETED}

#: A link of another kind could run a script.
WEB = ("https://", "http://")


def instance_table(instance: Any) -> str:
    rows = "".join(f"<tr><th>{label}</th><td>{cell}</td></tr>" for label, cell in cells(instance))
    return f"<table>{rows}</table>"


def cells(instance: "Instance") -> Iterator[Tuple[str, str]]:
    """Labels, and what stands beside them as HTML."""
    yield "instance", shown(instance, instance.name or instance.id or "")
    yield "status", shown(instance, instance.status_text or instance.status.name)
    percent = instance.progress_percent
    # Of a start: what has failed or stopped is at 0.
    if percent or not (instance.is_failed or instance.status in ENDED):
        yield "progress", f'<progress max="100" value="{percent}"></progress> {percent} %{under_way(instance)}'
    if instance.fail_reason:
        yield "failed for", shown(instance, instance.fail_reason)
    if instance.flavor:
        yield "flavor", shown(instance, instance.flavor)
    if instance.image and (instance.image.name or instance.image.id):
        yield "image", shown(instance, instance.image.name or instance.image.id or "")
    if instance.status == InstanceStatus.RUNNING and instance.lease_deadline:
        yield "runs until", until(instance, instance.lease_deadline)
    if instance.url and instance.url.startswith(WEB):
        address = shown(instance, instance.url)
        yield "link", f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'


def under_way(instance: "Instance") -> str:
    steps = [step for step in instance.action_progress or () if step.status == StepStatus.PROCESSING]
    return "" if instance.is_ready or not steps else f": {shown(instance, steps[0].description or '')}"


def until(instance: "Instance", deadline: datetime) -> str:
    """What is left is true for the moment in which it is shown; the time stays so."""
    time = deadline.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    left = instance.lease_remaining
    return time if left is None else f"{time} ({round(left.total_seconds() / 60)} min left)"


def shown(instance: "Instance", text: str) -> str:
    """As HTML, without the token, wherever the service has put one."""
    return escape(without_token(text, instance.token))
