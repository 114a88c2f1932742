"""The deadline and the stop button of a call."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, ContextManager, Optional

from . import _abi
from ._arguments import milliseconds, new_struct
from ._handle import Handle, ProcessBound
from ._library import library
from .errors import error_of


class Cancel(ProcessBound):
    """Stops the calls that it was given to: they raise CancelledError at once.

    Latched: what is triggered stays so, and counts even when it came before the call. Several calls may share one.
    With a timeout, in seconds, the calls also end with DeadlineError when that time, counted from here, has passed;
    one of 0 or less has passed already. Costs one file descriptor until it is closed (which `with` does) or no longer
    referred to.
    """

    __slots__ = ("_handle", "__weakref__")

    def __init__(self, timeout: Optional[float] = None) -> None:
        out, error = c_void_p(), new_struct(_abi.codelab_error)
        # What is left of some time may well be less than nothing, which is not the -1 that stands for no bound.
        span = _abi.CODELAB_NO_TIMEOUT if timeout is None else max(0, milliseconds("timeout", timeout))
        status = library.codelab_cancel_new(span, byref(out), byref(error))
        if status != _abi.CODELAB_OK or out.value is None:
            raise error_of(status, error)
        self._handle = Handle("cancel object", out.value, library.codelab_cancel_free)

    def trigger(self) -> None:
        """Stops the calls. From any thread, at any time, also from a signal handler; does nothing once closed."""
        if not self._handle.is_closed:
            with self._handle as address:
                library.codelab_cancel_trigger(address)

    @property
    def is_triggered(self) -> bool:
        """Whether trigger() was called. A timeout that has passed does not count."""
        with self._handle as address:
            return bool(library.codelab_cancel_is_triggered(address) == 1)

    def borrow(self) -> ContextManager[int]:
        """The pointer, for the time of a call."""
        return self._handle

    def close(self) -> None:
        """Gives the file descriptor back. Calls that use the object go on, and keep their deadline."""
        self._handle.close()

    def __enter__(self) -> "Cancel":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
