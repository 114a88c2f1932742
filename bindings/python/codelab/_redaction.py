"""Hides the token of an instance in text that is shown."""

from __future__ import annotations

import re
from typing import Optional

HIDDEN = "[hidden]"


def without_token(text: str, token: Optional[str]) -> str:
    """Returns the text without the token, and without the value of any token= parameter in it."""
    shown = text.replace(token, HIDDEN) if token else text
    return re.sub(r"(token=)[^&#\s'\"]+", rf"\1{HIDDEN}", shown, flags=re.IGNORECASE)
