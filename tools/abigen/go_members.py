"""Fields of the structs of Go: name, type, documentation, and the statement that reads the value from C."""

from __future__ import annotations

from dataclasses import dataclass

from .checks import INTEGER, LONG, NUMBER, TEXT
from .go_names import cgo_name, go_name, go_text, type_name
from .go_texts import DERIVED, FIELDS, NEVER_ZERO
from .model import Field, Function, Header, Struct
from .syntax import HeaderError

#: The struct whose functions make derived fields; its facts are collected in C (facts_gen.h).
ROOT = "codelab_instance"


@dataclass(frozen=True)
class Member:
    name: str
    type: str
    note: str
    #: The function that converts the value and its arguments, or "text", which fills the field in place.
    convert: str
    arguments: list[str]


def note(struct: Struct, field: Field) -> str:
    """The documentation of a field: Go's own, or the header's."""
    own = FIELDS.get(f"{struct.name}.{field.name}")
    if own is not None:
        return own
    of = field.name.removesuffix("_text")
    if of != field.name and any(each.name == of and "values" in each.comment.tags for each in struct.fields):
        return f"the service's word for {go_name(of)}"
    text = go_text(field.comment.brief)
    return f"true: {text[3:]}" if "bool" in field.comment.tags and text.startswith("1: ") else text


def member(struct: Struct, field: Field) -> Member:
    type_, tags, raw = field.type, field.comment.tags, f"from.{cgo_name(field.name)}"
    element, count = type_name(type_.base), f"from.{field.name}_count"
    if "values" in tags:
        go_type = convert = type_name(tags["values"])
        arguments = [raw]
    elif "bool" in tags:
        go_type, convert, arguments = "*bool", "flag", [raw]
    elif type_ == NUMBER:
        go_type, convert, arguments = "*float64", "number", [raw]
    elif type_ == LONG:
        go_type, convert = number(tags, f"{struct.name}.{field.name}")
        arguments = [raw]
    elif type_ == TEXT:
        go_type, convert = ("Secret", "secret") if "secret" in tags else ("string", "text")
        arguments = [raw]
    elif type_.pointers == 2 and type_.base == "char":
        go_type, convert, arguments = "[]string", "r.texts", [raw, count]
    elif type_.pointers == 2:
        go_type, convert, arguments = f"[]{element}", "list", ["r", raw, count, f"new{element}"]
    else:
        go_type, convert, arguments = f"*{element}", "part", ["r", raw, f"new{element}"]
    return Member(go_name(field.name), go_type, note(struct, field), convert, arguments)


def number(tags: dict[str, str], name: str) -> tuple[str, str]:
    if "time_ms" in tags:
        return "time.Time", "instant"
    if "span_ms" in tags:
        return "*time.Duration", "span"
    return ("int64", "count") if name in NEVER_ZERO else ("*int64", "integer")


def fact(function: Function) -> str:
    return function.name.removeprefix(f"{ROOT}_")


def derived(function: Function) -> Member:
    """A field that the library works out from an instance."""
    if function.parameters[0].base != ROOT:
        raise HeaderError(f"line {function.line}: {function.name}: Go has derived fields of {ROOT} only")
    tags, raw = function.comment.tags, f"facts.{fact(function)}"
    name = go_name(fact(function).removeprefix("is_"))
    text = DERIVED.get(function.name) or f"{name}: {go_text(function.comment.brief)}"
    if "bool" in tags:
        return Member(name, "bool", text, "", [f"{raw} != 0"])
    if function.result == INTEGER:
        return Member(name, "int", text, "int", [raw])
    if function.result == LONG:
        go_type, convert = number(tags, function.name)
        return Member(name, go_type, text, convert, [raw])
    if function.result == TEXT and "secret" in tags:
        return Member(name, "Secret", text, "secret", [raw])
    if function.result == TEXT:
        return Member(name, "string", text, "text", [raw])
    raise HeaderError(f"line {function.line}: {function.name}: no form in Go for its result")


def members(struct: Struct) -> list[Member]:
    return [member(struct, each) for each in struct.content]


def derived_members(header: Header, struct: Struct) -> list[Member]:
    return [derived(each) for each in header.derived] if struct.name == ROOT else []
