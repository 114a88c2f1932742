"""Output of the command, without characters that control a terminal."""

from __future__ import annotations

import io
import os
import re
import sys

#: Characters that control a terminal or the direction of text: names and reasons can contain any. The library escapes
#: the same ones in its messages.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
BLANKS = "\t\n\v\f\r"


def clean(text: object) -> str:
    """Returns the text as one line without control characters."""
    return HIDDEN.sub(escaped, str(text))


def escaped(found: "re.Match[str]") -> str:
    """Returns the library's escape, such as "\\u202e", or a space for a line break or a tab."""
    number = ord(found[0])
    if found[0] in BLANKS:
        return " "
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def say(text: str = "") -> None:
    """Prints a line of the result. It is flushed, because lines of a watch may be minutes apart."""
    print(text, flush=True)


def remark(text: str) -> None:
    """Prints a line that is not part of the result to standard error."""
    print(text, file=sys.stderr, flush=True)


def prepare_streams() -> None:
    """Replaces characters that the locale does not have by question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Python treats the C locale as UTF-8, as most terminals do. If a variable names it, use ASCII.
            encoding = "ascii" if asks_for_ascii() else None
            stream.reconfigure(encoding=encoding, errors="replace")


def asks_for_ascii() -> bool:
    if os.environ.get("PYTHONIOENCODING") or os.environ.get("PYTHONUTF8"):
        return False
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG")
    return locale in ("C", "POSIX")


def is_terminal() -> bool:
    """Returns True if standard output is a terminal."""
    return sys.stdout.isatty()


def can_redraw(is_traced: bool) -> bool:
    """Returns True if printed lines can be replaced: in a terminal that supports it, without a trace in it."""
    if not is_terminal() or os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        return False
    return not (sys.stderr.isatty() and (is_traced or os.environ.get("CODELAB_TRACE") == "1"))


def is_colored(wants_none: bool) -> bool:
    """Returns True unless --no-color or NO_COLOR (no-color.org) is given."""
    return not wants_none and not os.environ.get("NO_COLOR")
