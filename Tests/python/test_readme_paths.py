"""One complete path for each kind of credential, and the calls after opening, as README.md shows them."""

from __future__ import annotations

import pytest

import readme
from simulator import Simulator, User

PLACE = ("endpoint", "iam_endpoint")
PATHS = {
    "With a token": ("C", ("endpoint", "project_id", "token")),
    "With access keys": ("C", (*PLACE, "access_key", "secret_key")),
    "With temporary access keys": ("Python", (*PLACE, "access_key", "secret_key", "security_token")),
    "With user and password": ("Python", (*PLACE, "user_name", "password", "domain_name")),
}


def given(user: User, name: str) -> str:
    return user.endpoint if name in PLACE else user.made[name]


@pytest.mark.parametrize("heading", PATHS)
def test_the_path_opens_an_instance(heading: str, simulator: Simulator) -> None:
    language, names = PATHS[heading]
    user = simulator.new_user(security_token=True) if "security_token" in names else simulator.new_user()
    environment = {f"MY_{name.upper()}": given(user, name) for name in names}
    result = readme.run(language, environment, heading)
    assert (result.returncode, result.stdout) == (0, "CREATING\n")


@pytest.mark.parametrize("heading", ["From the environment", "Lists, switching, and the lease"])
def test_the_program_that_reads_the_environment_works(heading: str, simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=20)
    result = readme.run("Python", user.environment, heading)
    assert result.returncode == 0
    assert result.stdout.startswith("CREATING") or "RUNNING" in result.stdout


def test_the_program_for_many_at_once_follows_them_all_until_they_run(simulator: Simulator) -> None:
    result = readme.run("C", simulator.new_user(step_ms=200).environment, "Many at once")
    assert result.returncode == 0
    for student in range(3):
        assert f"{student}: CREATING\n" in result.stdout and f"{student}: RUNNING\n" in result.stdout
