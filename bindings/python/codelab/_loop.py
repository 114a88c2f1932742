"""One queue for each event loop: it carries all that the clients of that loop have under way, without a thread."""

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

#: Events that are taken before the loop's other business has its turn.
MOST_AT_ONCE = 64

INT32_MAX = 2**31 - 1


class Pending:
    """One call, or one step, that is under way: what it is, and who waits for it."""

    __slots__ = ("tag", "work", "future")

    def __init__(self, tag: int, work: Work[Any], future: asyncio.Future[Any]) -> None:
        self.tag = tag
        self.work = work
        self.future = future


class LoopQueue:
    """A queue whose descriptor an event loop looks after. Used on the loop's own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, **pace: int) -> None:
        self._queue = Queue(**pace)
        # Not a reference: the table of queues by their loops must not be what keeps the loop alive.
        self._loop = weakref.ref(loop)
        self._pending: Dict[int, Pending] = {}
        self._last_tag = 0
        #: Those whose steps were cancelled and are not back yet.
        self._cancelled: Set[Work[Any]] = set()
        self._clients: weakref.WeakSet[BaseClient] = weakref.WeakSet()
        self._is_closed = False
        self._descriptor = self._queue.descriptor()
        loop.add_reader(self._descriptor, self._collect)

    @property
    def is_closed(self) -> bool:
        """Also when its loop is: then nobody will ever look after it again."""
        loop = self._loop()
        return self._is_closed or loop is None or loop.is_closed()

    async def run(self, client: BaseClient, work: Work[Result]) -> Result:
        """Does the work, while the loop goes on with its other tasks. Cancelling the task stops it at once."""
        while work in self._cancelled:
            await asyncio.sleep(0)  # the step before was cancelled, and is not back yet
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
        # So that it has ended by the time that its task goes on.
        self._collect()

    def _collect(self) -> None:
        """The descriptor is readable: takes what has become of the calls."""
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
        """The queue itself refuses, as after a fork."""
        failed, self._pending = self._pending, {}
        for pending in failed.values():
            if not pending.future.done():
                pending.future.set_exception(error)
        self.close()

    def remove_client(self, client: BaseClient) -> None:
        """The client is closed. With the last one the queue goes, as soon as nothing is under way."""
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
        """The queue is the parent's; what is freed here is memory only."""
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
    """In a forked child: its loops are the parent's, whose descriptors they would take the readers from."""
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
    """Gives back what was left to loops that were closed with calls under way."""
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
    """How fast all AsyncClients of the running event loop together may send. To be called before their first call.

    The service lets through 200 requests a second for each of its calls, and refuses the others.

    requests_per_second: None: 100; UNLIMITED: no pace
    burst: requests without a pause between them, after a pause; None: 20
    connections_per_host: None: 8
    """
    loop = asyncio.get_running_loop()
    pace = {
        "requests_per_second": c_integer("requests_per_second", requests_per_second, limit=INT32_MAX),
        "burst": c_integer("burst", burst, limit=INT32_MAX),
        "connections_per_host": c_integer("connections_per_host", connections_per_host, limit=INT32_MAX),
    }
    Queue(**pace).handle.close()  # refuses what makes no sense
    with lock:
        if loop in queues and not queues[loop].is_closed:
            raise StateError("the pace of an event loop is set before the first call in it")
        paces[loop] = pace
