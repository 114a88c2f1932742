"""Where the command writes, and what may be written there."""

from __future__ import annotations

import io
import os
import re
import sys

#: What could steer a terminal, or turn the direction of text: a name or a reason may hold anything.
#: The library hides the same ones in its messages.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
BLANKS = "\t\n\v\f\r"


def clean(text: object) -> str:
    """One line without anything that a terminal would obey."""
    return HIDDEN.sub(escaped, str(text))


def escaped(found: "re.Match[str]") -> str:
    """As the library writes it: "\\u202e", or a space for a line break or a tab."""
    number = ord(found[0])
    if found[0] in BLANKS:
        return " "
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def say(text: str = "") -> None:
    """A line for people, or for a pipe; flushed, since lines of a watch may be minutes apart."""
    print(text, flush=True)


def remark(text: str) -> None:
    """A line that is not part of the result."""
    print(text, file=sys.stderr, flush=True)


def prepare_streams() -> None:
    """A character that the locale does not have becomes a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Python takes the C locale for UTF-8, as it is in most terminals. Who asks for C by name gets ASCII.
            encoding = "ascii" if asks_for_ascii() else None
            stream.reconfigure(encoding=encoding, errors="replace")


def asks_for_ascii() -> bool:
    if os.environ.get("PYTHONIOENCODING") or os.environ.get("PYTHONUTF8"):
        return False
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    return locale in ("C", "POSIX")


def is_terminal() -> bool:
    """Whether somebody looks at what is printed."""
    return sys.stdout.isatty()


def can_redraw(is_traced: bool) -> bool:
    """Whether lines that were printed can be replaced: a terminal that obeys, which nobody else writes to."""
    if not is_terminal() or os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        return False
    return not (sys.stderr.isatty() and (is_traced or os.environ.get("CODELAB_TRACE") == "1"))


def is_colored(wants_none: bool) -> bool:
    """NO_COLOR: see no-color.org."""
    return not wants_none and not os.environ.get("NO_COLOR")
