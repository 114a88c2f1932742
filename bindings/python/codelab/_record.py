"""What all values of this package have in common: enums that stay open, and records that keep secrets."""

from __future__ import annotations

import re
from ctypes import POINTER
from enum import IntEnum
from typing import Any, Callable, ClassVar, FrozenSet, Optional, Tuple, Union

from . import _abi
from ._library import library
from ._values import integer

HIDDEN = "[hidden]"


class OpenEnum(IntEnum):
    """An enum that takes numbers it does not know, as a newer library may give: Status(-777).name is 'UNKNOWN_-777'."""

    @classmethod
    def _missing_(cls, value: object) -> Optional["OpenEnum"]:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

    def __str__(self) -> str:
        return self.name

    def __format__(self, form: str) -> str:
        return format(self.name, form)


class Record:
    """A value with named fields. Two are equal when all their fields are; repr() leaves out what is None."""

    __slots__: Tuple[str, ...] = ()
    _secrets: ClassVar[FrozenSet[str]] = frozenset()

    def __repr__(self) -> str:
        fields = ((name, getattr(self, name)) for name in type(self).__slots__)
        shown = ", ".join(f"{name}={self._shown(name, value)}" for name, value in fields if value is not None)
        return f"{type(self).__name__}({shown})"

    def _shown(self, name: str, value: object) -> str:
        if name in self._secrets:
            return HIDDEN
        if isinstance(value, OpenEnum):
            return value.name
        # A token may also stand in an address that the service gave.
        return re.sub(r"(token=)[^&#\s'\"]+", rf"\1{HIDDEN}", repr(value), flags=re.IGNORECASE)

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), tuple(getattr(self, name) for name in type(self).__slots__)

    def __copy__(self) -> "Record":
        return self

    def __deepcopy__(self, memo: object) -> "Record":
        return self


class InstanceRecord(Record):
    """What an instance has beyond its fields: the struct of C that it was read from."""

    # Kept because a watch compares with it, and because the time left is counted from when the answer came.
    __slots__ = ("_native",)

    _native: "NativeInstance"

    token: Optional[str]

    def __repr__(self) -> str:
        shown = super().__repr__()
        return shown.replace(repr(self.token)[1:-1], HIDDEN) if self.token else shown

    @property
    def native(self) -> Optional["NativeInstance"]:
        """The struct of C; None for an instance that was unpickled or made by hand."""
        return getattr(self, "_native", None)

    @property
    def lease_remaining_ms(self) -> Optional[int]:
        """Milliseconds until the instance will be stopped, counted down by the service's clock; 0 at the least.

        None when there is no such moment, when the service's clock is not known, and for an instance that has been
        pickled.
        """
        native = self.native
        return None if native is None else integer(library.codelab_instance_lease_remaining_ms(native.pointer))


class Native:
    """A place for something that C makes, which is freed with the last reference to this object."""

    __slots__ = ("pointer", "_free")

    def __init__(self, kind: Any, free: Callable[[Any], None]) -> None:
        self._free = free
        #: NULL until the library has filled it in; only read from then on.
        self.pointer = POINTER(kind)()

    def __del__(self) -> None:
        self._free(self.pointer)


def native_instance() -> Native:
    return Native(_abi.codelab_instance, library.codelab_instance_free)


def native_lease() -> Native:
    return Native(_abi.codelab_lease, library.codelab_lease_free)


def native_image() -> Native:
    return Native(_abi.codelab_image, library.codelab_image_free)


def native_page() -> Native:
    return Native(_abi.codelab_page, library.codelab_page_free)


class ListedInstance:
    """An instance of a page, which is freed as a whole: the page stays for as long as this is referred to."""

    __slots__ = ("pointer", "_page")

    def __init__(self, pointer: Any, page: Native) -> None:
        self.pointer = pointer
        self._page = page


#: The struct of C behind an instance.
NativeInstance = Union[Native, ListedInstance]
