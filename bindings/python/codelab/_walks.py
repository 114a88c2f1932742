"""Every call that goes through a list or follows an instance, once; see _calls.py."""

from __future__ import annotations

from ctypes import byref
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _abi
from ._arguments import c_text, filled, lease_milliseconds, milliseconds, scaled
from ._calls import id_of
from ._library import library
from .cancel import Cancel
from .enums import Feature, FlavorCategory, ImageType, InstanceStatus, Until
from ._walk import Listing, Steps, listed_flavors, listed_images, listed_instances
from .records import Flavor, Image, Instance

if TYPE_CHECKING:
    from datetime import timedelta

    from .client import BaseClient


def instances(
    self: BaseClient,
    *,
    feature: Optional[Feature] = None,
    status: Optional[InstanceStatus] = None,
    name: Optional[str] = None,
    owner: Optional[str] = None,
    pool_id: Optional[str] = None,
    page_size: Optional[int] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Listing[Instance]:
    """The notebook instances, all or those that every argument given is true of.

    feature: None: DEFAULT, the CodeLab instances. One list never holds both kinds
    name: part of the name
    owner: a user's id; only for the account's administrator
    page_size: how many to ask for at once: 10, 20 or 50; None: 50
    timeout: seconds for the whole iteration, counted from here; None: no bound
    """
    filter = filled(
        _abi.codelab_instance_filter,
        feature=feature,
        status=status,
        page_size=page_size,
        name=name,
        owner=owner,
        pool_id=pool_id,
    )
    make = library.codelab_pager_new_instances
    return Listing(self._handle, make, (byref(filter),), listed_instances, timeout, cancel)


def images(
    self: BaseClient,
    *,
    type: Optional[ImageType] = None,
    name: Optional[str] = None,
    namespace: Optional[str] = None,
    page_size: Optional[int] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Listing[Image]:
    """The images that an instance can be opened with, all or those that every argument given is true of.

    name: part of the name
    page_size: how many to ask for at once, 1 to 200; None: 200
    timeout: seconds for the whole iteration, counted from here; None: no bound
    """
    filter = filled(_abi.codelab_image_filter, type=type, page_size=page_size, name=name, namespace=namespace)
    return Listing(self._handle, library.codelab_pager_new_images, (byref(filter),), listed_images, timeout, cancel)


def flavors(
    self: BaseClient,
    *,
    category: Optional[FlavorCategory] = None,
    type: Optional[str] = None,
    page_size: Optional[int] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Listing[Flavor]:
    """The flavors that there are, all or those that every argument given is true of.

    type: "MANAGED" or "DEDICATED"
    page_size: how many to ask for at once, 1 to 200; None: 200
    timeout: seconds for the whole iteration, counted from here; None: no bound
    """
    filter = filled(_abi.codelab_flavor_filter, category=category, page_size=page_size, type=type)
    return Listing(self._handle, library.codelab_pager_new_flavors, (byref(filter),), listed_flavors, timeout, cancel)


def switchable_flavors(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Listing[Flavor]:
    """The flavors that an instance, given itself or its id, can be switched to; see switch()."""
    make = library.codelab_pager_new_switchable_flavors
    return Listing(self._handle, make, (id_of(instance),), listed_flavors, timeout, cancel)


def watch_options(
    *,
    first_delay: Optional[float],
    ceiling: Optional[float],
    growth: Optional[float],
    jitter: Optional[float],
    until: Until,
) -> "_abi.codelab_watch_options":
    limit = 2**31 - 1
    options = filled(_abi.codelab_watch_options, until=until)
    options.first_delay_ms = milliseconds("first_delay", first_delay)
    options.ceiling_ms = milliseconds("ceiling", ceiling)
    options.growth_percent = scaled("growth", growth, 100, limit=limit)
    # In C, where 0 is the default, no jitter is -1.
    options.jitter_percent = -1 if jitter == 0 else scaled("jitter", jitter, 100, limit=limit)
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
) -> Steps:
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
        make, what = library.codelab_watch_new, byref(native.raw)
    else:
        make = library.codelab_watch_new_with_id
        what = c_text("instance", instance if isinstance(instance, str) else instance.id)
    return Steps(self._handle, make, (what, byref(options)), timeout, cancel)


def switch(
    self: BaseClient,
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
) -> Steps:
    """Switches an instance, given itself or its id, to another flavor, image, or both, as a watch.

    Each step of the iteration goes on with it: stops the instance if it runs, changes it, starts it, and waits
    until it is ready; nothing is sent before the first. The watch's phase tells where it stands. An error ends the
    step only, and the next step tries that phase again. QuotaError: the flavor is sold out, and the instance is stopped
    by then.

    flavor: from switchable_flavors(); None: as it is
    image_id: from images(); None: as it is
    duration: how long it may run from its start on, as in start()
    timeout and the rest: as in watch()
    """
    options = watch_options(first_delay=first_delay, ceiling=ceiling, growth=growth, jitter=jitter, until=Until.READY)
    request = filled(
        _abi.codelab_switch_request,
        flavor=flavor,
        image_id=image_id,
        duration_ms=lease_milliseconds("duration", duration),
    )
    id = c_text("instance", instance if isinstance(instance, str) else instance.id)
    make = library.codelab_watch_new_switch
    return Steps(self._handle, make, (id, byref(request), byref(options)), timeout, cancel)
