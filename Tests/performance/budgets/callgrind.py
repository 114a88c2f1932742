"""Reads what callgrind writes. The difference of two profiles is what the calls cost that one run made more."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, Optional, Tuple

#: A function: the object it is in, and its name.
Function = Tuple[str, str]

NAME = re.compile(r"(c?ob|c?fn)=\((\d+)\)(?: (.*))?$")


@dataclass
class Profile:
    """Instructions: in all, by function without what it calls, and by caller and callee with it."""

    total: int = 0
    own: "Counter[Function]" = field(default_factory=Counter)
    edges: "Counter[Tuple[Function, Function]]" = field(default_factory=Counter)

    def __sub__(self, other: "Profile") -> "Profile":
        # subtract(), because "-" of counters drops what is not positive.
        own, edges = Counter(self.own), Counter(self.edges)
        own.subtract(other.own)
        edges.subtract(other.edges)
        return Profile(self.total - other.total, own, edges)

    def by_object(self) -> "Counter[str]":
        found: "Counter[str]" = Counter()
        for (name, _), count in self.own.items():
            found[name] += count
        return found


def read_profile(path: Path) -> Profile:
    """The format is described in valgrind's manual; names are written out once, and are numbers from then on."""
    profile = Profile()
    names: Dict[Tuple[str, str], str] = {}
    current: Dict[str, str] = {}
    callee: Optional[Function] = None
    for line in path.read_text().splitlines():
        named = NAME.match(line)
        if named:
            kind, number, text = named.groups()
            key = (kind[-2:], number)
            if text is not None:
                names[key] = text.rsplit("/", 1)[-1] if kind.endswith("ob") else text
            current[kind] = names[key]
        elif line.startswith("calls="):
            callee = (current.pop("cob", current["ob"]), current.pop("cfn"))
        elif line.startswith("summary:") or line.startswith("totals:"):
            profile.total = int(line.split()[1])
        elif line[:1] in "+-*0123456789" and " " in line and "fn" in current:
            count = int(line.split()[1])
            function = (current["ob"], current["fn"])
            if callee:
                profile.edges[(function, callee)] += count
                callee = None
            else:
                profile.own[function] += count
    return profile
