"""The base of all records: frozen values that hide secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, ClassVar, Dict, FrozenSet, Iterable, Optional, Tuple, Type

from ._open_enum import OpenEnum
from ._redaction import HIDDEN, cleaned, without_token
from ._times import milliseconds_of, timedelta_of
from ._values import integer

if TYPE_CHECKING:
    from datetime import timedelta


class LateFields:
    """The attributes of a dataclass, made when the module dataclasses first reads them.

    Secrets are attributes, but not fields: dataclasses.asdict(), and what uses it, must not hand them on.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: object, kind: "Type[Record]") -> Any:
        if not hasattr(kind, "_draft"):
            raise AttributeError(self._name)
        from dataclasses import field, make_dataclass

        defaults = {name: default for name, default in kind._defaults.items() if name not in kind._secrets}
        annotated = [(name, kind.__annotations__[name], field(default=each)) for name, each in defaults.items()]
        same = make_dataclass(kind.__name__, annotated, frozen=True)
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            setattr(kind, name, getattr(same, name))
        return getattr(kind, self._name)


class Record:
    """A value with named fields. Two are equal when all their fields are; repr() leaves out None and an empty dropped."""

    __slots__: Tuple[str, ...] = ()
    _names: ClassVar[Tuple[str, ...]] = ()
    _defaults: ClassVar[Dict[str, Any]] = {}
    _secrets: ClassVar[FrozenSet[str]] = frozenset()
    #: Fields that no response has: the library works them out.
    _computed: ClassVar[FrozenSet[str]] = frozenset()
    #: Fields that are milliseconds in a response.
    _times: ClassVar[FrozenSet[str]] = frozenset()
    #: Fields that are texts, tuples and records, and the function that returns their values.
    _texts: ClassVar[Dict[str, None]] = {}
    _text_values: ClassVar[Callable[[Any], Tuple[Any, ...]]]
    #: The service's keys of the fields whose names differ from them.
    _keys: ClassVar[Dict[str, str]] = {}
    #: Returns the values of all fields in their order.
    _values: ClassVar[Callable[[Any], Tuple[Any, ...]]]
    #: A class without the checks of frozen records: an object of it is filled, then its __class__ is set to the record.
    _draft: ClassVar[Any]

    if not TYPE_CHECKING:
        __dataclass_fields__ = LateFields("__dataclass_fields__")
        __dataclass_params__ = LateFields("__dataclass_params__")

        def __init__(self, *values: Any, **named: Any) -> None:
            """Sets fields by position or by name; the others are absent."""
            kind = type(self).__name__
            if len(values) > len(self._names):
                raise TypeError(f"{kind} has {len(self._names)} fields, but {len(values)} were given")
            given = dict(zip(self._names, values))
            for name, value in named.items():
                if name in given or name not in self._defaults:
                    raise TypeError(f"{kind}: {name!r} {'is given twice' if name in given else 'is not a field'}")
                given[name] = value
            for name, default in self._defaults.items():
                object.__setattr__(self, name, given.get(name, default))

        def __setattr__(self, name: str, value: object) -> None:
            raise frozen(f"cannot assign to field {name!r}")

        def __delattr__(self, name: str) -> None:
            raise frozen(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self is other or type(self)._values(self) == type(self)._values(other)

    def __hash__(self) -> int:
        return hash(type(self)._values(self))

    def __repr__(self) -> str:
        fields = zip(self._names, type(self)._values(self))
        shown = ", ".join(f"{name}={self._shown(name, value)}" for name, value in fields if not is_left_out(name, value))
        return f"{type(self).__name__}({shown})"

    def _shown(self, name: str, value: object) -> str:
        if name in self._secrets:
            return HIDDEN
        if isinstance(value, OpenEnum):
            return value.name
        return without_token(repr(value), None)

    def to_dict(self, *, secrets: bool = False) -> Dict[str, Any]:
        """Returns the record in the service's form, ready for json.dumps().

        Keys and words are the service's. Times and durations are integers: milliseconds since the epoch, milliseconds.
        Absent fields, and those that the library works out, are left out. Without secrets, so is the token of an
        instance, and no text contains it; with secrets, decode_instance() restores an instance from the JSON.
        """
        from ._as_dict import as_dict

        return as_dict(self, secrets, getattr(self, "token", None))

    def _sent(self, name: str) -> Any:
        """Returns a field as the service sent it."""
        return getattr(self, name)

    def with_fields(self, changes: Dict[str, Any]) -> "Record":
        """Returns a record with other values of some fields."""
        fields = {**dict(zip(self._names, type(self)._values(self))), **changes}
        return restored(type(self), fields.values(), getattr(self, "_beyond", None))

    def __reduce__(self) -> Tuple[Any, ...]:
        """A pickle has no secrets."""
        kept = zip(self._names, type(self)._values(self))
        values = tuple([None if name in self._secrets else value for name, value in kept])
        return restored, (type(self), values, getattr(self, "_beyond", None))

    def __getstate__(self) -> Dict[str, Any]:
        """For serialisers that do not use __reduce__()."""
        return self.to_dict()

    def __copy__(self) -> "Record":
        return self

    def __deepcopy__(self, memo: object) -> "Record":
        return self


def is_left_out(name: str, value: object) -> bool:
    return value is None or (name == "dropped" and not value)


def frozen(problem: str) -> AttributeError:
    from dataclasses import FrozenInstanceError

    return FrozenInstanceError(problem)


def restored(kind: Type[Record], values: Iterable[Any], beyond: Optional[Dict[str, int]]) -> Record:
    made = kind(*values)
    if beyond is not None:
        object.__setattr__(made, "_beyond", beyond)
    return made


class Milliseconds:
    """A time of a record in milliseconds. It exists also if the time is out of Python's range."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.__doc__ = f"{name} in milliseconds; also if it is out of Python's range."

    def __get__(self, record: Any, kind: object = None) -> Any:
        if record is None:
            return self
        value = getattr(record, self._name)
        if value is not None:
            return milliseconds_of(value)
        beyond: Dict[str, int] = getattr(record, "_beyond", {})
        return beyond.get(self._name)


class InstanceRecord(Record):
    """The base of Instance, with the C struct that its fields are read from.

    A field is read at its first use and then stored. Most programs use a few of the hundred fields, and reading all
    of them would cost more than the request.

    No field but token and browser_url contains the token: [hidden] replaces it where the service repeats it. So
    whatever copies or prints the other fields hands no token on.
    """

    __slots__ = ()

    # A watch compares with it, and lease_remaining counts from the time of the response.
    _native: Any
    #: Functions that read each field; set by _native.
    _readers: ClassVar[Dict[str, Callable[[Any, Any], Any]]] = {}

    if not TYPE_CHECKING:

        def __init__(self, *values: Any, **named: Any) -> None:
            super().__init__(*values, **named)
            for name in self._texts:
                value = getattr(self, name)
                if value is not None:
                    object.__setattr__(self, name, cleaned(value, self.token))

        def __getattr__(self, name: str) -> Any:
            """Reads a field at its first use. Two threads at once read the same value."""
            reader = self._readers.get(name)
            if reader is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            value = reader(self._native.raw, self)
            if value is not None and name in self._texts:
                value = cleaned(value, self.token)
            object.__setattr__(self, name, value)
            return value

    token: Optional[str]

    def _sent(self, name: str) -> Any:
        """An instance that was unpickled or made by hand has only its fields."""
        native = self.native
        return getattr(self, name) if native is None else self._readers[name](native.raw, self)

    def _repr_html_(self) -> str:
        """Returns a small table for Jupyter, without the token."""
        from ._html import instance_table

        return instance_table(self)

    @property
    def native(self) -> Optional[Any]:
        """The C struct; None for an instance that was unpickled or made by hand."""
        return getattr(self, "_native", None)

    @property
    def lease_remaining(self) -> Optional["timedelta"]:
        """The time until the instance will be stopped, by the service's clock; never less than 0.

        None if there is no deadline, if the service's clock is unknown, and for an instance that was unpickled.
        """
        ms = self.lease_remaining_ms
        return None if ms is None else timedelta_of(ms)

    @property
    def lease_remaining_ms(self) -> Optional[int]:
        """lease_remaining in milliseconds; also if it is out of Python's range."""
        from ctypes import byref

        from ._library import library

        native = self.native
        return None if native is None else integer(library.codelab_instance_lease_remaining_ms(byref(native.raw)))
