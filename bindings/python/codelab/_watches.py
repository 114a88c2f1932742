"""The client's calls that make watches."""

from __future__ import annotations

from ctypes import byref
from datetime import timedelta
from typing import Any, Optional, Union

from . import _abi
from ._arguments import c_text, filled, lease_milliseconds
from ._handle import Handle
from ._library import library
from .cancel import Cancel
from .enums import Until
from .records import Instance
from .watch import Watch, watch_options


class WatchCalls:
    """A part of Client."""

    __slots__ = ()

    _handle: Handle

    def watch(
        self,
        instance: Union[Instance, str],
        *,
        until: Until = Until.READY,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
        first_delay: Optional[float] = None,
        ceiling: Optional[float] = None,
        growth: Optional[float] = None,
        jitter: Optional[float] = None,
    ) -> Watch:
        """An iterator over the changes of an instance until it is ready, stopped or deleted; see Watch.

        Given an instance, it tells what differs from that; given an id, it begins with the instance as it is. Nothing
        is sent before the first step of the iteration.

        until: where it ends; being gone also counts as DELETED
        timeout: seconds for the whole iteration, counted from here; None: no bound
        first_delay: seconds before the second look, and after each change; None: 1
        ceiling: seconds beyond which no delay grows; None: 5
        growth: each delay is so many times the one before, 1 to 10; None: 1.5
        jitter: by what share, 0 to 1, a delay is shortened at random; None: 0.2
        """
        options = watch_options(first_delay=first_delay, ceiling=ceiling, growth=growth, jitter=jitter, until=until)
        native = None if isinstance(instance, str) else instance.native
        what: Any
        if native is not None:
            make, what = library.codelab_watch_new, native.pointer
        else:
            make = library.codelab_watch_new_with_id
            what = c_text("instance", instance if isinstance(instance, str) else instance.id)
        return Watch(self._handle, make, (what, byref(options)), timeout, cancel)

    def switch(
        self,
        instance: Union[Instance, str],
        *,
        flavor: Optional[str] = None,
        image_id: Optional[str] = None,
        duration: Optional[timedelta] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
        first_delay: Optional[float] = None,
        ceiling: Optional[float] = None,
        growth: Optional[float] = None,
        jitter: Optional[float] = None,
    ) -> Watch:
        """Switches an instance, given itself or its id, to another flavor, image, or both, as a watch.

        Each step of the iteration goes on with it: stops the instance if it runs, changes it, starts it, and waits
        until it is ready; nothing is sent before the first. The watch's phase tells where it stands. An error ends the
        step only, and next() tries that phase again. QuotaError: the flavor is sold out, and the instance is stopped by
        then.

        flavor: from switchable_flavors(); None: as it is
        image_id: from images(); None: as it is
        duration: how long it may run from its start on, as in start()
        timeout and the rest: as in watch()
        """
        options = watch_options(
            first_delay=first_delay, ceiling=ceiling, growth=growth, jitter=jitter, until=Until.READY
        )
        request = filled(_abi.codelab_switch_request, flavor=flavor, image_id=image_id, duration_ms=lease_milliseconds("duration", duration))
        id = c_text("instance", instance if isinstance(instance, str) else instance.id)
        make = library.codelab_watch_new_switch
        return Watch(self._handle, make, (id, byref(request), byref(options)), timeout, cancel)
