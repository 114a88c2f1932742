"""Iterators over the changes of an instance."""

from __future__ import annotations

from typing import Any, Iterator

from ._blocking import run
from ._cursor import WatchCursor
from ._handle import ProcessBound
from ._wait_queue import WaitQueuePool
from .enums import Phase
from .records import Instance


class BaseWatch(ProcessBound):
    """The base of Watch and AsyncWatch."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: WatchCursor) -> None:
        self._cursor = cursor

    @property
    def phase(self) -> Phase:
        """The next action of a watch that opens or switches, else FOLLOWING; ENDED after the last step."""
        if not self._cursor.is_done:
            self._cursor.handle.check_open()
        return self._cursor.phase

    def close(self) -> None:
        """Ends the watch after a pending step. Not needed after the last step."""
        self._cursor.handle.close()


class Watch(BaseWatch, Iterator[Instance]):
    """The changes of one instance, returned by Client.watch(), open_watch(), switch() and keep_watch().

    Each step waits for a change. The iteration ends when the instance has reached the state that `until` names:
    ready (the last instance is ready), stopped, or deleted. It raises InstanceFailedError with the service's reason if
    the instance cannot reach that state. Temporary faults (network, 429, 5xx) are retried. After another error, next()
    continues. One thread at a time may use it; any thread may call close().
    """

    __slots__ = ("_queues",)

    def __init__(self, queues: WaitQueuePool, cursor: WatchCursor) -> None:
        super().__init__(cursor)
        self._queues = queues

    def __iter__(self) -> "Watch":
        return self

    def __next__(self) -> Instance:
        instance = None if self._cursor.is_done else run(self._queues, self._cursor)
        if instance is None:
            raise StopIteration
        return instance

    def result(self) -> Instance:
        """Runs the watch to its end, and returns the last state of the instance: with the default of until the ready
        one, with until=DELETED the last state before it was gone.

        It may be called after some steps, and after the last one. It raises the error of a step that failed; like
        next(), it then continues when it is called again.
        """
        for _ in self:
            pass
        return self._cursor.result()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
