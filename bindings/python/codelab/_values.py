"""From the values of C to those of Python, where what is absent is None."""

from __future__ import annotations

from typing import Any, Callable, Optional, Tuple, TypeVar

from ._abi import CODELAB_ABSENT

Value = TypeVar("Value")


def text(value: Optional[bytes]) -> Optional[str]:
    return None if value is None else value.decode()


def integer(value: int) -> Optional[int]:
    return None if value == CODELAB_ABSENT else value


def flag(value: int) -> Optional[bool]:
    return None if value < 0 else value != 0


def number(value: float) -> Optional[float]:
    return None if value < 0 else value


def one(pointer: Any, convert: Callable[[Any], Value]) -> Optional[Value]:
    return convert(pointer.contents) if pointer else None


def many(pointers: Any, count: int, convert: Callable[[Any], Value]) -> Optional[Tuple[Value, ...]]:
    """An array of C; one that is empty is not one that is absent."""
    return tuple([convert(each.contents) for each in pointers[:count]]) if pointers else None


def texts(pointers: Any, count: int) -> Optional[Tuple[str, ...]]:
    return tuple([each.decode() for each in pointers[:count]]) if pointers else None
