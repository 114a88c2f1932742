"""Gives generated methods the signature and documentation of the functions they are made of."""

from __future__ import annotations

import re
from functools import update_wrapper
from types import FunctionType
from typing import Any, Callable, TypeVar

Method = TypeVar("Method", bound=Callable[..., Any])


def as_method(method: Method, build: Callable[..., Any], result: str, module: str, kind: str) -> Method:
    """Returns the method with the name, the parameters and the documentation of build.

    result: its return type; {} stands for the type in the brackets of the return type of build
    """
    described: Any = build
    shown = FunctionType(described.__code__, {}, described.__name__, described.__defaults__)
    shown.__kwdefaults__ = described.__kwdefaults__
    annotations = dict(described.__annotations__)
    del annotations["self"]
    inside = re.sub(r"^\w+\[(.*)\]$", r"\1", annotations["return"])
    shown.__annotations__ = {**annotations, "return": result.format(inside)}
    shown.__doc__ = described.__doc__
    shown.__module__, shown.__qualname__ = module, f"{kind}.{described.__name__}"
    update_wrapper(method, shown)
    return method
