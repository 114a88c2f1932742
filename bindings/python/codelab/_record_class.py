"""The decorator of records: what dataclass() does, in less time."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Callable, List, Tuple

from ._open_enum import OpenEnum
from ._record_base import InstanceRecord, Milliseconds

if TYPE_CHECKING:
    from dataclasses import dataclass as record

    __all__ = ["record"]

if not TYPE_CHECKING:

    def record(**_: Any) -> Callable[[Any], Any]:
        """dataclasses.dataclass(frozen=True, slots=True) for a Record whose fields all have defaults.

        The original compiles code for each class, which makes the first use of this package take 1.5 times as long.
        Type checkers see the original.
        """
        return made_record


def made_record(kind: Any) -> Any:
    names = tuple([name for name in kind.__annotations__ if not name.startswith("_")])
    hidden = ("_beyond",) + (("_native",) if issubclass(kind, InstanceRecord) else ())
    body = {name: value for name, value in vars(kind).items() if name not in ("__dict__", "__weakref__")}
    defaults = {name: body.pop(name) for name in names}
    # A class that has only the slots, so that its attributes can be set.
    draft = type(kind.__name__, (), {"__slots__": names + hidden})
    texts = [
        each for each in names
        if each not in kind._secrets and holds_text(kind.__annotations__[each], defaults[each])
    ]
    times = [name for name, value in body.items() if isinstance(value, Milliseconds)]
    body.update(
        _times=frozenset(name[: -len("_ms")] for name in times),
        _texts=dict.fromkeys(texts),
        _text_values=values_of(texts),
        __slots__=(),
        __match_args__=names,
        _names=names,
        _defaults=defaults,
        _values=attrgetter(*names),
        _draft=draft,
    )
    return type(kind)(kind.__name__, kind.__bases__ + (draft,), body)


def values_of(names: List[str]) -> Callable[[Any], Tuple[Any, ...]]:
    """Returns a function for the values of fields. An attrgetter of one name would return no tuple."""
    return attrgetter(*names) if len(names) > 1 else lambda record: tuple([getattr(record, each) for each in names])


def holds_text(annotation: str, default: Any) -> bool:
    """Returns True for fields that are texts, tuples or records."""
    plain = annotation.replace("Optional[", "").rstrip("]")
    return plain not in ("bool", "int", "float", "datetime", "timedelta") and not isinstance(default, OpenEnum)
