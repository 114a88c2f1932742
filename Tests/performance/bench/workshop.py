"""Where the programs are, how many rounds to measure, and the messages about progress."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Dict, Optional, Type

from samples import clean_environment

ROOT = Path(__file__).resolve().parents[3]
BODIES = ROOT / "Tests" / "scenarios" / "bodies"


class Progress:
    """One line that is written over, on a terminal; elsewhere a line for each row."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._row = ""

    def begin(self, row: str, number: int, of: int) -> None:
        self._row = f"[{number}/{of}] {row}"
        if self._is_terminal:
            self("")
        else:
            print(self._row, file=sys.stderr, flush=True)

    def __call__(self, step: str) -> None:
        if self._is_terminal:
            print(f"\r\033[K{self._row}  {step}"[:110], end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


@dataclass
class Workshop:
    is_quick: bool
    progress: Progress = field(default_factory=Progress)
    _folder: "tempfile.TemporaryDirectory[str]" = field(default_factory=tempfile.TemporaryDirectory)

    programs = ROOT / "build" / "bench" / "bin"
    counting = ROOT / "build" / "tests" / "budgets"
    library = ROOT / "build" / "lib" / "libcodelab.so.1"
    results = ROOT / "build" / "bench"

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.progress.end()
        self._folder.cleanup()

    @property
    def scratch(self) -> Path:
        return Path(self._folder.name)

    @property
    def environment(self) -> Dict[str, str]:
        """The Python programs find package and library by it."""
        return clean_environment(
            PYTHONPATH=str(ROOT / "bindings" / "python"),
            CODELAB_LIBRARY=str(self.library),
            PYTHONDONTWRITEBYTECODE="1",
        )

    def program(self, name: str) -> str:
        return str(self.programs / name)

    def script(self, name: str) -> str:
        return str(ROOT / "Tests" / "performance" / "bench" / name)

    def rounds(self, thorough: int) -> int:
        return max(3, thorough // 5) if self.is_quick else thorough
