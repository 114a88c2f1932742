"""Questions that need a terminal."""

from __future__ import annotations

import sys

from .output import clean, remark


def can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirms(question: str) -> bool:
    """Asks a question, with the answer no by default, and returns True after "y" or "yes"."""
    answer = ""
    try:
        sys.stderr.write(f"{clean(question)} [y/N] ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
    finally:
        if not answer:  # Ctrl-D or Ctrl-C: the cursor is still after the question
            remark("")
    return answer.strip().lower() in ("y", "yes")
