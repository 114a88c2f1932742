"""Fields of records: the name and type in Python, and the expression that reads the value from C."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .checks import INTEGER, LONG, NUMBER, TEXT
from .model import Field, Function, Header, Struct
from .python_names import class_name, python_name, snake
from .python_texts import DERIVED
from .syntax import HeaderError
from .tags import Comment


@dataclass(frozen=True)
class Member:
    name: str
    annotation: str
    expression: str
    comment: str
    is_secret: bool
    #: Milliseconds in C, a datetime or timedelta in Python.
    is_time: bool = False


def optional(type_: str) -> str:
    return f"Optional[{type_}]"


def note(comment: Comment) -> str:
    """The header's words on a field. A boolean's begin with "1: " where they explain true."""
    text = " ".join(comment.brief.split())
    text = text[len("1: ") :] if "bool" in comment.tags and text.startswith("1: ") else text
    return f"secret; {text}" if "secret" in comment.tags else text


def member(struct: Struct, field: Field) -> Member:
    type_, tags, raw = field.type, field.comment.tags, f"raw.{field.name}"
    element = class_name(type_.base) if type_.base.startswith("codelab_") else "str"
    converter = type_.base.removeprefix("codelab_")
    if "values" in tags:
        annotation = class_name(tags["values"])
        expression = f"{snake(annotation)}[{raw}]"
    elif "bool" in tags:
        annotation, expression = optional("bool"), f"flag({raw})"
    elif type_ == NUMBER:
        annotation, expression = optional("float"), f"number({raw})"
    elif "time_ms" in tags or "span_ms" in tags:
        return time_member(field.name, raw, field.comment, note(field.comment))
    elif type_ == LONG:
        annotation, expression = optional("int"), f"integer({raw})"
    elif type_ == TEXT:
        annotation, expression = optional("str"), f"text({raw})"
    elif type_.pointers == 2:
        annotation, count = f"Tuple[{element}, ...]", f"raw.{field.name}_count"
        expression = f"texts({raw}, {count})" if element == "str" else f"many({raw}, {count}, {converter})"
        if "empty" in tags:
            expression = f"{expression} or ()"
        else:
            annotation = optional(annotation)
    else:
        annotation, expression = optional(element), f"one({raw}, {converter})"
    return Member(python_name(field.name), annotation, expression, note(field.comment), "secret" in tags)


def time_member(c_name: str, milliseconds: str, comment: Comment, text: str) -> Member:
    name = c_name.removesuffix("_ms")
    is_moment = "time_ms" in comment.tags
    annotation, convert = ("datetime", "moment") if is_moment else ("timedelta", "span")
    expression = f'{convert}({milliseconds}, draft, "{name}")'
    return Member(name, optional(annotation), expression, text, "secret" in comment.tags, True)


def derived(struct: Struct, function: Function) -> Member:
    """A value that the library works out from the struct, as a field of the record."""
    c_name = function.name.removeprefix(f"{struct.name}_")
    name = c_name.removesuffix("_ms")
    text = " ".join(DERIVED.get(name, function.comment.brief).split())
    call = f"library.{function.name}(byref(raw))"
    if function.result == LONG:
        return time_member(c_name, call, function.comment, text)
    if function.result == TEXT:
        annotation, expression = optional("str"), f"text({call})"
    elif "bool" in function.comment.tags:
        annotation, expression = "bool", f"{call} == 1"
    elif function.result == INTEGER:
        annotation, expression = "int", call
    else:
        raise HeaderError(f"line {function.line}: {function.name}: no form in Python for its result")
    return Member(name, annotation, expression, text, "secret" in function.comment.tags)


def members(header: Header, struct: Struct) -> list[Member]:
    """Those that differ from moment to moment (@live) are not fields: see InstanceRecord."""
    functions = [each for each in header.derived if each.parameters[0].base == struct.name]
    found = [member(struct, each) for each in struct.content]
    return found + [derived(struct, each) for each in functions if "live" not in each.comment.tags]


def default(enums: set[str], each: Member) -> str:
    if each.annotation in enums:
        return f"{each.annotation}.UNKNOWN"
    if each.annotation.startswith("Tuple"):
        return "()"
    return {"bool": "False", "int": "0"}.get(each.annotation, "None")


def enum_names(header: Header) -> set[str]:
    return {class_name(each) for each in header.enums}


def used_enums(header: Header) -> list[str]:
    """The enums that records have fields of."""
    found = {each.annotation for struct in header.results for each in members(header, struct)}
    return sorted(found & enum_names(header))


def wrapped(line: str) -> list[str]:
    """A line that ends with a call, whose arguments get a line each if it is too long."""
    if len(line) <= 120:
        return [line]
    end = ")," if line.endswith(",") else ")"
    head, inside = line[: -len(end)].split("(", 1)
    return [f"{head}("] + [f"        {each}," for each in re.split(", ", inside)] + [f"    {end}"]
