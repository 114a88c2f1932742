"""All output of a run, in which secrets are searched."""

from __future__ import annotations

import dataclasses
import json
import pickle
import traceback
from pathlib import Path
from typing import Any, Dict, List, Set, Tuple

from codelab._record_base import Record
from needles import Needles


class Heard:
    def __init__(self) -> None:
        self.texts: List[Tuple[str, str]] = []

    def text(self, source: str, text: str) -> None:
        self.texts.append((source, text))

    def file(self, path: Path) -> None:
        self.text(path.name, path.read_text(encoding="utf-8"))

    def value(self, source: str, value: Any) -> None:
        """In all the ways in which Python prints it, and a result in those in which it is stored and sent."""
        name = f"{source}: {type(value).__name__}"
        for text in (repr(value), str(value), f"{value}", "%s" % (value,), repr([value]), repr({"value": value})):
            self.text(name, text)
        if isinstance(value, Record):
            self.text(f"{name}, to_dict", json.dumps(value.to_dict(), ensure_ascii=False))
            self.text(f"{name}, asdict", repr(dataclasses.asdict(value)))  # type: ignore[call-overload]
            self.text(f"{name}, pickled", pickle.dumps(value).decode(errors="replace"))
        if isinstance(value, BaseException):
            self._exception(name, value)

    def _exception(self, name: str, error: BaseException) -> None:
        for attribute, value in vars(error).items():
            self.text(f"{name}.{attribute}", f"{value!s} {value!r}")
        self.text(f"{name}.args", repr(error.args))
        self.text(f"{name}, with its chain", "".join(traceback.format_exception(None, error, None)))
        for chained in (error.__cause__, error.__context__):
            if chained is not None:
                self.value(f"{name}, chained", chained)

    def secrets(self, needles: Needles) -> Dict[str, Set[str]]:
        """Returns each source that contains secrets, with their names."""
        found: Dict[str, Set[str]] = {}
        for source, text in self.texts:
            told = needles.found_in(text)
            if told:
                found.setdefault(source, set()).update(told)
        return found
