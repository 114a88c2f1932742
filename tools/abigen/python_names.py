"""Names and texts of the header as Python writes them."""

from __future__ import annotations

import re


def class_name(c_name: str) -> str:
    return "".join(part.capitalize() for part in c_name.split("_")[1:])


def snake(name: str) -> str:
    """The name of the table in which the members of an enum are looked up."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).upper()


def python_name(c_name: str) -> str:
    """namespace_ and operator_ are keywords in C++ only."""
    return c_name.rstrip("_")


def python_text(comment: str) -> str:
    """A comment of the header for readers of Python."""
    text = re.sub(r"codelab_instance_(\w+)\(\)", r"Instance.\1", comment)
    text = text.replace("CODELAB_ABSENT", "None").replace("NULL", "None").replace("(duration -1)", "(duration NO_END)")
    text = text.replace(", in milliseconds since the epoch", "")
    text = text.replace("codelab_build_text()", "library_build()").replace("codelab_open()", "Client.open()")
    text = re.sub(r"[Cc]odelab_cancel_trigger\(\)", "Cancel.trigger()", text)
    return re.sub(r"\b(\w*(?:_at|_time|deadline|duration|remaining|retry_after|timeout))_ms\b", r"\1", text)
