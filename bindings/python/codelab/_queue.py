"""The completion queue of C."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, Callable, Optional, Tuple

from . import _abi
from ._arguments import milliseconds, new_struct
from ._handle import Handle, ProcessBound
from ._library import library
from .cancel import Cancel
from .errors import error_of

OK = _abi.CODELAB_OK
wait = library.codelab_queue_wait
clear = library.codelab_event_clear


class Queue(ProcessBound):
    """A codelab_queue, with one event and one error that all its calls use."""

    __slots__ = ("handle", "address", "event", "error", "out", "error_ref", "_options", "_options_ref", "_last_bounds")

    def __init__(self, *, requests_per_second: int, burst: int = 0, connections_per_host: int = 0) -> None:
        options = new_struct(_abi.codelab_queue_options)
        options.requests_per_second = requests_per_second
        options.burst = burst
        options.connections_per_host = connections_per_host
        out, error = c_void_p(), new_struct(_abi.codelab_error)
        status = library.codelab_queue_new(byref(options), byref(out), byref(error))
        if status != OK or out.value is None:
            raise error_of(status, error)
        self.handle = Handle("queue", out.value, library.codelab_queue_free)
        self.address = out.value
        self.event, self.error = new_struct(_abi.codelab_event), error
        self.out, self.error_ref = byref(self.event), byref(error)
        self._options = new_struct(_abi.codelab_submit_options)
        self._options_ref = byref(self._options)
        #: Time limit and flags that the options contain; None if they contain a cancel object.
        self._last_bounds: Optional[Tuple[Optional[float], int]] = None

    def descriptor(self) -> int:
        """Returns a descriptor that is readable when wait() has something to do. It makes each wait slower."""
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
        if cancel is None and self._last_bounds == (timeout, flags):
            # The options are unchanged since the last submission. This usual case saves a tenth of a call.
            status = function(self.address, tag, *arguments, self._options_ref, self.error_ref)
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
        options, self._last_bounds = self._options, None
        options.flags = flags
        options.timeout_ms = 0
        options.cancel = None
        if timeout is not None:
            options.timeout_ms = milliseconds("timeout", timeout)
            if options.timeout_ms <= 0:
                # It has passed already. Options have no such time limit, but a cancel object has.
                options.timeout_ms, cancel = 0, Cancel(0)
        if cancel is None:
            self._last_bounds = (timeout, flags)
            return function(self.address, tag, *arguments, self._options_ref, self.error_ref)
        with cancel.borrow() as options.cancel:
            return function(self.address, tag, *arguments, self._options_ref, self.error_ref)

    def failure(self) -> BaseException:
        """Returns the error of the last event."""
        return error_of(self.event.status, self.error)
