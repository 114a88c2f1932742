"""The verb that starts the simulator, and passes its address to a command or prints it."""

from __future__ import annotations

import argparse

from . import options
from .failures import USAGE, Failure
from .looking import STATUSES

EPILOG = """\
Without a command, it runs until Ctrl-C and prints the variables to set in
another terminal: shell lines on standard output, the rest on standard error.
Use this in one terminal, and ". ./simulator.env; codelab open" in the other:

  codelab simulate > simulator.env

With a command, it runs until the command ends, and exits with its code. The
variables of the command name the simulator:

  codelab simulate -- codelab open
  codelab simulate --existing stopped -- codelab open
  codelab simulate -- pytest
  codelab simulate -- bash

With --background it returns at once, like ssh-agent:

  eval "$(codelab simulate --background)"
  codelab open
  kill $CODELAB_SIMULATOR_PID
"""


def add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port, default=0, help="port on 127.0.0.1; default: a free one")
    parser.add_argument(
        "--step-time", type=options.span, metavar="TIME", help="duration of each step of a start; default: 1s"
    )
    parser.add_argument("--fail-start", metavar="REASON", help="let starts fail with this reason")
    parser.add_argument(
        "--existing",
        choices=STATUSES,
        metavar="STATUS",
        help='begin with an instance in this status: "stopped", "running", "error", ...',
    )
    parser.add_argument(
        "--open-stopped", choices=["returns", "starts"], help="what the service does when a stopped instance is opened"
    )
    parser.add_argument(
        "--fault", action="append", metavar="JSON", help='fault to produce: see "codelab-simulator --help"'
    )
    parser.add_argument("--background", action="store_true", help="return when it is ready; end it with kill")
    parser.set_defaults(command=[])


def port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def run_simulate(arguments: argparse.Namespace) -> int:
    if arguments.background and arguments.command:
        raise Failure("--background cannot be used with a command", code=USAGE)
    # Imported here, because subprocess takes long to load and no other verb needs it.
    from .simulator import run

    return run(arguments)
