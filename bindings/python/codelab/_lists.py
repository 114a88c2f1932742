"""The client's lists, and what stands in them."""

from __future__ import annotations

from ctypes import byref
from typing import Optional, Union

from . import _abi
from ._arguments import c_text, filled
from ._call import fetched, image_of
from ._handle import Handle
from ._library import library
from ._native import native_image
from .cancel import Cancel
from .enums import Feature, FlavorCategory, ImageType, InstanceStatus
from .pager import Pager, listed_flavors, listed_images, listed_instances
from .records import Flavor, Image, Instance


class ListCalls:
    """A part of Client. The lists are iterators over all their pages; see Pager."""

    __slots__ = ()

    _handle: Handle

    def instances(
        self,
        *,
        feature: Optional[Feature] = None,
        status: Optional[InstanceStatus] = None,
        name: Optional[str] = None,
        owner: Optional[str] = None,
        pool_id: Optional[str] = None,
        page_size: Optional[int] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Pager[Instance]:
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
        return Pager(self._handle, make, byref(filter), listed_instances, timeout, cancel)

    def images(
        self,
        *,
        type: Optional[ImageType] = None,
        name: Optional[str] = None,
        namespace: Optional[str] = None,
        page_size: Optional[int] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Pager[Image]:
        """The images that an instance can be opened with, all or those that every argument given is true of.

        name: part of the name
        page_size: how many to ask for at once, 1 to 200; None: 200
        timeout: seconds for the whole iteration, counted from here; None: no bound
        """
        filter = filled(_abi.codelab_image_filter, type=type, page_size=page_size, name=name, namespace=namespace)
        make = library.codelab_pager_new_images
        return Pager(self._handle, make, byref(filter), listed_images, timeout, cancel)

    def show_image(
        self, image: Union[Image, str], *, timeout: Optional[float] = None, cancel: Optional[Cancel] = None
    ) -> Image:
        """Reads an image, given itself or its id."""
        id = c_text("id", image if isinstance(image, str) else image.id)
        return image_of(
            fetched(library.codelab_show_image, self._handle, (id,), timeout, cancel, native_image())
        )

    def flavors(
        self,
        *,
        category: Optional[FlavorCategory] = None,
        type: Optional[str] = None,
        page_size: Optional[int] = None,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Pager[Flavor]:
        """The flavors that there are, all or those that every argument given is true of.

        type: "MANAGED" or "DEDICATED"
        page_size: how many to ask for at once, 1 to 200; None: 200
        timeout: seconds for the whole iteration, counted from here; None: no bound
        """
        filter = filled(_abi.codelab_flavor_filter, category=category, page_size=page_size, type=type)
        make = library.codelab_pager_new_flavors
        return Pager(self._handle, make, byref(filter), listed_flavors, timeout, cancel)

    def switchable_flavors(
        self, instance: Union[Instance, str], *, timeout: Optional[float] = None, cancel: Optional[Cancel] = None
    ) -> Pager[Flavor]:
        """The flavors that an instance, given itself or its id, can be switched to; see switch()."""
        id = c_text("id", instance if isinstance(instance, str) else instance.id)
        make = library.codelab_pager_new_switchable_flavors
        return Pager(self._handle, make, id, listed_flavors, timeout, cancel)
