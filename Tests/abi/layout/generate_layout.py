#!/usr/bin/env python3
"""Writes a C program that prints, as JSON, how the compiler lays out what include/codelab.h declares.

    generate_layout.py                      the program, to standard output
    generate_layout.py --json PATH          compiles and runs it (with $CC, else cc), and leaves its output at PATH

The output, which the Python and the Go mirrors are compared with:

    {"structs": {"codelab_step": {"size": 48, "fields": {"status": [offset, size], …}}, …},
     "kinds":   {"codelab_step": {"status": "int32_t", "description": "char *", …}, …},
     "enums":   {"CODELAB_OK": 0, …},
     "macros":  {"CODELAB_ABSENT": -9223372036854775808, …}}

The names come from clang: from its syntax tree for structs and enums, from its list of definitions for macros. So
nothing here shares a parser, or its mistakes, with the generators whose work is checked.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List

ROOT = Path(__file__).resolve().parents[3]
HEADER = ROOT / "include" / "codelab.h"

#: The kinds of fields; a field of no kind listed here is some other pointer. Like the sizes, they distinguish signed
#: from unsigned integers, and texts from pointers to structs.
KINDS = ["int32_t", "uint32_t", "int64_t", "uint64_t", "double", "const char *", "const char *const *"]

PROGRAM = """\
#include "codelab.h"
#include <inttypes.h>
#include <stdio.h>

#define KIND(type, field) _Generic(((type *)0)->field, \\
{kinds} \\
    char *: "char[]", default: "pointer")
#define FIELD(type, field) \\
    printf("%s\\n      \\"%s\\": [%zu, %zu]", comma, #field, offsetof(type, field), sizeof(((type *)0)->field)), \\
    comma = ","
#define SORT(type, field) printf("%s\\n      \\"%s\\": \\"%s\\"", comma, #field, KIND(type, field)), comma = ","
#define VALUE(name) printf("%s\\n    \\"%s\\": %" PRId64, comma, #name, (int64_t)(name)), comma = ","

int main(void)
{{
    const char *comma = "";
    printf("{{\\n  \\"structs\\": {{");
{structs}
    printf("\\n  }},\\n  \\"kinds\\": {{");
{sorts}
    printf("\\n  }},\\n  \\"enums\\": {{");
    comma = "";
{enums}
    printf("\\n  }},\\n  \\"macros\\": {{");
    comma = "";
{macros}
    printf("\\n  }}\\n}}\\n");
    return 0;
}}
"""


def find_clang() -> str:
    """Returns clang from $CLANG or $PATH, or else the clang in the folder of swift."""
    candidates = [os.environ.get("CLANG"), shutil.which("clang")]
    swift = shutil.which("swift")
    if swift:
        candidates.append(str(Path(swift).resolve().parent / "clang"))
    for each in candidates:
        if each and shutil.which(each):
            return each
    sys.exit("generate_layout.py: no clang: set CLANG, or install the Swift toolchain, which brings one")


def clang(*arguments: str) -> str:
    command = [find_clang(), "-x", "c", "-std=c11", *arguments, str(HEADER)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=60).stdout


def declarations() -> Iterator[Dict[str, Any]]:
    tree: Dict[str, Any] = json.loads(clang("-fsyntax-only", "-Xclang", "-ast-dump=json"))
    yield from tree["inner"]


def members(node: Dict[str, Any], kind: str) -> List[str]:
    return [each["name"] for each in node.get("inner", []) if each["kind"] == kind]


def macro_names() -> List[str]:
    """The macros that are integers: not those with arguments, the …_INIT lists, and the guard, which is empty."""
    names = []
    for line in clang("-E", "-dM").splitlines():
        _, name, *body = line.split(maxsplit=2)
        if name.startswith("CODELAB_") and "(" not in name and body and not body[0].startswith("{"):
            names.append(name)
    return names


def program() -> str:
    structs, sorts, enums = [], [], []
    comma = ""
    for node in declarations():
        name = node.get("name", "")
        if not name.startswith("codelab_"):
            continue
        if node["kind"] == "RecordDecl" and node.get("completeDefinition"):
            fields = members(node, "FieldDecl")
            head = f'    printf("{comma}\\n    \\"{name}\\": {{\\"size\\": %zu, \\"fields\\": {{", sizeof({name}));'
            structs += [head, '    comma = "";'] + [f"    FIELD({name}, {each});" for each in fields]
            structs.append('    printf("\\n    }}");')
            sorts += [f'    printf("{comma}\\n    \\"{name}\\": {{");', '    comma = "";']
            sorts += [f"    SORT({name}, {each});" for each in fields] + ['    printf("\\n    }");']
            comma = ","
        elif node["kind"] == "EnumDecl":
            enums += [f"    VALUE({each});" for each in members(node, "EnumConstantDecl")]
    return PROGRAM.format(
        kinds=" \\\n".join(f'    {each}: "{each}",' for each in KINDS),
        structs="\n".join(structs),
        sorts="\n".join(sorts),
        enums="\n".join(enums),
        macros="\n".join(f"    VALUE({each});" for each in macro_names()),
    )


def run(output: Path) -> None:
    """Compiles and runs the program. The output appears whole or not at all, for several suites may ask at once."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as directory:
        source, binary, printed = (Path(directory) / each for each in ("layout.c", "layout", "layout.json"))
        source.write_text(program(), encoding="utf-8")
        compiler = os.environ.get("CC") or "cc"
        flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{HEADER.parent}"]
        subprocess.run([compiler, *flags, "-o", str(binary), str(source)], check=True, timeout=60)
        with printed.open("wb") as file:
            subprocess.run([str(binary)], check=True, stdout=file, timeout=60)
        json.loads(printed.read_text(encoding="utf-8"))
        printed.replace(output)


def main() -> None:
    parser = argparse.ArgumentParser(description="Prints how the compiler lays out what include/codelab.h declares.")
    parser.add_argument("--json", type=Path, help="compile and run the program, and leave its output here")
    arguments = parser.parse_args()
    if arguments.json:
        run(arguments.json)
    else:
        print(program(), end="")


if __name__ == "__main__":
    main()
