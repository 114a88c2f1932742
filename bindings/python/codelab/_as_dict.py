"""Records as dicts in the service's form: its keys and words, and times and durations in milliseconds."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Optional, Tuple

from ._open_enum import OpenEnum
from ._redaction import without_token


def as_dict(record: Any, secrets: bool, token: Optional[str]) -> Dict[str, Any]:
    """token: the one that texts must not contain; not used with secrets"""
    return dict(members(record, secrets, token))


def members(record: Any, secrets: bool, token: Optional[str]) -> Iterator[Tuple[str, Any]]:
    """Yields the members that are not absent and that a response can have."""
    for name in record._names:
        if name in record._computed or is_companion(record, name) or (name in record._secrets and not secrets):
            continue
        value = record._sent(name) if secrets else getattr(record, name)
        found = in_service_form(record, name, value, secrets, token)
        if found is not None:
            yield record._keys.get(name, name), found


def is_companion(record: Any, name: str) -> bool:
    """Returns True for a field that belongs to the one before it: the word of an enum, the fraction of a number."""
    of, _, kind = name.rpartition("_")
    return kind in ("text", "amount") and of in record._names


def in_service_form(record: Any, name: str, value: Any, secrets: bool, token: Optional[str]) -> Any:
    if name in record._times:
        return getattr(record, f"{name}_ms")
    if isinstance(value, OpenEnum):
        word = getattr(record, f"{name}_text")
        return plain(word, secrets, token) if word is not None else (value.name if value else None)
    if value is None and f"{name}_amount" in record._names:
        return getattr(record, f"{name}_amount")
    return plain(value, secrets, token)


def plain(value: Any, secrets: bool, token: Optional[str]) -> Any:
    if isinstance(value, str):
        return value if secrets else without_token(value, token)
    if isinstance(value, tuple):
        return [plain(each, secrets, token) for each in value]
    return as_dict(value, secrets, token) if hasattr(value, "_names") else value
