"""The client's calls for instances and their leases."""

from __future__ import annotations

from ctypes import byref
from datetime import timedelta
from typing import Any, Callable, Optional, Tuple, Union

from . import _abi
from ._arguments import c_text, filled, lease_milliseconds
from ._call import fetched, instance_of, lease_of
from ._handle import Handle
from ._library import library
from ._native import Native, native_instance, native_lease
from .cancel import Cancel
from .enums import LeaseType
from .records import Instance, Lease


def id_of(instance: Union[Instance, str]) -> Optional[bytes]:
    return c_text("id", instance if isinstance(instance, str) else instance.id)


class InstanceCalls:
    """A part of Client."""

    __slots__ = ()

    _handle: Handle

    def _instance(
        self, call: Callable[..., int], arguments: Tuple[Any, ...], timeout: Optional[float], cancel: Optional[Cancel]
    ) -> Native:
        return fetched(call, self._handle, arguments, timeout, cancel, native_instance())

    def open(
        self,
        image_id: Optional[str] = None,
        share_url: Optional[str] = None,
        *,
        create_if_not_offered: bool = False,
        name: Optional[str] = None,
        flavor: Optional[str] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Instance:
        """Opens the user's one free CodeLab instance, and returns as soon as the service has taken the request.

        The instance is then usually CREATING: follow it with watch(). One that is there already is found and given as
        it is. Never sent twice when the first may have been carried out: after a lost connection the instance is looked
        for in the list, and only if it is not there, TransportError or ServiceError is raised with retryable False.

        image_id: from images(); None: a multi-kernel CPU image
        share_url: plain, public address of an .ipynb file that the instance will fetch when it opens
        create_if_not_offered: where the region lacks this call, create an instance instead; needs image_id, and has no
            place for share_url
        name, flavor: of the instance that is so created; None: "codelab", "modelarts.vm.cpu.free"
        """
        request = filled(
            _abi.codelab_open_request,
            flags=_abi.CODELAB_OPEN_CREATE_IF_NOT_OFFERED if create_if_not_offered else 0,
            image_id=image_id,
            share_url=share_url,
            name=name,
            flavor=flavor,
        )
        return instance_of(self._instance(library.codelab_open, (byref(request),), timeout, cancel))

    def show(
        self, instance: Union[Instance, str], *, timeout: Optional[float] = None, cancel: Optional[Cancel] = None
    ) -> Instance:
        """Reads an instance, given itself or its id, as it is now."""
        return instance_of(self._instance(library.codelab_show, (id_of(instance),), timeout, cancel))

    def start(
        self,
        instance: Union[Instance, str],
        *,
        duration: Optional[timedelta] = None,
        type: Optional[LeaseType] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Instance:
        """Starts a stopped instance, and returns at once: follow it with watch(). Its token is another one afterwards.

        duration: how long it may run: 1 to 72 hours, or NO_END; None: an hour
        type: None: TIMING
        """
        lease = filled(_abi.codelab_lease_request, type=type, duration_ms=lease_milliseconds("duration", duration))
        arguments = (id_of(instance), byref(lease))
        return instance_of(self._instance(library.codelab_start, arguments, timeout, cancel))

    def stop(
        self, instance: Union[Instance, str], *, timeout: Optional[float] = None, cancel: Optional[Cancel] = None
    ) -> Instance:
        """Stops an instance, and returns at once: watch(…, until=Until.STOPPED) follows it."""
        return instance_of(self._instance(library.codelab_stop, (id_of(instance),), timeout, cancel))

    def delete(
        self, instance: Union[Instance, str], *, timeout: Optional[float] = None, cancel: Optional[Cancel] = None
    ) -> Optional[Instance]:
        """Deletes an instance, and its storage with it. Returns at once: watch(…, until=Until.DELETED) follows it.

        None when the service says nothing more about it.
        """
        native = self._instance(library.codelab_delete, (id_of(instance),), timeout, cancel)
        return instance_of(native) if native.pointer else None

    def update(
        self,
        instance: Union[Instance, str],
        *,
        name: Optional[str] = None,
        description: Optional[str] = None,
        flavor: Optional[str] = None,
        image_id: Optional[str] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Instance:
        """Changes a stopped instance; None leaves as it is. switch() does what is to be done around it.

        The answer may hold only what was changed, not even the id.

        description: "" takes it away
        flavor: from switchable_flavors()
        """
        request = filled(
            _abi.codelab_update_request, name=name, description=description, flavor=flavor, image_id=image_id
        )
        arguments = (id_of(instance), byref(request))
        return instance_of(self._instance(library.codelab_update, arguments, timeout, cancel))

    def show_lease(
        self, instance: Union[Instance, str], *, timeout: Optional[float] = None, cancel: Optional[Cancel] = None
    ) -> Lease:
        """Reads how long an instance, given itself or its id, may run."""
        call, arguments = library.codelab_show_lease, (id_of(instance),)
        return lease_of(fetched(call, self._handle, arguments, timeout, cancel, native_lease()))

    def renew_lease(
        self,
        instance: Union[Instance, str],
        *,
        duration: Optional[timedelta] = None,
        type: Optional[LeaseType] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Lease:
        """Lets a running instance run on; the lease as it is then.

        duration: from now on, 1 to 72 hours, so never what was read; None: an hour
        type: None: TIMING
        """
        lease = filled(_abi.codelab_lease_request, type=type, duration_ms=lease_milliseconds("duration", duration))
        call, arguments = library.codelab_renew_lease, (id_of(instance), byref(lease))
        return lease_of(fetched(call, self._handle, arguments, timeout, cancel, native_lease()))
