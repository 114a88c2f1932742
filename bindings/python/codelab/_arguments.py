"""From the arguments of Python to those of C. What only C can judge is left to it: it names the field that is wrong."""

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
    """A struct as its …_INIT macro makes it."""
    value = kind()
    setattr(value, "struct_size", sizeof(kind))
    return value


def fill_struct(kind: Type[Struct], **values: Union[None, str, int]) -> Struct:
    """The same with values in its fields, checked for what C could not take; None leaves the default."""
    struct, types = new_struct(kind), field_types(kind)
    for name, value in values.items():
        if value is None:
            continue
        field = name if name in types else f"{name}_"  # a keyword in C++ only
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
    """UTF-8 for C, which would take a NUL for the end of the text."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if "\0" in value:
        raise argument_error(name, "must not hold a NUL character")
    try:
        return value.encode()
    except UnicodeEncodeError:
        pass  # not raised from in here: that error holds the whole text, which may be a secret
    raise argument_error(name, "holds half a surrogate pair, which UTF-8 cannot")


def c_path(name: str, value: "Union[None, str, os.PathLike[str]]") -> Optional[bytes]:
    if value is None:
        return None
    path = os.fsencode(value)
    if b"\0" in path:
        raise argument_error(name, "must not hold a NUL character")
    return path


def scaled(name: str, value: Optional[float], scale: int, *, limit: int = INT64_MAX) -> int:
    """The nearest whole number of 1/scale; 0, which stands for the default in C, for None."""
    if value is None:
        return 0
    if not math.isfinite(value) or abs(value) > limit // scale:
        raise argument_error(name, "is out of range")
    whole = round(value * scale)
    # What is more than nothing must not become 0, which would be the default.
    return whole or (value > 0) - (value < 0)


def milliseconds(name: str, seconds: Optional[float]) -> int:
    return scaled(name, seconds, 1000)


def lease_milliseconds(name: str, span: Optional[timedelta]) -> int:
    """The same of a timedelta, in which NO_END stands for what is -1 in C."""
    if span is None:
        return 0
    if not isinstance(span, timedelta):
        raise TypeError(f"{name} must be a timedelta, not {type(span).__name__}")
    if span == NO_END:
        return NO_END_MS
    # What is nothing, or less, must become neither the 0 nor the -1 that have a meaning of their own.
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
        raise argument_error("timeout", "and cancel exclude each other: give the timeout to the Cancel")
