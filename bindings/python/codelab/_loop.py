"""One queue for each event loop: it processes all calls of the loop's clients, without a thread."""

from __future__ import annotations

import asyncio
import os
import weakref
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Set, TypeVar

from . import _abi
from ._arguments import c_integer
from ._wait_queue import Work
from ._handle import lock
from ._library import library
from ._queue import OK, Queue, wait
from .errors import StateError, error_of

if TYPE_CHECKING:
    from .client import BaseClient

Result = TypeVar("Result")

#: Events that are processed before the loop runs other callbacks.
MOST_AT_ONCE = 64

INT32_MAX = 2**31 - 1


class Pending:
    """A pending call or step, and the future that waits for it."""

    __slots__ = ("tag", "work", "future")

    def __init__(self, tag: int, work: Work[Any], future: asyncio.Future[Any]) -> None:
        self.tag = tag
        self.work = work
        self.future = future


class LoopQueue:
    """A queue whose descriptor an event loop watches. Used on the thread of the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, **pace: int) -> None:
        self._queue = Queue(**pace)
        # A weak reference: the table of queues must not keep the loop alive.
        self._loop = weakref.ref(loop)
        self._pending: Dict[int, Pending] = {}
        self._last_tag = 0
        #: Work whose step was cancelled and has not completed yet.
        self._cancelled: Set[Work[Any]] = set()
        self._clients: weakref.WeakSet[BaseClient] = weakref.WeakSet()
        self._is_closed = False
        self._descriptor = self._queue.descriptor()
        loop.add_reader(self._descriptor, self._collect)

    @property
    def is_closed(self) -> bool:
        """True also if the loop is closed, which then never calls the queue again."""
        loop = self._loop()
        return self._is_closed or loop is None or loop.is_closed()

    async def run(self, client: BaseClient, work: Work[Result]) -> Result:
        """Does the work while the loop runs other tasks. Cancelling the task stops it at once."""
        while work in self._cancelled:
            await asyncio.sleep(0)  # the previous step was cancelled, and has not completed yet
        pending = self._submit(client, work)
        try:
            result: Result = await pending.future
            return result
        except asyncio.CancelledError:
            self._cancel(pending)
            raise

    def _submit(self, client: BaseClient, work: Work[Any]) -> Pending:
        self._last_tag += 1
        pending = Pending(self._last_tag, work, asyncio.get_running_loop().create_future())
        work.begin(self._queue, pending.tag)
        self._pending[pending.tag] = pending
        if not client.is_closed:
            self._clients.add(client)
        return pending

    def _cancel(self, pending: Pending) -> None:
        if self._is_closed or not library.codelab_queue_cancel(self._queue.address, pending.tag):
            return
        self._cancelled.add(pending.work)
        # So that the operation has completed before its task continues.
        self._collect()

    def _collect(self) -> None:
        """Delivers completed events. Called when the descriptor is readable."""
        queue = self._queue
        for _ in range(MOST_AT_ONCE):
            status = wait(queue.address, 0, queue.out, queue.error_ref)
            if status != OK:
                break
            self._deliver(self._pending.pop(queue.event.tag))
        else:
            loop = self._loop()
            if loop is not None:
                loop.call_soon(self._collect_more)
            return
        if status not in (_abi.CODELAB_DONE, _abi.CODELAB_E_DEADLINE):
            self._fail(error_of(status, queue.error))
        elif not self._pending and not self._clients:
            self.close()

    def _collect_more(self) -> None:
        if not self._is_closed:
            self._collect()

    def _deliver(self, pending: Pending) -> None:
        future = pending.future
        self._cancelled.discard(pending.work)
        try:
            result = pending.work.end(self._queue)
        except Exception as error:
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(result)

    def _fail(self, error: BaseException) -> None:
        """Fails all pending calls with an error of the queue itself, as after a fork."""
        failed, self._pending = self._pending, {}
        for pending in failed.values():
            if not pending.future.done():
                pending.future.set_exception(error)
        self.close()

    def remove_client(self, client: BaseClient) -> None:
        """Removes a closed client. Closes the queue with the last client, when no call is pending."""
        self._clients.discard(client)
        if self.is_closed or not (self._clients or self._pending):
            self.close()

    def remove_client_from_any_thread(self, client: BaseClient) -> None:
        loop = self._loop()
        if loop is None or not loop.is_running() or loop is running_loop():
            self.remove_client(client)
        else:
            loop.call_soon_threadsafe(self.remove_client, client)

    def abandon(self) -> None:
        """Frees the memory in a forked child, where the queue belongs to the parent."""
        self._is_closed = True
        for pending in self._pending.values():
            pending.work.abandon()
        self._queue.handle.close()

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        loop = self._loop()
        if loop is not None:
            if not loop.is_closed():
                loop.remove_reader(self._descriptor)
            with lock:
                if queues.get(loop) is self:
                    del queues[loop]
        for pending in self._pending.values():
            pending.work.abandon()
        self._pending.clear()
        self._queue.handle.close()


queues: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, LoopQueue] = weakref.WeakKeyDictionary()
paces: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Dict[str, int]] = weakref.WeakKeyDictionary()


def abandon_all() -> None:
    """Abandons all queues in a forked child, without removing the parent's readers from their loops."""
    for each in list(queues.values()):
        each.abandon()
    queues.clear()
    paces.clear()


os.register_at_fork(after_in_child=abandon_all)


def running_loop() -> Optional[asyncio.AbstractEventLoop]:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def queue_of_running_loop() -> LoopQueue:
    loop = asyncio.get_running_loop()
    with lock:
        queue = queues.get(loop)
        if queue is None or queue.is_closed:
            close_stale()
            queue = queues[loop] = LoopQueue(loop, **paces.get(loop, {"requests_per_second": 0}))
        return queue


def close_stale() -> None:
    """Frees the queues of loops that were closed with pending calls."""
    for each in list(queues.values()):
        if each.is_closed:
            each.close()


def remove_client_from_all_loops(client: BaseClient) -> None:
    with lock:
        found: List[LoopQueue] = list(queues.values())
    for each in found:
        each.remove_client_from_any_thread(client)


def set_pace(
    *,
    requests_per_second: Optional[int] = None,
    burst: Optional[int] = None,
    connections_per_host: Optional[int] = None,
) -> None:
    """Sets the rate limit of all AsyncClients of the running event loop. Call it before their first call.

    The service accepts 200 requests a second for each of its calls, and rejects more.

    requests_per_second: None: 100; UNLIMITED: no limit
    burst: requests that may be sent without a delay; None: 20
    connections_per_host: None: 8
    """
    loop = asyncio.get_running_loop()
    pace = {
        "requests_per_second": c_integer("requests_per_second", requests_per_second, limit=INT32_MAX),
        "burst": c_integer("burst", burst, limit=INT32_MAX),
        "connections_per_host": c_integer("connections_per_host", connections_per_host, limit=INT32_MAX),
    }
    Queue(**pace).handle.close()  # raises ArgumentError for invalid values
    with lock:
        if loop in queues and not queues[loop].is_closed:
            raise StateError("set_pace() must be called before the first call in the event loop")
        paces[loop] = pace
