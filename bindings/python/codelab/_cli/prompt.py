"""Questions in a terminal. They are written to standard error, because standard output has only the result."""

from __future__ import annotations

import os
import sys
import termios
from contextlib import contextmanager
from typing import Iterator

from .failures import FAILED, Failure
from .output import remark

END_OF_LINE = b"\r\n"
END_OF_INPUT = b"\x04"  # Ctrl-D
ERASE_ALL = b"\x15"  # Ctrl-U
ERASE = b"\x08\x7f"


def can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def line(prompt: str) -> str:
    show(prompt)
    typed = sys.stdin.readline()
    if not typed:
        raise ended()
    return typed.strip()


def hidden(prompt: str) -> str:
    """Reads a line that the terminal does not show. Unlike getpass(), it accepts more than the 4095 bytes that a
    terminal keeps for a line: tokens are longer."""
    typed = bytearray()
    descriptor = sys.stdin.fileno()
    try:
        with unseen(descriptor):
            show(prompt)  # not before: an answer that comes at once would be shown
            while True:
                byte = os.read(descriptor, 1)
                if not byte or (byte == END_OF_INPUT and not typed):
                    raise ended()
                if byte in END_OF_LINE:
                    break
                if byte == ERASE_ALL:
                    typed.clear()
                elif byte in ERASE:
                    del typed[-1:]
                else:
                    typed += byte
    finally:
        remark("")
    return typed.decode(errors="replace").strip()


def show(prompt: str) -> None:
    sys.stderr.write(prompt)
    sys.stderr.flush()


def ended() -> Failure:
    return Failure("the input has ended; nothing is written", code=FAILED)


@contextmanager
def unseen(descriptor: int) -> Iterator[None]:
    """Lets the terminal pass each byte on at once, and show none. Ctrl-C still interrupts."""
    before = termios.tcgetattr(descriptor)
    changed = [*before]
    changed[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(descriptor, termios.TCSADRAIN, changed)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
