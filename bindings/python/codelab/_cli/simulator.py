"""Starts the simulator and passes its address on. Imported only by the verb simulate."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Mapping

from .failures import DONE, FAILED, Failure
from .output import is_terminal, remark, say

PROGRAM = "codelab-simulator"

PROXIES = ("http_proxy", "all_proxy", "ALL_PROXY")

#: Exit codes of shells.
COMMAND_NOT_FOUND = 127
SIGNALLED = 128


def run(arguments: argparse.Namespace) -> int:
    program = find_program()
    if arguments.background:
        return run_in_background(program, arguments)
    # In its own session, so that Ctrl-C does not reach it. It ends when its input is closed.
    with subprocess.Popen(
        [*command_line(program, arguments), "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if arguments.command else None,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            settings = announced(process)
            if arguments.command:
                return run_command(arguments.command, settings)
            print_settings(settings)
            return waited(process)
        finally:
            if process.stdin:
                process.stdin.close()


def run_in_background(program: str, arguments: argparse.Namespace) -> int:
    process = subprocess.Popen(
        command_line(program, arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    settings = announced(process)
    for line in shell_lines({**settings, "CODELAB_SIMULATOR_PID": str(process.pid)}):
        say(line)
    process.returncode = DONE  # suppresses the warning that it is still running
    return DONE


def find_program() -> str:
    """Returns the program of CODELAB_SIMULATOR, else one in the package, next to this command, or on the path."""
    named = os.environ.get("CODELAB_SIMULATOR")
    folders = [Path(__file__).resolve().parents[1], Path(sys.executable).parent]
    places = [named] if named else [*(str(folder / PROGRAM) for folder in folders), PROGRAM]
    for place in places:
        found = shutil.which(place)
        if found:
            return found
    if named:
        raise Failure("CODELAB_SIMULATOR does not name a program", "set it to the path of codelab-simulator", FAILED)
    raise Failure(
        f"the simulator is not installed: no {PROGRAM} in the package, next to this command, or on the path",
        f'"make" in the source of libcodelab builds build/bin/{PROGRAM}; set CODELAB_SIMULATOR to its path',
        FAILED,
    )


def command_line(program: str, arguments: argparse.Namespace) -> List[str]:
    line = [program, "--port", str(arguments.port)]
    if arguments.step_time is not None:
        line += ["--step-ms", str(round(arguments.step_time.total_seconds() * 1000))]
    if arguments.fail_start is not None:
        line.append(f"--fail-start={arguments.fail_start}")
    if arguments.existing is not None:
        line.append(f"--existing={arguments.existing}")
    if arguments.open_stopped is not None:
        line += ["--open-stopped", arguments.open_stopped]
    return line + [f"--fault={fault}" for fault in arguments.fault or ()]


def announced(process: "subprocess.Popen[str]") -> Dict[str, str]:
    """Reads the simulator's first line and returns it as environment variables for the library."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        hint = "run it without a command and without --background to see why"
        raise Failure(f"the simulator did not start: exit code {process.wait()}", hint)
    announcement = json.loads(line)
    settings = {f"CODELAB_{name.upper()}": announcement[name] for name in ("endpoint", "project_id", "token")}
    return {**settings, **around_proxies(os.environ)}


def around_proxies(environment: Mapping[str, str]) -> Dict[str, str]:
    """Excludes this machine from a proxy."""
    if not any(environment.get(name) for name in PROXIES):
        return {}
    others = environment.get("no_proxy") or environment.get("NO_PROXY")
    return {"no_proxy": ",".join(part for part in (others, "127.0.0.1") if part)}


def shell_lines(settings: Mapping[str, str]) -> Iterator[str]:
    for name, value in settings.items():
        yield f"export {name}={shlex.quote(value)}"


def print_settings(settings: Mapping[str, str]) -> None:
    is_seen = is_terminal()
    remark("The simulator runs until Ctrl-C." + " To use it from another terminal:\n" * is_seen)
    for line in shell_lines(settings):
        say(line)
    if is_seen:
        remark("\nand then, for example: codelab open\n")


def waited(process: "subprocess.Popen[str]") -> int:
    try:
        code = process.wait()
    except KeyboardInterrupt:
        return DONE  # the usual end
    raise Failure(f"the simulator ended with exit code {code}", code=FAILED)


def run_command(command: List[str], settings: Mapping[str, str]) -> int:
    """Runs the command and returns its exit code, as a shell does."""
    # Ctrl-C is for the command. It is handled, not ignored, because the command would inherit an ignored signal.
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with subprocess.Popen(command, env={**os.environ, **settings}) as running:
            try:
                code = running.wait()
            except SystemExit:  # SIGTERM
                running.terminate()
                raise
    except OSError as error:
        raise Failure(f"cannot run {command[0]}: {error.strerror}", code=COMMAND_NOT_FOUND) from None
    finally:
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else SIGNALLED - code
