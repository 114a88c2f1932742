"""The command codelab in a new terminal, and what the terminal shows."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from fcntl import ioctl
from types import TracebackType
from typing import Callable, Dict, List, Optional, Type

import pyte

from conftest import child_environment
from runner import NO_SETTINGS, PROGRAM
from simulator import PATIENCE, User


class Terminal:
    """The command in a new terminal, and what the terminal shows."""

    def __init__(
        self,
        *words: str,
        user: Optional[User] = None,
        columns: int = 80,
        rows: int = 24,
        environment: Optional[Dict[str, str]] = None,
        program: Optional[List[str]] = None,
    ) -> None:
        self._ours, its = pty.openpty()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self._resize(columns, rows)
        named = {**NO_SETTINGS, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(environment or {})}
        self._child = subprocess.Popen(
            [*(program or PROGRAM), *words],
            env=child_environment(user, named),
            stdin=its,
            stdout=its,
            stderr=its,
            start_new_session=True,
            preexec_fn=own_terminal,
        )
        os.close(its)

    def _resize(self, columns: int, rows: int) -> None:
        ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns: int, rows: int) -> None:
        self._resize(columns, rows)
        self._screen.resize(rows, columns)

    @property
    def lines(self) -> List[str]:
        """Returns the lines that the terminal shows, from the top."""
        return [line.rstrip() for line in self._screen.display if line.strip()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def is_cursor_hidden(self) -> bool:
        return bool(self._screen.cursor.hidden)

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def send_signal(self, number: "signal.Signals") -> None:
        self._child.send_signal(number)

    def wait_for(self, *parts: str) -> None:
        """Waits until the terminal shows all of these texts at once."""
        self.wait_until(lambda: all(part in self.text for part in parts))

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        self._read(is_so)
        assert is_so(), f"what was waited for was never to be seen; but:\n{self.text}"

    def wait_for_bytes(self, *parts: bytes) -> None:
        """Until these have been written, one after the other."""
        sought = re.compile(b".*".join(re.escape(part) for part in parts), re.DOTALL)
        self._read(lambda: bool(sought.search(self.raw)))
        assert sought.search(self.raw), f"never written: {parts!r}; but: {self.raw!r}"

    def wait(self) -> int:
        """Until the command has ended: its code."""
        self._read(lambda: False)
        return self._child.wait(PATIENCE)

    def _read(self, is_enough: Callable[[], bool]) -> None:
        """Shows what is written until that is enough, or nothing comes any more."""
        end = time.monotonic() + PATIENCE
        while not is_enough():
            left = end - time.monotonic()
            assert left > 0, f"nothing more came, and there is:\n{self.text}"
            if not select.select([self._ours], [], [], left)[0]:
                continue
            try:
                piece = os.read(self._ours, 65536)
            except OSError:  # the other end is closed
                return
            self.raw += piece
            self._stream.feed(piece)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        os.close(self._ours)


def own_terminal() -> None:
    """In the child: Ctrl-C of this terminal is for it. The suite may have been started with that ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ioctl(0, termios.TIOCSCTTY, 0)
