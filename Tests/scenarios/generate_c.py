#!/usr/bin/env python3
"""Writes the table of scenarios as C, each field checked by the type that the header gives it.

    generate_c.py OUTPUT

A key, an option or a path that is not known is an error here: no scenario is left out.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "scripts"))
import header  # noqa: E402

HEADER = header.load()
CALLS = {"client": "CALL_CLIENT", "open": "CALL_OPEN", "show": "CALL_SHOW", "watch": "CALL_WATCH",
         "decode": "CALL_DECODE"}
KEYS = {"name", "call", "user", "faults", "client", "request", "id", "watch", "timeout_ms", "body", "body_file",
        "expect"}
NUMBERS = ["http_status", "curl_code", "retryable", "attempts", "retry_after_ms", "json_offset", "requests"]
TEXTS = ["service_code", "request_id", "json_path"]


def c_text(text: str | None) -> str:
    if text is None:
        return "NULL"
    parts = []
    for byte in text.encode("utf-8"):
        char = chr(byte)
        parts.append(char if 32 <= byte < 127 and char not in '"\\?' else f"\\{byte:03o}")
    # Standard C promises literals of 4095 bytes; pieces are joined, and long ones come from arrays instead.
    lines = ["".join(parts[at:at + 100]) for at in range(0, len(parts), 100)] or [""]
    return "\n        ".join(f'"{line}"' for line in lines)


def c_integer(value: int) -> str:
    if value == -(2**63):
        return "INT64_MIN"
    return f"INT64_C({value})"


def check_keys(where: str, found: dict, known: set[str]) -> None:
    unknown = set(found) - known
    if unknown:
        raise SystemExit(f"{where}: not known: {', '.join(sorted(unknown))}")


def setter(kind: str, number: int, struct: str, values: dict) -> tuple[str, str]:
    """A function that sets the given options; its name, or NULL without any."""
    if not values:
        return "", "NULL"
    types = {field.name: field.type for field in HEADER.structs[struct]}
    check_keys(f"scenario {number}, {kind}", values, set(types))
    lines = []
    for name, value in values.items():
        text = c_text(value) if types[name].endswith("*") else c_integer(value)
        cast = "" if types[name].endswith("*") else f"({types[name]})"
        lines.append(f"    options->{name} = {cast}{text};\n")
    name = f"{kind}_{number}"
    return f"static void {name}({struct} *options)\n{{\n{''.join(lines)}}}\n\n", name


def struct_of(type_name: str) -> str | None:
    match = re.match(r"const (codelab_\w+) \*", type_name)
    return match[1] if match else None


def field_check(path: str, value: object) -> str:
    """The C statements that check one field. Pointers and counts on the way are checked before they are used."""
    struct, expression, guards = "codelab_instance", "instance", []
    steps = re.findall(r"([A-Za-z_]\w*)((?:\[\d+\])?)", path)
    if "".join(name + index for name, index in steps) != path.replace(".", ""):
        raise SystemExit(f"not a path: {path}")
    field = None
    for place, (name, index) in enumerate(steps):
        fields = {field.name: field for field in HEADER.structs[struct]}
        if name not in fields:
            raise SystemExit(f"{path}: {struct} has no field {name}")
        field = fields[name]
        expression += f"->{name}"
        if index:
            guards.append(f"{expression} && {expression}_count > {index[1:-1]}")
            expression += index
        last = place == len(steps) - 1
        if not last:
            struct = struct_of(field.type)
            if struct is None:
                raise SystemExit(f"{path}: {name} holds no struct")
            if not index:
                guards.append(expression)
    type_name = field.type
    if steps[-1][1]:
        type_name = type_name.removesuffix("const *").strip()
    return "".join(f"    REQUIRE({guard});\n" for guard in guards) + "    " + comparison(path, expression, type_name, value)


def comparison(path: str, expression: str, type_name: str, value: object) -> str:
    if value is None and type_name.endswith("*"):
        return f"CHECK({expression} == NULL);\n"
    if type_name == "const char *" and isinstance(value, str):
        return f"CHECK_TEXT({expression}, {c_text(value)});\n"
    if type_name == "double" and not isinstance(value, bool):
        return f"CHECK_REAL({expression}, {-1.0 if value == 'absent' else float(value)!r});\n"
    if type_name == "int64_t" and (value == "absent" or isinstance(value, int)):
        return f"CHECK_INTEGER({expression}, {'CODELAB_ABSENT' if value == 'absent' else c_integer(value)});\n"
    if type_name == "int32_t" and (value == "absent" or isinstance(value, int)):
        return f"CHECK_INTEGER({expression}, {-1 if value == 'absent' else value});\n"
    raise SystemExit(f"{path}: a {type_name} cannot be {value!r}")


def fields_function(number: int, fields: dict) -> tuple[str, str]:
    if not fields:
        return "", "NULL"
    body = "".join(field_check(path, value) for path, value in fields.items())
    name = f"fields_{number}"
    return f"static void {name}(const codelab_instance *instance)\n{{\n{body}}}\n\n", name


def one(number: int, each: dict) -> tuple[str, str]:
    """The functions of a scenario, and its entry in the table."""
    expect = each["expect"]
    check_keys(each["name"], each, KEYS)
    check_keys(each["name"], expect, {"code", "message_has", "fields", *NUMBERS, *TEXTS})
    statuses = HEADER.enums["codelab_status"]
    if expect["code"] not in statuses:
        raise SystemExit(f"{each['name']}: {expect['code']} is no status")
    check_keys(each["name"], each.get("request", {}), {"image_id", "share_url"})

    client_code, client = setter("client", number, "codelab_client_options", each.get("client", {}))
    watch_code, watch = setter("watch", number, "codelab_watch_options", each.get("watch", {}))
    fields_code, fields = fields_function(number, expect.get("fields", {}))
    code = client_code + watch_code + fields_code

    body = (HERE / each["body_file"]).read_bytes() if "body_file" in each else each.get("body", "").encode("utf-8")
    listed = ", ".join(str(byte) for byte in body) or "0"
    code += f"static const unsigned char body_{number}[] = {{{listed}}};\n"
    parts = expect.get("message_has", [])
    parts = [parts] if isinstance(parts, str) else parts
    code += f"static const char *const message_{number}[] = {{{''.join(c_text(part) + ', ' for part in parts)}NULL}};\n\n"

    request = each.get("request", {})
    numbers = {key: expect.get(key) for key in NUMBERS}
    entry = [
        f".name = {c_text(each['name'])}",
        f".call = {CALLS[each['call']]}",
        f".user = {c_text(json.dumps(each['user']) if 'user' in each else None)}",
        f".faults = {c_text(json.dumps(each['faults']) if 'faults' in each else None)}",
        f".client = {client}",
        f".watch = {watch}",
        ".request = {(uint32_t)sizeof(codelab_open_request), 0, "
        f"{c_text(request.get('image_id'))}, {c_text(request.get('share_url'))}}}",
        f".has_request = {int('request' in each)}",
        f".id = {c_text(each.get('id'))}",
        f".timeout_ms = {c_integer(each['timeout_ms']) if 'timeout_ms' in each else 'NOT_EXPECTED'}",
        f".body = (const char *)body_{number}",
        f".body_length = {len(body)}",
        f".code = {expect['code']}",
        f".message_has = message_{number}",
        f".fields = {fields}",
    ]
    for key, value in numbers.items():
        entry.append(f".{key} = " + ("NOT_EXPECTED" if value is None else
                                     "CODELAB_ABSENT" if value == "absent" else c_integer(value)))
    entry += [f".{key} = {c_text(expect.get(key))}" for key in TEXTS]
    return code, "    {" + ",\n     ".join(entry) + "},\n"


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    table = json.loads((HERE / "scenarios.json").read_text(encoding="utf-8"))
    check_keys("scenarios.json", table, {"scenarios"})
    names = [each["name"] for each in table["scenarios"]]
    if len(set(names)) != len(names):
        raise SystemExit("scenarios.json: two scenarios have the same name")
    pieces = [one(number, each) for number, each in enumerate(table["scenarios"])]
    Path(sys.argv[1]).write_text(
        "/* Written by Tests/scenarios/generate_c.py. */\n"
        '#include "scenario.h"\n\n#include "harness.h"\n\n'
        + "".join(code for code, _ in pieces)
        + "const scenario scenarios[] = {\n" + "".join(entry for _, entry in pieces) + "};\n"
        + f"const size_t scenarios_count = {len(pieces)};\n",
        encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
