"""Converts Python arguments to C. The library checks values and names the wrong field; only types are checked here."""

from __future__ import annotations

import math
import os
from ctypes import Structure, c_char_p, sizeof
from datetime import timedelta
from functools import lru_cache
from typing import Any, Dict, Optional, Type, TypeVar, Union

from ._times import MILLISECOND, NO_END, NO_END_MS, milliseconds_of
from ._open_enum import OpenEnum
from .enums import Status
from .errors import ArgumentError

Struct = TypeVar("Struct", bound=Structure)

INT64_MAX = 2**63 - 1
#: In a second.
MILLISECONDS = 1000


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


def id_of(name: str, value: object, kind: Type[Any]) -> Optional[bytes]:
    """Returns the id of a record of the kind, or the id itself."""
    if isinstance(value, str):
        return c_text(name, value)
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be a codelab.{kind.__name__} or its id, not {type(value).__name__}")
    if value.id is None:
        raise argument_error(name, "has no id")
    return c_text(name, value.id)


def enum_value(name: str, value: object, kind: Type[OpenEnum]) -> Optional[int]:
    """Returns the number of a member; None for None."""
    if value is None or isinstance(value, int) and int(value) in kind.__members__.values():
        return value
    known = ", ".join(f"{kind.__name__}.{each}" for each in kind.__members__ if each != "UNKNOWN")
    shown = repr(value) if isinstance(value, (str, int)) else type(value).__name__
    if isinstance(value, int):
        raise argument_error(name, f"must be one of {known}; not {int(value)}")
    raise TypeError(f"{name} must be one of {known}; not {shown}")


def check_given(purpose: str, **values: object) -> None:
    """Raises ArgumentError if no value is given."""
    if all(value is None for value in values.values()):
        raise ArgumentError(f"nothing {purpose}: pass {' or '.join(values)}", code=Status.E_ARGUMENT)


def check_number(name: str, value: object, unit: str = "") -> None:
    if not isinstance(value, (float, int)) and not hasattr(value, "__float__"):
        raise TypeError(f"{name} must be a number{unit and f' of {unit}'}, not {type(value).__name__}")


def scaled(name: str, value: Optional[float], scale: int, *, limit: int = INT64_MAX) -> int:
    """Returns value * scale as an integer. None becomes 0, the default in C."""
    if value is None:
        return 0
    check_number(name, value, "seconds" if scale == MILLISECONDS else "")
    if not math.isfinite(value) or abs(value) > limit // scale:
        raise argument_error(name, f"is out of range: {value}")
    whole = round(value * scale)
    # Round a tiny value away from 0, because 0 means the default in C.
    return whole or (value > 0) - (value < 0)


def milliseconds(name: str, seconds: Optional[float]) -> int:
    return scaled(name, seconds, MILLISECONDS)


def in_range(name: str, value: Optional[float], lowest: float, highest: float, scale: int, unit: str = "") -> int:
    """Returns value * scale as an integer, like scaled(), for a value between two bounds. 0 is the default, too."""
    if value is not None:
        check_number(name, value, unit)
        # round() as in scaled(), so that 0.0004 seconds are a millisecond.
        if value != 0 and not (value > 0 and lowest <= max(value, 1 / scale) <= highest):
            raise argument_error(name, f"must be from {lowest} to {highest}{unit and ' '}{unit}, not {value}")
    return scaled(name, value, scale)


def lease_milliseconds(name: str, span: Optional[timedelta], *, allows_no_end: bool = True) -> int:
    """Returns the milliseconds of a timedelta. NO_END becomes -1."""
    if span is None:
        return 0
    if not isinstance(span, timedelta):
        raise TypeError(f"{name} must be a timedelta, not {type(span).__name__}")
    if span == NO_END:
        if not allows_no_end:
            raise argument_error(name, "cannot be NO_END: pass 1 to 72 hours")
        return NO_END_MS
    # Zero and negative durations must become neither 0 nor -1, which have other meanings in C.
    if span < MILLISECOND:
        raise argument_error(name, f"must be 1 to 72 hours, not {span}")
    return milliseconds_of(span)


def c_integer(name: str, value: object, *, limit: int) -> int:
    if value is None:
        return 0
    if not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if abs(value) > limit:
        raise argument_error(name, f"is out of range: {value}")
    return value


def count(name: str, value: Optional[int], highest: int) -> Optional[int]:
    """Checks a number from 1 to the highest; None is the default."""
    if value is not None and not 0 <= c_integer(name, value, limit=INT64_MAX) <= highest:
        raise argument_error(name, f"must be from 1 to {highest}, not {value}")
    return value


def check_exclusive(timeout: Optional[float], cancel: object) -> None:
    """Checks the two arguments that bound a call."""
    if cancel is None:
        return
    if not hasattr(cancel, "borrow"):
        raise TypeError(f"cancel must be a codelab.Cancel, not {type(cancel).__name__}")
    if timeout is not None:
        raise argument_error("timeout", "cannot be used with cancel: pass it to codelab.Cancel(timeout) instead")
