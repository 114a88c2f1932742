#!/usr/bin/env python3
"""Checks that no folder of a Swift module uses a type or function of a folder above it.

A module's folders are layers, like the modules themselves (see docs/architecture.md). The compiler sees only modules, so
this script reads the sources: what each folder declares at file level, and which of these names other folders use.

    check-folders.py [--show]     --show lists each folder with the folders that it uses
"""

import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple

ROOT = Path(__file__).resolve().parent.parent

#: The folders of each module, the lowest first. A folder may use those before it.
ORDER: Dict[str, List[str]] = {
    "Engine": ["Polling", "Transfers", "Scheduling", "EventLoop"],
    "Service": ["Reporting", "HTTP", "Arguments", "Account", "Signing", "Requests", "Errors", "Responses"],
    "Operations": ["Settings", "Outcomes", "Auth", "Client", "Requests", "Calls", "Queue"],
}

DECLARATION = re.compile(
    r"^(?:@[\w()]+\s+)*(?:(?:public|package|private|fileprivate|internal|final)\s+)*"
    r"(struct|enum|class|protocol|typealias|func)\s+(\w+)", re.MULTILINE)
HIDDEN = re.compile(r"^(?:@[\w()]+\s+)*(?:private|fileprivate)\s", re.MULTILINE)
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|""".*?"""|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def code_of(path: Path) -> str:
    return COMMENT_OR_TEXT.sub(" ", path.read_text())


def declared(code: str) -> Iterator[str]:
    """The names of types, and of functions with an opening parenthesis after them, as they are called."""
    for match in DECLARATION.finditer(code):
        if not HIDDEN.match(match.group(0)):
            yield match.group(2) + ("(" if match.group(1) == "func" else "")


def used(code: str) -> Set[str]:
    calls = {name + "(" for name in re.findall(r"(?<![.\w])(\w+)\(", code)}
    return set(re.findall(r"\b\w+\b", code)) | calls


def uses(module: str) -> Iterator[Tuple[str, str, Path, str]]:
    """Each use of another folder's name: user, owner, file, name."""
    folders = sorted(each for each in (ROOT / "Sources" / module).iterdir() if each.is_dir())
    codes = {path: code_of(path) for folder in folders for path in sorted(folder.glob("*.swift"))}
    owners: Dict[str, Set[str]] = {}
    for path, code in codes.items():
        for name in declared(code):
            owners.setdefault(name, set()).add(path.parent.name)
    for path, code in codes.items():
        for name in sorted(used(code)):
            # The owner of an overloaded name is unknown here.
            if len(owners.get(name, ())) == 1:
                (owner,) = owners[name]
                if owner != path.parent.name:
                    yield path.parent.name, owner, path, name


def check(module: str, order: List[str], show: bool) -> List[str]:
    problems: List[str] = []
    present = {each.name for each in (ROOT / "Sources" / module).iterdir() if each.is_dir()}
    for name in sorted(present ^ set(order)):
        problems.append(f"Sources/{module}/{name}: " + ("not in the order" if name in present else "does not exist"))
    below: Dict[str, Set[str]] = {name: set() for name in order}
    for user, owner, path, name in uses(module):
        if user not in order or owner not in order:
            continue
        below[user].add(owner)
        if order.index(owner) > order.index(user):
            problems.append(f"{path.relative_to(ROOT)}: uses {name.rstrip('(')} of {owner}, which is above {user}")
    if show:
        for name in order:
            print(f"{module}/{name}: {' '.join(sorted(below[name], key=order.index))}")
    return problems


def main() -> int:
    problems = [each for module, order in ORDER.items() for each in check(module, order, "--show" in sys.argv)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
