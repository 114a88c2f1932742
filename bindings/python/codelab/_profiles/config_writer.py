"""Writes one profile to config.toml. Everything else in the file is kept, comments included.

There is no parser that keeps comments in Python's library, so the text is edited by lines. The result is parsed and
compared with what it must contain, so that an unusual form of the file leads to an error, and never to a damaged file.
"""

from __future__ import annotations

import copy
import os
import re
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from ..errors import ArgumentError
from .config_toml import parse, tables
from .files import File, file_error, read

NAME = r"""(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))"""
HEADER = re.compile(rf"\s*\[\s*profile\s*\.\s*{NAME}\s*\]\s*(?:#.*)?")
ANY_HEADER = re.compile(r"\s*\[")
KEY = re.compile(r"""(\s*)["']?([A-Za-z0-9_-]+)["']?(\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^#"']*?)(\s*(?:#.*)?)""")
BARE = re.compile(r"[A-Za-z0-9_-]+")


def store(path: Path, name: str, changes: Mapping[str, Optional[str]]) -> None:
    """Writes the profile, with mode 0600. changes: texts by key; None removes the key."""
    file = read(path) or File(path, "", 0o600)
    write(path, edited(file, name, changes))


def edited(file: File, name: str, changes: Mapping[str, Optional[str]]) -> str:
    """Returns the text of the file with the changed profile. It becomes the default if there is no other default."""
    before = parse(file)
    tables(file, before)
    after = copy.deepcopy(before)
    table: Dict[str, Any] = after.setdefault("profile", {}).setdefault(name, {})
    for key, value in changes.items():
        table.pop(key, None)
        if value is not None:
            table[key] = value
    # Not splitlines(), which also divides at characters that are no line ends in TOML.
    written = file.text.replace("\r\n", "\n").rstrip("\n")
    lines = with_profile(written.split("\n") if written else [], name, changes)
    if "default_profile" not in after and "default" not in after["profile"]:
        after["default_profile"] = name
        lines = [f"default_profile = {quoted(name)}", "", *lines]
    text = "\n".join(lines) + "\n"
    try:
        is_as_expected = parse(File(file.path, text, file.mode)) == after
    except ArgumentError:
        is_as_expected = False
    if not is_as_expected:
        form = f"a table [profile.{key_of(name)}] with one key in each line"
        raise file.error(f"cannot be edited, because profile {name!r} is not {form}")
    return text


def with_profile(lines: List[str], name: str, changes: Mapping[str, Optional[str]]) -> List[str]:
    start = next((at for at, line in enumerate(lines) if name_of(line) == name), None)
    if start is None:
        space = [""] if lines and lines[-1].strip() else []
        return [*lines, *space, f"[profile.{key_of(name)}]", *new_lines(changes)]
    end = next((at for at in range(start + 1, len(lines)) if ANY_HEADER.match(lines[at])), len(lines))
    kept: List[str] = []
    missing = dict(changes)
    for line in lines[start + 1 : end]:
        found = KEY.fullmatch(line)
        if not found or found[2] not in changes:
            kept.append(line)
            continue
        value = missing.pop(found[2], None)
        if value is not None:
            kept.append(f"{found[1]}{found[2]}{found[3]}{quoted(value)}{found[5]}")
    # Empty lines, and comments that belong to the next table, stay at the end.
    last = max((at + 1 for at, line in enumerate(kept) if KEY.fullmatch(line)), default=0)
    return [*lines[: start + 1], *kept[:last], *new_lines(missing), *kept[last:], *lines[end:]]


def name_of(line: str) -> Optional[str]:
    """Returns the name of the profile that begins in this line."""
    found = HEADER.fullmatch(line)
    return next((each for each in found.groups() if each is not None), None) if found else None


def new_lines(changes: Mapping[str, Optional[str]]) -> List[str]:
    return [f"{key} = {quoted(value)}" for key, value in changes.items() if value is not None]


def key_of(name: str) -> str:
    return name if BARE.fullmatch(name) else quoted(name)


def quoted(text: str) -> str:
    """Returns the text as a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def write(path: Path, text: str) -> None:
    """Replaces the file at once, so that a reader sees the old or the new one. A symbolic link is kept."""
    target = Path(os.path.realpath(path))
    try:
        for folder in reversed([target.parent, *target.parent.parents]):
            if not folder.exists():
                folder.mkdir(mode=0o700)
        if path.parent == target.parent:
            target.parent.chmod(0o700)
        number, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # with mode 0600
        try:
            with open(number, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise file_error(path, f"cannot be written: {error.strerror}") from None
