"""Memory, threads and descriptors are flat, however many calls are made. By hand: soak.py 100000."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from conftest import child_environment
from simulator import PATIENCE, User

CALLS = 5000
#: What is kept once and for all at some time; a few bytes for each call would be more.
SLACK_BYTES = 4 * CALLS
SLACK_BLOCKS = CALLS // 20
SLACK_KIB = 1024


def test_memory_threads_and_descriptors_do_not_grow(user: User) -> None:
    command = [sys.executable, "-X", "dev", "-W", "error", str(Path(__file__).parent / "soak.py"), str(CALLS)]
    result = subprocess.run(
        command, env=child_environment(user), stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE * 2
    )
    first, *_, last = json.loads(result.stdout)
    assert last["threads"] == first["threads"] == 1 and last["descriptors"] <= first["descriptors"]
    assert last["allocated_bytes"] - first["allocated_bytes"] < SLACK_BYTES
    assert last["python_blocks"] - first["python_blocks"] < SLACK_BLOCKS
    assert last["memory_kib"] - first["memory_kib"] < SLACK_KIB
