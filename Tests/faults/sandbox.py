"""Makes system calls of this process fail, as a sandbox does. For programs that a test starts: it cannot be undone."""

from __future__ import annotations

import ctypes
import platform
import struct

PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
RETURN_ALLOW = 0x7FFF0000
RETURN_ERRNO = 0x00050000
#: Load the number of the system call, jump if equal, return.
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06

NUMBERS = {
    "x86_64": {"eventfd2": 290, "epoll_create1": 291, "timerfd_create": 283, "pwritev2": 328},
    "aarch64": {"eventfd2": 19, "epoll_create1": 20, "timerfd_create": 85, "pwritev2": 287},
}


def forbid(name: str, error: int) -> None:
    """From now on, the system call fails with that errno."""
    number = NUMBERS[platform.machine()][name]
    filters = b"".join(
        struct.pack("=HBBI", *each)
        for each in (
            (LOAD, 0, 0, 0),
            (JUMP_IF_EQUAL, 0, 1, number),
            (RETURN, 0, 0, RETURN_ERRNO | error),
            (RETURN, 0, 0, RETURN_ALLOW),
        )
    )
    memory = ctypes.create_string_buffer(filters)
    program = struct.pack("=HxxxxxxQ", 4, ctypes.addressof(memory))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")
