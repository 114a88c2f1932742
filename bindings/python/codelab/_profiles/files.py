"""Reading files with settings. Errors name the file, and the line or the key, and never a value: it may be a secret."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any, List, NamedTuple, Optional, Union

from ..enums import Status
from ..errors import ArgumentError

#: Permissions of the group and of others to read a file.
READABLE_BY_OTHERS = 0o044


class File(NamedTuple):
    path: Path
    text: str
    mode: int

    def error(self, problem: str, *, line: Optional[int] = None) -> ArgumentError:
        return file_error(self.path, problem, line=line)

    def mode_warnings(self) -> List[str]:
        """Returns a warning if other users can read the file. For files with secrets."""
        if not self.mode & READABLE_BY_OTHERS:
            return []
        return [f"{shown(self.path)} contains a secret and can be read by other users: chmod 600 {shown(self.path)}"]


def file_error(path: Path, problem: str, *, line: Optional[int] = None) -> ArgumentError:
    place = shown(path) if line is None else f"{shown(path)}, line {line}"
    return ArgumentError(f"{place}: {problem}", code=Status.E_ARGUMENT)


def read(path: Path) -> Optional[File]:
    """Returns the file; None if there is no such file."""
    try:
        with open(path, "rb") as stream:
            mode, content = os.fstat(stream.fileno()).st_mode, stream.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise file_error(path, f"cannot be read: {error.strerror}") from None
    try:
        return File(path, content.decode("utf-8-sig"), mode)
    except UnicodeDecodeError:
        pass  # raise outside of this block: the UnicodeDecodeError contains the text
    raise file_error(path, "is not UTF-8")


def expanded(path: Union[str, "os.PathLike[str]"]) -> Path:
    return Path(os.path.expanduser(path))


def config_home() -> Path:
    """Returns the folder of the user's settings. As the XDG specification requires, a relative path is ignored."""
    named = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(named) if os.path.isabs(named) else expanded("~/.config")


def shown(path: Path) -> str:
    """Returns the path for messages, with ~ for the home folder."""
    text, home = str(path), os.path.expanduser("~").rstrip("/")
    return f"~{text[len(home):]}" if home and text.startswith(f"{home}/") else text


def parser_of(path: Path, *modules: str, package: str) -> Any:
    """Returns the first of the modules that can be imported. package: what to install if there is none."""
    for name in modules:
        try:
            return import_module(name)
        except ImportError:
            pass
    raise file_error(path, f"reading this file needs the package {package}: pip install 'codelab[cli]'")


def suggestion(word: str, known: "List[str]") -> str:
    import difflib

    near = difflib.get_close_matches(word, known, n=1)
    return f": did you mean {near[0]}?" if near else f"; known: {', '.join(sorted(known))}"
