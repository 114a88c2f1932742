"""Cancels calls, and limits their time."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, ContextManager, Optional

from . import _abi
from ._arguments import milliseconds, new_struct
from ._handle import Handle, ProcessBound
from ._library import library
from .errors import error_of


class Cancel(ProcessBound):
    """Stops the calls that it is passed to: they raise CancelledError at once.

    trigger() is final: it also stops calls that begin later. Several calls may share a Cancel. With a timeout, in
    seconds from now on, the calls also end with DeadlineError at that time; a timeout of 0 or less has passed already.
    A Cancel needs one file descriptor until it is closed (which `with` does) or no longer referenced.
    """

    __slots__ = ("_handle", "__weakref__")

    def __init__(self, timeout: Optional[float] = None) -> None:
        out, error = c_void_p(), new_struct(_abi.codelab_error)
        # A remaining time can be negative, but -1 means no limit.
        span = _abi.CODELAB_NO_TIMEOUT if timeout is None else max(0, milliseconds("timeout", timeout))
        status = library.codelab_cancel_new(span, byref(out), byref(error))
        if status != _abi.CODELAB_OK or out.value is None:
            raise error_of(status, error)
        self._handle = Handle("cancel object", out.value, library.codelab_cancel_free)

    def trigger(self) -> None:
        """Stops the calls. Any thread and any signal handler may call it. Does nothing after close()."""
        if not self._handle.is_closed:
            with self._handle as address:
                library.codelab_cancel_trigger(address)

    @property
    def is_triggered(self) -> bool:
        """True if trigger() was called. A timeout that has passed does not count."""
        with self._handle as address:
            return bool(library.codelab_cancel_is_triggered(address) == 1)

    def borrow(self) -> ContextManager[int]:
        """Returns a context manager for the pointer, for the duration of a call."""
        return self._handle

    def close(self) -> None:
        """Frees the file descriptor. Pending calls continue, and keep their deadline."""
        self._handle.close()

    def __enter__(self) -> "Cancel":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
