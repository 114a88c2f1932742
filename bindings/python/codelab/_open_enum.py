"""Enums that accept numbers of newer libraries."""

from __future__ import annotations

from enum import IntEnum
from typing import Optional


class OpenEnum(IntEnum):
    """An enum that accepts unknown numbers, as of a newer library: Status(-777).name is 'UNKNOWN_-777'."""

    @classmethod
    def _missing_(cls, value: object) -> Optional["OpenEnum"]:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return self.name

    def __format__(self, form: str) -> str:
        return format(self.name, form)
