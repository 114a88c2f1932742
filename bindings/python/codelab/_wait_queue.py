"""Queues on which threads wait for one call each, in such a way that Ctrl-C stops the call at once."""

from __future__ import annotations

import atexit
import time
from contextlib import suppress
from typing import Any, List, Protocol, Set, TypeVar

from . import _abi
from ._handle import ProcessBound
from ._library import library
from ._main_thread import is_main_thread
from ._queue import OK, Queue, clear, wait
from .errors import CodelabError, StateError, error_of

Outcome = TypeVar("Outcome", covariant=True)

DEADLINE = _abi.CODELAB_E_DEADLINE
FOREVER = _abi.CODELAB_NO_TIMEOUT
#: Longest delay of Ctrl-C on the main thread.
SLICE_MS = 25
#: Idle queues that a client keeps, each with a warm connection and six descriptors.
MOST_IDLE = 8
#: An idle queue is freed after this time, when another call of its client ends.
IDLE_SECONDS = 60.0
#: How long the end of the interpreter waits for calls that it has cancelled. They end within milliseconds.
LONGEST_EXIT_SECONDS = 5.0


class Work(Protocol[Outcome]):
    """What a queue processes: a request, or a step of a watch or a list."""

    def begin(self, queue: Queue, tag: int) -> None: ...

    def end(self, queue: Queue) -> Outcome: ...

    def abandon(self) -> None: ...


class WaitQueue(ProcessBound):
    """A queue for one call at a time, with a thread that waits for it."""

    __slots__ = ("queue", "idle_since")

    def __init__(self) -> None:
        # Without a pace, like the blocking calls of C.
        self.queue = Queue(requests_per_second=_abi.CODELAB_UNLIMITED)
        self.idle_since = 0.0

    def wait(self) -> None:
        """Waits for the event.

        Python runs signal handlers on the main thread only, and not during a C function: a blocking one would delay
        Ctrl-C until the service has answered. So the main thread waits in short slices; most calls end within the first
        few. Other threads run no handlers. The program's signal handlers and wake-up descriptor are not changed, and no
        thread is started.
        """
        queue = self.queue
        slice_ms = SLICE_MS if is_main_thread() else FOREVER
        status = wait(queue.address, slice_ms, queue.out, queue.error_ref)
        while status == DEADLINE:
            status = wait(queue.address, slice_ms, queue.out, queue.error_ref)
        if status != OK:
            raise error_of(status, queue.error)

    def drain(self, work: "Work[Any]") -> None:
        """Cancels the pending operation and frees its event after an exception. It takes milliseconds."""
        queue = self.queue
        try:
            if library.codelab_queue_count(queue.address):
                library.codelab_queue_cancel(queue.address, 0)
                wait(queue.address, FOREVER, queue.out, queue.error_ref)
                with suppress(CodelabError):
                    work.end(queue)
            if queue.event.watch or queue.event.pager:
                work.abandon()
            clear(queue.out)
        except BaseException:  # another Ctrl-C
            queue.handle.close()
            work.abandon()
            raise


class WaitQueuePool(ProcessBound):
    """The queues of a client, with their warm connections. Each call uses one, so any number of threads can call."""

    __slots__ = ("_idle", "_is_closed")

    def __init__(self) -> None:
        self._idle: List[WaitQueue] = []
        self._is_closed = False

    def acquire(self) -> WaitQueue:
        try:
            wait_queue = self._idle.pop()
        except IndexError:
            wait_queue = WaitQueue()
        busy.add(wait_queue)
        if is_exiting and not is_main_thread():
            busy.discard(wait_queue)
            park()
        return wait_queue

    def release(self, wait_queue: WaitQueue) -> None:
        busy.discard(wait_queue)
        if is_exiting and not is_main_thread():
            park()
        wait_queue.idle_since = time.monotonic()
        if not wait_queue.queue.handle.is_closed:
            self._idle.append(wait_queue)
        if self._is_closed:
            self.close()
        elif len(self._idle) > 1:
            self._drop_oldest(wait_queue.idle_since)

    def _drop_oldest(self, now: float) -> None:
        """Frees surplus and old idle queues. The queue used last is acquired first, so the oldest one comes first."""
        idle = self._idle
        while len(idle) > MOST_IDLE or (len(idle) > 1 and idle[0].idle_since < now - IDLE_SECONDS):
            try:
                wait_queue = idle.pop(0)
            except IndexError:
                return  # another thread took it
            wait_queue.queue.handle.close()

    def close(self) -> None:
        self._is_closed = True
        while True:
            try:
                wait_queue = self._idle.pop()
            except IndexError:
                return
            wait_queue.queue.handle.close()


#: The queues in use.
busy: Set[WaitQueue] = set()
is_exiting = False


def cancel_calls_at_exit() -> None:
    """Cancels the calls of other threads and waits for them, before the process runs its exit handlers.

    OpenSSL's exit handler frees tables that a TLS call reads. The library disables that handler, but cannot if the
    program initialised OpenSSL first, as an import of ssl or hashlib does. Only daemon threads still run at this time.
    """
    global is_exiting
    is_exiting = True
    end = time.monotonic() + LONGEST_EXIT_SECONDS
    while busy and time.monotonic() < end:
        for wait_queue in list(busy):
            with suppress(StateError), wait_queue.queue.handle as address:
                library.codelab_queue_cancel_all(address)
        time.sleep(0.001)


atexit.register(cancel_calls_at_exit)


def park() -> None:
    """Stops a daemon thread for the rest of the process, as the interpreter does with others later."""
    while True:
        time.sleep(3600)
