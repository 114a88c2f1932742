"""From the arguments of Python to those of C. What only C can judge is left to it: it names the field that is wrong."""

from __future__ import annotations

import math
import os
from ctypes import sizeof
from typing import Optional, Type, TypeVar, Union

from . import _abi
from .enums import Status
from .errors import ArgumentError

Struct = TypeVar(
    "Struct",
    _abi.codelab_error,
    _abi.codelab_client_options,
    _abi.codelab_open_request,
    _abi.codelab_watch_options,
)

INT32_MAX = 2**31 - 1
INT64_MAX = 2**63 - 1


def made(kind: Type[Struct]) -> Struct:
    """A struct as its …_INIT macro makes it."""
    value = kind()
    value.struct_size = sizeof(kind)
    return value


def wrong(name: str, problem: str) -> ArgumentError:
    return ArgumentError(f"{name} {problem}", code=Status.E_ARGUMENT)


def c_text(name: str, value: Optional[str]) -> Optional[bytes]:
    """UTF-8 for C, which would take a NUL for the end of the text."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if "\0" in value:
        raise wrong(name, "must not hold a NUL character")
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise wrong(name, "holds half a surrogate pair, which UTF-8 cannot") from None


def c_path(name: str, value: "Union[None, str, os.PathLike[str]]") -> Optional[bytes]:
    if value is None:
        return None
    path = os.fsencode(value)
    if b"\0" in path:
        raise wrong(name, "must not hold a NUL character")
    return path


def scaled(name: str, value: Optional[float], scale: int, *, limit: int = INT64_MAX) -> int:
    """The nearest whole number of 1/scale; 0, which stands for the default in C, for None."""
    if value is None:
        return 0
    if not math.isfinite(value) or abs(value) > limit // scale:
        raise wrong(name, "is out of range")
    whole = round(value * scale)
    # What is more than nothing must not become 0, which would be the default.
    return whole or (value > 0) - (value < 0)


def milliseconds(name: str, seconds: Optional[float]) -> int:
    return scaled(name, seconds, 1000)


def whole(name: str, value: Optional[int]) -> int:
    if value is None:
        return 0
    if abs(value) > INT32_MAX:
        raise wrong(name, "is out of range")
    return value


def refuse_both(timeout: Optional[float], cancel: object) -> None:
    if timeout is not None and cancel is not None:
        raise wrong("timeout", "and cancel exclude each other: give the timeout to the Cancel")
