"""What all values here have in common: enums that stay open, and records that are frozen and keep secrets."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Callable, ClassVar, Dict, FrozenSet, Optional, Tuple, Type

from ._open_enum import OpenEnum
from ._redaction import HIDDEN, without_token
from ._times import milliseconds_of, timedelta_of
from ._values import integer

if TYPE_CHECKING:
    from dataclasses import dataclass as record

    __all__ = ["InstanceRecord", "Milliseconds", "Record", "record"]
    from datetime import timedelta


class LateFields:
    """What dataclasses looks for in a class of its own making; made when it does so for the first time."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, record: object, kind: "Type[Record]") -> Any:
        if not hasattr(kind, "_draft"):
            raise AttributeError(self._name)
        from dataclasses import field, make_dataclass

        fields = {
            name: field(default=default, repr=name not in kind._secrets) for name, default in kind._defaults.items()
        }
        annotated = [(name, kind.__annotations__[name], each) for name, each in fields.items()]
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
    #: The values of all fields in their order.
    _values: ClassVar[Callable[[Any], Tuple[Any, ...]]]
    #: The same object before it is frozen: it is filled in, and its __class__ then set to the record's.
    _draft: ClassVar[Any]

    if not TYPE_CHECKING:
        __dataclass_fields__ = LateFields("__dataclass_fields__")
        __dataclass_params__ = LateFields("__dataclass_params__")

        def __init__(self, *values: Any, **named: Any) -> None:
            """Fields in their order or by name; the others are absent."""
            kind = type(self).__name__
            if len(values) > len(self._names):
                raise TypeError(f"{kind} has {len(self._names)} fields, and {len(values)} were given")
            given = dict(zip(self._names, values))
            for name, value in named.items():
                if name in given or name not in self._defaults:
                    raise TypeError(f"{kind}: {name!r} {'is given twice' if name in given else 'is no field of it'}")
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

    def __reduce__(self) -> Tuple[Any, ...]:
        return restored, (type(self), type(self)._values(self), getattr(self, "_beyond", None))

    def __copy__(self) -> "Record":
        return self

    def __deepcopy__(self, memo: object) -> "Record":
        return self


def is_left_out(name: str, value: object) -> bool:
    return value is None or (name == "dropped" and not value)


def frozen(problem: str) -> AttributeError:
    from dataclasses import FrozenInstanceError

    return FrozenInstanceError(problem)


def restored(kind: Type[Record], values: Tuple[Any, ...], beyond: Optional[Dict[str, int]]) -> Record:
    made = kind(*values)
    if beyond is not None:
        object.__setattr__(made, "_beyond", beyond)
    return made


class Milliseconds:
    """A time of a record in the unit of the service. It is there also for one that Python has no value for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.__doc__ = f"{name} in milliseconds, as the service counts; also where that is beyond what Python can hold."

    def __get__(self, record: Any, kind: object = None) -> Any:
        if record is None:
            return self
        value = getattr(record, self._name)
        if value is not None:
            return milliseconds_of(value)
        beyond: Dict[str, int] = getattr(record, "_beyond", {})
        return beyond.get(self._name)


if not TYPE_CHECKING:

    def record(**_: Any) -> Callable[[Any], Any]:
        """dataclasses.dataclass(frozen=True, slots=True) for a Record whose fields all have defaults.

        The original runs the compiler some times for each class, which for twenty of them is most of what the import
        of this package would cost. Type checkers see the original.
        """
        return made_record


def made_record(kind: Any) -> Any:
    names = tuple([name for name in kind.__annotations__ if not name.startswith("_")])
    hidden = ("_beyond",) + (("_native",) if issubclass(kind, InstanceRecord) else ())
    body = {name: value for name, value in vars(kind).items() if name not in ("__dict__", "__weakref__")}
    defaults = {name: body.pop(name) for name in names}
    # The slots are those of a class that has nothing else, and so sets them like any other attribute.
    draft = type(kind.__name__, (), {"__slots__": names + hidden})
    body.update(
        __slots__=(),
        __match_args__=names,
        _names=names,
        _defaults=defaults,
        _values=attrgetter(*names),
        _draft=draft,
    )
    return type(kind)(kind.__name__, kind.__bases__ + (draft,), body)


class InstanceRecord(Record):
    """What an instance has beyond its fields: the struct of C that it is read from.

    A field is read when it is asked for, and then kept: most programs look at a few of some hundred, of which all would
    cost more than the request.
    """

    __slots__ = ()

    # Also kept because a watch compares with it, and because the time left is counted from when the answer came.
    _native: Any
    #: How each field is read; set where instances are made from those of C.
    _readers: ClassVar[Dict[str, Callable[[Any, Any], Any]]] = {}

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """For what is not there yet. Two threads at once read the same."""
            reader = self._readers.get(name)
            if reader is None:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            value = reader(self._native.raw, self)
            object.__setattr__(self, name, value)
            return value

    token: Optional[str]

    def __repr__(self) -> str:
        shown = super().__repr__()
        return shown.replace(repr(self.token)[1:-1], HIDDEN) if self.token else shown

    def _repr_html_(self) -> str:
        """A small table, for Jupyter. Without the token, as notebooks keep what they have shown."""
        from ._html import instance_table

        return instance_table(self)

    @property
    def native(self) -> Optional[Any]:
        """The struct of C; None for an instance that was unpickled or made by hand."""
        return getattr(self, "_native", None)

    @property
    def lease_remaining(self) -> Optional["timedelta"]:
        """The time until the instance will be stopped, counted down by the service's clock; 0 at the least.

        None when there is no such moment, when the service's clock is not known, and for an instance that has been
        pickled.
        """
        ms = self.lease_remaining_ms
        return None if ms is None else timedelta_of(ms)

    @property
    def lease_remaining_ms(self) -> Optional[int]:
        """lease_remaining in milliseconds; also where that is beyond what Python can hold."""
        from ctypes import byref

        from ._library import library

        native = self.native
        return None if native is None else integer(library.codelab_instance_lease_remaining_ms(byref(native.raw)))
