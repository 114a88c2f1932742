"""Keeps an instance alive in a task of asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Awaitable, Optional

from ._keeping import KeepCursor, Keeping
from .enums import Phase
from .errors import CodelabError
from .keeper import FINAL, BaseKeeper, logger, shown

if TYPE_CHECKING:
    from .aio import AsyncWatch


class AsyncKeeper(BaseKeeper):
    """Keeps an instance alive within an `async with` block, in one task; returned by AsyncClient.keep_alive().

    The task renews the lease before it ends, and calls on_event and on_error, which may be coroutine functions. The end
    of the block cancels the task, and waits for it. Otherwise it is like Keeper.
    """

    __slots__ = ("_watch", "_task")

    def __init__(self, keeping: Keeping, cursor: KeepCursor, watch: AsyncWatch) -> None:
        super().__init__(keeping, cursor)
        self._watch = watch
        self._task: Optional[asyncio.Task[None]] = None

    async def __aenter__(self) -> AsyncKeeper:
        self._begin()
        try:
            instance = self.instance or await self._watch.__anext__()
            if self._cursor.phase == Phase.ENDED:
                await self._watch.__anext__()  # raises the error of an instance that does not run
        except BaseException:
            self._watch.close()
            raise
        self._started(instance)
        self._task = asyncio.create_task(self._run())
        return self

    async def _run(self) -> None:
        try:
            while await self._step():
                pass
        finally:
            self.is_active = False

    async def _step(self) -> bool:
        """Returns True if there is another one."""
        try:
            instance = await self._watch.__anext__()
        except StopAsyncIteration:
            logger.info("the time to keep %s alive is over", shown(self.instance))
            return False
        except CodelabError as error:
            goes_on = self._note_error(error, is_final=isinstance(error, FINAL))
            return await self._call(self._keeping.on_error, error) and goes_on
        self._note(instance)
        return await self._call(self._keeping.on_event, instance)

    async def _call(self, function: Any, argument: object) -> bool:
        """Calls a function of the program. Returns False if it raises an exception."""
        try:
            answer = function and function(argument)
            if isinstance(answer, Awaitable):
                await answer
        except Exception as error:
            return self._note_error(error, is_final=True)
        return True

    async def wait(self) -> None:
        """Waits until the keeping has ended by itself."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        self._watch.close()
        if kind is None and self.error is not None:
            raise self.error
