"""The verb that stores region and credential in a profile."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import codelab

from .._profiles import config_toml
from .._profiles.files import File, read, shown
from .._profiles.options import CREDENTIALS, OF_REGION, PROJECT, kind_of
from . import options, prompt
from .failures import DONE, USAGE, Failure, exit_code_and_hint, message_of
from .output import clean, remark, say
from .session import GIVEN
from .values import say_value

EPILOG = """\
It writes ~/.config/codelab/config.toml with mode 0600, and keeps other profiles
and comments. The first profile becomes the default: "codelab open" uses it if
the environment has no credential. Nothing is written before the service has
accepted the credential. Options are stored too:

  codelab login --profile course --project-name eu-de_course
"""

#: Options that the terminal does not show.
HIDDEN = frozenset({"password", "secret_key", "security_token", "token"})

#: The kinds of credentials, in the order of the menu.
KINDS = {"user": "user and password", "access keys": "access keys", "token": "a token"}


class Question(NamedTuple):
    option: str
    text: str
    is_required: bool = True


QUESTIONS: Dict[str, List[Question]] = {
    "user": [
        Question("domain_name", "Account (domain) name"),
        Question("user_name", "User name"),
        Question("password", "Password"),
    ],
    "access keys": [
        Question("access_key", "Access key (AK)"),
        Question("secret_key", "Secret key (SK)"),
        Question("security_token", "Security token of temporary keys", is_required=False),
    ],
    "token": [Question("token", "Token")],
}

REGION = Question("region", "Region, such as eu-de")
PROJECT_NAME = Question("project_name", "Project name", is_required=False)


def add_login(parser: argparse.ArgumentParser) -> None:
    options.add_timeout(parser)


def run_login(arguments: argparse.Namespace) -> int:
    if arguments.cloud is not None:
        raise Failure("login writes a profile, so --cloud cannot be used", code=USAGE)
    path = config_toml.path()
    if not prompt.can_ask():
        hint = f'elsewhere set the variables that "codelab --help" lists, or write {shown(path)}'
        raise Failure("login needs a terminal to ask for the credential", hint, USAGE)
    file = read(path) or File(path, "", 0o600)
    document = config_toml.parse(file)
    default = os.environ.get("CODELAB_PROFILE") or config_toml.default_name(file, document)
    name: str = arguments.profile or default
    before: Dict[str, Any] = config_toml.tables(file, document).get(name, {})
    remark(f"Profile {clean(repr(name))} in {clean(shown(path))}. Enter keeps a value in brackets.")
    changes = ask(arguments, before)
    after = {key: value for key, value in {**before, **changes}.items() if value is not None}
    check(arguments, config_toml.source(file, name, after).values)
    store(path, name, changes)
    if arguments.json:
        say_value({"profile": name, "file": str(path)})
    else:
        say(f"profile {clean(repr(name))} is stored in {clean(shown(path))}")
        remark(hint_after(name))
    return DONE


def store(path: Path, name: str, changes: Dict[str, Optional[str]]) -> None:
    # Imported here, because tempfile takes long to load and no other verb needs it.
    from .._profiles import config_writer

    config_writer.store(path, name, changes)


def hint_after(name: str) -> str:
    default = config_toml.load_default()
    is_default = default is not None and default.name == f"profile {name!r}"
    return 'hint: "codelab open" uses it' if is_default else f'hint: "codelab --profile {clean(name)} open" uses it'


def ask(arguments: argparse.Namespace, before: Dict[str, Any]) -> Dict[str, Optional[str]]:
    """Returns the new value of each key that changes; None for keys to remove."""
    old = dict(before)
    changes: Dict[str, Optional[str]] = {}
    for option in GIVEN:
        value = getattr(arguments, option)
        if value is not None:
            changes[option] = os.path.abspath(value) if option == "ca_file" else value
    kind = ask_kind(kind_of(old))
    ask_place(changes, old)
    for question in QUESTIONS[kind]:
        changes[question.option] = answer(question, old)
        if question.option in ("user_name", "access_key") and changes[question.option] != old.get(question.option):
            drop(changes, old, tuple(HIDDEN))  # another one has other secrets
    for other, names in CREDENTIALS.items():
        if other != kind:
            drop(changes, old, names)
    return {key: value for key, value in changes.items() if value != before.get(key)}


def ask_place(changes: Dict[str, Optional[str]], old: Dict[str, Any]) -> None:
    """Asks for region and project, unless options name them."""
    has_endpoint = "endpoint" in changes or ("endpoint" in old and "region" not in old)
    if "region" not in changes and not has_endpoint:
        changes["region"] = answer(REGION, old)
    region = changes.get("region")
    if region is not None and region != old.get("region"):
        drop(changes, old, OF_REGION)
    if any(option in changes for option in PROJECT):
        drop(changes, old, PROJECT)
    if not any(changes.get(option) for option in PROJECT) and "project_id" not in old:
        changes["project_name"] = answer(PROJECT_NAME, old, otherwise=f"that of {region}" if region else "")


def drop(changes: Dict[str, Optional[str]], before: Dict[str, Any], names: Tuple[str, ...]) -> None:
    for name in names:
        if before.pop(name, None) is not None:
            changes.setdefault(name, None)


def ask_kind(before: Optional[str]) -> str:
    names = list(KINDS)
    default = names.index(before) + 1 if before in names else 1
    menu = ", ".join(f"({number}) {KINDS[name]}" for number, name in enumerate(names, 1))
    while True:
        typed = prompt.line(f"Sign in with {menu} [{default}]: ") or str(default)
        if typed in map(str, range(1, len(names) + 1)):
            return names[int(typed) - 1]
        remark(f"Type a number from 1 to {len(names)}.")


def answer(question: Question, before: Dict[str, Any], *, otherwise: str = "") -> Optional[str]:
    """Returns what is typed, else the value before, else None. otherwise: the meaning of no value"""
    is_secret = question.option in HIDDEN
    old: Optional[str] = before.get(question.option)
    bracket = f" [{'unchanged' if is_secret else clean(old)}]" if old else f" [{otherwise}]" if otherwise else ""
    if not question.is_required and not bracket:
        bracket = " [none]"
    while True:
        asked = f"{question.text}{bracket}: "
        typed = prompt.hidden(asked) if is_secret else prompt.line(asked)
        if typed or old or not question.is_required:
            return typed or old
        remark("This is required. Ctrl-C ends without a change.")


def check(arguments: argparse.Namespace, values: Dict[str, Any]) -> None:
    """Lists the instances, to see whether the service accepts the credential."""
    remark("Checking the credential with the service ...")
    timeout = arguments.timeout
    try:
        with codelab.Client(
            **values, trace_fd=2 if arguments.trace else None, user_agent=f"codelab-command/{codelab.__version__}"
        ) as client, codelab.Cancel(None if timeout is None else timeout.total_seconds()) as cancel:
            next(iter(client.instances(cancel=cancel)), None)
    except codelab.CodelabError as error:
        code, _ = exit_code_and_hint(error)
        failure = Failure(message_of(error), 'nothing is written; "codelab login" asks again', code)
    else:
        return
    raise failure
