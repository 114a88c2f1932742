#!/usr/bin/env python3
"""Makes a number of calls of all kinds, and reports how memory, threads and descriptors grew.

    soak.py CALLS        prints one line of JSON; the service is the one that the environment names

The first tenth is for what is set up once: buffers, connections, caches of the interpreter. The rest is looked at.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import sys
from typing import Dict, List

import codelab

#: The calls of one round; those that are cancelled count.
ROUND = 44


class Mallinfo(ctypes.Structure):
    """struct mallinfo2 of glibc."""

    _fields_ = [(f"number_{number}", ctypes.c_size_t) for number in range(10)]


mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Mallinfo


def in_use() -> Dict[str, int]:
    """Returns what the process has in use. Only the private pages include memory that allocators keep for reuse."""
    gc.collect()
    allocated = mallinfo()
    with open("/proc/self/smaps_rollup", encoding="ascii") as file:
        [private] = [int(line.split()[1]) for line in file if line.startswith("Private_Dirty:")]
    return {
        "memory_kib": private,
        "allocated_bytes": allocated.number_7 + allocated.number_4,
        "python_blocks": sys.getallocatedblocks(),
        "threads": len(os.listdir("/proc/self/task")),
        "descriptors": len(os.listdir("/proc/self/fd")),
    }


def blocking(client: codelab.Client, id: str) -> None:
    for _ in range(10):
        client.open(timeout=60)
        client.show(id)
    for _ in range(5):
        try:
            client.show("nowhere")
        except codelab.NotFoundError:
            pass
        list(client.instances())
        with codelab.Cancel() as cancel:
            cancel.trigger()
            try:
                client.open(cancel=cancel)
            except codelab.CancelledError:
                pass


async def awaited(client: codelab.AsyncClient, id: str) -> None:
    await asyncio.gather(*(client.open(timeout=60) for _ in range(5)))
    async with client.watch(id) as watch:
        await watch.__anext__()
    task = asyncio.ensure_future(client.show(id))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async for _ in client.flavors():
        break


async def soak(calls: int) -> List[Dict[str, int]]:
    codelab.set_pace(requests_per_second=codelab.UNLIMITED)
    asyncio.get_running_loop().slow_callback_duration = 60  # what blocks here does so on purpose
    seen: List[Dict[str, int]] = []
    with codelab.Client() as client:
        async with codelab.AsyncClient() as other:
            id = str(client.open().id)
            for done in range(0, calls, ROUND):
                if done * 10 >= calls * (len(seen) + 1) and len(seen) < 10:
                    seen.append(in_use())
                blocking(client, id)
                await awaited(other, id)
                with codelab.Client() as short:
                    short.show(id)
            return [*seen, in_use()]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(soak(int(sys.argv[1])))))
