"""Refuses tags that do not fit their declaration, and fields of results that lack the tag which gives their type."""

from __future__ import annotations

from .model import Enum, Enumerator, Field, Function, Header, Struct, Type
from .syntax import HeaderError
from .tags import Comment

INTEGER = Type("int32_t", 0)
LONG = Type("int64_t", 0)
NUMBER = Type("double", 0)
TEXT = Type("char", 1)

#: The C types that a tag can refine.
TYPES = {
    "values": (INTEGER,),
    "bool": (INTEGER,),
    "absent": (INTEGER, NUMBER),
    "time_ms": (LONG,),
    "span_ms": (LONG,),
    "secret": (TEXT,),
}
#: At most one of these gives a type.
KINDS = ("values", "bool", "time_ms", "span_ms")


def check(header: Header) -> None:
    check_versions(header)
    for struct in header.structs.values():
        for field in struct.fields:
            check_comment(header, field.comment, field.type, f"{struct.name}.{field.name}", field.line)
    for function in header.functions.values():
        check_comment(header, function.comment, function.result, function.name, function.line)
        check_derived(header, function)
    for struct in header.results:
        for field in struct.content:
            check_result(header, struct, field)


def check_comment(header: Header, comment: Comment, type_: Type, name: str, line: int) -> None:
    for tag in comment.tags:
        if type_ not in TYPES.get(tag, (type_,)):
            spelled = type_.spelling + (f"[{type_.length}]" if type_.length else "")
            raise HeaderError(f"line {line}: {name}: @{tag} does not fit the type {spelled}")
    given = [each for each in KINDS if each in comment.tags]
    if len(given) > 1:
        raise HeaderError(f"line {line}: {name}: @{given[0]} and @{given[1]} exclude each other")
    if "absent" in comment.tags and type_ == INTEGER and "bool" not in comment.tags:
        raise HeaderError(f"line {line}: {name}: @absent at an int32_t needs @bool")
    values = comment.tags.get("values")
    if values is not None and values not in header.enums:
        raise HeaderError(f"line {line}: {name}: @values names {values}, which is not an enum of this header")


def check_derived(header: Header, function: Function) -> None:
    tags = function.comment.tags
    if "live" in tags and "derived" not in tags:
        raise HeaderError(f"line {function.line}: {function.name}: @live needs @derived")
    if "derived" not in tags:
        return
    is_reader = len(function.parameters) == 1 and function.parameters[0].base in header.structs
    if not is_reader or not function.name.startswith(f"{function.parameters[0].base}_"):
        raise HeaderError(f"line {function.line}: {function.name}: @derived needs a function of one struct")
    if function.result == LONG and not tags.keys() & {"time_ms", "span_ms"}:
        raise HeaderError(f"line {function.line}: {function.name}: a derived int64_t needs @time_ms or @span_ms")


def check_result(header: Header, struct: Struct, field: Field) -> None:
    tags, name = field.comment.tags, f"line {field.line}: {struct.name}.{field.name}"
    if field.type == INTEGER and not tags.keys() & {"values", "bool"}:
        raise HeaderError(f"{name}: an int32_t of a result needs @values or @bool")
    if field.type == INTEGER and "bool" in tags and "absent" not in tags:
        raise HeaderError(f"{name}: a boolean of a result needs @absent -1")
    if field.type == NUMBER and "absent" not in tags:
        raise HeaderError(f"{name}: a double of a result needs @absent -1")
    if field.type == LONG and field.name.endswith("_ms") and not tags.keys() & {"time_ms", "span_ms"}:
        raise HeaderError(f"{name}: milliseconds of a result need @time_ms or @span_ms")
    if field.type == LONG and not field.name.endswith("_ms") and tags.keys() & {"time_ms", "span_ms"}:
        raise HeaderError(f"{name}: the name of a time in milliseconds ends with _ms")
    if "empty" in tags and field.type.pointers != 2:
        raise HeaderError(f"{name}: @empty fits only an array")
    is_array = field.type.pointers == 2 and f"{field.name}_count" in struct.counts
    is_struct = field.type.pointers == 1 and field.type.base in header.structs
    if field.type not in (INTEGER, LONG, NUMBER, TEXT) and not is_array and not is_struct:
        raise HeaderError(f"{name}: the bindings have no form for the type {field.type.spelling}")


def number(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))


def check_versions(header: Header) -> None:
    """A member is not older than what it belongs to."""
    groups: list[Struct | Enum] = [*header.structs.values(), *header.enums.values()]
    for group in groups:
        members: list[Field] | list[Enumerator] = group.fields if isinstance(group, Struct) else group.members
        for member in members:
            if number(member.since) < number(group.since):
                name = f"line {member.line}: {member.name} (@since {member.since})"
                raise HeaderError(f"{name} is older than {group.name} ({group.since})")
