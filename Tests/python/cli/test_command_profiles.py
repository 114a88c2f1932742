"""Where the command takes its settings from when the environment has none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import pytest

from runner import Run, run, run_program
from simulator import Simulator, User
from terminal import Terminal

__all__ = ["run"]


def cloud_of(user: User) -> Dict[str, Any]:
    made = user.made
    auth = {"username": made["user_name"], "password": made["password"], "user_domain_name": made["domain_name"]}
    return {"auth": {**auth, "project_name": made["project_name"], "auth_url": f"{user.endpoint}/v3"}}


def write_clouds(home: Path, mode: int = 0o600, **clouds: Any) -> Dict[str, str]:
    """Returns the environment of a user whose only file is a clouds.yaml."""
    path = home / ".config" / "openstack" / "clouds.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"clouds": clouds}), encoding="utf-8")
    path.chmod(mode)
    return {"HOME": str(home)}


def write_config(home: Path, text: str) -> Dict[str, str]:
    path = home / ".config" / "codelab" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return {"HOME": str(home)}


def test_a_new_user_with_only_clouds_yaml_gets_a_ready_notebook_with_one_command(
    quick_user: User, tmp_path: Path
) -> None:
    environment = write_clouds(tmp_path, otc=cloud_of(quick_user))
    with Terminal("open", environment=environment) as terminal:
        terminal.wait_for("is ready, and runs until")
        assert terminal.wait() == 0
    result = run_program("open", "--json", environment=environment)
    assert result.code == 0 and json.loads(result.out)["status"] == "RUNNING" and result.errors == ""


@pytest.mark.parametrize(
    "words, variables, code",
    [
        ([], {}, 2),
        (["--cloud", "otc"], {}, 0),
        ([], {"OS_CLOUD": "otc"}, 0),
        (["--cloud", "other"], {"OS_CLOUD": "otc"}, 6),
        (["--cloud", "none"], {}, 2),
        (["--cloud", "otc", "--profile", "a"], {}, 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, (list, dict)) else "",
)
def test_one_of_several_clouds_must_be_named(
    words: List[str], variables: Dict[str, str], code: int, quick_user: User, tmp_path: Path, run: Run
) -> None:
    cloud = cloud_of(quick_user)
    other = {"auth": {**cloud["auth"], "auth_url": "http://127.0.0.1:1"}}
    environment = write_clouds(tmp_path, otc=cloud, other=other)
    result = run("list", *words, environment={**environment, **variables})
    assert result.code == code, result.errors
    if not words and not variables:
        assert "has several clouds (otc, other): choose with --cloud or OS_CLOUD" in result.errors


def test_a_profile_is_used_before_and_after_the_verb(quick_user: User, tmp_path: Path, run: Run) -> None:
    lines = [f'{name} = "{value}"' for name, value in quick_user.options("keys").items()]
    environment = write_config(tmp_path, "\n".join(["[profile.work]", *lines]))
    for words in (["--profile", "work", "list"], ["list", "--profile", "work"]):
        assert run(*words, environment=environment).code == 0
    assert run("list", environment=environment).code == 2
    assert run("list", environment={**environment, "CODELAB_PROFILE": "work"}).code == 0


def test_the_environment_counts_before_the_default_profile(quick_user: User, tmp_path: Path, run: Run) -> None:
    environment = write_config(tmp_path, '[profile.default]\ntoken = "wrong"\nendpoint = "http://127.0.0.1:1"\n')
    assert run("list", environment=environment).code == 2  # the project is missing
    assert run("list", user=quick_user, environment=environment).code == 0


def test_a_wrong_value_is_reported_with_its_file(tmp_path: Path, run: Run) -> None:
    environment = write_config(tmp_path, '[profile.default]\ntoken = "s3cr3t"\nregion = "eu-dee"\n')
    result = run("list", environment=environment)
    assert result.code == 2 and "unknown region 'eu-dee'" in result.errors
    assert "from profile 'default' in ~/.config/codelab/config.toml" in result.errors and "s3cr3t" not in result.errors


def test_a_file_that_others_can_read_gives_a_warning_and_works(
    simulator: Simulator, quick_user: User, tmp_path: Path, run: Run
) -> None:
    environment = write_clouds(tmp_path, 0o644, otc=cloud_of(quick_user))
    result = run("list", "--json", environment=environment)
    assert (result.code, json.loads(result.out)) == (0, [])
    assert result.errors.startswith("warning: ~/.config/openstack/clouds.yaml contains a secret")
    assert len(result.errors.splitlines()) == 1
