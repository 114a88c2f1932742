"""Values of one entry of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

from .files import shown


class Source:
    """values: by the names of the client's options
    name: of the entry, such as "profile 'work'"
    warnings: for people, about the files
    """

    __slots__ = ("values", "name", "path", "warnings")

    def __init__(self, values: Dict[str, Any], name: str, path: Path, warnings: List[str]) -> None:
        self.values = values
        self.name = name
        self.path = path
        self.warnings = warnings

    @property
    def place(self) -> str:
        return f"{self.name} in {shown(self.path)}"
