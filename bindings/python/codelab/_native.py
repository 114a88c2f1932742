"""Owners of the results of C, which are freed with the last reference to them."""

from __future__ import annotations

from ctypes import POINTER
from typing import Any, Callable, Union

from . import _abi
from ._library import library


class Native:
    """A place for something that C makes, which is freed with the last reference to this object."""

    __slots__ = ("pointer", "_free")

    def __init__(self, kind: Any, free: Callable[[Any], None]) -> None:
        self._free = free
        #: NULL until the library has filled it in; only read from then on.
        self.pointer = POINTER(kind)()

    def __del__(self) -> None:
        self._free(self.pointer)


def native_instance() -> Native:
    return Native(_abi.codelab_instance, library.codelab_instance_free)


def native_lease() -> Native:
    return Native(_abi.codelab_lease, library.codelab_lease_free)


def native_image() -> Native:
    return Native(_abi.codelab_image, library.codelab_image_free)


def native_page() -> Native:
    return Native(_abi.codelab_page, library.codelab_page_free)


class ListedInstance:
    """An instance of a page, which is freed as a whole: the page stays for as long as this is referred to."""

    __slots__ = ("pointer", "_page")

    def __init__(self, pointer: Any, page: Native) -> None:
        self.pointer = pointer
        self._page = page


#: The struct of C behind an instance.
NativeInstance = Union[Native, ListedInstance]
