"""Finds secrets in texts, however they are written there."""

from __future__ import annotations

import base64
import json
from typing import Dict, Iterator, Set
from urllib.parse import quote, quote_plus

#: A run of so many characters of a secret is as bad as all of it; nothing that is random has one in common with a text.
PIECE = 16


def base64_cores(secret: bytes, alphabet: bytes) -> Iterator[str]:
    """What of the Base64 of any text with the secret in it is the secret's alone, for each of the three places in a
    group of three bytes where it may begin."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + secret, alphabet)
        yield encoded[(before * 8 + 5) // 6 : (before + len(secret)) * 8 // 6].decode()


def forms(secret: str) -> Dict[str, str]:
    """The ways in which programs write a text."""
    raw = secret.encode()
    found = {
        "plain": secret,
        "percent-encoded": quote(secret, safe=""),
        "percent-encoded, with slashes": quote(secret),
        "percent-encoded, in lower case": lowered(quote(secret, safe="")),
        "percent-encoded, as a form": quote_plus(secret),
        "JSON": json.dumps(secret)[1:-1],
        "JSON in UTF-8": json.dumps(secret, ensure_ascii=False)[1:-1],
        "JSON with its slashes escaped": json.dumps(secret)[1:-1].replace("/", "\\/"),
        "Python": repr(secret)[1:-1],
        "hexadecimal": raw.hex(),
        "hexadecimal in capitals": raw.hex().upper(),
    }
    for name, alphabet in (("Base64", b"+/"), ("Base64 for URLs", b"-_")):
        for place, core in enumerate(base64_cores(raw, alphabet)):
            found[f"{name}, from byte {place}"] = core
    return found


def lowered(encoded: str) -> str:
    """%2F as %2f, and nothing else changed."""
    first, *rest = encoded.split("%")
    return "%".join([first, *(each[:2].lower() + each[2:] for each in rest)])


class Needles:
    """Secrets, and what is looked for in a text because of them."""

    def __init__(self, secrets: Dict[str, str]) -> None:
        self._whole: Dict[str, str] = {}
        self._pieces: Dict[str, str] = {}
        for name, secret in secrets.items():
            assert len(secret) >= PIECE, f"{name} is so short that it may occur by chance"
            for form, text in forms(secret).items():
                self._whole[text] = f"{name} ({form})"
            for start in range(len(secret) - PIECE + 1):
                self._pieces[secret[start : start + PIECE]] = f"a piece of {name}"

    def found_in(self, text: str) -> Set[str]:
        """Returns the names of the secrets in the text, without the secrets themselves."""
        found = {name for whole, name in self._whole.items() if whole in text}
        windows = {text[start : start + PIECE] for start in range(len(text) - PIECE + 1)}
        return found | {self._pieces[each] for each in windows & self._pieces.keys()}
