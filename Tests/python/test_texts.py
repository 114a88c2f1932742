"""Texts of the package are about Python: they name no constant and no function of C."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Iterator

import pytest

import codelab
from codelab import _abi
from conftest import PACKAGE

IN_C = {name for name in vars(_abi) if name.startswith("CODELAB_")} | set(_abi.PROTOTYPES)
#: Its result is such a name.
EXAMPLES = {"CODELAB_E_TLS"}
SOURCES = [each for each in sorted((PACKAGE / "codelab").rglob("*.py")) if each.name != "_abi.py"]


def texts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_text_contains_a_name_of_c(path: Path) -> None:
    named = {word for text in texts(path.read_text(encoding="utf-8")) for word in re.findall(r"\w+", text)}
    assert named & IN_C <= EXAMPLES


def test_no_text_of_a_status_contains_a_name_of_c() -> None:
    assert not [code for code in codelab.Status if set(re.findall(r"\w+", codelab.status_text(code))) & IN_C]
