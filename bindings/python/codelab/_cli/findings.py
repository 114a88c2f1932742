"""What a check of codelab doctor has found."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple, Sequence

OK = "ok"
WARNING = "warning"
FAILURE = "failed"
#: An earlier check failed, so this one could not be made.
SKIPPED = "skipped"


class Finding(NamedTuple):
    """values: settings, each with name, from, and the value if it is not secret"""

    check: str
    verdict: str
    message: str
    advice: str = ""
    values: Sequence[Dict[str, str]] = ()

    def as_json(self) -> Dict[str, Any]:
        shown: Dict[str, Any] = {"check": self.check, "verdict": self.verdict, "message": self.message}
        if self.advice:
            shown["advice"] = self.advice
        if self.values:
            shown["values"] = list(self.values)
        return shown


def skipped(check: str, reason: str) -> Finding:
    return Finding(check, SKIPPED, f"not checked: {reason}")
