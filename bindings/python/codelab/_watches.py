"""The calls that follow an instance. The methods of Client and AsyncClient are made of these functions."""

from __future__ import annotations

from ctypes import byref
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _abi
from ._arguments import check_given, enum_value, fill_struct, id_of, in_range, lease_milliseconds
from ._cursor import WatchCursor
from ._library import library
from .cancel import Cancel
from .enums import Until
from .records import Instance

if TYPE_CHECKING:
    from datetime import timedelta

    from .client import BaseClient


#: Longest delay between two requests, in seconds.
HOUR = 3600


def watch_options(
    *,
    first_delay: Optional[float],
    ceiling: Optional[float],
    growth: Optional[float],
    jitter: Optional[float],
    until: Until,
) -> "_abi.codelab_watch_options":
    options = fill_struct(_abi.codelab_watch_options, until=enum_value("until", until, Until))
    options.first_delay_ms = in_range("first_delay", first_delay, 0.001, HOUR, 1000, "seconds")
    options.ceiling_ms = in_range("ceiling", ceiling, 0.001, HOUR, 1000, "seconds")
    options.growth_percent = in_range("growth", growth, 1, 10, 100)
    # In C, 0 is the default and -1 is no jitter.
    options.jitter_percent = in_range("jitter", jitter, 0, 1, 100) if jitter else (-1 if jitter is not None else 0)
    return options


def watch(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    until: Until = Until.READY,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
    first_delay: Optional[float] = None,
    ceiling: Optional[float] = None,
    growth: Optional[float] = None,
    jitter: Optional[float] = None,
) -> WatchCursor:
    """Returns an iterator over the changes of an instance until it is ready, stopped or deleted; see Watch.

    Given an Instance, it returns the changes since that; given an id, it begins with the current state. Nothing is sent
    before the first step of the iteration.

    until: state to wait for; an instance that does not exist any more also counts as DELETED
    timeout: seconds for the whole iteration, from now on; None: no limit
    first_delay: seconds before the second request, and after each change; None: 1
    ceiling: longest delay in seconds; None: 5
    growth: factor from one delay to the next, 1 to 10; None: 1.5
    jitter: largest random reduction of a delay, 0 to 1; None: 0.2
    """
    options = watch_options(first_delay=first_delay, ceiling=ceiling, growth=growth, jitter=jitter, until=until)
    known = instance if isinstance(instance, Instance) else None
    what: Any
    if known is not None and known.native is not None:
        make, what = library.codelab_watch_new, byref(known.native.raw)
    else:
        make, what = library.codelab_watch_new_with_id, id_of("instance", instance, Instance)
    id = known.id if known is not None else str(instance)
    return WatchCursor(self._handle, make, (what, byref(options)), timeout, cancel, id=id, last=known)


def switch(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    flavor: Optional[str] = None,
    image_id: Optional[str] = None,
    duration: Optional[timedelta] = None,
    unchecked: bool = False,
    stay_stopped: bool = False,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
    first_delay: Optional[float] = None,
    ceiling: Optional[float] = None,
    growth: Optional[float] = None,
    jitter: Optional[float] = None,
) -> WatchCursor:
    """Switches an instance, given as an Instance or its id, to another flavor, image, or both.

    Returns a watch whose steps check the target, stop the instance if it runs, change it, start it, and wait until it
    is ready. Nothing is sent before the first step. The watch's phase is the current phase.

    Before the stop, the flavor must be one that the instance can be switched to and that is not sold out (QuotaError),
    and the image must be usable (ArgumentError, NotFoundError); otherwise the instance runs on. If the change or the
    start fails, an instance that ran before is started again as it was, and then the error is raised. The next step
    after an error tries to switch again.

    flavor: from switchable_flavors(); None: unchanged
    image_id: from images(); None: unchanged
    duration: time that it may run after the start, as in start()
    unchecked: stop the instance without checking the target, for users who may not list flavors or images
    stay_stopped: leave the instance stopped after a failure
    timeout and the rest: as in watch()
    """
    options = watch_options(first_delay=first_delay, ceiling=ceiling, growth=growth, jitter=jitter, until=Until.READY)
    check_given("to switch to", flavor=flavor, image_id=image_id)
    request = fill_struct(
        _abi.codelab_switch_request,
        flavor=flavor,
        image_id=image_id,
        duration_ms=lease_milliseconds("duration", duration),
        flags=unchecked * _abi.CODELAB_SWITCH_UNCHECKED | stay_stopped * _abi.CODELAB_SWITCH_STAY_STOPPED,
    )
    id = id_of("instance", instance, Instance)
    make = library.codelab_watch_new_switch
    return WatchCursor(self._handle, make, (id, byref(request), byref(options)), timeout, cancel)
