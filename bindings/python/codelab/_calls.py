"""The calls with one result. The methods of Client and AsyncClient are made of these functions."""

from __future__ import annotations

from ctypes import byref
from typing import TYPE_CHECKING, Optional, Union

from . import _abi
from ._arguments import check_given, enum_value, fill_struct, id_of, lease_milliseconds
from ._library import library
from ._request import Request, take_image, take_instance, take_instance_if_any, take_lease
from .cancel import Cancel
from .enums import LeaseType
from .records import Image, Instance, Lease

if TYPE_CHECKING:
    from datetime import timedelta

    from .client import BaseClient


def lease_request(
    duration: Optional[timedelta], type: Optional[LeaseType], *, allows_no_end: bool = True
) -> _abi.codelab_lease_request:
    return fill_struct(
        _abi.codelab_lease_request,
        type=enum_value("type", type, LeaseType),
        duration_ms=lease_milliseconds("duration", duration, allows_no_end=allows_no_end),
    )


def show(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Instance]:
    """Returns the current state of an instance, given as an Instance or its id."""
    return Request(self._handle, library.codelab_queue_show, (id_of("instance", instance, Instance),), take_instance, timeout, cancel)


def start(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    duration: Optional[timedelta] = None,
    type: Optional[LeaseType] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Instance]:
    """Starts a stopped instance, and returns at once: follow it with watch(). Each start changes its token.

    duration: time that it may run: 1 to 72 hours, or NO_END; None: one hour
    type: None: TIMING
    """
    lease = lease_request(duration, type)
    arguments = (id_of("instance", instance, Instance), byref(lease))
    return Request(self._handle, library.codelab_queue_start, arguments, take_instance, timeout, cancel)


def stop(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Instance]:
    """Stops an instance, and returns at once: watch(…, until=Until.STOPPED) follows it."""
    return Request(self._handle, library.codelab_queue_stop, (id_of("instance", instance, Instance),), take_instance, timeout, cancel)


def delete(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Optional[Instance]]:
    """Deletes an instance and its storage. Returns at once: watch(…, until=Until.DELETED) follows it.

    Returns None if the service's response does not contain the instance.
    """
    arguments = (id_of("instance", instance, Instance),)
    return Request(self._handle, library.codelab_queue_delete, arguments, take_instance_if_any, timeout, cancel)


def update(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    name: Optional[str] = None,
    description: Optional[str] = None,
    flavor: Optional[str] = None,
    image_id: Optional[str] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Instance]:
    """Changes a stopped instance; None leaves a field unchanged. switch() also stops and starts the instance.

    The result may contain only the changed fields, without the id.

    description: "" removes it
    flavor: from switchable_flavors()
    """
    check_given("to change", name=name, description=description, flavor=flavor, image_id=image_id)
    request = fill_struct(_abi.codelab_update_request, name=name, description=description, flavor=flavor, image_id=image_id)
    arguments = (id_of("instance", instance, Instance), byref(request))
    return Request(self._handle, library.codelab_queue_update, arguments, take_instance, timeout, cancel)


def show_lease(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Lease]:
    """Returns the lease of an instance, given as an Instance or its id."""
    return Request(self._handle, library.codelab_queue_show_lease, (id_of("instance", instance, Instance),), take_lease, timeout, cancel)


def renew_lease(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    duration: Optional[timedelta] = None,
    type: Optional[LeaseType] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Lease]:
    """Extends the lease of a running instance, and returns the new lease.

    duration: from now on, 1 to 72 hours (not the duration of an earlier result); None: one hour
    type: None: TIMING
    """
    lease = lease_request(duration, type, allows_no_end=False)
    arguments = (id_of("instance", instance, Instance), byref(lease))
    return Request(self._handle, library.codelab_queue_renew_lease, arguments, take_lease, timeout, cancel)


def show_image(
    self: BaseClient,
    image: Union[Image, str],
    *,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> Request[Image]:
    """Returns an image, given as an Image or its id."""
    return Request(self._handle, library.codelab_queue_show_image, (id_of("image", image, Image),), take_image, timeout, cancel)
