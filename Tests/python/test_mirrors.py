"""What is written from the header agrees with it, and with what the C compiler makes of it."""

from __future__ import annotations

import ctypes
import dataclasses
import enum
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict

import pytest

import codelab
from codelab import _abi, enums, errors, records
from conftest import ROOT

HEADER = ROOT / "include" / "codelab.h"
GENERATOR = ROOT / "tools" / "abigen"

KINDS = {
    "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
    "int64_t": ctypes.c_int64,
    "double": ctypes.c_double,
    "const char *": ctypes.c_char_p,
    "const char *const *": ctypes.POINTER(ctypes.c_char_p),
}


@pytest.fixture(scope="module")
def layout() -> Dict[str, Any]:
    path = ROOT / "build" / "tests" / "layout.json"
    subprocess.run([sys.executable, str(ROOT / "Tests/abi/layout/generate_layout.py"), "--json", str(path)], check=True)
    found: Dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_the_generated_table_is_the_layout_that_the_compiler_gives(layout: Dict[str, Any]) -> None:
    generated = json.loads((ROOT / "Tests/abi/layout/layout.json").read_text(encoding="utf-8"))
    assert generated == layout


def mirrored_structs() -> Dict[str, Any]:
    found = vars(_abi).values()
    return {each.__name__: each for each in found if isinstance(each, type) and each.__module__ == _abi.__name__}


def test_every_struct_is_mirrored(layout: Dict[str, Any]) -> None:
    assert set(mirrored_structs()) == set(layout["structs"])


@pytest.mark.parametrize("name", sorted(mirrored_structs()))
def test_a_struct_has_the_size_and_the_fields_that_the_compiler_gives_it(name: str, layout: Dict[str, Any]) -> None:
    struct, expected = mirrored_structs()[name], layout["structs"][name]
    assert ctypes.sizeof(struct) == expected["size"]
    fields = {each: [getattr(struct, each).offset, getattr(struct, each).size] for each, _ in struct._fields_}
    assert fields == expected["fields"]


@pytest.mark.parametrize("name", sorted(mirrored_structs()))
def test_a_field_has_the_type_that_the_compiler_gives_it(name: str, layout: Dict[str, Any]) -> None:
    for field, type_ in mirrored_structs()[name]._fields_:
        kind = layout["kinds"][name][field]
        if kind == "char[]":
            assert type_._type_ is ctypes.c_char, field
        elif kind == "pointer":
            is_handle = type_ is ctypes.c_void_p
            assert is_handle or (hasattr(type_, "contents") and type_ not in KINDS.values()), field
        else:
            assert type_ is KINDS[kind], field


def test_constants_have_the_values_that_the_compiler_gives_them(layout: Dict[str, Any]) -> None:
    mirrored = {name: value for name, value in vars(_abi).items() if name.startswith("CODELAB_")}
    assert mirrored == {**layout["enums"], **layout["macros"]}


def test_every_enumerator_has_a_name_in_python(layout: Dict[str, Any]) -> None:
    found = [each for each in vars(enums).values() if isinstance(each, type) and issubclass(each, enum.IntEnum)]
    classes = [each for each in found if each.__module__ == enums.__name__]
    values = [int(member) for each in classes for member in each]
    assert sorted(values) == sorted(layout["enums"].values())
    for each in classes:
        for member in each:
            names = [name for name, value in layout["enums"].items() if value == member]
            assert any(name.endswith(f"_{member.name}") for name in names), member


def in_python(c_name: str) -> str:
    """Returns the field's name in Python: without the suffix for C++ keywords, and without the unit of times."""
    return re.sub("_$|_ms$", "", c_name)


def test_every_public_field_is_in_a_record() -> None:
    for name, record in vars(records).items():
        if not dataclasses.is_dataclass(record) or not isinstance(record, type):
            continue
        struct = mirrored_structs()["codelab" + re.sub("([A-Z])", r"_\1", name).lower()]
        fields = [each for each, _ in struct._fields_]
        counts = [f"{each}_count" for each in fields]
        told = [each for each in fields if each not in ("struct_size", "reserved", *counts)]
        mirrored = list(getattr(record, "__match_args__"))
        assert [in_python(each) for each in told] == mirrored[: len(told)], name
        assert all(hasattr(record, each) for each in told if each.endswith("_ms"))


def test_every_public_name_exists() -> None:
    assert all(hasattr(codelab, name) for name in codelab.__all__)
    for module in (enums, records, errors):
        own = [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]
        assert {each.__name__ for each in own if isinstance(each, type)} <= set(codelab.__all__)


def test_the_version_is_that_of_the_header() -> None:
    numbers = (_abi.CODELAB_VERSION_MAJOR, _abi.CODELAB_VERSION_MINOR, _abi.CODELAB_VERSION_PATCH)
    assert codelab.__version__ == ".".join(map(str, numbers)) == codelab.library_version()


def test_the_generated_files_are_up_to_date() -> None:
    subprocess.run([sys.executable, str(GENERATOR), "--check"], check=True)


def check_header(text: str, directory: Path) -> "subprocess.CompletedProcess[str]":
    changed = directory / "codelab.h"
    changed.write_text(text, encoding="utf-8")
    command = [sys.executable, str(GENERATOR), "--check", "--header", str(changed)]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    "before, after",
    [
        ("int32_t curl_code;", "int64_t curl_code;"),
        ("const char *user_agent;", "const char *agent;"),
        ("CODELAB_E_TLS = -202", "CODELAB_E_TLS = -204"),
        ("codelab_show(codelab_client *client, const char *id,", "codelab_show(codelab_client *client,"),
        ("#define CODELAB_NO_TIMEOUT (-1)", "#define CODELAB_NO_TIMEOUT (-2)"),
    ],
    ids=["a wider field", "another name", "a renumbered code", "a parameter less", "another value of a macro"],
)
def test_a_changed_header_is_noticed(before: str, after: str, tmp_path: Path) -> None:
    text = HEADER.read_text(encoding="utf-8")
    assert before in text
    assert check_header(text.replace(before, after), tmp_path).returncode == 1


@pytest.mark.parametrize(
    "declaration",
    ["union u { int a; };", "int32_t codelab_x(codelab_unknown *x);", "enum codelab_e { CODELAB_X };", "#if 1\n#endif"],
)
def test_an_unknown_form_is_an_error_of_the_generator(declaration: str, tmp_path: Path) -> None:
    result = check_header(f"{declaration}\n{HEADER.read_text(encoding='utf-8')}", tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("abigen: codelab.h, ")
