"""Hides the token of an instance in text that is shown or handed on."""

from __future__ import annotations

import re
from binascii import b2a_base64
from functools import lru_cache
from typing import Any, List, Optional, Tuple

HIDDEN = "[hidden]"

#: The token of an address, whichever token that is.
PARAMETER = re.compile(r"(token=)[^&#\s'\"]+", re.IGNORECASE)

#: From this length on a token is also searched for in Base64: so few characters belong to a shorter one that they occur
#: by chance.
SHORTEST_ENCODED = 8

#: Characters that no form of percent-encoding changes.
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def without_token(text: str, token: Optional[str]) -> str:
    """Returns the text without the token in any form, and without the value of any token= parameter in it."""
    if token and len(text) >= len(token):
        for form in forms(token):
            if form in text:
                text = text.replace(form, HIDDEN)
    return PARAMETER.sub(rf"\1{HIDDEN}", text) if "token=" in text.lower() else text


@lru_cache(maxsize=16)
def forms(token: str) -> Tuple[str, ...]:
    """The ways in which a text may hold a token: plain, percent-encoded, escaped as in Python and JSON, in Base64."""
    found = [token]
    for safe in ("", "/", "$&+:=@"):  # everywhere, in an address, and as in the path of an address
        percent = "".join(each if each in UNRESERVED or each in safe else percent_encoded(each) for each in token)
        found += [percent, percent.replace("%20", "+"), re.sub("%..", lambda match: match[0].lower(), percent)]
    found += [repr(token)[1:-1], token.replace("\\", "\\\\").replace('"', '\\"')]
    if len(token) >= SHORTEST_ENCODED:
        found += [core for before in range(3) for core in base64_cores(token.encode(), before)]
    return tuple(dict.fromkeys(found))


def percent_encoded(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


def base64_cores(secret: bytes, before: int) -> List[str]:
    """The characters of the Base64 of any text that depend on the secret only, if the secret begins `before` bytes
    after a multiple of three; also in the alphabet for addresses."""
    encoded = b2a_base64(bytes(before) + secret, newline=False).decode()
    core = encoded[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6]
    return [core, core.replace("+", "-").replace("/", "_")]


def cleaned(value: Any, token: Optional[str]) -> Any:
    """Returns a text, a tuple or a record without the token. What does not contain it is returned unchanged."""
    kind = value.__class__
    if kind is str:
        return without_token(value, token)
    if kind is tuple:
        return changed(value, token) or value
    parts = changed(kind._text_values(value), token)
    return value if parts is None else value.with_fields(dict(zip(kind._texts, parts)))


def changed(values: Tuple[Any, ...], token: Optional[str]) -> Optional[Tuple[Any, ...]]:
    """Returns the cleaned values; None if none of them contains the token."""
    parts = None
    for position, value in enumerate(values):
        if value is None:
            continue
        part = cleaned(value, token)
        if part is not value:
            parts = parts or list(values)
            parts[position] = part
    return None if parts is None else tuple(parts)
