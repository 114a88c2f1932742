"""Owners of objects of the library: each object is freed once, and never while a call uses it."""

from __future__ import annotations

import os
import threading
import weakref
from types import TracebackType
from typing import Any, Callable, Optional, Type

from .errors import StateError

# One lock for all handles: it is held for a few instructions only. It is re-entrant, because a signal handler that
# triggers or closes a handle may run on the main thread while that thread holds the lock.
lock = threading.RLock()

# A child process must not inherit the lock while a thread that the child does not have holds it.
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


class ProcessBound:
    """An object that belongs to this process: it refers to memory, descriptors or threads that a copy would share."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: Any) -> Any:
        kind = type(self).__name__
        raise TypeError(f"a codelab {kind} cannot be pickled or copied: make one in each process, or share this one")


class Handle(ProcessBound):
    """A pointer from the library. Calls use it by `with handle as address:`.

    Any thread may call close() at any time. The pointer is freed at once or, if calls still use it, by the last of
    them. A handle that is never closed is freed with its last reference. At the end of the process it is not freed,
    because a daemon thread may still be inside a call.
    """

    __slots__ = ("_name", "_address", "_is_exclusive", "_is_closed", "_users", "_free", "__weakref__")

    def __init__(self, name: str, address: int, free: Callable[[Any], None], *, is_exclusive: bool = False) -> None:
        self._name = name
        self._address = address
        self._is_exclusive = is_exclusive
        self._is_closed = False
        self._users = 0
        self._free = weakref.finalize(self, free, address)
        self._free.atexit = False

    @property
    def is_closed(self) -> bool:
        return self._is_closed

    def check_open(self) -> None:
        if self._is_closed:
            raise StateError(f"the {self._name} is closed")

    def __enter__(self) -> int:
        with lock:
            # Count first and check afterwards, so that a close() in a signal handler in between is noticed.
            self._users += 1
            if self._is_closed:
                problem = "is closed"
            elif self._is_exclusive and self._users > 1:
                problem = "is in use by another thread"
            else:
                return self._address
        self.release()
        raise StateError(f"the {self._name} {problem}")

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.release()

    def release(self) -> None:
        with lock:
            self._users -= 1
            is_last = self._is_closed and self._users == 0
        if is_last:
            self._free()

    def close(self) -> None:
        with lock:
            self._is_closed = True
            is_idle = self._users == 0
        if is_idle:
            self._free()

    def replace(self, address: int, free: Callable[[Any], None]) -> None:
        """Frees the pointer, and owns another one instead. Only between two calls."""
        with lock:
            free_old = self._free
            self._address = address
            self._free = weakref.finalize(self, free, address)
            self._free.atexit = False
            free_new = self._free if self._is_closed else None
        free_old()
        if free_new is not None:
            free_new()

    def detach(self) -> None:
        """Gives up ownership of the pointer."""
        self._is_closed = True
        self._free.detach()
