"""Whether the caller runs on the thread on which Python runs signal handlers."""

from __future__ import annotations

import os
import threading
from ctypes import CDLL

# gevent and others replace the functions of threading and _thread, whose numbers are those of greenlets then. The
# kernel's numbers are not replaced: on the first thread of a process, the thread's number is that of the process.
thread_id = CDLL(None).gettid
thread_id.argtypes = ()


def is_main_thread() -> bool:
    """Returns True on the first thread of the process, and on the one that Python takes for its main thread."""
    return thread_id() == os.getpid() or threading.get_ident() == threading.main_thread().ident
