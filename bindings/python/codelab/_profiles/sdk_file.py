"""The credentials file of the SDKs of Huawei Cloud: section [basic] with ak, sk, security_token."""

from __future__ import annotations

import os
from typing import Dict, Optional, Tuple

from .files import File, expanded, file_error, read
from .source import Source

VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
DEFAULT = "~/.huaweicloud/credentials"

OPTIONS = {
    "ak": "access_key",
    "sk": "secret_key",
    "security_token": "security_token",
    "project_id": "project_id",
    "iam_endpoint": "iam_endpoint",
}


def load() -> Optional[Source]:
    """Returns the credentials; None if there is no file."""
    named = os.environ.get(VARIABLE)
    path = expanded(named or DEFAULT)
    file = read(path)
    if file is None:
        if named:
            raise file_error(path, f"does not exist; {VARIABLE} names it")
        return None
    sections = parse(file)
    if "basic" not in sections:
        only_global = "[global] is for services of a whole account; " if "global" in sections else ""
        raise file.error(f"there is no section [basic]: {only_global}CodeLab needs [basic] with ak and sk")
    return source(file, sections["basic"])


def source(file: File, section: Dict[str, str]) -> Source:
    for key in ("ak", "sk"):
        if not section.get(key):
            other = " (idp_id is not supported)" if "idp_id" in section else ""
            raise file.error(f"[basic] {key}: is {'empty' if key in section else 'missing'}{other}")
    values = {option: section[key] for key, option in OPTIONS.items() if section.get(key)}
    return Source(dict(values), "section [basic]", file.path, file.mode_warnings())


def parse(file: File) -> Dict[str, Dict[str, str]]:
    import configparser

    parser = configparser.RawConfigParser()
    try:
        parser.read_string(file.text)
        return {name: dict(parser.items(name)) for name in parser.sections()}
    except configparser.Error as error:
        line, problem = place_of(error)
    # The parser's own text is not shown: it quotes the line.
    raise file.error(problem, line=line)


def place_of(error: Exception) -> Tuple[Optional[int], str]:
    line = getattr(error, "lineno", None)
    option, section = getattr(error, "option", None), getattr(error, "section", None)
    if option:
        return line, f"[{section}] {option}: is there twice"
    if section:
        return line, f"section [{section}] is there twice"
    for number, _ in getattr(error, "errors", ()):
        return number, "neither a section nor a key with a value"
    return line, "a key before the first section" if line else "not valid"
