"""Owners of what the library makes: each is freed once, and never while a call uses it."""

from __future__ import annotations

import os
import threading
import weakref
from types import TracebackType
from typing import Any, Callable, Optional, Type

from .errors import StateError

# One lock for all handles: it is held for a few instructions only. Re-entrant, because a Python signal handler that
# triggers or closes something runs on the main thread, perhaps in the middle of one of the sections below.
lock = threading.RLock()

# Else a child process could inherit the lock as it was held by a thread that the child does not have.
os.register_at_fork(before=lock.acquire, after_in_parent=lock.release, after_in_child=lock.release)


class ProcessBound:
    """An object that belongs to this process: it refers to memory, descriptors or threads that a copy would share."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: Any) -> Any:
        kind = type(self).__name__
        raise TypeError(f"a codelab {kind} cannot be pickled or copied: make one in each process, or share this one")


class Handle(ProcessBound):
    """A pointer from the library, lent to calls by `with handle as address:`.

    close() may come from any thread at any time: the pointer is freed at once or, where calls still use it, by the
    last of them. What is never closed is freed with its last reference, and what lives on to the end of the process
    is left to the operating system, since a daemon thread may still be inside a call.
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
            # Counted first and checked afterwards, so that a close() from a signal handler in between is seen.
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

    def detach(self) -> None:
        """The pointer is somebody else's from now on."""
        self._is_closed = True
        self._free.detach()
