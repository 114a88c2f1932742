"""Logs the trace of clients with the logger "codelab", at level DEBUG.

The library writes the lines to a pipe, which all clients of the process share. A thread reads and logs them.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
import threading
import traceback
from typing import Optional

LOGGER = logging.getLogger("codelab")
LOGGER.addHandler(logging.NullHandler())

#: How long the end of the interpreter waits for a handler that has not written the last lines.
PATIENCE = 5.0


class TraceLog:
    """A pipe, and the thread that reads it until the end of the process."""

    def __init__(self) -> None:
        self._reader, self.writer = os.pipe()
        self._thread = threading.Thread(target=self._run, name="codelab-trace", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        rest = b""
        while True:
            piece = os.read(self._reader, 65536)
            if not piece:
                os.close(self._reader)
                return
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                # Without its time, because a record has its own.
                log(line.decode(errors="replace").partition(" ")[2])

    def finish(self) -> None:
        """Logs the lines that have been written, and ends."""
        os.close(self.writer)
        self._thread.join(PATIENCE)

    def forget(self) -> None:
        """Closes the copy that a child process has: the thread is not in it."""
        os.close(self.writer)
        os.close(self._reader)


def log(message: str) -> None:
    try:
        LOGGER.debug("%s", message)
    except Exception:  # of a filter: the next lines must not be lost with it
        if logging.raiseExceptions:
            traceback.print_exc()


_lock = threading.Lock()
_log: Optional[TraceLog] = None


def descriptor() -> int:
    """Returns the descriptor to write to; 0 if the logger is not enabled for DEBUG."""
    global _log
    if not LOGGER.isEnabledFor(logging.DEBUG) or has_no_threads():
        return 0
    with _lock:
        if _log is None:
            _log = TraceLog()
        return _log.writer


def has_no_threads() -> bool:
    """Returns True if gevent has replaced threads with greenlets: one that reads a pipe would block all others."""
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and bool(monkey.is_module_patched("threading"))


def finish() -> None:
    global _log
    with _lock:
        ended, _log = _log, None
    if ended is not None:
        ended.finish()


def begin_child() -> None:
    """After a fork. The parent's lock may be held for ever."""
    global _log, _lock
    _lock = threading.Lock()
    inherited, _log = _log, None
    if inherited is not None:
        inherited.forget()


atexit.register(finish)
os.register_at_fork(after_in_child=begin_child)
