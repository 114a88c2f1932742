"""Waiting for calls, in such a way that Ctrl-C stops them at once."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Callable, List, Protocol, TypeVar

from . import _abi
from ._library import library
from ._present import presented
from ._queue import OK, Queue, clear, wait
from .errors import CodelabError, error_of

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    from .client import Client

    P = ParamSpec("P")

Result = TypeVar("Result")
Outcome = TypeVar("Outcome", covariant=True)

DEADLINE = _abi.CODELAB_E_DEADLINE
FOREVER = _abi.CODELAB_NO_TIMEOUT
#: How long Ctrl-C may wait at most, on the main thread.
SLICE_MS = 25


class Work(Protocol[Outcome]):
    """What a queue carries: a request, or a step of a watch or a list."""

    def begin(self, queue: Queue, tag: int) -> None: ...

    def end(self, queue: Queue) -> Outcome: ...

    def lose(self) -> None: ...


class Line:
    """A queue for one call at a time, which is waited for."""

    __slots__ = ("queue",)

    def __init__(self) -> None:
        # Without a pace, like the blocking calls of C.
        self.queue = Queue(requests_per_second=_abi.CODELAB_UNLIMITED)

    def wait(self) -> None:
        """Until the event is there.

        Python runs signal handlers on the main thread only, and only between two steps of its own: a C function that
        blocks there would keep Ctrl-C waiting until the service has answered. So the main thread waits in slices, too
        short for anybody to notice; most calls end within the first few. On any other thread no handler ever runs.
        Nothing is touched that belongs to the program: not its signal handlers, nor its wake-up descriptor; and there
        is no thread that it did not start.
        """
        queue = self.queue
        slice_ms = SLICE_MS if threading.get_ident() == threading.main_thread().ident else FOREVER
        status = wait(queue.address, slice_ms, queue.out, queue.trouble)
        while status == DEADLINE:
            status = wait(queue.address, slice_ms, queue.out, queue.trouble)
        if status != OK:
            raise error_of(status, queue.error)

    def settle(self, work: "Work[Any]") -> None:
        """After any exception: leaves nothing under way, and nothing untaken. It takes milliseconds."""
        queue = self.queue
        try:
            if library.codelab_queue_count(queue.address):
                library.codelab_queue_cancel(queue.address, 0)
                wait(queue.address, FOREVER, queue.out, queue.trouble)
                with suppress(CodelabError):
                    work.end(queue)
            if queue.event.watch or queue.event.pager:
                work.lose()
            clear(queue.out)
        except BaseException:  # another Ctrl-C
            queue.handle.close()
            work.lose()
            raise


class Lines:
    """Those of a client, with their warm connections. Each call takes one, so as many run at once as are made."""

    __slots__ = ("_idle", "_is_closed")

    def __init__(self) -> None:
        self._idle: List[Line] = []
        self._is_closed = False

    def take(self) -> Line:
        try:
            return self._idle.pop()
        except IndexError:
            return Line()

    def give_back(self, line: Line) -> None:
        if not line.queue.handle.is_closed:
            self._idle.append(line)
        if self._is_closed:
            self.close()

    def close(self) -> None:
        self._is_closed = True
        while True:
            try:
                line = self._idle.pop()
            except IndexError:
                return
            line.queue.handle.close()


def run(lines: Lines, work: Work[Result]) -> Result:
    """Does the work on this thread."""
    line = lines.take()
    try:
        work.begin(line.queue, 0)
        line.wait()
        return work.end(line.queue)
    except BaseException:
        line.settle(work)
        raise
    finally:
        lines.give_back(line)


def blocking(
    build: "Callable[Concatenate[Any, P], Work[Result]]",
) -> "Callable[Concatenate[Client, P], Result]":
    """The method of a client that makes a request and waits for what comes of it."""

    def call(self: "Client", /, *arguments: "P.args", **named: "P.kwargs") -> Result:
        return run(self._lines, build(self, *arguments, **named))

    return presented(call, build, "{}", "codelab.client", "Client")
