"""The verbs, and what --help says of them."""

from __future__ import annotations

import argparse
from textwrap import fill
from typing import Any, Callable, NamedTuple, Optional

from . import catalog, changing, completion, looking, opening, options, simulate
from .failures import EXIT_CODES
from .session import Session

DESCRIPTION = """\
Opens your ModelArts CodeLab notebook instance, follows it until it can be used,
and looks after it.
"""

EPILOG = f"""\
credentials come from the environment only, as others can read what is typed:
  a token          CODELAB_TOKEN
  access keys      CODELAB_ACCESS_KEY, CODELAB_SECRET_KEY, and with temporary
                   ones CODELAB_SECURITY_TOKEN
  a user           CODELAB_USER_NAME, CODELAB_PASSWORD, CODELAB_DOMAIN_NAME
So is the place, unless options name it: CODELAB_REGION, or CODELAB_ENDPOINT and
CODELAB_PROJECT_ID. Names that begin with OS_ or HUAWEICLOUD_SDK_, which other
tools use, count as well.

The token of an instance, and the address that holds it, let their bearer in:
neither is printed without --secrets.

{EXIT_CODES}

first steps:
  codelab simulate -- bash   a shell that talks to a simulator of the service
  codelab open --browser     open the instance, and its page when it is ready
  codelab show --json        what is known of it, for programs
"""

WIDTH = 80

TAKES_INSTANCE = "[INSTANCE] [options]"


class Verb(NamedTuple):
    name: str
    summary: str
    description: str
    add: Callable[[argparse.ArgumentParser], None]
    #: None: it needs no client.
    run: Optional[Callable[[Session], int]]
    takes: str = "[options]"
    epilog: str = ""


VERBS = (
    Verb(
        "open",
        "open your CodeLab instance, and follow its start",
        "Opens your one free CodeLab instance, or finds the one that is there, and follows it until it can be used. "
        "In a terminal the steps are drawn in place; elsewhere each change is a line.",
        opening.add_open,
        opening.run_open,
    ),
    Verb(
        "show",
        "show an instance",
        "Shows an instance as it is now. The url is without its token, which lets its bearer in: see --secrets.",
        looking.add_show,
        looking.run_show,
        TAKES_INSTANCE,
    ),
    Verb(
        "list",
        "list the instances",
        "Lists the CodeLab instances, or the billed ones. In a pipe each is a line, with tabs between id, name, status "
        "and what is left of the lease; --json tells more.",
        looking.add_list,
        looking.run_list,
    ),
    Verb(
        "watch",
        "follow an instance until it is ready, stopped or deleted",
        "Follows an instance that something is happening to, and ends when it is where it should be.",
        opening.add_watch,
        opening.run_watch,
        TAKES_INSTANCE,
    ),
    Verb(
        "start",
        "start a stopped instance",
        "Starts a stopped instance. Its token is another one afterwards.",
        opening.add_start,
        opening.run_start,
        TAKES_INSTANCE,
    ),
    Verb(
        "stop",
        "stop an instance",
        "Stops an instance; its files stay.",
        changing.add_stop,
        changing.run_stop,
        TAKES_INSTANCE,
    ),
    Verb(
        "delete",
        "delete an instance and its files",
        "Deletes an instance, and all files in it. Asks before, in a terminal; elsewhere --yes is needed.",
        changing.add_delete,
        changing.run_delete,
        TAKES_INSTANCE,
    ),
    Verb(
        "renew",
        "let an instance run on",
        "Renews the lease of a running instance: it will be stopped so long from now.",
        changing.add_renew,
        changing.run_renew,
        TAKES_INSTANCE,
    ),
    Verb(
        "images",
        "list what an instance can be opened with",
        "Lists the images. In a pipe each is a line, with tabs between id, name, and what it is for; "
        "--json tells more.",
        catalog.add_images,
        catalog.run_images,
    ),
    Verb(
        "flavors",
        "list what an instance can run on",
        "Lists the flavors, or those that an instance can be switched to. In a pipe each is a line, with tabs between "
        "id, category, CPUs, memory, GPUs or NPUs, price, and whether it can be had now.",
        catalog.add_flavors,
        catalog.run_flavors,
        TAKES_INSTANCE,
    ),
    Verb(
        "switch",
        "switch an instance to another flavor or image",
        "Stops an instance if it runs, changes it, starts it, and follows it until it can be used. When the flavor is "
        "sold out the instance stays stopped.",
        opening.add_switch,
        opening.run_switch,
        TAKES_INSTANCE,
    ),
    Verb(
        "simulate",
        "start a simulator of the service, to try things with",
        "Starts codelab-simulator, which behaves like the service and forgets everything when it ends.",
        simulate.add_simulate,
        None,
        "[options] [-- COMMAND ...]",
        simulate.EPILOG,
    ),
    Verb(
        "completion",
        "print what a shell needs to complete this command",
        "Prints a script for a shell, which then completes verbs and options.",
        completion.add_completion,
        None,
        "{bash,zsh,fish}",
        completion.EPILOG,
    ),
)


class Parser(argparse.ArgumentParser):
    """Texts keep their lines, and abbreviated options are refused: they would break when another comes."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **settings)


def build_parser() -> argparse.ArgumentParser:
    parser = Parser(prog="codelab", usage="codelab VERB [options]", description=DESCRIPTION, epilog=EPILOG)
    title = "verbs, each with a --help of its own"
    verbs = parser.add_subparsers(title=title, dest="verb", metavar="VERB", prog="codelab")
    parser.add_argument("--version", action="store_true", help="print the versions of command and library")
    options.add_common(parser)
    for verb in VERBS:
        each = verbs.add_parser(
            verb.name,
            help=verb.summary,
            usage=f"codelab {verb.name} {verb.takes}",
            description=fill(verb.description, WIDTH),
            epilog=verb.epilog,
        )
        verb.add(each)
        each.set_defaults(run=verb.run, refuse=each.error)
        if verb.run:
            options.add_common(each, default=argparse.SUPPRESS)
    return parser
