#!/usr/bin/env python3
"""Checks that each module of the library imports only the modules that Package.swift names as its dependencies.

    scripts/check-imports.py

SwiftPM orders the builds by these dependencies, but the compiler also finds any other module that is already built.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Dict, List, Set

ROOT = Path(__file__).resolve().parent.parent
TARGET = re.compile(r'\.target\(\s*name:\s*"(\w+)"(?:,\s*dependencies:\s*\[([^\]]*)\])?', re.S)
IMPORT = re.compile(r"^\s*(?:@\w+\s+)?(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:\w+\s+)?(\w+)")
#: Modules of the compiler.
ANYWHERE = {"Swift", "Synchronization"}


def dependencies(package: str) -> Dict[str, Set[str]]:
    """Returns for each target of the library the modules that it may import."""
    library = package[package.index("let library: [Target]") : package.index("let tools: [Target]")]
    return {name: set(re.findall(r'"(\w+)"', modules or "")) for name, modules in TARGET.findall(library)}


def imports(text: str) -> List[str]:
    return [match[1] for match in map(IMPORT.match, text.splitlines()) if match]


def main() -> int:
    allowed = dependencies((ROOT / "Package.swift").read_text(encoding="utf-8"))
    files = 0
    refused: List[str] = []
    for module, modules in allowed.items():
        for path in sorted((ROOT / "Sources" / module).rglob("*.swift")):
            files += 1
            for name in imports(path.read_text(encoding="utf-8")):
                if name not in modules | ANYWHERE:
                    refused.append(f"{path.relative_to(ROOT)}: {module} must not import {name}")
    print("\n".join(refused) if refused else f"check-imports: {files} files import only what Package.swift allows")
    return 1 if refused or not files else 0


if __name__ == "__main__":
    sys.exit(main())
