"""The completion queue of C, and what is submitted to it."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, Callable, Generic, Optional, Tuple, TypeVar

from . import _abi, _convert
from ._arguments import made, milliseconds, refuse_both
from ._handle import Bound, Handle
from ._library import library
from ._native import NativeInstance, instance_of
from .cancel import Cancel
from .errors import error_of
from .records import Image, Instance, Lease

Result = TypeVar("Result")

OK = _abi.CODELAB_OK
wait = library.codelab_queue_wait
clear = library.codelab_event_clear


class Queue(Bound):
    """A codelab_queue, with the one event and the one error that are used for all that it tells."""

    __slots__ = ("handle", "address", "event", "error", "out", "trouble", "_options", "_bounds", "_told")

    def __init__(self, *, requests_per_second: int, burst: int = 0, connections_per_host: int = 0) -> None:
        options = made(_abi.codelab_queue_options)
        options.requests_per_second = requests_per_second
        options.burst = burst
        options.connections_per_host = connections_per_host
        out, error = c_void_p(), made(_abi.codelab_error)
        status = library.codelab_queue_new(byref(options), byref(out), byref(error))
        if status != OK or out.value is None:
            raise error_of(status, error)
        self.handle = Handle("queue", out.value, library.codelab_queue_free)
        self.address = out.value
        self.event, self.error = made(_abi.codelab_event), error
        self.out, self.trouble = byref(self.event), byref(error)
        self._options = made(_abi.codelab_submit_options)
        self._bounds = byref(self._options)
        #: The time limit and the flags that stand in the options, where they are without a cancel object.
        self._told: Optional[Tuple[Optional[float], int]] = None

    def descriptor(self) -> int:
        """What is readable when wait() has something to do. From now on each wait costs some system calls more."""
        return int(library.codelab_queue_fd(self.address))

    def submit(
        self,
        function: Callable[..., int],
        tag: int,
        arguments: Tuple[Any, ...],
        timeout: Optional[float],
        cancel: Optional[Cancel],
        flags: int = 0,
    ) -> None:
        if cancel is None and self._told == (timeout, flags):
            # The options are those of the submission before: the usual case, and worth a tenth of a call.
            status = function(self.address, tag, *arguments, self._bounds, self.trouble)
        else:
            status = self._submit_with(function, tag, arguments, timeout, cancel, flags)
        if status != OK:
            raise error_of(status, self.error)

    def _submit_with(
        self,
        function: Callable[..., int],
        tag: int,
        arguments: Tuple[Any, ...],
        timeout: Optional[float],
        cancel: Optional[Cancel],
        flags: int,
    ) -> int:
        options, self._told = self._options, None
        options.flags = flags
        options.timeout_ms = 0
        options.cancel = None
        if timeout is not None:
            options.timeout_ms = milliseconds("timeout", timeout)
            if options.timeout_ms <= 0:
                # Has passed already. There is no time limit of nothing, but there are such cancel objects.
                options.timeout_ms, cancel = 0, Cancel(0)
        if cancel is None:
            self._told = (timeout, flags)
            return function(self.address, tag, *arguments, self._bounds, self.trouble)
        with cancel.lent() as options.cancel:
            return function(self.address, tag, *arguments, self._bounds, self.trouble)

    def failure(self) -> BaseException:
        """Of the event that was told last."""
        return error_of(self.event.status, self.error)


class Request(Generic[Result]):
    """One call, however it is then waited for: what is submitted, and what becomes of its event."""

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
        if timeout is not None and cancel is not None:
            refuse_both(timeout, cancel)
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
        """Takes what the event has brought, or raises what it tells."""
        if queue.event.status != OK:
            raise queue.failure()
        return self._take(queue.event)

    def lose(self) -> None:
        """The queue was freed with this under way."""


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
