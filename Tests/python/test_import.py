"""Importing the package: where the library is looked for, and what that does to the process."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest

import codelab
from conftest import PACKAGE

LIBRARY = os.environ["CODELAB_LIBRARY"]


def test_an_import_starts_no_thread_and_changes_no_signal_handler(
    user: Any, run_python: Callable[..., Any]
) -> None:
    result = run_python(
        """
import ctypes, os, signal

def signals():
    # Which are blocked, ignored and handled; without 32 and 33, which are for the use of the C library's threads.
    with open("/proc/self/status") as status:
        masks = [line.split() for line in status if line.startswith(("SigBlk", "SigIgn", "SigCgt"))]
    return [(name, int(mask, 16) & ~(0b11 << 31)) for name, mask in masks]

def threads():
    return os.listdir("/proc/self/task")

before, alone = signals(), threads()
assert len(alone) == 1
import codelab
assert (signals(), threads()) == (before, alone)
client = codelab.Client(*(os.environ[f"CODELAB_{name}"] for name in ("ENDPOINT", "PROJECT_ID", "TOKEN")))
client.show(client.open())
assert signals() == before
assert threads() == alone
""",
        user=user,
    )
    assert (result.returncode, result.stderr) == (0, "")


#: What the import may add to an interpreter that has ctypes: itself, and nothing of any size.
AT_IMPORT = {"codelab", "codelab._abi", "codelab._library"}


def test_the_import_is_light(run_python: Callable[..., Any]) -> None:
    result = run_python(
        """
import sys, ctypes, importlib
before = set(sys.modules)
import codelab
print(*sorted(set(sys.modules) - before))
codelab.Client
print(*sorted(set(sys.modules) & {"asyncio", "dataclasses", "inspect", "json", "rich", "ssl", "subprocess"}))
assert set(codelab.__all__) <= set(dir(codelab))
""",
        environment={"PYTHONNOUSERSITE": "1"},
    )
    assert (result.returncode, result.stderr) == (0, "")
    added, heavy = result.stdout.splitlines()
    assert set(added.split()) <= {*AT_IMPORT, "__future__"} and heavy == ""


def test_the_library_named_by_the_environment_is_loaded(run_python: Callable[..., Any], tmp_path: Path) -> None:
    shutil.copy(LIBRARY, tmp_path / "elsewhere.so")
    result = run_python(
        "import codelab; print([line.split()[-1] for line in open('/proc/self/maps') if 'elsewhere.so' in line][0])",
        environment={"CODELAB_LIBRARY": str(tmp_path / "elsewhere.so")},
    )
    assert result.stdout.strip() == str(tmp_path / "elsewhere.so")


def test_the_library_inside_the_package_is_loaded(run_python: Callable[..., Any], tmp_path: Path) -> None:
    shutil.copytree(PACKAGE / "codelab", tmp_path / "codelab")
    shutil.copy(LIBRARY, tmp_path / "codelab" / "libcodelab.so.1")
    result = run_python(
        "import codelab; print(codelab.library_version())",
        environment={"CODELAB_LIBRARY": "", "PYTHONPATH": str(tmp_path)},
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_the_library_of_the_system_is_loaded(run_python: Callable[..., Any]) -> None:
    result = run_python(
        "import codelab; print(codelab.library_build())",
        environment={"CODELAB_LIBRARY": "", "LD_LIBRARY_PATH": str(Path(LIBRARY).parent)},
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_one_import_error_lists_every_attempt(run_python: Callable[..., Any]) -> None:
    result = run_python("import codelab", environment={"CODELAB_LIBRARY": "", "LD_LIBRARY_PATH": ""})
    assert result.returncode == 1 and result.stderr.count("Error:") == 1
    for part in ("ImportError", "inside the package", "libcodelab.so.1 as the system finds it", "set CODELAB_LIBRARY"):
        assert part in result.stderr


def test_a_missing_named_library_is_not_replaced(run_python: Callable[..., Any]) -> None:
    result = run_python(
        "import codelab",
        environment={"CODELAB_LIBRARY": "/nowhere/lib.so", "LD_LIBRARY_PATH": str(Path(LIBRARY).parent)},
    )
    assert "ImportError" in result.stderr and "CODELAB_LIBRARY=/nowhere/lib.so" in result.stderr
    assert "as the system finds it" not in result.stderr


def functions(number: int) -> str:
    """A library in C that has all functions of the header, and says that it is of that version."""
    from codelab import _abi

    rest = (f"int {name}(void) {{ return 0; }}" for name in _abi.PROTOTYPES if name != "codelab_version")
    return "\n".join([*rest, f"unsigned codelab_version(void) {{ return {number}; }}"])


@pytest.mark.parametrize(
    "source, problem",
    [
        (functions(0), f"it is version 0.0.0, and this package needs {codelab.__version__}"),
        (functions(1_000_000), f"it is version 1.0.0, and this package needs {codelab.__version__}"),
        ("int other(void) { return 0; }", "undefined symbol: codelab_version"),
    ],
    ids=["an older one", "one with another major number", "one that is something else"],
)
def test_an_incompatible_library_is_refused(
    source: str, problem: str, run_python: Callable[..., Any], tmp_path: Path
) -> None:
    library = tmp_path / "libcodelab.so.1"
    command = [os.environ.get("CC") or "cc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library)]
    subprocess.run(command, input=source, text=True, check=True)
    result = run_python("import codelab", environment={"CODELAB_LIBRARY": str(library)})
    assert "ImportError" in result.stderr and problem in result.stderr
