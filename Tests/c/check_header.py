#!/usr/bin/env python3
"""The header compiles, alone and with every warning an error, as each C and C++ that callers may use.

Compilers from the environment: CC, CXX (GCC) and CLANG. Ends with 'N passed, N failed'.
"""

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Uses each macro, so that what they expand to is looked at too. /* */ comments: C89 knows no others.
USER = """
#include <codelab.h>
#include <codelab.h>
int use(const codelab_instance *instance);
int use(const codelab_instance *instance)
{
    codelab_error error = CODELAB_ERROR_INIT;
    codelab_client_options options = CODELAB_CLIENT_OPTIONS_INIT;
    codelab_open_request request = CODELAB_OPEN_REQUEST_INIT;
    codelab_watch_options watch = CODELAB_WATCH_OPTIONS_INIT;
    codelab_lease_request lease = CODELAB_LEASE_REQUEST_INIT;
    codelab_update_request update = CODELAB_UPDATE_REQUEST_INIT;
    codelab_switch_request change = CODELAB_SWITCH_REQUEST_INIT;
    codelab_instance_filter instances = CODELAB_INSTANCE_FILTER_INIT;
    codelab_image_filter images = CODELAB_IMAGE_FILTER_INIT;
    codelab_flavor_filter flavors = CODELAB_FLAVOR_FILTER_INIT;
    options.flags = CODELAB_CLIENT_ALLOW_HTTP | CODELAB_CLIENT_NO_ENVIRONMENT;
    options.trace_fd = CODELAB_NO_TRACE;
    request.flags = CODELAB_OPEN_CREATE_IF_NOT_OFFERED;
    if (instance->create_at_ms == CODELAB_ABSENT || !CODELAB_HAS_FIELD(instance, codelab_instance, user_vpc))
        return CODELAB_VERSION_NUMBER > 0 ? CODELAB_NO_TIMEOUT : 0;
    return (int)(error.struct_size + options.struct_size + request.struct_size + watch.struct_size +
                 lease.struct_size + update.struct_size + change.struct_size + instances.struct_size +
                 images.struct_size + flavors.struct_size);
}
"""
STRICT = ["-pedantic", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wundef"]
C_STANDARDS = ["c89", "c90", "c99", "c11", "c17"]
CXX_STANDARDS = ["c++98", "c++03", "c++11", "c++14", "c++17", "c++20"]


def combinations() -> list[tuple[str, str, str]]:
    gcc, gxx, clang = (os.environ.get(name, default) for name, default in
                       (("CC", "gcc"), ("CXX", "g++"), ("CLANG", "clang")))
    return ([(compiler, "c", standard) for compiler in (gcc, clang) for standard in C_STANDARDS]
            + [(compiler, "c++", standard) for compiler in (gxx, clang) for standard in CXX_STANDARDS])


def compile_once(source: Path, compiler: str, language: str, standard: str) -> tuple[str, str]:
    name = f"the header compiles as {standard} with {Path(compiler).name}"
    done = subprocess.run([compiler, "-x", language, f"-std={standard}", *STRICT, f"-I{ROOT / 'include'}",
                           "-fsyntax-only", str(source)], capture_output=True, text=True, timeout=60, check=False)
    return name, "" if done.returncode == 0 else done.stderr


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        source = Path(folder) / "user.c"
        source.write_text(USER, encoding="utf-8")
        results = list(pool.map(lambda each: compile_once(source, *each), combinations()))
    for name, trouble in results:
        print(f"{'FAILED' if trouble else 'ok    '}  {name}")
        if trouble:
            failed += 1
            print(trouble)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
