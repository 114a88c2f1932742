"""The client for asyncio: the same calls, awaited, on one queue for each event loop, without threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AsyncIterator, Awaitable, Callable, Coroutine, TypeVar, Union

from . import _calls, _keeping, _lists, _opening, _watches
from ._aio_keeper import AsyncKeeper as AsyncKeeper
from ._cursor import PageCursor, WatchCursor
from ._keeping import Keeping
from ._loop import queue_of_running_loop, remove_client_from_all_loops
from ._method import as_method
from ._opening import Opening
from ._request import Request
from ._wait_queue import Work
from .client import SETTINGS, BaseClient
from .pager import BasePager
from .records import Instance
from .watch import BaseWatch

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")

Result = TypeVar("Result")
Item = TypeVar("Item")


class AsyncWatch(BaseWatch, AsyncIterator[Instance]):
    """The changes of one instance, returned by AsyncClient.watch(), open_watch(), switch() and keep_watch().

    Each step waits for a change. The iteration ends when the instance has reached the state that `until` names:
    ready (the last instance is ready), stopped, or deleted. It raises InstanceFailedError with the service's reason if
    the instance cannot reach that state. Temporary faults (network, 429, 5xx) are retried. After another error, or
    after a step whose task was cancelled, the next step continues. One task at a time may use it; nothing is sent
    between two steps.
    """

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient, cursor: WatchCursor) -> None:
        super().__init__(cursor)
        self._client = client

    def __aiter__(self) -> AsyncWatch:
        return self

    async def __anext__(self) -> Instance:
        cursor = self._cursor
        instance = None if cursor.is_done else await queue_of_running_loop().run(self._client, cursor)
        if instance is None:
            raise StopAsyncIteration
        return instance

    async def result(self) -> Instance:
        """Runs the watch to its end, and returns the last state of the instance, like Watch.result()."""
        async for _ in self:
            pass
        return self._cursor.result()

    async def __aenter__(self) -> AsyncWatch:
        return self

    async def __aexit__(self, *_: Any) -> None:
        self.close()


class AsyncPager(BasePager[Item], AsyncIterator[Item]):
    """The elements of a list, returned by AsyncClient.instances(), images(), flavors() and switchable_flavors().

    A page is requested when it is needed; nothing is sent before the first step. Elements that are added or removed
    during the iteration may be missed or returned twice. After an error, or after a step whose task was cancelled, the
    next step requests the same page again. One task at a time may use it; close(), or the end of an `async with`, is
    not needed after the last element.
    """

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient, cursor: PageCursor[Item]) -> None:
        super().__init__(cursor)
        self._client = client

    def __aiter__(self) -> AsyncPager[Item]:
        return self

    async def __anext__(self) -> Item:
        if not self._fetched and not self._cursor.is_done:
            items = await queue_of_running_loop().run(self._client, self._cursor)
            if items is not None:
                self._fetched.extend(items)
        if not self._fetched:
            raise StopAsyncIteration
        return self._fetched.popleft()

    async def __aenter__(self) -> AsyncPager[Item]:
        return self

    async def __aexit__(self, *_: Any) -> None:
        self.close()


def async_method(
    build: Callable[Concatenate[Any, P], Work[Result]],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, Result]]:
    """Returns a method of AsyncClient that makes a request and awaits its result."""

    async def call(self: AsyncClient, /, *arguments: P.args, **named: P.kwargs) -> Result:
        return await queue_of_running_loop().run(self, build(self, *arguments, **named))

    return as_method(call, build, "{}", __name__, "AsyncClient")


def open_method(
    build: Callable[Concatenate[Any, P], Union[Request[Instance], Opening]],
) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, Instance]]:
    """Returns a method of AsyncClient that opens. Its on_change may be a coroutine function."""

    async def call(self: AsyncClient, /, *arguments: P.args, **named: P.kwargs) -> Instance:
        work = build(self, *arguments, **named)
        if isinstance(work, Request):
            return await queue_of_running_loop().run(self, work)
        async with AsyncWatch(self, work.cursor) as watch:
            async for instance in watch:
                answer = work.on_change and work.on_change(instance)
                if isinstance(answer, Awaitable):
                    await answer
            return await watch.result()

    return as_method(call, build, "Instance", __name__, "AsyncClient")


def watch_method(
    build: Callable[Concatenate[Any, P], WatchCursor],
) -> Callable[Concatenate[AsyncClient, P], AsyncWatch]:
    def call(self: AsyncClient, /, *arguments: P.args, **named: P.kwargs) -> AsyncWatch:
        return AsyncWatch(self, build(self, *arguments, **named))

    return as_method(call, build, "AsyncWatch", __name__, "AsyncClient")


def keep_method(
    build: Callable[Concatenate[Any, P], Keeping],
) -> Callable[Concatenate[AsyncClient, P], AsyncKeeper]:
    """Returns a method of AsyncClient that keeps an instance alive. Its functions may be coroutine functions."""

    def call(self: AsyncClient, /, *arguments: P.args, **named: P.kwargs) -> AsyncKeeper:
        keeping = build(self, *arguments, **named)
        cursor = keeping.make(None)
        return AsyncKeeper(keeping, cursor, AsyncWatch(self, cursor))

    return as_method(call, build, "AsyncKeeper", __name__, "AsyncClient")


def list_method(
    build: Callable[Concatenate[Any, P], PageCursor[Item]],
) -> Callable[Concatenate[AsyncClient, P], AsyncPager[Item]]:
    def call(self: AsyncClient, /, *arguments: P.args, **named: P.kwargs) -> AsyncPager[Item]:
        return AsyncPager(self, build(self, *arguments, **named))

    return as_method(call, build, "AsyncPager[{}]", __name__, "AsyncClient")


class AsyncClient(BaseClient):
    __doc__ = (
        """The client for asyncio: Client's calls by the same names, as coroutines and async iterators.

        async with codelab.AsyncClient(endpoint, project_id, token) as client:
            instance = await client.open(wait=True, timeout=600)
            print(instance.browser_url)

    Any number of tasks, and several event loops, may share a client. Nothing blocks, and no thread is started: all
    calls of a loop use one queue of the library, with the rate limit of set_pace(). Cancelling a task stops its call at
    once, and so do asyncio.timeout(), the timeout of the call (in seconds), and a Cancel object. Every call raises a
    CodelabError if it fails.
"""
        + SETTINGS
    )

    __slots__ = ()

    open = open_method(_opening.open)
    show = async_method(_calls.show)
    start = async_method(_calls.start)
    stop = async_method(_calls.stop)
    delete = async_method(_calls.delete)
    update = async_method(_calls.update)
    show_lease = async_method(_calls.show_lease)
    renew_lease = async_method(_calls.renew_lease)
    show_image = async_method(_calls.show_image)
    instances = list_method(_lists.instances)
    images = list_method(_lists.images)
    flavors = list_method(_lists.flavors)
    switchable_flavors = list_method(_lists.switchable_flavors)
    open_watch = watch_method(_opening.open_watch)
    watch = watch_method(_watches.watch)
    switch = watch_method(_watches.switch)
    keep_watch = watch_method(_keeping.keep_watch)
    keep_alive = keep_method(_keeping.keep_alive)

    def close(self) -> None:
        """Frees the credential, and closes the connections if no other client of the loop is open. Does not wait:
        pending calls continue."""
        super().close()
        remove_client_from_all_loops(self)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_: Any) -> None:
        self.close()
