#!/usr/bin/env python3
"""Compares the ABI that the header describes with the one that callers were promised (baseline.abi).

    check_abi.py            compare, and prove on mutated headers that a break would be seen
    check_abi.py --update   write baseline.abi anew: right after an addition, never after a change

abidiff cannot see the types of a library written in Swift, so it looks at a stub library in C, compiled from the
header: a function for each prototype, and a variable for each enum, since the structs hold their values as int32_t.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from abigen import parser as header  # noqa: E402

BASELINE = Path(__file__).resolve().parent / "baseline.abi"
# Of abidiff's exit status: what means that it could not compare at all.
ERROR_BITS = 1 | 2


@dataclass(frozen=True)
class Mutation:
    """A change that breaks callers: old is replaced by new in the header."""

    name: str
    old: str
    new: str


MUTATIONS = [
    Mutation("a field inserted in the middle of the instance", "    const char *fail_reason;\n",
             "    const char *fail_reason;\n    const char *inserted;\n"),
    Mutation("a field inserted in the middle of the options", "    const char *ca_file;",
             "    const char *inserted;\n    const char *ca_file;"),
    Mutation("a field inserted before the ones that 0.2.0 has added", "    const char *region;  ",
             "    const char *inserted;\n    const char *region;  "),
    Mutation("a field inserted in the middle of a page", "    int64_t images_count;\n",
             "    int64_t inserted;\n    int64_t images_count;\n"),
    Mutation("a reserved field made wider", "    uint32_t reserved;\n    int64_t total;", "    int64_t reserved;\n    int64_t total;"),
    Mutation("a phase renumbered", "CODELAB_PHASE_ENDED = 5", "CODELAB_PHASE_ENDED = 6"),
    Mutation("a field inserted in the middle of an event", "    codelab_lease *lease;  ",
             "    codelab_step *inserted;\n    codelab_lease *lease;  "),
    Mutation("an operation renumbered", "CODELAB_OPERATION_LIST = 11", "CODELAB_OPERATION_LIST = 12"),
    Mutation("a field removed from the middle", "    const char *fail_reason;\n", ""),
    Mutation("two fields of the same type exchanged", "    const char *key;\n    const char *value;\n",
             "    const char *value;\n    const char *key;\n"),
    Mutation("a field made wider", "    int32_t type;            /**< @values codelab_lease_type",
             "    int64_t type;            /**< @values codelab_lease_type"),
    Mutation("a text in the error made longer", "char service_code[64];", "char service_code[96];"),
    Mutation("a status renumbered", "CODELAB_E_TLS = -202,", "CODELAB_E_TLS = -204,"),
    Mutation("a value of an instance's status renumbered", "CODELAB_STATUS_STOPPED = 7,", "CODELAB_STATUS_STOPPED = 27,"),
    Mutation("a value of an enum removed", "    CODELAB_STEP_STATUS_FAILED = 3,\n", ""),
    Mutation("a function removed", "uint32_t codelab_version(void);\n", ""),
    Mutation("a parameter added", "int32_t codelab_cancel_new(int64_t timeout_ms,",
             "int32_t codelab_cancel_new(int64_t timeout_ms, int32_t added,"),
    Mutation("a parameter made narrower", "int32_t codelab_cancel_new(int64_t timeout_ms,",
             "int32_t codelab_cancel_new(int32_t timeout_ms,"),
    Mutation("a result made wider", "int32_t codelab_instance_progress_percent(", "int64_t codelab_instance_progress_percent("),
]


def stub_source(text: str) -> str:
    parsed = header.Parser(text).parse()  # without the checks of tags, which refuse some mutations
    lines = ["#include <codelab.h>"]
    lines += [f"extern enum {name} stub_{name};\nenum {name} stub_{name};" for name in parsed.enums]
    for function in parsed.functions.values():
        result, parameters = function.result.spelling, function.spelled_parameters
        body = "" if result == "void" else "return 0; "
        lines.append(f"{result} {function.name}({parameters}) {{ {body}}}")
    return "\n".join(lines) + "\n"


def build_stub(text: str, folder: Path) -> Path:
    """The stub library of a header's text, with debugging information for abidiff."""
    (folder / "codelab.h").write_text(text, encoding="utf-8")
    (folder / "stub.c").write_text(stub_source(text), encoding="utf-8")
    library = folder / "libcodelab-stub.so"
    # Unused types are kept: the enums' values are what this is about.
    subprocess.run([os.environ.get("CC", "gcc"), "-std=c99", "-g", "-O0", "-shared", "-fPIC", "-w",
                    "-fno-eliminate-unused-debug-types", "-I.", "-Wl,-soname,libcodelab.so.1", "-o", library.name,
                    "stub.c"], cwd=folder, check=True, timeout=60)
    return library


def compare(library: Path) -> tuple[int, str]:
    done = subprocess.run(["abidiff", "--no-added-syms", str(BASELINE), str(library)], capture_output=True, text=True,
                          timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def update() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = build_stub(header.HEADER.read_text(encoding="utf-8"), Path(folder))
        subprocess.run(["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--type-id-style", "hash",
                        "--out-file", str(BASELINE), str(library)], check=True, timeout=60)


def check_header(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        status, report = compare(build_stub(text, Path(folder)))
    return "" if status == 0 else report or f"abidiff ended with status {status}"


def check_mutation(text: str, mutation: Mutation) -> str:
    if text.count(mutation.old) != 1:
        return f"the header has {text.count(mutation.old)} places to mutate: {mutation.old!r}"
    with tempfile.TemporaryDirectory() as folder:
        status, report = compare(build_stub(text.replace(mutation.old, mutation.new), Path(folder)))
    if status & ERROR_BITS:
        return f"abidiff could not compare: {report}"
    return "" if status else "abidiff saw no difference"


def main() -> int:
    if sys.argv[1:] == ["--update"]:
        update()
        return 0
    text = header.HEADER.read_text(encoding="utf-8")
    results = [("the header keeps what baseline.abi promises", check_header(text))]
    results += [(f"seen: {mutation.name}", check_mutation(text, mutation)) for mutation in MUTATIONS]
    for name, trouble in results:
        print(f"{'FAILED' if trouble else 'ok    '}  {name}")
        if trouble:
            print(trouble)
    failed = sum(bool(trouble) for _, trouble in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
