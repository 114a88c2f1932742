"""Runs the programs under strace, callgrind and the counting allocator, and reads their output."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Callable, Dict, List, Optional, Protocol, Tuple, Type

from callgrind import Profile, read_profile

PATIENCE = 120

#: The caller must have gone to sleep before its answer comes, as with a real service: only then do its counts repeat.
DELAY_US = 3000

#: What a program needs of its surroundings: no proxies, no trace, no settings of the person who runs this.
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "HOME": "/nonexistent"}

SYSTEM_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?([a-z_0-9]+)\(")


class Service:
    """The server of one answer. It ends when its standard input does."""

    def __init__(self, program: Path, answer: Path, delay_us: int = 0) -> None:
        self._process = subprocess.Popen(
            [str(program), str(answer), str(delay_us)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = self._line()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def last_request(self) -> List[str]:
        """Its lines: the request line, the headers, an empty one, the body."""
        assert self._process.stdin is not None
        self._process.stdin.write("request\n")
        self._process.stdin.flush()
        return bytes.fromhex(self._line()).decode().split("\r\n")

    def __enter__(self) -> "Service":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._process.communicate(timeout=PATIENCE)


class Repeated(Protocol):
    """A program that does the same so many times."""

    def command(self, calls: int) -> List[str]: ...


class Decoding:
    """A program that decodes an answer."""

    def __init__(self, program: Path, answer: Path) -> None:
        self._command = [str(program), str(answer)]

    def command(self, calls: int) -> List[str]:
        return [*self._command, str(calls)]


class Loop:
    """A program that makes so many calls of the service."""

    def __init__(self, program: Path, service: Service, headers: Tuple[str, ...] = ()) -> None:
        self.name = program.name
        self._command = [str(program), service.port]
        self._headers = headers

    def command(self, calls: int) -> List[str]:
        return [*self._command, str(calls), *self._headers]


def run(command: List[str], **more: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        command,
        env={**ENVIRONMENT, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr}")
    return done


def a_call(measured: Callable[[int], "Counter[str]"], calls: int) -> Dict[str, float]:
    """What one call costs: twice as many calls less as many, by name."""
    few, many = measured(calls), measured(2 * calls)
    costs = {name: (many[name] - few[name]) / calls for name in {*few, *many}}
    return {name: cost for name, cost in sorted(costs.items()) if cost}


def system_calls(loop: Loop, scratch: Path, calls: int) -> Dict[str, float]:
    def measured(calls: int) -> "Counter[str]":
        log = scratch / "strace"
        run(["strace", "-f", "-qq", "-o", str(log), *loop.command(calls)])
        return count_system_calls(log.read_text())

    return a_call(measured, calls)


def count_system_calls(log: str) -> "Counter[str]":
    return Counter(found.group(1) for found in map(SYSTEM_CALL.match, log.splitlines()) if found)


def allocations(loop: Loop, counter: Path, calls: int) -> Dict[str, float]:
    def measured(calls: int) -> "Counter[str]":
        words = run(loop.command(calls), LD_PRELOAD=str(counter)).stderr.split()
        assert words[:1] == ["allocations:"], words
        return Counter(dict(zip(words[1::2], map(int, words[2::2]))))

    return a_call(measured, calls)


def asleep(loop: Loop, watches: int) -> Dict[str, float]:
    """What the allocator holds for each of them."""

    def measured(watches: int) -> "Counter[str]":
        told = json.loads(run(loop.command(watches)).stdout)
        return Counter({name: told[name] for name in ("blocks", "bytes")})

    return a_call(measured, watches)


def instructions(loop: Repeated, scratch: Path, calls: int) -> Profile:
    """The profile of `calls` calls."""

    def measured(calls: int) -> Profile:
        out = scratch / "callgrind"
        run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *loop.command(calls)])
        return read_profile(out)

    few = measured(calls)
    return measured(2 * calls) - few


def loading(program: Path, library: Path, scratch: Path) -> Tuple[Dict[str, int], int]:
    """The system calls of loading the library where libcurl is loaded already, and the threads after it."""
    log = scratch / "strace"
    threads = run(["strace", "-f", "-qq", "-o", str(log), str(program), str(library)]).stdout.split()[-1]
    between = re.search(r'write\(1, "begin\\n".*?\n(.*)\n[^\n]*write\(1, "end\\n"', log.read_text(), re.DOTALL)
    assert between, log.read_text()
    return dict(count_system_calls(between.group(1))), int(threads)
