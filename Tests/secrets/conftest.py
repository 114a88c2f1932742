"""A user whose secrets are known, and hard to write: no two ways of writing them give the same text."""

from __future__ import annotations

import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("CODELAB_LIBRARY", str(ROOT / "build" / "lib" / "libcodelab.so.1"))
sys.path[:0] = [str(ROOT / "bindings" / "python"), str(ROOT / "Tests" / "support")]

from simulator import FAMILIES, Simulator, User  # noqa: E402

# A credential of the one who runs the suite is none of its business.
for name in [each for each in os.environ if each.startswith(FAMILIES) and each != "CODELAB_LIBRARY"]:
    del os.environ[name]


WRONG = "this-one-is-wrong-but-a-secret-all-the-same-4711"


def hard(marks: str) -> str:
    """Nothing of it comes by chance, and every form of it is another."""
    return secrets.token_hex(12) + marks + secrets.token_hex(12) + marks + secrets.token_hex(12)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    log = ROOT / "build" / "tests" / "secrets-simulator.log"
    with Simulator(ROOT / "build" / "bin" / "codelab-simulator", log) as running:
        yield running


@pytest.fixture
def new_user(simulator: Simulator) -> Callable[..., User]:
    def make(**settings: Any) -> User:
        chosen = {
            "step_ms": 20,
            "token": hard("+/=\"\\&%"),
            "secret_key": hard("+/=&%"),
            "password": hard(" ä+/=\"\\&%<"),
        }
        return simulator.new_user(**{**chosen, **settings})

    return make


@pytest.fixture
def user_for(new_user: Callable[..., User]) -> Callable[[str], User]:
    """A user for that kind of credential."""
    return lambda kind: new_user(security_token=kind == "temporary_keys")


@pytest.fixture
def secrets_of() -> Callable[[User], Dict[str, str]]:
    """By what they are: those that the user was made with, and those that have travelled since."""

    def collect(user: User) -> Dict[str, str]:
        names = ("token", "secret_key", "security_token", "password")
        found = {name: user.made[name] for name in names if user.made[name]}
        for number, sent in enumerate(user.requests()):
            token = sent["headers"].get("x-auth-token", "")
            if len(token) > 100:
                found[f"IAM's token of request {number}"] = token
            signed = re.search(r"Signature=([^ ,]+)", sent["headers"].get("authorization", ""))
            if signed:
                found[f"the signature of request {number}"] = signed[1]
        return found

    return collect
