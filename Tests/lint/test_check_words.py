"""scripts/check-words.py finds idioms where people read them, and only there."""

from __future__ import annotations

import importlib.util
import sys
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check-words.py"
sys.path.insert(0, str(SCRIPT.parent))
spec = importlib.util.spec_from_file_location("check_words", SCRIPT)
assert spec is not None and spec.loader is not None
check_words = importlib.util.module_from_spec(spec)
sys.modules["check_words"] = check_words
spec.loader.exec_module(check_words)

# File, text, and each idiom that must be found as (line, name).
CASES = [
    # Each kind of text that people read.
    ("a.c", "int a; /* 0 if libcurl was content */\n", [(1, "content")]),
    ("a.swift", "/// Returns nil for what is none.\nlet news = 1\n", [(1, "is none")]),
    ("a.go", "// It tells each change.\nvar tells = `it tells all`\n", [(1, "tell"), (2, "tell")]),
    ("a.py", '"""Whoever takes it\nfrees it."""\nx = 1  # nobody reads it\n', [(1, "whoever"), (3, "nobody")]),
    ("a.sh", "run  # as it is, and no more\n", [(1, "as it is")]),
    ("a.mk", "help: ## what is under way\n", [(1, "under way")]),
    ("a.md", "# A page\n\nCollect what becomes of them.\n", [(3, "become of")]),
    # Messages are read, names and short values are not.
    ("a.c", 'puts("the region is none that is known");\n', [(1, "is none")]),
    ("a.c", 'const char *key = "news";\n', []),
    ("a.py", 'print("no descriptor is to be had")\n', [(1, "is to be"), (1, "to be had")]),
    ("a.py", 'name = "beside"\n', []),
    # Names of tests are read, other names and values are not.
    ("a.py", "def test_a_failure_is_told(told):\n    assert told\n", [(1, "tell")]),
    ("a.py", "def tells_who_is_told(): pass\n", []),
    ("a.go", "package p\n\nfunc TestAFailureIsTold(t *testing.T) {\n\ttellsAll(told)\n}\n", [(3, "tell")]),
    ("a.json", '{"name": "a failure is told",\n "body": "it is told here"}\n', [(1, "tell")]),
    ("a.swift", 'print("the clock is \\(told) the other")\n', []),
    ("a.swift", 'print("this clock is 15 min behind the other")\n', []),
    # Code is not read.
    ("a.md", "Call `tell()`.\n\n```c\n/* it tells */\n```\n\n    it tells\n", []),
    ("a.swift", "/// Calls `tell news`.\nfunc tell(_ news: News) {}\n", []),
    ("a.c", "int behind = beside + news;\n", []),
    ("a.txt", "it tells\n", []),
    # A phrase may be broken between two lines of a comment, but not by code.
    ("a.swift", "// what becomes\n// of it\n", [(1, "become of")]),
    ("a.c", "/* what becomes\n * of it\n */\n", [(1, "become of")]),
    ("a.py", 'print("the library "\n      "has a fault")\n', [(1, "fault of the library")]),
    ("a.c", "a(); // what becomes\nb(); // of it\n", []),
    # The same words where they are right.
    ("a.py", "# The fields that it left out are None.\n", []),
    ("a.md", "If there is none, the content of the file is sent.\n", []),
    ("a.md", "The service behind a company proxy looks up the name. None of them fails.\n", []),
    ("a.md", "Tell the compiler that CODELAB stands for a name, as it is in the header.\n", []),
    ("a.md", "A line up to 120 columns; two lines.\n", []),
    # A quotation can be kept.
    ("a.md", "It tells. <!-- check-words: ignore -->\n", []),
]


def found(name: str, text: str) -> "list[tuple[int, str]]":
    return sorted((each.line, each.idiom.name) for each in check_words.find(Path(name), text))


class Texts(unittest.TestCase):
    def test_cases(self) -> None:
        for name, text, expected in CASES:
            with self.subTest(name=name, text=text):
                self.assertEqual(found(name, text), sorted(expected))

    def test_every_idiom_has_a_plain_alternative_that_passes(self) -> None:
        names = [each.name for each in check_words.IDIOMS]
        self.assertEqual(len(names), len(set(names)))
        for each in check_words.IDIOMS:
            self.assertEqual(found("a.md", each.plain + "\n"), [], each.name)


if __name__ == "__main__":
    unittest.main()
