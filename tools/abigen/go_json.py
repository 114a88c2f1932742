"""Writes bindings/go/json_gen.go: the methods that show each record, as JSON and for package fmt."""

from __future__ import annotations

from .checks import INTEGER
from .go_format import HEAD
from .go_members import ROOT, member
from .go_names import type_name
from .model import Field, Header, Struct
from .table_checks import key

#: The method of jsonWriter for what each conversion from C makes.
METHODS = {
    "text": "textField",
    "secret": "secret",
    "flag": "flag",
    "number": "number",
    "integer": "integer",
    "count": "count",
    "instant": "instant",
    "span": "span",
    "r.texts": "texts",
}


def statement(struct: Struct, field: Field) -> str | None:
    """The call that writes a field; None for one that is written with another one, or that no response has."""
    names = {each.name for each in struct.fields}
    made = member(struct, field)
    value, name = f"v.{made.name}", f'"{key(field)}"'
    of = field.name.rpartition("_")[0]
    if "computed" in field.comment.tags or (field.name.endswith(("_text", "_amount")) and of in names):
        return None
    if field.type == INTEGER and "values" in field.comment.tags:
        return f"w.word({name}, {value}, {value} != 0, {value}Text)"
    if f"{field.name}_amount" in names:
        return f"w.amount({name}, {value}, {value}Amount)"
    if made.convert == "part":
        return f"writePart(w, {name}, {value}, {value} != nil)"
    if made.convert == "list":
        return f"writeParts(w, {name}, {value})"
    return f"w.{METHODS[made.convert]}({name}, {value})"


def struct_lines(struct: Struct) -> list[str]:
    name = type_name(struct.name)
    body = [f"\t{line}" for line in (statement(struct, each) for each in struct.content) if line]
    lines = ["", f"func (v *{name}) writeFields(w *jsonWriter) {{", *body, "}"]
    if struct.name == ROOT:
        return lines
    return [
        *lines, "",
        f"// MarshalJSON returns the {name} in the service's form, without the value of any token= parameter.",
        f"func (v {name}) MarshalJSON() ([]byte, error) {{", '\treturn marshal(&v, ""), nil', "}", "",
        "// String returns one line without secrets.",
        f"func (v {name}) String() string {{", f'\treturn describe("{name}", &v)', "}", "",
        "// Format writes String for every verb.",
        f"func (v {name}) Format(state fmt.State, _ rune) {{", "\twrite(state, v.String())", "}",
    ]


def write(header: Header) -> str:
    lines = [line for struct in reversed(header.results) for line in struct_lines(struct)]
    return HEAD + '\nimport "fmt"\n' + "\n".join(lines) + "\n"
