"""Detects the thread on which Python runs signal handlers."""

from __future__ import annotations

import os
import threading
from ctypes import CDLL

# gevent replaces functions of threading and _thread, which then return numbers of greenlets. The kernel's numbers are
# reliable: on the first thread of a process, the thread id is the process id.
thread_id = CDLL(None).gettid
thread_id.argtypes = ()


def is_main_thread() -> bool:
    """Returns True on the first thread of the process, and on Python's main thread."""
    return thread_id() == os.getpid() or threading.get_ident() == threading.main_thread().ident
