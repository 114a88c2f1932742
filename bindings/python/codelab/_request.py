"""One request to the service: what is submitted to a queue, and how its result is read."""

from __future__ import annotations

from ctypes import byref
from typing import Any, Callable, Generic, Optional, Tuple, TypeVar

from . import _abi, _convert
from ._arguments import check_exclusive
from ._handle import Handle
from ._native import NativeInstance, instance_of
from ._queue import OK, Queue, clear
from .cancel import Cancel
from .records import Image, Instance, Lease

Result = TypeVar("Result")


class Request(Generic[Result]):
    """A call: what is submitted to a queue, and how the result is read from its event."""

    __slots__ = ("_client", "_submit", "_arguments", "_take", "_timeout", "_cancel")

    def __init__(
        self,
        client: Handle,
        submit: Callable[..., int],
        arguments: Tuple[Any, ...],
        take: "Callable[[_abi.codelab_event], Result]",
        timeout: Optional[float],
        cancel: Optional[Cancel],
    ) -> None:
        if cancel is not None:
            check_exclusive(timeout, cancel)
        self._client = client
        self._submit = submit
        self._arguments = arguments
        self._take = take
        self._timeout = timeout
        self._cancel = cancel

    def begin(self, queue: Queue, tag: int) -> None:
        with self._client as address:
            queue.submit(self._submit, tag, (address, *self._arguments), self._timeout, self._cancel)

    def end(self, queue: Queue) -> Result:
        """Returns the result of the event, or raises its error."""
        if queue.event.status != OK:
            raise queue.failure()
        return self._take(queue.event)

    def abandon(self) -> None:
        """Does nothing: a request owns no object of the library."""


def take_instance(event: "_abi.codelab_event") -> Instance:
    native = NativeInstance(event.instance.contents)
    event.instance = None
    return instance_of(native)


def take_instance_if_any(event: "_abi.codelab_event") -> Optional[Instance]:
    return take_instance(event) if event.instance else None


def take_lease(event: "_abi.codelab_event") -> Lease:
    try:
        return _convert.lease(event.lease.contents)
    finally:
        clear(byref(event))


def take_image(event: "_abi.codelab_event") -> Image:
    try:
        return _convert.image(event.image.contents)
    finally:
        clear(byref(event))
