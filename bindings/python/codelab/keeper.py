"""Keeps an instance alive in the background."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime
from typing import Any, Optional

from ._handle import ProcessBound
from ._keeping import KeepCursor, Keeping
from .cancel import Cancel
from .enums import InstanceStatus, Phase
from .errors import ArgumentError, CancelledError, CodelabError, InstanceFailedError, StateError
from .records import Instance
from .watch import Watch
from ._wait_queue import WaitQueuePool

logger = logging.getLogger("codelab")
logger.addHandler(logging.NullHandler())

#: Errors that the next step, or the next renewal, would have again.
FINAL = (InstanceFailedError, StateError, ArgumentError)


class BaseKeeper(ProcessBound):
    """The base of Keeper and AsyncKeeper.

    instance: the latest state; None if an id was given and the block was not entered yet
    error: why the keeping has ended, or why a renewal or a poll has failed since the last renewal; None if none has,
        and at the end of the total time
    renewals: renewed leases so far
    next_renewal: when the next renewal is due, in UTC; None if the lease is unlimited or unknown
    is_active: True while the instance is kept alive
    """

    __slots__ = ("instance", "error", "renewals", "next_renewal", "is_active", "_keeping", "_cursor", "_span", "_lease_end")

    def __init__(self, keeping: Keeping, cursor: KeepCursor) -> None:
        self.instance: Optional[Instance] = cursor.last
        self.error: Optional[BaseException] = None
        self.renewals = 0
        self.next_renewal: Optional[datetime] = None
        self.is_active = False
        self._keeping = keeping
        self._cursor = cursor
        #: How long a renewed lease lasts.
        self._span = keeping.span
        #: By the monotonic clock; None if the lease is unlimited or unknown.
        self._lease_end: Optional[float] = None
        if cursor.last is not None:
            self._note_lease(cursor.last)

    def _begin(self) -> None:
        if self.is_active or self._cursor.is_done or self._cursor.handle.is_closed:
            raise StateError("a keeper can be used only once: call keep_alive() again")

    def _started(self, instance: Instance) -> None:
        self._note_lease(instance)
        self.is_active = True
        logger.info("keeping %s alive, which runs %s", shown(instance), end_of(instance))

    def _note(self, instance: Instance) -> None:
        """Takes the instance of a step that has succeeded."""
        before = None if self.instance is None else self.instance.lease_deadline
        after = instance.lease_deadline
        runs = instance.status == InstanceStatus.RUNNING
        if runs and before is not None and after is not None and after > before:
            self.renewals += 1
            self.error = None
            if instance.lease_remaining:
                self._span = instance.lease_remaining
            logger.info("renewed the lease of %s, which now runs %s", shown(instance), end_of(instance))
        else:
            logger.debug("%s has changed: it is %s", shown(instance), instance.status_text)
        self._note_lease(instance)

    def _note_lease(self, instance: Instance) -> None:
        deadline, remaining = instance.lease_deadline, instance.lease_remaining
        self.instance = instance
        self._lease_end = None if remaining is None else time.monotonic() + remaining.total_seconds()
        # As the library plans it, but not in the past.
        due = None if deadline is None else deadline - min(self._keeping.ahead, self._span / 3)
        if due is not None and deadline is not None and remaining is not None:
            due = max(due, deadline - remaining)
        self.next_renewal = due

    def _note_error(self, error: BaseException, *, is_final: bool) -> bool:
        """Takes an error. Returns True if the next step may succeed."""
        # The error of the last renewal is the cause of the end.
        if is_final and self.error is not None and error.__cause__ is None:
            error.__cause__ = self.error
        self.error = error
        self.is_active = goes_on = not is_final and self._lease_end is not None and time.monotonic() < self._lease_end
        if goes_on:
            logger.warning("a renewal failed, and is tried again: %s", error)
        else:
            logger.error("the keeping has ended: %s", error)
        return goes_on

    def __repr__(self) -> str:
        state = "active" if self.is_active else "not active"
        return f"<{type(self).__name__} of {shown(self.instance)}: {state}, {self.renewals} renewals>"


class Keeper(BaseKeeper):
    """Keeps an instance alive within a `with` block, on one thread; returned by Client.keep_alive().

    The thread renews the lease before it ends, and calls on_event and on_error. The end of the block stops it at once,
    and waits for it. A renewal that fails is repeated while the lease lasts. The keeping ends when the instance is no
    longer running, or when the lease has ended with an error. Any thread may read the attributes.
    """

    __slots__ = ("_cancel", "_watch", "_thread")

    def __init__(self, queues: WaitQueuePool, keeping: Keeping) -> None:
        self._cancel = Cancel()
        super().__init__(keeping, keeping.make(self._cancel))
        self._watch = Watch(queues, self._cursor)
        self._thread: Optional[threading.Thread] = None

    def __enter__(self) -> Keeper:
        self._begin()
        try:
            instance = self.instance or next(self._watch)
            if self._cursor.phase == Phase.ENDED:
                next(self._watch, None)  # raises the error of an instance that does not run
        except BaseException:
            self._watch.close()
            raise
        self._started(instance)
        # Other threads stop at the end of the interpreter, also if the block never ends.
        self._thread = threading.Thread(target=self._run, name="codelab keeper", daemon=True)
        self._thread.start()
        return self

    def _run(self) -> None:
        try:
            while self._step():
                pass
        finally:
            self.is_active = False

    def _step(self) -> bool:
        """Returns True if there is another one."""
        try:
            instance = next(self._watch, None)
        except CodelabError as error:
            return self._fail(error)
        if instance is None:
            logger.info("the time to keep %s alive is over", shown(self.instance))
            return False
        self._note(instance)
        return self._call(self._keeping.on_event, instance)

    def _fail(self, error: CodelabError) -> bool:
        if isinstance(error, CancelledError):
            return False
        goes_on = self._note_error(error, is_final=isinstance(error, FINAL))
        return self._call(self._keeping.on_error, error) and goes_on

    def _call(self, function: Any, argument: object) -> bool:
        """Calls a function of the program. Returns False if it raises an exception."""
        try:
            if function is not None:
                function(argument)
        except BaseException as error:
            return self._note_error(error, is_final=True)
        return True

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Waits until the keeping has ended by itself. Returns False if the timeout, in seconds, has passed first."""
        if self._thread is not None:
            self._thread.join(timeout)
        return not self.is_active

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._cancel.trigger()
        # A function that it calls may end the block.
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._watch.close()
        self._cancel.close()
        if kind is None and self.error is not None:
            raise self.error


def shown(instance: Optional[Instance]) -> str:
    return "the instance" if instance is None else str(instance.name or instance.id)


def end_of(instance: Instance) -> str:
    deadline = instance.lease_deadline
    return "without a time limit" if deadline is None else f"until {deadline.isoformat(timespec='seconds')}"
