#!/usr/bin/env python3
"""Starts Python for one line of source, some times: "import_python.py TIMES SOURCE", and one line of JSON."""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    times, source = int(sys.argv[1]), sys.argv[2]
    cpu, wall = 0.0, time.monotonic_ns()
    for _ in range(times):
        child = os.posix_spawn(sys.executable, [sys.executable, "-c", source], os.environ)
        _, status, used = os.wait4(child, 0)
        if status:
            raise SystemExit(f"{source!r} ended with status {os.waitstatus_to_exitcode(status)}")
        cpu += used.ru_utime + used.ru_stime
    wall = time.monotonic_ns() - wall
    print(json.dumps({"name": source, "count": times, "cpu_ns": round(cpu * 1e9), "wall_ns": wall}))


if __name__ == "__main__":
    main()
