"""Following one instance until it can be used."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Any, Iterator, Optional, Union

from . import _abi
from ._arguments import c_text, made, milliseconds, scaled
from ._call import fetch, instance_of
from ._handle import Handle
from ._library import library
from .cancel import Cancel
from .errors import error_of
from .records import Instance


class Watch(Iterator[Instance]):
    """The changes of one instance, as Client.watch() makes it: each step blocks until there is something new to show.

    The iteration ends when the instance is ready, which the last instance given shows. It raises InstanceFailedError
    with the service's reason when the instance cannot become ready. Faults that pass (the network, 429, 5xx) are
    waited out. After any other error, next() looks again. Used by one thread at a time; close() is for any thread.
    """

    def __init__(
        self,
        client: Handle,
        instance: Union[Instance, str],
        options: "_abi.codelab_watch_options",
        cancel: Cancel,
        *,
        owns_cancel: bool,
    ) -> None:
        out, error = c_void_p(), made(_abi.codelab_error)
        with client as address:
            what: Any
            native = None if isinstance(instance, str) else instance.native
            if native is not None:
                make, what = library.codelab_watch_new, native.pointer
            else:
                make = library.codelab_watch_new_with_id
                what = c_text("instance", instance if isinstance(instance, str) else instance.id)
            status = make(address, what, byref(options), byref(out), byref(error))
        if status != _abi.CODELAB_OK or out.value is None:
            raise error_of(status, error)
        self._handle = Handle("watch", out.value, library.codelab_watch_free, is_exclusive=True)
        self._cancel = cancel
        self._owns_cancel = owns_cancel
        self._is_done = False

    def __iter__(self) -> "Watch":
        return self

    def __next__(self) -> Instance:
        if self._is_done:
            raise StopIteration
        status, native, error = fetch(library.codelab_watch_next, self._handle, (), self._cancel)
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
    *, first_delay: Optional[float], ceiling: Optional[float], growth: Optional[float], jitter: Optional[float]
) -> "_abi.codelab_watch_options":
    limit = 2**31 - 1
    options = made(_abi.codelab_watch_options)
    options.first_delay_ms = milliseconds("first_delay", first_delay)
    options.ceiling_ms = milliseconds("ceiling", ceiling)
    options.growth_percent = scaled("growth", growth, 100, limit=limit)
    # In C, where 0 is the default, no jitter is -1.
    options.jitter_percent = -1 if jitter == 0 else scaled("jitter", jitter, 100, limit=limit)
    return options
