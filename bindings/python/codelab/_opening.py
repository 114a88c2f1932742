"""The calls that open an instance. The methods of Client and AsyncClient are made of these functions."""

from __future__ import annotations

from ctypes import byref
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional, Union

from . import _abi
from ._arguments import argument_error, fill_struct
from ._cursor import WatchCursor
from ._library import library
from ._queue import Queue
from ._request import Request, take_instance
from ._watches import watch_options
from .cancel import Cancel
from .enums import InstanceStatus, Until
from .errors import InstanceFailedError
from .records import Instance

if TYPE_CHECKING:
    from .client import BaseClient


#: The library's advice about an instance that has failed, and that advice in Python.
ADVICE = "; delete it and open again, or allow that it is replaced"
ADVICE_HERE = "; delete it and open again, or pass replace_failed=True"


class OpenCursor(WatchCursor):
    """The cursor of a watch that opens. Its errors name the argument that helps."""

    __slots__ = ()

    def end(self, queue: Queue) -> Optional[Instance]:
        try:
            return super().end(queue)
        except InstanceFailedError as error:
            # A frozen instance is never replaced.
            is_frozen = self.last is not None and self.last.status == InstanceStatus.FROZEN
            error.message = error.message.replace(ADVICE, "" if is_frozen else ADVICE_HERE)
            error.args = (error.message,)
            raise


class Opening(NamedTuple):
    """An open call that waits: its watch, and what to call with each change."""

    cursor: WatchCursor
    on_change: Optional[Callable[[Instance], object]]


def open(
    self: BaseClient,
    image_id: Optional[str] = None,
    share_url: Optional[str] = None,
    *,
    wait: bool = False,
    replace_failed: bool = False,
    on_change: Optional[Callable[[Instance], object]] = None,
    create_if_not_offered: bool = False,
    name: Optional[str] = None,
    flavor: Optional[str] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
    first_delay: Optional[float] = None,
    ceiling: Optional[float] = None,
    growth: Optional[float] = None,
    jitter: Optional[float] = None,
) -> Union[Request[Instance], Opening]:
    """Opens the user's one free CodeLab instance. With wait=True it returns the instance when it is ready.

    Without wait it returns as soon as the service has accepted the request. The instance is then usually CREATING, and
    watch() follows it; an existing one is returned unchanged. A request that the service may have carried out is not
    repeated: after a lost connection the instance is searched in the list. If it is missing there, TransportError or
    ServiceError is raised with retryable False.

    With wait=True a stopped instance is started, one that is stopping or being deleted is waited for, and
    InstanceFailedError is raised for one that has failed; see open_watch(), which does the same step by step.

    image_id: from images(); None: a multi-kernel CPU image
    share_url: plain, public address of an .ipynb file that the instance fetches when it opens
    wait: return when the instance is ready
    replace_failed: delete an instance that has failed, with all files in it, and open another one; needs wait
    on_change: called with each state of the instance, the last one included; needs wait. An exception that it raises
        ends the call
    create_if_not_offered: in regions that do not offer this call, create an instance; needs image_id, and cannot be
        used with share_url
    name, flavor: of the created instance; None: "codelab", "modelarts.vm.cpu.free"
    timeout: seconds for the call with all its attempts; None: no limit
    cancel: stops the call from another thread; see Cancel
    first_delay, ceiling, growth, jitter: as in watch(); need wait
    """
    if wait:
        cursor = open_watch(
            self,
            image_id,
            share_url,
            replace_failed=replace_failed,
            create_if_not_offered=create_if_not_offered,
            name=name,
            flavor=flavor,
            timeout=timeout,
            cancel=cancel,
            first_delay=first_delay,
            ceiling=ceiling,
            growth=growth,
            jitter=jitter,
        )
        return Opening(cursor, on_change)
    if replace_failed or (on_change, first_delay, ceiling, growth, jitter) != (None,) * 5:
        raise argument_error("wait", "must be True for replace_failed, on_change, first_delay, ceiling, growth and jitter")
    request = open_request(image_id, share_url, name, flavor, create_if_not_offered, False)
    return Request(self._handle, library.codelab_queue_open, (request,), take_instance, timeout, cancel)


def open_watch(
    self: BaseClient,
    image_id: Optional[str] = None,
    share_url: Optional[str] = None,
    *,
    replace_failed: bool = False,
    create_if_not_offered: bool = False,
    name: Optional[str] = None,
    flavor: Optional[str] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
    first_delay: Optional[float] = None,
    ceiling: Optional[float] = None,
    growth: Optional[float] = None,
    jitter: Optional[float] = None,
) -> WatchCursor:
    """Returns a watch whose steps open the user's instance and end when it is ready. open(wait=True) runs such a watch.

    The first step opens the instance, or finds it. Then, by its status: a stopped one is started; one that is stopping
    is waited for and started; one that is being deleted is waited for, and another one is opened; any other is followed.
    InstanceFailedError is raised for one that has failed, unless replace_failed is true. A frozen instance is never
    deleted. An instance is opened again at most twice. The watch's phase is its next action. Nothing is sent before the
    first step.

    replace_failed: delete an instance that has failed, with all files in it, and open another one
    timeout, first_delay, ceiling, growth, jitter: as in watch()
    image_id and the rest: as in open()
    """
    options = watch_options(first_delay=first_delay, ceiling=ceiling, growth=growth, jitter=jitter, until=Until.READY)
    request = open_request(image_id, share_url, name, flavor, create_if_not_offered, replace_failed)
    return OpenCursor(self._handle, library.codelab_watch_new_open, (request, byref(options)), timeout, cancel)


def open_request(
    image_id: Optional[str],
    share_url: Optional[str],
    name: Optional[str],
    flavor: Optional[str],
    create_if_not_offered: bool,
    replace_failed: bool,
) -> Any:
    """Returns a reference to the struct of C; None if all arguments are the defaults."""
    flags = _abi.CODELAB_OPEN_CREATE_IF_NOT_OFFERED if create_if_not_offered else 0
    flags |= _abi.CODELAB_OPEN_REPLACE_FAILED if replace_failed else 0
    if flags == 0 and (image_id, share_url, name, flavor) == (None, None, None, None):
        return None
    return byref(
        fill_struct(
            _abi.codelab_open_request, flags=flags, image_id=image_id, share_url=share_url, name=name, flavor=flavor
        )
    )
