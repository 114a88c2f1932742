#!/usr/bin/env python3
"""Checks that the relative links in Markdown files, and the paths that docs/ names in inline code, exist.

    scripts/check-links.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Iterator, List

import tree

ROOT = tree.ROOT
LINK = re.compile(r"\]\(([^)\s]+)\)")
#: A path in inline code; one with a placeholder (NAME, *, {…}, …) is not a path of the tree.
CODE = re.compile(r"`((?:Sources|Tests|bindings|docs|include|scripts|tools)/[\w./+-]*)`")


def without_code_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)


def anchors(text: str) -> List[str]:
    """Returns the anchors of a page's headings, as GitHub and most renderers write them."""
    headings = re.findall(r"^#+ (.*)$", without_code_blocks(text), re.M)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def broken(page: Path) -> Iterator[str]:
    text = without_code_blocks(page.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        if not path.exists():
            yield target
        elif anchor and path.suffix == ".md" and anchor not in anchors(path.read_text(encoding="utf-8")):
            yield target
    if page.parent.name in ("docs", "Tests") or page.parent == ROOT:
        yield from (path for path in CODE.findall(text) if not (ROOT / path).exists())


def main() -> int:
    pages = [ROOT / name for name in tree.files() if name.endswith(".md")]
    found = [f"{page.relative_to(ROOT)}: nothing at {target}" for page in pages for target in broken(page)]
    print("\n".join(found) if found else f"check-links: {len(pages)} pages have no broken link")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
