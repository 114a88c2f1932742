"""Writes what callers see of an answer: codelab/enums.py, codelab/records.py, and _convert.py between C and these.

What the types of C leave open is read from the comments beside the fields: "enum codelab_…", "-1: absent", "secret".
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Iterator, List, Optional

from .header import Enum, Field, Function, Header, Struct, Type
from .syntax import HeaderError

ROOT = "codelab_instance"
#: What a call or a list gives: these, and all that they hold, become records.
RESULTS = (ROOT, "codelab_image", "codelab_lease", "codelab_flavor")
#: Differs from moment to moment, so it is asked for when it is wanted (see _record.py).
LIVE = "lease_remaining_ms"
#: What a name in C ends with, of which Python has types of its own.
MOMENTS = ("_at_ms", "_time_ms", "deadline_ms")
SPANS = ("duration_ms", "remaining_ms")

#: Where the header's comment is missing, or speaks of what only C has.
SUMMARIES = {
    "codelab_instance": """What the service said about a notebook, whole, at one moment. Immutable.

What the service left out is None. token and browser_url are secrets: repr() hides them; do not log them.""",
    "codelab_tag": "A label that the user has put on an instance or an image.",
    "codelab_image": "The software that the instance runs.",
    "codelab_volume": "The disk under the instance's home directory.",
    "codelab_data_volume": "A bucket or file system that is mounted in addition.",
    "codelab_domain": "The account that a user belongs to.",
    "codelab_user": "Whose instance it is.",
    "codelab_affinity_rule": "Which nodes one rule asks for, and how much that counts.",
    "codelab_affinity": "On which nodes the instance is to run.",
    "codelab_run_user": "Whom the processes in the instance run as.",
    "codelab_user_vpc": "The user's own network that the instance is joined to.",
    "codelab_status": "What a call came to. Codes are never renumbered, and new ones may come.",
    "codelab_instance_status": "Where an instance stands.",
    "codelab_feature": "What kind of notebook it is.",
    "codelab_step_status": "Where one step of the start stands.",
    "codelab_image_type": "Who made an image.",
    "codelab_image_status": "Whether an image can be used.",
    "codelab_arch": "The processor that an image is for.",
    "codelab_lease_type": "What the countdown of a lease counts.",
    "codelab_volume_category": "The service that a volume comes from.",
    "codelab_volume_ownership": "Who looks after a volume.",
    "codelab_volume_status": "Where a volume stands.",
    "codelab_mount_type": "How a volume came to be mounted.",
    "codelab_mount_status": "Where the mounting of a data volume stands.",
    "codelab_flavor": "What an instance runs on.",
    "codelab_flavor_billing": "How a flavor is charged for.",
    "codelab_flavor_gpu": "The GPUs of a flavor.",
    "codelab_flavor_ascend": "The Ascend processors of a flavor.",
    "codelab_flavor_category": "What a flavor computes with.",
    "codelab_signature": "The two forms in which a request can be signed.",
    "codelab_until": "What a watch waits for.",
    "codelab_phase": "What a watch is about to do.",
    "codelab_operation": "What an event of a queue is about.",
}


def class_name(c_name: str) -> str:
    return "".join(part.capitalize() for part in c_name.split("_")[1:])


def snake(name: str) -> str:
    """Where the members of an enum are looked up."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).upper()


def python_name(c_name: str) -> str:
    """namespace_ and operator_ are keywords in C++ only."""
    return c_name.rstrip("_")


def python_text(comment: str) -> str:
    """A comment of the header for readers of Python."""
    text = re.sub(r"codelab_instance_(\w+)\(\)", r"Instance.\1", comment)
    text = text.replace("CODELAB_ABSENT", "None").replace("NULL", "None").replace("(duration -1)", "(duration NO_END)")
    text = text.replace(", in milliseconds since the epoch", "")
    text = re.sub(r"[Cc]odelab_cancel_trigger\(\)", "Cancel.trigger()", text)
    return re.sub(r"\b(\w*(?:_at|_time|deadline|duration|remaining|retry_after|timeout))_ms\b", r"\1", text)


@dataclass(frozen=True)
class Member:
    """One field of a record: its name and type in Python, and the expression that reads it from C."""

    name: str
    annotation: str
    expression: str
    comment: str
    is_secret: bool
    #: Milliseconds in C, which Python has as something better.
    is_time: bool = False


def optional(type_: str) -> str:
    return f"Optional[{type_}]"


def flag_note(comment: str) -> str:
    """What true stands for, where the comment of a boolean says more than which numbers there are."""
    found = re.match(r"1: (.*); 0; or -1: absent$", comment)
    return found[1] if found else ""


def member(struct: Struct, field: Field) -> Optional[Member]:
    type_, comment, raw = field.type, field.comment, f"raw.{field.name}"
    counts = [each.name for each in struct.fields if each.name.endswith("_count")]
    if field.name in ("struct_size", "reserved") or field.name in counts:
        return None
    enum = re.match(r"enum (codelab_\w+)(?:: (.*))?$", comment)
    element = class_name(type_.base) if type_.base.startswith("codelab_") else "str"
    converter = type_.base[len("codelab_") :]
    if enum:
        annotation, expression, comment = class_name(enum[1]), f"{snake(class_name(enum[1]))}[{raw}]", enum[2] or ""
    elif type_ == Type("int32_t", 0) and comment.endswith("-1: absent"):
        annotation, expression, comment = optional("bool"), f"flag({raw})", flag_note(comment)
    elif type_ == Type("double", 0) and comment.endswith("-1: absent"):
        annotation, expression = optional("float"), f"number({raw})"
        comment = re.sub(r"[.]? ?-1: absent$", "", comment)
    elif type_ == Type("int64_t", 0) and field.name.endswith("_ms"):
        return time_member(struct.name, field.name, raw, comment)
    elif type_ == Type("int64_t", 0):
        annotation, expression = optional("int"), f"integer({raw})"
    elif type_ == Type("char", 1):
        annotation, expression = optional("str"), f"text({raw})"
    elif type_.pointers == 2 and f"{field.name}_count" in counts:
        annotation, count = f"Tuple[{element}, ...]", f"raw.{field.name}_count"
        expression = f"texts({raw}, {count})" if element == "str" else f"many({raw}, {count}, {converter})"
        if "; NULL for none" in comment:
            comment, expression = comment.replace("; NULL for none", ""), f"{expression} or ()"
        else:
            annotation = optional(annotation)
    elif type_.pointers == 1:
        annotation, expression = optional(element), f"one({raw}, {converter})"
    else:
        raise HeaderError(f"{struct.name}.{field.name}: no form in Python for this type")
    if comment.endswith("(a keyword in C++)"):
        comment = ""
    return Member(python_name(field.name), annotation, expression, comment, comment.startswith("secret"))


def time_member(struct_name: str, c_name: str, milliseconds: str, comment: str) -> Member:
    name = c_name[: -len("_ms")]
    if c_name.endswith(MOMENTS):
        annotation, convert = "datetime", "moment"
    elif c_name.endswith(SPANS):
        annotation, convert = "timedelta", "span"
    else:
        raise HeaderError(f"{struct_name}.{c_name}: neither a moment nor a span")
    is_secret = comment.startswith("secret")
    return Member(name, optional(annotation), f'{convert}({milliseconds}, draft, "{name}")', comment, is_secret, True)


def derived(function: Function) -> Optional[Member]:
    """What the library works out from an instance, as a field of the record."""
    prefix = f"{ROOT}_"
    if function.parameters != [Type(ROOT, 1)] or function.result == Type("void", 0):
        return None
    name = function.name[len(prefix) :]
    call = f"library.{function.name}(byref(raw))"
    if name == LIVE:
        return None
    if function.result == Type("int64_t", 0):
        return time_member(ROOT, name, call, derived_comment(function))
    if function.result == Type("char", 1):
        annotation, expression = optional("str"), f"text({call})"
    elif name.startswith("is_"):
        annotation, expression = "bool", f"{call} == 1"
    else:
        annotation, expression = "int", call
    comment = derived_comment(function)
    if annotation == "bool":
        comment = re.sub(r"; 0: .*", "", comment.replace("1: ", "whether it is ", 1))
    return Member(name, annotation, expression, comment, "A secret." in comment)


def derived_comment(function: Function) -> str:
    return " ".join(re.sub(r"\s*(Any thread|Lives as long as the instance)\.", "", function.comment).split())


def members(header: Header, struct: Struct) -> List[Member]:
    found = [member(struct, each) for each in struct.fields]
    if struct.name == ROOT:
        found += [derived(each) for each in header.functions.values()]
    return [each for each in found if each is not None]


def tree(header: Header) -> List[Struct]:
    """The structs of all results, each after those that it holds."""
    wanted = set(RESULTS)
    for struct in reversed(list(header.structs.values())):
        if struct.name in wanted:
            wanted |= {each.type.base for each in struct.fields if each.type.base in header.structs}
    return [each for each in header.structs.values() if each.name in wanted]


def docstring(summary: str, notes: List[Member]) -> Iterator[str]:
    wrapped = textwrap.wrap(" ".join(summary.split("\n\n")[0].split()), 108)
    rest = summary.split("\n\n")[1:]
    noted = [each for each in notes if each.comment]
    if len(wrapped) == 1 and not rest and not noted:
        yield f'    """{wrapped[0]}"""'
        return
    yield f'    """{wrapped[0]}'
    yield from (f"    {line}" for line in wrapped[1:])
    for paragraph in rest:
        yield ""
        yield from (f"    {line}" for line in textwrap.wrap(" ".join(paragraph.split()), 108))
    if noted:
        yield ""
    for each in noted:
        note = f"{each.name}: {python_text(each.comment)}"
        yield from textwrap.wrap(note, 112, initial_indent="    ", subsequent_indent="        ")
    yield '    """'


def default(header: Header, each: Member) -> str:
    if each.annotation in enum_names(header):
        return f"{each.annotation}.UNKNOWN"
    return {"bool": "False", "int": "0", "Tuple[str, ...]": "()"}.get(each.annotation, "None")


def record_lines(header: Header, struct: Struct) -> List[str]:
    fields = members(header, struct)
    summary = SUMMARIES[struct.name] if struct.name in SUMMARIES else python_text(struct.comment)
    base = "InstanceRecord" if struct.name == ROOT else "Record"
    lines = ["", "", "@record(frozen=True, repr=False)", f"class {class_name(struct.name)}({base}):"]
    lines += list(docstring(summary, fields)) + [""]
    secrets = [each.name for each in fields if each.is_secret]
    if secrets:
        names = ", ".join(f'"{each}"' for each in secrets)
        lines += [f"    _secrets: ClassVar[FrozenSet[str]] = frozenset({{{names}}})", ""]
    lines += [f"    {each.name}: {each.annotation} = {default(header, each)}" for each in fields]
    times = [each.name for each in fields if each.is_time]
    return lines + [""] * bool(times) + [f'    {each}_ms = Milliseconds("{each}")' for each in times]


def write_records(header: Header) -> str:
    structs = tree(header)
    enums = sorted({each.annotation for struct in structs for each in members(header, struct)} & enum_names(header))
    lines = ['"""What the service says, as values. Generated by generate_abi.py: do not edit."""', ""]
    lines += ["from __future__ import annotations", ""]
    lines += ["from typing import TYPE_CHECKING, ClassVar, FrozenSet, Optional, Tuple", ""]
    lines += ["from ._record import InstanceRecord, Milliseconds, Record, record", "from .enums import ("]
    lines += [f"    {each}," for each in enums] + [")"]
    lines += ["", "if TYPE_CHECKING:", "    from datetime import datetime, timedelta"]
    for struct in structs:
        lines += record_lines(header, struct)
    return "\n".join(lines) + "\n"


def enum_names(header: Header) -> "set[str]":
    return {class_name(each) for each in header.enums}


def member_prefix(enum: Enum) -> str:
    """What all members begin with, up to a '_'."""
    first, last = min(each.name for each in enum.members), max(each.name for each in enum.members)
    shared = next((i for i, (a, b) in enumerate(zip(first, last)) if a != b), len(first))
    return first[: first.rindex("_", 0, shared) + 1]


def write_enums(header: Header) -> str:
    lines = ['"""Words of the service, and codes of the library. Generated by generate_abi.py: do not edit."""', ""]
    lines += ["from __future__ import annotations", "", "from . import _abi", "from ._record import OpenEnum"]
    for enum in header.enums.values():
        lines += ["", "", f"class {class_name(enum.name)}(OpenEnum):"]
        lines += list(docstring(SUMMARIES[enum.name], [])) + [""]
        prefix = member_prefix(enum)
        for each in enum.members:
            if each.comment:
                comment = python_text(each.comment)
                lines.append(f"    #: {comment[:1].upper()}{comment[1:]}.")
            lines.append(f"    {each.name[len(prefix):]} = _abi.{each.name}")
    return "\n".join(lines) + "\n"


def wrapped(line: str) -> List[str]:
    """One that ends with a call, whose arguments get a line each where it is too long."""
    if len(line) <= 120:
        return [line]
    end = ")," if line.endswith(",") else ")"
    head, inside = line[: -len(end)].split("(", 1)
    return [f"{head}("] + [f"        {each}," for each in inside.split(", ")] + [f"    {end}"]


def convert_lines(header: Header, struct: Struct) -> List[str]:
    short, name = struct.name[len("codelab_") :], class_name(struct.name)
    if struct.name == ROOT:
        lines = ["", "", "#: Each field of an instance, read when it is asked for: see InstanceRecord."]
        lines.append("READERS: Dict[str, Callable[[Any, Any], Any]] = {")
        for each in members(header, struct):
            lines += wrapped(f'    "{each.name}": lambda raw, draft: {each.expression},')
        return lines + ["}"]
    lines = ["", "", f"def {short}(raw: _abi.{struct.name}) -> {name}:", f"    draft = {name}._draft()"]
    for each in members(header, struct):
        lines += wrapped(f"    draft.{each.name} = {each.expression}")
    return lines + [f"    draft.__class__ = {name}", f"    made: {name} = draft", "    return made"]


def write_convert(header: Header) -> str:
    structs = tree(header)
    enums = {each.annotation for struct in structs for each in members(header, struct)} & enum_names(header)
    lines = ['"""From the structs of C to the records of records.py. Generated by generate_abi.py: do not edit."""', ""]
    lines += ["from __future__ import annotations", "", "from ctypes import byref"]
    lines += ["from typing import Any, Callable, Dict", ""]
    lines += ["from . import _abi", "from ._library import library", "from ._times import moment, span"]
    lines += ["from ._values import Members, flag, integer, many, number, one, text, texts"]
    lines += ["from .enums import ("] + [f"    {each}," for each in sorted(enums)] + [")"]
    names = sorted(class_name(each.name) for each in structs if each.name != ROOT)
    lines += ["from .records import ("] + [f"    {each}," for each in names] + [")", ""]
    lines += [f"{snake(each)} = Members({each})" for each in sorted(enums)]
    for struct in structs:
        lines += convert_lines(header, struct)
    return "\n".join(lines) + "\n"
