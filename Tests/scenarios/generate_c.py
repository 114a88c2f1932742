#!/usr/bin/env python3
"""Writes the scenarios of all CALL.json as one table in C, each field checked by the type that the header gives it.

    generate_c.py OUTPUT

A key, an option or a path that is not known is an error here: no scenario is left out.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tools"))
from abigen import parser as header  # noqa: E402

HEADER = header.load()
#: Per call: the struct that "request" fills, and the one that "fields" look at.
CALLS = {
    "client": (None, None),
    "decode": (None, "codelab_instance"),
    "open": ("codelab_open_request", "codelab_instance"),
    "open_until_ready": ("codelab_open_request", "codelab_instance"),
    "show": (None, "codelab_instance"),
    "start": ("codelab_lease_request", "codelab_instance"),
    "stop": (None, "codelab_instance"),
    "delete": (None, "codelab_instance"),
    "update": ("codelab_update_request", "codelab_instance"),
    "show_lease": (None, "codelab_lease"),
    "renew_lease": ("codelab_lease_request", "codelab_lease"),
    "show_image": (None, "codelab_image"),
    "list_instances": ("codelab_instance_filter", "codelab_page"),
    "list_images": ("codelab_image_filter", "codelab_page"),
    "list_flavors": ("codelab_flavor_filter", "codelab_page"),
    "list_switchable_flavors": (None, "codelab_page"),
    "watch": (None, "codelab_instance"),
    "switch": ("codelab_switch_request", "codelab_instance"),
}
CREDENTIALS = ["token", "keys", "temporary_keys", "password", "environment"]
KEYS = {"name", "call", "user", "faults", "credential", "client", "environment", "request", "id", "after_revoking",
        "watch", "timeout_ms", "body", "body_file", "expect"}
NUMBERS = ["http_status", "curl_code", "retryable", "attempts", "retry_after_ms", "json_offset", "requests", "items"]
TEXTS = ["service_code", "request_id", "json_path"]
LISTS = ["item_ids", "calls", "statuses"]
FAMILIES = ("CODELAB_", "OS_", "HUAWEICLOUD_SDK_", "HW_")


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


def setter(kind: str, number: int, struct: str | None, values: dict) -> tuple[str, str]:
    """A function that sets the given fields; its name, or NULL without any. A request may be there and empty."""
    if not values and kind != "request":
        return "", "NULL"
    if struct is None:
        raise SystemExit(f"scenario {number}: this call takes no {kind}")
    types = {field.name: field.type.spelling for field in HEADER.structs[struct].fields}
    check_keys(f"scenario {number}, {kind}", values, set(types))
    is_client, lines = kind == "client", []
    for name, value in values.items():
        if types[name].endswith("*"):
            text = c_text(value)
            text = f"expand(pool, {text})" if is_client and value and "$" in value else text
        else:
            text = f"({types[name]}){c_integer(value)}"
        lines.append(f"    options->{name} = {text};\n")
    name = f"{kind}_{number}"
    if kind == "request":  # of a struct that differs from call to call
        head, begin = "void *target", f"    {struct} *options = target;\n    (void)options;\n"
    elif is_client:
        head, begin = f"{struct} *options, text_pool *pool", "    (void)pool;\n"
    else:
        head, begin = f"{struct} *options", ""
    return f"static void {name}({head})\n{{\n{begin}{''.join(lines)}}}\n\n", name


def texts(kind: str, number: int, values: list[str] | None) -> tuple[str, str]:
    """An array of texts that ends with NULL; its name, or NULL without one."""
    if values is None:
        return "", "NULL"
    listed = "".join(c_text(value) + ", " for value in values)
    return f"static const char *const {kind}_{number}[] = {{{listed}NULL}};\n", f"{kind}_{number}"


def environment(number: int, variables: dict) -> tuple[str, str]:
    if not variables:
        return "", "NULL"
    if not all(name.startswith(FAMILIES) for name in variables):
        raise SystemExit(f"scenario {number}: the library reads no such variable")
    listed = "".join(f"{{{c_text(name)}, {c_text(value)}}}, " for name, value in variables.items())
    name = f"environment_{number}"
    return f"static const credential_variable {name}[] = {{{listed}{{NULL, NULL}}}};\n", name


def phases(number: int, values: list | None) -> tuple[str, str]:
    if values is None:
        return "", "NULL"
    known = {each.value for each in HEADER.enums["codelab_phase"].members}
    unknown = [value for value in values if value not in known]
    if unknown:
        raise SystemExit(f"scenario {number}: no phases: {unknown}")
    listed = ", ".join(str(value) for value in [*values, -1])
    return f"static const int32_t phases_{number}[] = {{{listed}}};\n", f"phases_{number}"


def struct_of(type_name: str) -> str | None:
    match = re.match(r"const (codelab_\w+) \*", type_name)
    return match[1] if match else None


def field_check(struct: str, path: str, value: object) -> str:
    """The C statements that check one field. Pointers and counts on the way are checked before they are used."""
    expression, guards = "result", []
    steps = re.findall(r"([A-Za-z_]\w*)((?:\[\d+\])?)", path)
    if "".join(name + index for name, index in steps) != path.replace(".", ""):
        raise SystemExit(f"not a path: {path}")
    field = None
    for place, (name, index) in enumerate(steps):
        fields = {field.name: field for field in HEADER.structs[struct].fields}
        if name not in fields:
            raise SystemExit(f"{path}: {struct} has no field {name}")
        field = fields[name]
        expression += f"->{name}"
        if index:
            guards.append(f"{expression} && {expression}_count > {index[1:-1]}")
            expression += index
        last = place == len(steps) - 1
        if not last:
            struct = struct_of(field.type.spelling)
            if struct is None:
                raise SystemExit(f"{path}: {name} holds no struct")
            if not index:
                guards.append(expression)
    type_name = field.type.spelling
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


def fields_function(number: int, struct: str | None, fields: dict) -> tuple[str, str]:
    if not fields:
        return "", "NULL"
    if struct is None:
        raise SystemExit(f"scenario {number}: this call gives no struct to look at")
    body = "".join(field_check(struct, path, value) for path, value in fields.items())
    name = f"fields_{number}"
    head = f"static void {name}(const void *given)\n{{\n    const {struct} *result = given;\n"
    return f"{head}{body}}}\n\n", name


def one(number: int, each: dict) -> tuple[str, str]:
    """The functions of a scenario, and its entry in the table."""
    expect = each["expect"]
    check_keys(each["name"], each, KEYS)
    check_keys(each["name"], expect, {"code", "message_has", "fields", "phases", *NUMBERS, *TEXTS, *LISTS})
    if expect["code"] not in {status.name for status in HEADER.enums["codelab_status"].members}:
        raise SystemExit(f"{each['name']}: {expect['code']} is no status")
    request_struct, result_struct = CALLS[each["call"]]
    credential = each.get("credential", "token")
    user = dict(each.get("user", {}))
    if credential == "temporary_keys":
        user.setdefault("security_token", True)
    parts = expect.get("message_has", [])

    made = {}
    code = ""
    for key, (piece, name) in {
        "client": setter("client", number, "codelab_client_options", each.get("client", {})),
        "request": setter("request", number, request_struct, each["request"]) if "request" in each else ("", "NULL"),
        "watch": setter("watch", number, "codelab_watch_options", each.get("watch", {})),
        "environment": environment(number, each.get("environment", {})),
        "fields": fields_function(number, result_struct, expect.get("fields", {})),
        "message_has": texts("message", number, [parts] if isinstance(parts, str) else parts),
        "phases": phases(number, expect.get("phases")),
        **{key: texts(key, number, expect.get(key)) for key in LISTS},
    }.items():
        code += piece
        made[key] = name
    body = (HERE / each["body_file"]).read_bytes() if "body_file" in each else each.get("body", "").encode("utf-8")
    listed = ", ".join(str(byte) for byte in body) or "0"
    code += f"static const unsigned char body_{number}[] = {{{listed}}};\n\n"

    entry = [
        f".name = {c_text(each['name'])}",
        f".call = CALL_{each['call'].upper()}",
        f".user = {c_text(json.dumps(user) if user else None)}",
        f".faults = {c_text(json.dumps(each['faults']) if 'faults' in each else None)}",
        f".credential = CREDENTIAL_{CREDENTIALS[CREDENTIALS.index(credential)].upper()}",
        f".id = {c_text(each.get('id'))}",
        f".after_revoking = {int(each.get('after_revoking', False))}",
        f".timeout_ms = {c_integer(each['timeout_ms']) if 'timeout_ms' in each else 'NOT_EXPECTED'}",
        f".body = (const char *)body_{number}",
        f".body_length = {len(body)}",
        f".code = {expect['code']}",
    ]
    entry += [f".{key} = {name}" for key, name in made.items()]
    for key in NUMBERS:
        value = expect.get(key)
        entry.append(f".{key} = " + ("NOT_EXPECTED" if value is None else
                                     "CODELAB_ABSENT" if value == "absent" else c_integer(value)))
    entry += [f".{key} = {c_text(expect.get(key))}" for key in TEXTS]
    return code, "    {" + ",\n     ".join(entry) + "},\n"


def read_tables() -> list:
    """Returns the scenarios of all files, in the order of their names."""
    scenarios = []
    for path in sorted(HERE.glob("*.json")):
        table = json.loads(path.read_text(encoding="utf-8"))
        check_keys(path.name, table, {"scenarios"})
        for each in table["scenarios"]:
            if each["call"] != path.stem:
                raise SystemExit(f"{path.name}: the call of \"{each['name']}\" is {each['call']}")
        scenarios += table["scenarios"]
    names = [each["name"] for each in scenarios]
    for name in sorted({name for name in names if names.count(name) > 1}):
        raise SystemExit(f"two scenarios have the name \"{name}\"")
    return scenarios


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    pieces = [one(number, each) for number, each in enumerate(read_tables())]
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
