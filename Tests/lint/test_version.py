"""The version is stated once, by the macros in include/codelab.h. All else is generated or reads it."""

from __future__ import annotations

import re
import sys
import unittest
from pathlib import Path
from typing import List

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT / "tools"))

from abigen import parser, version  # noqa: E402
from tree import files  # noqa: E402

MARK = b"enerated by tools/abigen"
#: They name versions that added or changed something.
HISTORY = {"include/codelab.h", "tools/abigen/python_texts.py", "CHANGELOG.md"}


def statements(text: str) -> List[str]:
    """The files that state the version, other than generated files and history."""
    form = re.compile(rb"(?<![\d.])" + re.escape(text.encode()) + rb"(?!\.?\d)")
    found = []
    for name in files():
        content = (ROOT / name).read_bytes()
        if name not in HISTORY and b"\0" not in content and MARK not in content[:1000] and form.search(content):
            found.append(name)
    return found


class TheVersion(unittest.TestCase):
    def setUp(self) -> None:
        self.text = version.text(parser.load(parser.HEADER))

    def test_only_the_header_states_it(self) -> None:
        self.assertEqual(statements(self.text), [])

    def test_a_second_statement_is_found(self) -> None:
        self.assertIn("Package.swift", statements("0.27.1"))

    def test_the_header_states_it_in_nothing_but_macros_and_since(self) -> None:
        other = re.compile(rf"(?<!since )(?<!Since ){re.escape(self.text)}")
        self.assertEqual(other.findall(parser.HEADER.read_text(encoding="utf-8")), [])

    def test_the_change_log_begins_with_it(self) -> None:
        log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"^## (\S+)", log, re.M)[0], self.text)


if __name__ == "__main__":
    unittest.main()
