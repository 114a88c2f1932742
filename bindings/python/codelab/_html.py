"""Shows an instance in Jupyter. Imported only when it is needed.

Notebooks are stored and shared with their outputs, so the output contains no token. The link leads to the page of the
instance, which requires signing in. Instance.browser_url has the address with the token.
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

#: Other links could run a script.
WEB = ("https://", "http://")


def instance_table(instance: Any) -> str:
    rows = "".join(f"<tr><th>{label}</th><td>{cell}</td></tr>" for label, cell in cells(instance))
    return f"<table>{rows}</table>"


def cells(instance: "Instance") -> Iterator[Tuple[str, str]]:
    """Returns labels, and the values next to them as HTML."""
    yield "instance", shown(instance, instance.name or instance.id or "")
    yield "status", shown(instance, instance.status_text or instance.status.name)
    percent = instance.progress_percent
    # Failed and stopped instances have no progress.
    if percent or not (instance.is_failed or instance.status in ENDED):
        yield "progress", f'<progress max="100" value="{percent}"></progress> {percent} %{current_step(instance)}'
    if instance.fail_reason:
        yield "reason", shown(instance, instance.fail_reason)
    if instance.flavor:
        yield "flavor", shown(instance, instance.flavor)
    if instance.image and (instance.image.name or instance.image.id):
        yield "image", shown(instance, instance.image.name or instance.image.id or "")
    if instance.status == InstanceStatus.RUNNING and instance.lease_deadline:
        yield "runs until", until(instance, instance.lease_deadline)
    if instance.url and instance.url.startswith(WEB):
        address = shown(instance, instance.url)
        yield "link", f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'


def current_step(instance: "Instance") -> str:
    steps = [step for step in instance.action_progress or () if step.status == StepStatus.PROCESSING]
    return "" if instance.is_ready or not steps else f": {shown(instance, steps[0].description or '')}"


def until(instance: "Instance", deadline: datetime) -> str:
    """Returns the deadline, and the time until it at the moment of output."""
    time = deadline.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    left = instance.lease_remaining
    return time if left is None else f"{time} ({round(left.total_seconds() / 60)} min left)"


def shown(instance: "Instance", text: str) -> str:
    """Returns the text as HTML, without the token."""
    return escape(without_token(text, instance.token))
