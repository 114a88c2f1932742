"""Walking the lists of the service."""

from __future__ import annotations

from collections import deque
from ctypes import byref, c_void_p
from typing import Any, Callable, Deque, Iterator, List, Optional, TypeVar

from . import _abi, _convert
from ._arguments import made, refuse_both
from ._call import fetch, instance_of
from ._handle import Handle
from ._library import library
from ._native import ListedInstance, Native, native_page
from ._values import integer
from .cancel import Cancel
from .errors import error_of
from .records import Flavor, Image, Instance

Item = TypeVar("Item")


class Pager(Iterator[Item]):
    """The elements of a list, as Client.instances(), images(), flavors() and switchable_flavors() make it.

    A page of the list is asked for when the one before is used up, and nothing before the first step. What comes or
    goes meanwhile may be missed or seen twice. After an error, next() asks for the same page again. Used by one thread
    at a time; close(), or the end of a `with`, is for any thread, and not needed after the last element.
    """

    def __init__(
        self,
        client: Handle,
        make: Callable[..., int],
        what: Any,
        elements: Callable[[Native], List[Item]],
        timeout: Optional[float],
        cancel: Optional[Cancel],
    ) -> None:
        refuse_both(timeout, cancel)
        out, error = c_void_p(), made(_abi.codelab_error)
        with client as address:
            status = make(address, what, byref(out), byref(error))
        if status != _abi.CODELAB_OK or out.value is None:
            raise error_of(status, error)
        self._handle = Handle("pager", out.value, library.codelab_pager_free, is_exclusive=True)
        self._owns_cancel = cancel is None
        self._cancel = Cancel(timeout) if cancel is None else cancel
        self._elements = elements
        self._fetched: Deque[Item] = deque()
        self._total: Optional[int] = None
        self._is_done = False

    @property
    def total(self) -> Optional[int]:
        """How long the whole list is, as the service counted with the last page; None before the first."""
        return self._total

    def __iter__(self) -> "Pager[Item]":
        return self

    def __next__(self) -> Item:
        if not self._fetched and not self._is_done:
            self._fetch()
        if not self._fetched:
            raise StopIteration
        return self._fetched.popleft()

    def _fetch(self) -> None:
        page = native_page()
        status, error = fetch(library.codelab_pager_next, self._handle, (), self._cancel, page)
        if status == _abi.CODELAB_DONE:
            self._is_done = True
            self.close()
        elif status != _abi.CODELAB_OK:
            raise error_of(status, error)
        else:
            self._total = integer(page.pointer.contents.total)
            self._fetched.extend(self._elements(page))

    def close(self) -> None:
        """Ends the iteration: next() then raises StateError, but for elements that have been fetched."""
        self._handle.close()
        if self._owns_cancel:
            self._cancel.close()

    def __enter__(self) -> "Pager[Item]":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def listed_instances(page: Native) -> List[Instance]:
    raw = page.pointer.contents
    return [instance_of(ListedInstance(each, page)) for each in raw.instances[: raw.instances_count]]


def listed_images(page: Native) -> List[Image]:
    raw = page.pointer.contents
    return [_convert.image(each.contents) for each in raw.images[: raw.images_count]]


def listed_flavors(page: Native) -> List[Flavor]:
    raw = page.pointer.contents
    return [_convert.flavor(each.contents) for each in raw.flavors[: raw.flavors_count]]
