"""Profiles in config.toml: tables [profile.NAME] with the names of the client's options."""

from __future__ import annotations

import re
from ctypes import c_char_p
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

from .._abi import codelab_client_options
from ..enums import Signature
from .files import File, config_home, expanded, file_error, parser_of, read, suggestion
from .options import SECRETS
from .source import Source

#: What a key must be, and the function that returns its value for the client, or None if the value is wrong.
Kind = Callable[[Any, File], Any]


def as_text(value: Any, _: File) -> Optional[str]:
    return value if isinstance(value, str) else None


def as_seconds(value: Any, _: File) -> Optional[float]:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def as_count(value: Any, _: File) -> Optional[int]:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def as_flag(value: Any, _: File) -> Optional[bool]:
    return value if isinstance(value, bool) else None


def as_path(value: Any, file: File) -> Optional[str]:
    """A relative path is relative to the folder of the file."""
    return str(file.path.parent / expanded(value)) if isinstance(value, str) and value else None


def as_signature(value: Any, _: File) -> Optional[Signature]:
    forms = {"access": Signature.ACCESS, "credential": Signature.CREDENTIAL}
    return forms.get(value) if isinstance(value, str) else None


#: All options of the library that are texts.
TEXTS = [name for name, kind, *_ in codelab_client_options._fields_ if kind is c_char_p]

KINDS: Dict[str, Kind] = {
    **dict.fromkeys(TEXTS, as_text),
    **dict.fromkeys(["connect_timeout", "attempt_timeout", "retry_delay", "retry_delay_max"], as_seconds),
    "max_attempts": as_count,
    "allow_http": as_flag,
    "ca_file": as_path,
    "signature": as_signature,
}

MUST_BE: Dict[Kind, str] = {
    as_text: "text in quotes",
    as_seconds: "a number of seconds",
    as_count: "a number",
    as_flag: "true or false",
    as_path: "a path in quotes",
    as_signature: '"access" or "credential"',
}

DEFAULT = "default"

TOP = ["default_profile", "profile"]


def path() -> Path:
    return config_home() / "codelab" / "config.toml"


def load(name: str) -> Source:
    """Returns a profile. Raises ArgumentError if there is no such profile."""
    file = read(path())
    if file is None:
        raise file_error(path(), f"does not exist, so there is no profile {name!r}: codelab login makes one")
    profiles = tables(file, parse(file))
    if name not in profiles:
        near = suggestion(name, list(profiles)) if profiles else ": codelab login makes one"
        raise file.error(f"there is no profile {name!r}{near}")
    return source(file, name, profiles[name])


def load_default(*, is_named: bool = False) -> Optional[Source]:
    """Returns the profile that default_profile names, else the profile default; None without them.

    is_named: the name default was given, so a profile with this name counts first
    """
    file = read(path())
    if file is None:
        return None
    document = parse(file)
    profiles, name = tables(file, document), default_name(file, document)
    if is_named and DEFAULT in profiles:
        name = DEFAULT
    if name in profiles:
        return source(file, name, profiles[name])
    if "default_profile" in document:
        raise file.error(f"default_profile: there is no profile {name!r}")
    return None


def default_name(file: File, document: Dict[str, Any]) -> str:
    name = document.get("default_profile", DEFAULT)
    if not isinstance(name, str):
        raise file.error("default_profile: must be text in quotes")
    return name


def parse(file: File) -> Dict[str, Any]:
    toml = parser_of(file.path, "tomllib", "tomli", package="tomli")
    problem = ""
    try:
        document: Dict[str, Any] = toml.loads(file.text)
        return document
    except toml.TOMLDecodeError as error:
        problem = str(error)
    # The parser's own text is not shown: it can quote the value.
    found = re.search(r"\(at line (\d+), column (\d+)\)$", problem)
    if found is None:
        raise file.error("not valid TOML at the end of the file: a value is not complete, or a key is there twice")
    raise file.error(f"not valid TOML at column {found[2]}", line=int(found[1]))


def tables(file: File, document: Dict[str, Any]) -> Dict[str, Any]:
    for key in document:
        if key not in TOP:
            raise file.error(f"unknown key {key}{suggestion(key, TOP)}")
    profiles = document.get("profile", {})
    if not isinstance(profiles, dict):
        raise file.error("profile: must be tables, such as [profile.work]")
    for name, table in profiles.items():
        if not isinstance(table, dict):
            raise file.error(f"profile.{name}: must be a table: write [profile.{name}] above its keys")
    return profiles


def source(file: File, name: str, table: Dict[str, Any]) -> Source:
    values: Dict[str, Any] = {}
    for key, written in table.items():
        place = f"profile.{name}.{key}"
        if key not in KINDS:
            raise file.error(f"{place}: unknown key{suggestion(key, list(KINDS))}")
        values[key] = KINDS[key](written, file)
        if values[key] is None:
            raise file.error(f"{place}: must be {MUST_BE[KINDS[key]]}")
        if values[key] == "" and key not in ("proxy", "signed_headers"):
            raise file.error(f"{place}: is empty")
    warnings: List[str] = file.mode_warnings() if SECRETS & set(values) else []
    return Source(values, f"profile {name!r}", file.path, warnings)
