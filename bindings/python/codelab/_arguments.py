"""Converts Python arguments to C. The library checks values and names the wrong field; only types are checked here."""

from __future__ import annotations

import math
import os
from ctypes import Structure, c_char_p, sizeof
from datetime import timedelta
from functools import lru_cache
from typing import Any, Dict, Optional, Type, TypeVar, Union

from ._times import MILLISECOND, NO_END, NO_END_MS, milliseconds_of
from .enums import Status
from .errors import ArgumentError

Struct = TypeVar("Struct", bound=Structure)

INT64_MAX = 2**63 - 1


def new_struct(kind: Type[Struct]) -> Struct:
    """Returns a struct like its …_INIT macro in C."""
    value = kind()
    setattr(value, "struct_size", sizeof(kind))
    return value


def fill_struct(kind: Type[Struct], **values: Union[None, str, int]) -> Struct:
    """Returns a struct with values in its fields. None leaves the default."""
    struct, types = new_struct(kind), field_types(kind)
    for name, value in values.items():
        if value is None:
            continue
        field = name if name in types else f"{name}_"  # the header avoids keywords of C++
        if types[field] is c_char_p:
            setattr(struct, field, c_text(name, value))
        else:
            setattr(struct, field, c_integer(name, value, limit=2 ** (8 * sizeof(types[field]) - 1) - 1))
    return struct


@lru_cache(maxsize=None)
def field_types(kind: Type[Structure]) -> Dict[str, Any]:
    return {name: type_ for name, type_, *_ in kind._fields_}


def argument_error(name: str, problem: str) -> ArgumentError:
    return ArgumentError(f"{name} {problem}", code=Status.E_ARGUMENT)


def c_text(name: str, value: object) -> Optional[bytes]:
    """Returns UTF-8 for C. Raises ArgumentError for a NUL, where C would cut the text."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if "\0" in value:
        raise argument_error(name, "contains a NUL character")
    try:
        return value.encode()
    except UnicodeEncodeError:
        pass  # raise outside of this block: the UnicodeEncodeError contains the text, which may be a secret
    raise argument_error(name, "contains an unpaired surrogate, which cannot be encoded as UTF-8")


def c_path(name: str, value: "Union[None, str, os.PathLike[str]]") -> Optional[bytes]:
    if value is None:
        return None
    path = os.fsencode(value)
    if b"\0" in path:
        raise argument_error(name, "contains a NUL character")
    return path


def scaled(name: str, value: Optional[float], scale: int, *, limit: int = INT64_MAX) -> int:
    """Returns value * scale as an integer. None becomes 0, the default in C."""
    if value is None:
        return 0
    if not math.isfinite(value) or abs(value) > limit // scale:
        raise argument_error(name, "is out of range")
    whole = round(value * scale)
    # Round a tiny value away from 0, because 0 means the default in C.
    return whole or (value > 0) - (value < 0)


def milliseconds(name: str, seconds: Optional[float]) -> int:
    return scaled(name, seconds, 1000)


def lease_milliseconds(name: str, span: Optional[timedelta]) -> int:
    """Returns the milliseconds of a timedelta. NO_END becomes -1."""
    if span is None:
        return 0
    if not isinstance(span, timedelta):
        raise TypeError(f"{name} must be a timedelta, not {type(span).__name__}")
    if span == NO_END:
        return NO_END_MS
    # Zero and negative durations must become neither 0 nor -1, which have other meanings in C.
    return milliseconds_of(span) if span >= MILLISECOND else min(milliseconds_of(span), NO_END_MS - 1)


def c_integer(name: str, value: object, *, limit: int) -> int:
    if value is None:
        return 0
    if not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if abs(value) > limit:
        raise argument_error(name, "is out of range")
    return value


def check_exclusive(timeout: Optional[float], cancel: object) -> None:
    if timeout is not None and cancel is not None:
        raise argument_error("timeout", "cannot be used with cancel: pass it to codelab.Cancel(timeout) instead")
