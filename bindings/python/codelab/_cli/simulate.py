"""The verb that starts the simulator, and tells other commands, or one, where it is."""

from __future__ import annotations

import argparse

from . import options
from .failures import USAGE, Failure

EPILOG = """\
Alone, it runs until Ctrl-C, and prints what to type in another terminal: the
lines for its shell on standard output, all else on standard error. So this is
for one terminal, and ". ./simulator.env; codelab open" for the other:

  codelab simulate > simulator.env

With a command, it runs until that ends, and takes over its exit code; the
command is told where the simulator is:

  codelab simulate -- codelab open
  codelab simulate -- pytest
  codelab simulate -- bash

With --background it returns at once, as ssh-agent does:

  eval "$(codelab simulate --background)"
  codelab open
  kill $CODELAB_SIMULATOR_PID
"""


def add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=0, help="on 127.0.0.1; default: any that is free")
    parser.add_argument(
        "--step-time", type=options.span, metavar="TIME", help="how long each state of a start lasts; default: 1s"
    )
    parser.add_argument("--fail-start", metavar="REASON", help="has starts fail")
    parser.add_argument(
        "--fault", action="append", metavar="JSON", help='something to go wrong, as "codelab-simulator --help" tells'
    )
    parser.add_argument("--background", action="store_true", help="return when it runs; it ends when it is killed")
    parser.set_defaults(command=[])


def port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is 0 to 65535")
    return int(text)


def run_simulate(arguments: argparse.Namespace) -> int:
    if arguments.background and arguments.command:
        raise Failure("--background is without a command", code=USAGE)
    # What starts processes takes long to load, and no other verb does that.
    from .simulator import run

    return run(arguments)
