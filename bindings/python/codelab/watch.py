"""Following one instance until it can be used, or is where it should be."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, Callable, Iterator, Optional, Tuple

from . import _abi
from ._arguments import filled, made, milliseconds, refuse_both, scaled
from ._call import fetch, instance_of
from ._handle import Handle
from ._library import library
from ._native import native_instance
from .cancel import Cancel
from .enums import Phase, Until
from .errors import error_of
from .records import Instance


class Watch(Iterator[Instance]):
    """The changes of one instance, as Client.watch() and Client.switch() make it.

    Each step blocks until there is something new to show. The iteration ends when the instance is where the watch was
    to see it: ready (which the last instance given shows), or stopped, or deleted. It raises InstanceFailedError with
    the service's reason when the instance cannot get there any more. Faults that pass (the network, 429, 5xx) are
    waited out. After any other error, next() looks again. Used by one thread at a time; close() is for any thread.
    """

    def __init__(
        self,
        client: Handle,
        make: Callable[..., int],
        what: Tuple[Any, ...],
        timeout: Optional[float],
        cancel: Optional[Cancel],
    ) -> None:
        refuse_both(timeout, cancel)
        out, error = c_void_p(), made(_abi.codelab_error)
        with client as address:
            status = make(address, *what, byref(out), byref(error))
        if status != _abi.CODELAB_OK or out.value is None:
            raise error_of(status, error)
        self._handle = Handle("watch", out.value, library.codelab_watch_free, is_exclusive=True)
        self._owns_cancel = cancel is None
        self._cancel = Cancel(timeout) if cancel is None else cancel
        self._is_done = False

    @property
    def phase(self) -> Phase:
        """What the next step is about to do: of a switch where it stands, else FOLLOWING; ENDED after the last."""
        if self._is_done:
            return Phase.ENDED
        with self._handle as address:
            return Phase(library.codelab_watch_phase(address))

    def __iter__(self) -> "Watch":
        return self

    def __next__(self) -> Instance:
        if self._is_done:
            raise StopIteration
        native = native_instance()
        status, error = fetch(library.codelab_watch_next, self._handle, (), self._cancel, native)
        if status == _abi.CODELAB_OK:
            return instance_of(native)
        if status == _abi.CODELAB_DONE:
            self._is_done = True
            self.close()
            raise StopIteration
        raise error_of(status, error)

    def close(self) -> None:
        """Ends the watch, after the step that may be under way. One that has come to its end needs no closing."""
        self._handle.close()
        if self._owns_cancel:
            self._cancel.close()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def watch_options(
    *,
    first_delay: Optional[float],
    ceiling: Optional[float],
    growth: Optional[float],
    jitter: Optional[float],
    until: Until,
) -> "_abi.codelab_watch_options":
    limit = 2**31 - 1
    options = filled(_abi.codelab_watch_options, until=until)
    options.first_delay_ms = milliseconds("first_delay", first_delay)
    options.ceiling_ms = milliseconds("ceiling", ceiling)
    options.growth_percent = scaled("growth", growth, 100, limit=limit)
    # In C, where 0 is the default, no jitter is -1.
    options.jitter_percent = -1 if jitter == 0 else scaled("jitter", jitter, 100, limit=limit)
    return options
