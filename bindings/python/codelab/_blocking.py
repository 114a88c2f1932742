"""Blocking calls: the methods of Client, and the steps of its watches and pagers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, TypeVar

from ._method import as_method
from ._wait_queue import WaitQueuePool, Work

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    from .client import Client

    P = ParamSpec("P")

Result = TypeVar("Result")


def run(queues: WaitQueuePool, work: Work[Result]) -> Result:
    """Does the work and waits for it on this thread."""
    wait_queue = queues.acquire()
    try:
        work.begin(wait_queue.queue, 0)
        wait_queue.wait()
        return work.end(wait_queue.queue)
    except BaseException:
        wait_queue.drain(work)
        raise
    finally:
        queues.release(wait_queue)


def blocking_method(
    build: "Callable[Concatenate[Any, P], Work[Result]]",
) -> "Callable[Concatenate[Client, P], Result]":
    """Returns a method of Client that makes a request and waits for its result."""

    def call(self: "Client", /, *arguments: "P.args", **named: "P.kwargs") -> Result:
        return run(self._queues, build(self, *arguments, **named))

    return as_method(call, build, "{}", "codelab.client", "Client")
