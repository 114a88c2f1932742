"""The verbs open, start and watch."""

from __future__ import annotations

import argparse
from typing import Any, Dict, Optional

import codelab

from . import options
from .failures import DONE, FAILED, USAGE, Failure, after_open
from .following import change, follow, say_end, say_result
from .keeping import add_keep_options, check_keep_options, keep
from .session import Session

UNTIL = {"ready": codelab.Until.READY, "stopped": codelab.Until.STOPPED, "deleted": codelab.Until.DELETED}

WEB = ("https://", "http://")

OPEN_INTERRUPTED = 'interrupted; the instance may still start: "codelab open" continues'


def add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--image", metavar="ID", help='from "codelab images"; default: a multi-kernel CPU image')
    parser.add_argument("--share-url", metavar="URL", help="public address of an .ipynb file to open")
    parser.add_argument(
        "--replace-failed",
        action="store_true",
        help="delete an instance that has failed, with all files in it, and open another one",
    )
    parser.add_argument(
        "--watch",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="print each change; default: in a terminal, unless --json is given. --no-watch: do not wait until it is "
        "ready, and start no stopped instance",
    )
    parser.add_argument(
        "--browser", action="store_true", help="open its page in a browser, signed in, when it is ready"
    )
    options.add_secrets(parser)
    options.add_timeout(parser, "time limit until the instance is ready")
    keeping = parser.add_argument_group("keeping it alive")
    keeping.add_argument(
        "--keep", action="store_true", help="then renew its lease until Ctrl-C, as codelab keep does"
    )
    add_keep_options(keeping)
    create = parser.add_argument_group("in regions that do not offer the call")
    create.add_argument("--create-if-not-offered", action="store_true", help="create an instance; needs --image")
    create.add_argument("--name", help='name of the created instance; default: "codelab"')
    create.add_argument("--flavor", metavar="ID", help='its flavor; default: "modelarts.vm.cpu.free"')


def run_open(session: Session) -> int:
    given = session.arguments
    check_combinations(given)
    if given.keep and given.json and given.watch is None:
        given.watch = True  # each change is an object on one line, and each renewal too
    try:
        instance = open_at_once(session) if given.watch is False else open_until_ready(session)
    except codelab.CodelabError as error:
        raise after_open(error) from error
    if given.browser and instance is not None:
        show_in_browser(instance)
    if given.keep and instance is not None:
        return keep(session, [instance])
    return DONE


def open_at_once(session: Session) -> codelab.Instance:
    instance = session.client.open(**request_of(session.arguments), cancel=session.cancel)
    say_result(session, instance)
    return instance


def open_until_ready(session: Session) -> Optional[codelab.Instance]:
    given = session.arguments

    def changes(_: Optional[codelab.Instance]) -> codelab.Watch:
        return session.client.open_watch(
            **request_of(given), replace_failed=given.replace_failed, cancel=session.cancel
        )

    instance = follow(
        session, "Opening your CodeLab instance", None, changes, is_shown=session.follows, interrupted=OPEN_INTERRUPTED
    )
    if not session.follows:
        say_result(session, instance)
    elif not session.wants_json:
        say_end(session, instance, codelab.Until.READY)
    return instance


def request_of(given: argparse.Namespace) -> Dict[str, Any]:
    return {
        "image_id": given.image,
        "share_url": given.share_url,
        "create_if_not_offered": given.create_if_not_offered,
        "name": given.name,
        "flavor": given.flavor,
    }


def check_combinations(given: argparse.Namespace) -> None:
    check_keep_options(given)
    if (given.name or given.flavor) and not given.create_if_not_offered:
        hint = '"codelab switch --flavor ID" changes the flavor of an instance'
        raise Failure("--name and --flavor need --create-if-not-offered", hint, USAGE)
    if given.create_if_not_offered and not given.image:
        raise Failure("--create-if-not-offered needs --image", '"codelab images" lists them', USAGE)
    if given.replace_failed and given.watch is False:
        raise Failure("--replace-failed waits until the instance is ready: remove --no-watch", code=USAGE)
    if given.browser and given.watch is False:
        raise Failure("--browser waits until the instance is ready: remove --no-watch", code=USAGE)


def show_in_browser(instance: codelab.Instance) -> None:
    """Passes the address to the browser as an argument, which other users of the machine may see for a moment."""
    import webbrowser

    address = instance.browser_url or ""
    if not address.startswith(WEB):
        raise Failure("the instance has no address that a browser can open", code=FAILED)
    if not webbrowser.open(address):
        raise Failure("no browser was found", "set BROWSER to a browser, or print the address with --secrets", FAILED)


def add_start(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    options.add_lease(parser, endless=True)
    options.add_watch(parser, "ready")
    options.add_secrets(parser)
    options.add_timeout(parser)


def run_start(session: Session) -> int:
    given, id = session.arguments, session.instance_id()

    def begin() -> codelab.Instance:
        return session.client.start(
            id, duration=given.duration, type=options.lease_type(given.lease_type), cancel=session.cancel
        )

    change(session, "Starting the instance", begin, id=id)
    return DONE


def add_watch(parser: argparse.ArgumentParser) -> None:
    options.add_instance(parser)
    parser.add_argument(
        "--until", choices=list(UNTIL), default="ready", help="state to wait for; default: %(default)s"
    )
    options.add_secrets(parser)
    options.add_timeout(parser)


def run_watch(session: Session) -> int:
    id, until = session.instance_id(), UNTIL[session.arguments.until]

    def changes(_: Optional[codelab.Instance]) -> codelab.Watch:
        return session.client.watch(id, until=until, cancel=session.cancel)

    instance = follow(session, "Watching the instance", None, changes, until=until)
    if not session.wants_json:
        say_end(session, instance, until, is_there=True)
    return DONE
