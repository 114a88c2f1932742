"""From the arguments to an exit code."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, List, NoReturn, Optional

import codelab

from .completion import run_completion
from .failures import DONE, FAILED, INTERRUPTED, USAGE, Failure, report, report_error
from .output import prepare_streams, say
from .parser import Parser, build_parser
from .session import Session
from .simulate import run_simulate

#: Exit codes as of a program that SIGPIPE or SIGTERM ended.
BROKEN_PIPE = 128 + signal.SIGPIPE
TERMINATED = 128 + signal.SIGTERM


def main(words: Optional[List[str]] = None) -> int:
    """Runs the command. words: its arguments, without its name."""
    prepare_streams()
    # Exit normally, so that a hidden cursor is shown again.
    signal.signal(signal.SIGTERM, end_at_once)
    try:
        code = run(list(sys.argv[1:] if words is None else words))
        sys.stdout.flush()
        return code
    except Failure as failure:
        report(failure, failure.hint)
        return failure.code
    except codelab.CodelabError as error:
        return report_error(error)
    except KeyboardInterrupt as stop:
        report(stop.args[0] if stop.args else "interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader closed the pipe. Without this, Python would report an error when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        report(f"cannot write the output: {error.strerror or error}")
        return FAILED


def end_at_once(*_: Any) -> NoReturn:
    raise SystemExit(TERMINATED)


def run(words: List[str]) -> int:
    words, command = split(words)
    parser = build_parser()
    arguments, unknown = parser.parse_known_args(words)
    if arguments.verb is None:
        return run_without_verb(parser, arguments.version, unknown)
    if unknown:
        arguments.parser.refuse_unknown(unknown)
    if command and arguments.verb != "simulate":
        arguments.parser.error("only simulate takes a command after --")
    if arguments.verb == "simulate":
        arguments.command = command
        return run_simulate(arguments)
    if arguments.verb == "completion":
        return run_completion(parser, arguments.shell)
    if arguments.run_alone is not None:
        alone: int = arguments.run_alone(arguments)
        return alone
    with Session(arguments) as session:
        code: int = arguments.run(session)
    return code


def run_without_verb(parser: Parser, wants_version: bool, unknown: List[str]) -> int:
    if unknown:
        parser.refuse_unknown(unknown)
    if wants_version:
        say(f"codelab {codelab.__version__} (libcodelab {codelab.library_version()})")
        return DONE
    parser.print_help(sys.stderr)
    return USAGE


def split(words: List[str]) -> "tuple[List[str], List[str]]":
    """Returns the arguments before and after the first --."""
    if "--" not in words:
        return words, []
    at = words.index("--")
    return words[:at], words[at + 1 :]
