"""Owners of decoded instances and pages in C, which are freed with the last reference."""

from __future__ import annotations

from ctypes import byref
from typing import Any, Callable

from . import _abi, _convert
from ._handle import ProcessBound
from ._library import library
from .records import Instance


class NativeInstance(ProcessBound):
    """The C struct of an instance. It is never changed."""

    __slots__ = ("raw",)

    def __init__(self, raw: "_abi.codelab_instance") -> None:
        self.raw = raw

    def __del__(
        self, free: Callable[[Any], None] = library.codelab_instance_free, byref: Callable[[Any], Any] = byref
    ) -> None:
        free(byref(self.raw))


class NativePage(ProcessBound):
    """A page of a list. It is freed as a whole."""

    __slots__ = ("raw",)

    def __init__(self, raw: "_abi.codelab_page") -> None:
        self.raw = raw

    def __del__(
        self, free: Callable[[Any], None] = library.codelab_page_free, byref: Callable[[Any], Any] = byref
    ) -> None:
        free(byref(self.raw))


class ListedInstance(ProcessBound):
    """An instance of a page. It keeps the page alive."""

    __slots__ = ("raw", "_page")

    def __init__(self, raw: "_abi.codelab_instance", page: NativePage) -> None:
        self.raw = raw
        self._page = page


def instance_of(native: Any) -> Instance:
    """Returns the record of a C struct, which it keeps alive."""
    draft = Instance._draft()
    draft._native = native
    draft.__class__ = Instance
    made: Instance = draft
    return made


Instance._readers = _convert.READERS
