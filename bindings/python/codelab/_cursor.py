"""Cursors of lists and watches: the iterators of both clients use them step by step."""

from __future__ import annotations

import time
from ctypes import byref, c_void_p
from typing import Any, Callable, Generic, List, Optional, Tuple, TypeVar

from . import _abi, _convert
from ._arguments import check_exclusive, milliseconds, new_struct
from ._handle import Handle, ProcessBound
from ._library import library
from ._native import ListedInstance, NativePage, instance_of
from ._queue import OK, Queue
from ._request import take_instance
from ._values import integer
from .cancel import Cancel
from .enums import InstanceStatus, Phase
from .errors import error_of
from .records import Flavor, Image, Instance

Item = TypeVar("Item")

DONE = _abi.CODELAB_DONE


class Cursor(ProcessBound):
    """A watch or a pager of C. The queue owns it during a step, and returns it with the step's event."""

    __slots__ = ("handle", "is_done", "phase", "_submit", "_deadline", "_cancel")

    def __init__(
        self,
        client: Handle,
        name: str,
        make: Callable[..., int],
        what: Tuple[Any, ...],
        free: Callable[[Any], None],
        submit: Callable[..., int],
        timeout: Optional[float],
        cancel: Optional[Cancel],
    ) -> None:
        check_exclusive(timeout, cancel)
        milliseconds("timeout", timeout)  # raises ArgumentError now, not at the first step
        self._deadline = None if timeout is None else time.monotonic() + timeout
        self._cancel = cancel
        out, error = c_void_p(), new_struct(_abi.codelab_error)
        with client as address:
            status = make(address, *what, byref(out), byref(error))
        if status != OK or out.value is None:
            raise error_of(status, error)
        self.handle = Handle(name, out.value, free, is_exclusive=True)
        self._submit = submit
        self.is_done = False
        self.phase = Phase.FOLLOWING

    def begin(self, queue: Queue, tag: int) -> None:
        address = self.handle.__enter__()
        try:
            timeout = None if self._deadline is None else self._deadline - time.monotonic()
            queue.submit(self._submit, tag, (address,), timeout, self._cancel, _abi.CODELAB_SUBMIT_STEP)
        except BaseException:
            self.handle.release()
            raise

    def complete(self, queue: Queue) -> bool:
        """Takes the object back from the event. Returns True if the step has a result, and False at the end."""
        event = queue.event
        event.watch = event.pager = None  # the handle owns it
        self.phase = Phase(event.phase)
        self.handle.release()
        if event.status == DONE:
            self.is_done = True
            self.handle.close()
        elif event.status != OK:
            raise queue.failure()
        return not self.is_done

    def abandon(self) -> None:
        """Releases ownership: the queue was freed during a step."""
        self.handle.detach()


class WatchCursor(Cursor):
    """The cursor of a watch.

    id: of the instance, if it is known from the beginning
    last: the state that is known from the beginning, then the state of the last step
    """

    __slots__ = ("id", "last")

    def __init__(
        self,
        client: Handle,
        make: Callable[..., int],
        what: Tuple[Any, ...],
        timeout: Optional[float],
        cancel: Optional[Cancel],
        *,
        id: Optional[str] = None,
        last: Optional[Instance] = None,
    ) -> None:
        self.id = id
        self.last = last
        submit = library.codelab_queue_watch
        super().__init__(client, "watch", make, what, library.codelab_watch_free, submit, timeout, cancel)
        with self.handle as address:
            self.phase = Phase(library.codelab_watch_phase(address))

    def end(self, queue: Queue) -> Optional[Instance]:
        if not self.complete(queue):
            return None
        self.last = take_instance(queue.event)
        return self.last

    def result(self) -> Instance:
        """Returns the last known state, after the end."""
        # Only the watch of an instance that was deleted before the first step has no state.
        return self.last or Instance(id=self.id, status=InstanceStatus.DELETED)


class PageCursor(Cursor, Generic[Item]):
    """The cursor of a list."""

    __slots__ = ("total", "_elements")

    def __init__(
        self,
        client: Handle,
        make: Callable[..., int],
        what: Tuple[Any, ...],
        elements: Callable[[NativePage], List[Item]],
        timeout: Optional[float],
        cancel: Optional[Cancel],
    ) -> None:
        submit = library.codelab_queue_list
        super().__init__(client, "pager", make, what, library.codelab_pager_free, submit, timeout, cancel)
        self._elements = elements
        self.total: Optional[int] = None

    def end(self, queue: Queue) -> Optional[List[Item]]:
        if not self.complete(queue):
            return None
        page = NativePage(queue.event.page.contents)
        queue.event.page = None
        self.total = integer(page.raw.total)
        return self._elements(page)


def page_instances(page: NativePage) -> List[Instance]:
    raw = page.raw
    return [instance_of(ListedInstance(each.contents, page)) for each in raw.instances[: raw.instances_count]]


def page_images(page: NativePage) -> List[Image]:
    return [_convert.image(each.contents) for each in page.raw.images[: page.raw.images_count]]


def page_flavors(page: NativePage) -> List[Flavor]:
    return [_convert.flavor(each.contents) for each in page.raw.flavors[: page.raw.flavors_count]]
