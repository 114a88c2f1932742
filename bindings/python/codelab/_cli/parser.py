"""The verbs and their help."""

from __future__ import annotations

import argparse
from textwrap import fill
from typing import Any, Callable, Iterable, List, NamedTuple, NoReturn, Optional

from . import catalog, changing, completion, doctor, keeping, login, looking, opening, options, simulate, switching
from .failures import EXIT_CODES
from .session import Session

DESCRIPTION = """\
Opens your ModelArts CodeLab notebook instance, follows it until it is usable,
and manages it.
"""

EPILOG = f"""\
credentials and region are the first of these, and never options, because other
users can read command lines:
  --profile NAME      a profile that "codelab login" has stored
  --cloud NAME        a cloud of clouds.yaml, shared with the OpenStack clients
  environment         CODELAB_TOKEN; or CODELAB_ACCESS_KEY, CODELAB_SECRET_KEY
                      and for temporary keys CODELAB_SECURITY_TOKEN; or
                      CODELAB_USER_NAME, CODELAB_PASSWORD, CODELAB_DOMAIN_NAME.
                      The names OS_*, HUAWEICLOUD_SDK_* and HW_* count as well
  CODELAB_PROFILE     names a profile, OS_CLOUD a cloud
  files               the default profile; the only cloud of clouds.yaml; the
                      credentials file of the SDKs of Huawei Cloud
The service is that of the same source, of CODELAB_REGION, or of
CODELAB_ENDPOINT and CODELAB_PROJECT_ID. "codelab doctor" shows what is used.

The token of an instance, and the address that contains it, give access to the
instance. They are printed only with --secrets.

{EXIT_CODES}

first steps:
  codelab login              store region and credential
  codelab simulate -- bash   a shell that talks to a simulator of the service
  codelab open --browser     open the instance, and its page when it is ready
  codelab keep --for 8h      renew its lease for eight hours
  codelab show --json        show the instance, for programs
  codelab doctor             find out why something does not work
"""

WIDTH = 80

TAKES_INSTANCE = "[INSTANCE] [options]"


class Verb(NamedTuple):
    name: str
    summary: str
    description: str
    add: Callable[[argparse.ArgumentParser], None]
    #: None: the verb needs no client.
    run: Optional[Callable[[Session], int]]
    takes: str = "[options]"
    epilog: str = ""
    #: For a verb that takes the options of a client and makes the client itself.
    run_alone: Optional[Callable[[argparse.Namespace], int]] = None


VERBS = (
    Verb(
        "open",
        "open your CodeLab instance, and wait until it is ready",
        "Opens your one free CodeLab instance, or finds the existing one, and returns when you can use it. A stopped "
        "instance is started; one that is stopping or being deleted is waited for; one that has failed ends with the "
        "next command to type. In a terminal the steps are drawn in place; elsewhere only the result is printed, "
        "unless --watch is given.",
        opening.add_open,
        opening.run_open,
    ),
    Verb(
        "show",
        "show an instance",
        "Shows the current state of an instance. The url does not contain the token: see --secrets.",
        looking.add_show,
        looking.run_show,
        TAKES_INSTANCE,
    ),
    Verb(
        "list",
        "list the instances",
        "Lists the CodeLab instances, or the billed ones. In a pipe each is a line with tabs between id, name, status "
        "and remaining time of the lease; --json prints all fields.",
        looking.add_list,
        looking.run_list,
    ),
    Verb(
        "watch",
        "follow an instance until it is ready, stopped or deleted",
        "Follows the changes of an instance until it reaches the state of --until.",
        opening.add_watch,
        opening.run_watch,
        TAKES_INSTANCE,
    ),
    Verb(
        "start",
        "start a stopped instance",
        "Starts a stopped instance. Each start changes its token.",
        opening.add_start,
        opening.run_start,
        TAKES_INSTANCE,
    ),
    Verb(
        "stop",
        "stop an instance",
        "Stops an instance; its files are kept.",
        changing.add_stop,
        changing.run_stop,
        TAKES_INSTANCE,
    ),
    Verb(
        "delete",
        "delete an instance and its files",
        "Deletes an instance and all files in it. Asks first in a terminal; elsewhere --yes is required. A running "
        "instance must be stopped first: see --stop.",
        changing.add_delete,
        changing.run_delete,
        TAKES_INSTANCE,
    ),
    Verb(
        "renew",
        "extend the lease of an instance",
        "Renews the lease of a running instance. The duration counts from now.",
        changing.add_renew,
        changing.run_renew,
        TAKES_INSTANCE,
    ),
    Verb(
        "keep",
        "keep an instance alive: renew its lease until Ctrl-C",
        "Renews the lease of each instance before it ends, until Ctrl-C, the time of --for, or the stop of the instance. "
        "A renewal that fails is repeated while the lease lasts. Afterwards the lease runs out. In a terminal the time "
        "left is drawn in place; elsewhere each renewal is a line, with --json an object.",
        keeping.add_keep,
        keeping.run_keep,
        "[INSTANCE ...] [options]",
    ),
    Verb(
        "images",
        "list the images that an instance can be opened with",
        "Lists the images. In a pipe each is a line with tabs between id, name and kinds of processors; --json prints "
        "all fields.",
        catalog.add_images,
        catalog.run_images,
    ),
    Verb(
        "flavors",
        "list the flavors that an instance can run on",
        "Lists the flavors, or those that an instance can be switched to. In a pipe each is a line with tabs between "
        "id, category, CPUs, memory, GPUs or NPUs, price and availability.",
        catalog.add_flavors,
        catalog.run_flavors,
        TAKES_INSTANCE,
    ),
    Verb(
        "switch",
        "switch an instance to another flavor or image",
        "Checks whether the instance can have the flavor and the image, stops it if it runs, changes it, starts it, and "
        "follows it until it is usable. Asks before it stops a running instance. After a failure the instance is started "
        "again as it was.",
        switching.add_switch,
        switching.run_switch,
        TAKES_INSTANCE,
    ),
    Verb(
        "login",
        "store region and credential in a profile",
        "Asks for region and credential, checks them with the service, and stores them in the profile of --profile, "
        "or else in the default profile.",
        login.add_login,
        None,
        epilog=login.EPILOG,
        run_alone=login.run_login,
    ),
    Verb(
        "doctor",
        "check settings, network, credential and instance",
        "Checks everything that opening an instance needs, and prints a line with a verdict for each check. It changes "
        "nothing.",
        doctor.add_doctor,
        None,
        epilog=doctor.EPILOG,
        run_alone=doctor.run_doctor,
    ),
    Verb(
        "simulate",
        "start a simulator of the service",
        "Starts codelab-simulator, which behaves like the service and loses all data when it ends.",
        simulate.add_simulate,
        None,
        "[options] [-- COMMAND ...]",
        simulate.EPILOG,
    ),
    Verb(
        "completion",
        "print a completion script for a shell",
        "Prints a script with which a shell completes verbs and options.",
        completion.add_completion,
        None,
        "{bash,zsh,fish}",
        completion.EPILOG,
    ),
)


class Parser(argparse.ArgumentParser):
    """Keeps line breaks of texts, and rejects abbreviated options, which a new option could make ambiguous."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **settings)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Overrides the check of choices, to suggest the nearest one."""
        if action.choices is None or value in action.choices:
            return
        if action.dest == "verb":
            self.error(f"unknown verb {value!r}{suggestion(value, action.choices)}")
        known = ", ".join(map(str, action.choices))
        raise argparse.ArgumentError(action, f"invalid choice: {value!r} (choose from {known})")

    def refuse_unknown(self, words: List[str]) -> NoReturn:
        """Reports arguments that the verb does not take."""
        known = [option for option in self._option_string_actions if option.startswith("--")]
        near = suggestion(words[0], known, lists_all=False) if words[0].startswith("-") else ""
        self.error(f"unrecognized arguments: {' '.join(words)}{near}")


def suggestion(word: str, known: Iterable[str], *, lists_all: bool = True) -> str:
    """Returns a question with the nearest known word, else the list of them."""
    import difflib

    all_known = [str(each) for each in known]
    near = [each for each in all_known if each.startswith(word)] or difflib.get_close_matches(word, all_known, n=1)
    if near:
        return f": did you mean {near[0]}?"
    return f"; verbs: {', '.join(all_known)}" if lists_all else ""


def build_parser() -> Parser:
    parser = Parser(prog="codelab", usage="codelab VERB [options]", description=DESCRIPTION, epilog=EPILOG)
    title = "verbs, each with its own --help"
    verbs = parser.add_subparsers(title=title, dest="verb", metavar="VERB", prog="codelab")
    parser.add_argument("--version", action="store_true", help="print the versions of the command and the library")
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
        each.set_defaults(run=verb.run, run_alone=verb.run_alone, parser=each)
        if verb.run or verb.run_alone:
            options.add_common(each, default=argparse.SUPPRESS)
    return parser
