"""codelab login, typed in a terminal."""

from __future__ import annotations

import argparse
import json
import stat
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

from codelab._cli import login, prompt
from codelab._cli.session import GIVEN
from runner import Run, run, run_program
from simulator import Simulator, User
from terminal import Terminal

__all__ = ["run"]


def config_of(home: Path) -> Path:
    return home / ".config" / "codelab" / "config.toml"


def type_answers(terminal: Terminal, *answers: Tuple[str, str]) -> None:
    """Waits for each question, and types its answer."""
    for question, answer in answers:
        terminal.wait_for(question)
        terminal.type(f"{answer}\r")


def user_answers(user: User, **changes: str) -> List[Tuple[str, str]]:
    made = {**user.made, **changes}
    return [
        ("Sign in with", "1"), ("Project name", made["project_name"]), ("Account (domain) name", made["domain_name"]),
        ("User name", made["user_name"]), ("Password", made["password"]),
    ]


def places(user: User) -> List[str]:
    return ["--endpoint", user.endpoint, "--iam-endpoint", user.endpoint]


def test_a_user_logs_in_and_opens(quick_user: User, tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path)}
    with Terminal("login", *places(quick_user), environment=environment) as terminal:
        type_answers(terminal, *user_answers(quick_user))
        terminal.wait_for("profile 'default' is stored in ~/.config/codelab/config.toml", '"codelab open" uses it')
        assert terminal.wait() == 0
        assert quick_user.made["password"] not in terminal.raw.decode()
    mode = config_of(tmp_path).stat().st_mode, config_of(tmp_path).parent.stat().st_mode
    assert tuple(map(stat.S_IMODE, mode)) == (0o600, 0o700)
    result = run_program("open", "--json", environment=environment)
    assert result.code == 0 and json.loads(result.out)["status"] == "RUNNING"


@pytest.mark.parametrize("kind", ["keys", "temporary_keys", "token"])
def test_each_kind_of_credential_can_be_stored(kind: str, simulator: Simulator, tmp_path: Path) -> None:
    user = simulator.new_user(security_token=True) if kind == "temporary_keys" else simulator.new_user(token_bytes=20000)
    made = user.made
    answers = {
        "token": [("Sign in with", "3"), ("Token", made["token"])],
        "keys": [("Sign in with", "2"), ("Access key", made["access_key"]), ("Secret key", made["secret_key"]), ("Security", "")],
        "temporary_keys": [
            ("Sign in with", "2"), ("Access key", made["access_key"]), ("Secret key", made["secret_key"]),
            ("Security token", str(made.get("security_token"))),
        ],
    }
    environment = {"HOME": str(tmp_path)}
    words = [*places(user), "--project-id", user.project_id, "--profile", "course", "--json"]
    with Terminal("login", *words, environment=environment, columns=200) as terminal:
        type_answers(terminal, *answers[kind])
        terminal.wait_for('"profile": "course"')
        assert terminal.wait() == 0
        for secret in ("token", "secret_key", "security_token"):
            assert not made.get(secret) or made[secret] not in terminal.raw.decode()
    assert run_program("list", environment=environment).code == 0  # the first profile is the default
    assert run_program("list", "--profile", "course", environment=environment).code == 0


def test_a_long_token_is_read_completely(simulator: Simulator, tmp_path: Path) -> None:
    """A terminal keeps at most 4095 bytes of a line."""
    long = "x" * 6000
    user = simulator.new_user(token=long)
    with Terminal("login", *places(user), "--project-id", user.project_id, environment={"HOME": str(tmp_path)}) as terminal:
        type_answers(terminal, ("Sign in with", "3"), ("Token", long))
        terminal.wait_for("is stored in")
        assert terminal.wait() == 0
    assert long in config_of(tmp_path).read_text(encoding="utf-8")


def test_a_wrong_password_is_not_stored(quick_user: User, tmp_path: Path) -> None:
    with Terminal("login", *places(quick_user), environment={"HOME": str(tmp_path)}) as terminal:
        type_answers(terminal, *user_answers(quick_user, password="n0t-this"))
        terminal.wait_for("401", "nothing is written")
        assert terminal.wait() == 3
        assert b"n0t-this" not in terminal.raw
    assert not config_of(tmp_path).exists()


@pytest.mark.parametrize("keys, code", [("\x03", 130), ("\x04", 1)], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("question", ["Account (domain) name", "Password"])
def test_an_interrupted_login_writes_nothing_and_restores_the_terminal(
    keys: str, code: int, question: str, quick_user: User, tmp_path: Path
) -> None:
    program = ["bash", "-c", '"$@"; echo "code $?"; stty -a', "bash"]
    from runner import PROGRAM

    words = [*PROGRAM, "login", *places(quick_user)]
    with Terminal(*words, environment={"HOME": str(tmp_path)}, program=program, rows=40) as terminal:
        answers = user_answers(quick_user)
        number = next(at for at, (asked, _) in enumerate(answers) if asked == question)
        type_answers(terminal, *answers[:number])
        terminal.wait_for(question)
        terminal.type(keys)
        terminal.wait_for(f"code {code}", " icanon", " echo ")
    assert not config_of(tmp_path).exists()


def test_values_of_the_profile_are_offered_and_the_rest_of_the_file_stays(
    quick_user: User, tmp_path: Path
) -> None:
    made = quick_user.made
    path = config_of(tmp_path)
    path.parent.mkdir(parents=True)
    old = {**{name: made[name] for name in ("domain_name", "user_name", "project_name")}, "password": "old"}
    lines = [f'{name} = "{value}"' for name, value in old.items()]
    path.write_text("\n".join(["# Mine", "[profile.default]", *lines, "max_attempts = 2 # few", "[profile.other]"]))
    with Terminal("login", *places(quick_user), environment={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("[1]")
        answers = [(f"[{made[name]}]", "") for name in ("project_name", "domain_name", "user_name")]
        type_answers(terminal, ("Sign in with", ""), *answers, ("Password [unchanged]", made["password"]))
        terminal.wait_for("is stored in")
        assert terminal.wait() == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Mine\n[profile.default]\n") and "max_attempts = 2 # few\n" in text
    assert text.endswith("[profile.other]\n") and f'password = "{made["password"]}"' in text and "old" not in text


def test_another_kind_of_credential_replaces_the_old_one(quick_user: User, tmp_path: Path) -> None:
    path = config_of(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text('[profile.default]\nuser_name = "u"\npassword = "p"\ndomain_name = "d"\nregion = "eu-de"\n')
    words = ["--endpoint", quick_user.endpoint, "--project-id", quick_user.project_id]
    with Terminal("login", *words, environment={"HOME": str(tmp_path)}) as terminal:
        type_answers(terminal, ("Sign in with", "3"), ("Token", quick_user.token))
        terminal.wait_for("is stored in")
        assert terminal.wait() == 0
    text = path.read_text(encoding="utf-8")
    assert "password" not in text and "user_name" not in text and 'region = "eu-de"' in text


USER = {"region": "eu-de", "user_name": "u", "password": "p", "domain_name": "d"}
KEYS = {"region": "eu-de", "access_key": "a", "secret_key": "s", "security_token": "x"}


@pytest.mark.parametrize(
    "before, options, answers, changes",
    [
        (USER, {}, ["", "", "", "", "", ""], {}),
        (USER, {}, ["", "", "", "", "v", "q"], {"user_name": "v", "password": "q"}),
        (
            {**USER, "endpoint": "https://e", "project_id": "1a", "max_attempts": 2}, {}, ["", "eu-nl", "", "", "", ""],
            {"region": "eu-nl", "endpoint": None, "project_id": None},
        ),
        ({**USER, "project_id": "1a"}, {"project_name": "b"}, ["", "", "", "", ""], {"project_name": "b", "project_id": None}),
        ({**USER, "endpoint": "https://e"}, {"region": "eu-nl", "endpoint": "https://f"}, ["", "", "", "", ""],
         {"region": "eu-nl", "endpoint": "https://f"}),
        (USER, {}, ["3", "", "", "t"], {"token": "t", "user_name": None, "password": None, "domain_name": None}),
        (KEYS, {}, ["", "", "", "b", "t", ""], {"access_key": "b", "secret_key": "t", "security_token": None}),
        (KEYS, {}, ["", "", "", "", "", ""], {}),
        ({}, {"ca_file": "/etc/ca.pem"}, ["3", "eu-de", "", "t"], {"ca_file": "/etc/ca.pem", "region": "eu-de", "token": "t"}),
    ],
    ids=[
        "nothing", "another user", "another region", "another project", "another region with an endpoint",
        "another kind", "other keys", "the same keys", "a new profile",
    ],
)  # fmt: skip
def test_answers_and_options_become_changes(
    before: Dict[str, Any], options: Dict[str, str], answers: List[str], changes: Dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = iter(answers)
    for name in ("line", "hidden"):
        monkeypatch.setattr(prompt, name, lambda _: next(left))
    arguments = argparse.Namespace(**{**dict.fromkeys(GIVEN), **options})
    assert login.ask(arguments, before) == changes
    assert list(left) == []


def test_a_required_answer_and_a_number_of_the_menu_are_asked_for_again(quick_user: User, tmp_path: Path) -> None:
    with Terminal("login", *places(quick_user), "--project-id", "p", environment={"HOME": str(tmp_path)}) as terminal:
        type_answers(terminal, ("Sign in with", "4"), ("from 1 to 3", "3"), ("Token", ""))
        terminal.wait_for("This is required.")
        terminal.type("\x03")
        assert terminal.wait() == 130


@pytest.mark.parametrize(
    "words, sentence",
    [([], "login needs a terminal"), (["--cloud", "otc"], "login writes a profile, so --cloud cannot be used")],
    ids=["a pipe", "a cloud"],
)
def test_login_is_refused(words: List[str], sentence: str, tmp_path: Path) -> None:
    result = run_program("login", *words, environment={"HOME": str(tmp_path)})
    assert result.code == 2 and sentence in result.errors and not config_of(tmp_path).exists()


def test_a_broken_file_is_reported_before_any_question(tmp_path: Path) -> None:
    path = config_of(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text("[profile.default\n")
    environment: Dict[str, Any] = {"HOME": str(tmp_path)}
    with Terminal("login", environment=environment) as terminal:
        assert terminal.wait() == 2
        assert "config.toml, line 1: not valid TOML" in terminal.text and "Sign in with" not in terminal.text
