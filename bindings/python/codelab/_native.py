"""Owners of what C has made of an instance, which is freed with the last reference to them."""

from __future__ import annotations

from ctypes import byref
from typing import Any, Callable

from . import _abi, _convert
from ._handle import ProcessBound
from ._library import library
from .records import Instance


class NativeInstance(ProcessBound):
    """The struct of C behind an instance; only read."""

    __slots__ = ("raw",)

    def __init__(self, raw: "_abi.codelab_instance") -> None:
        self.raw = raw

    def __del__(
        self, free: Callable[[Any], None] = library.codelab_instance_free, byref: Callable[[Any], Any] = byref
    ) -> None:
        free(byref(self.raw))


class NativePage(ProcessBound):
    """A page of a list, which is freed as a whole."""

    __slots__ = ("raw",)

    def __init__(self, raw: "_abi.codelab_page") -> None:
        self.raw = raw

    def __del__(
        self, free: Callable[[Any], None] = library.codelab_page_free, byref: Callable[[Any], Any] = byref
    ) -> None:
        free(byref(self.raw))


class ListedInstance(ProcessBound):
    """An instance of a page: the page stays for as long as this is referred to."""

    __slots__ = ("raw", "_page")

    def __init__(self, raw: "_abi.codelab_instance", page: NativePage) -> None:
        self.raw = raw
        self._page = page


def instance_of(native: Any) -> Instance:
    """The record of what C holds; it keeps that alive."""
    draft = Instance._draft()
    draft._native = native
    draft.__class__ = Instance
    made: Instance = draft
    return made


Instance._readers = _convert.READERS
