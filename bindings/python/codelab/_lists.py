"""The calls that return lists. The methods of Client and AsyncClient are made of these functions."""

from __future__ import annotations

from ctypes import byref
from typing import TYPE_CHECKING, Optional, Union

from . import _abi
from ._arguments import enum_value, fill_struct, id_of
from ._cursor import PageCursor, page_flavors, page_images, page_instances
from ._library import library
from .cancel import Cancel
from .enums import Feature, FlavorCategory, ImageType, InstanceStatus
from .records import Flavor, Image, Instance

if TYPE_CHECKING:
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
) -> PageCursor[Instance]:
    """Lists notebook instances, all or those that match all given arguments.

    feature: None: DEFAULT, the CodeLab instances. One list never holds both kinds
    name: part of the name
    owner: a user's id; only for the account's administrator
    page_size: elements per request: 10, 20 or 50; None: 50
    timeout: seconds for the whole iteration, from now on; None: no limit
    """
    filter = fill_struct(
        _abi.codelab_instance_filter,
        feature=enum_value("feature", feature, Feature),
        status=enum_value("status", status, InstanceStatus),
        page_size=page_size,
        name=name,
        owner=owner,
        pool_id=pool_id,
    )
    make = library.codelab_pager_new_instances
    return PageCursor(self._handle, make, (byref(filter),), page_instances, timeout, cancel)


def images(
    self: BaseClient,
    *,
    type: Optional[ImageType] = None,
    name: Optional[str] = None,
    namespace: Optional[str] = None,
    page_size: Optional[int] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> PageCursor[Image]:
    """Lists images that an instance can be opened with, all or those that match all given arguments.

    name: part of the name
    page_size: elements per request, 1 to 200; None: 200
    timeout: seconds for the whole iteration, from now on; None: no limit
    """
    filter = fill_struct(
        _abi.codelab_image_filter,
        type=enum_value("type", type, ImageType),
        page_size=page_size,
        name=name,
        namespace=namespace,
    )
    return PageCursor(self._handle, library.codelab_pager_new_images, (byref(filter),), page_images, timeout, cancel)


def flavors(
    self: BaseClient,
    *,
    category: Optional[FlavorCategory] = None,
    type: Optional[str] = None,
    page_size: Optional[int] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> PageCursor[Flavor]:
    """Lists flavors, all or those that match all given arguments.

    type: "MANAGED" or "DEDICATED"
    page_size: elements per request, 1 to 200; None: 200
    timeout: seconds for the whole iteration, from now on; None: no limit
    """
    filter = fill_struct(
        _abi.codelab_flavor_filter,
        category=enum_value("category", category, FlavorCategory),
        page_size=page_size,
        type=type,
    )
    return PageCursor(self._handle, library.codelab_pager_new_flavors, (byref(filter),), page_flavors, timeout, cancel)


def switchable_flavors(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> PageCursor[Flavor]:
    """Lists the flavors that an instance, given as an Instance or its id, can be switched to; see switch()."""
    make = library.codelab_pager_new_switchable_flavors
    return PageCursor(self._handle, make, (id_of("instance", instance, Instance),), page_flavors, timeout, cancel)
