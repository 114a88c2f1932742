"""Which source of settings counts, what overrides its values, and that clients use it."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, Dict, List, Optional

import pytest

import codelab
from codelab._profiles import options
from codelab._profiles.choice import settings
from conftest import ROOT
from home import SECRET, Home, home
from simulator import Simulator

__all__ = ["home"]

WORK = '[profile.work]\nregion = "eu-de"\ntoken = "of-work"\nendpoint = "https://work"\nproject_id = "work-project"\n'
CLOUD = json.dumps({"clouds": {"otc": {"auth": {"token": "of-cloud", "auth_url": "https://iam"}, "region_name": "eu-nl"}}})
SDK = "[basic]\nak = of-sdk\nsk = s"


def fill(home: Home, *names: str) -> None:
    if "config" in names:
        home.write(home.config, f'default_profile = "home"\n{WORK}[profile.home]\ntoken = "of-home"\n')
    if "cloud" in names:
        home.write(home.clouds, CLOUD)
    if "sdk" in names:
        home.write(home.sdk, SDK)


def credential(values: Dict[str, Any]) -> Optional[str]:
    return values.get("token") or values.get("access_key") or values.get("user_name")


@pytest.mark.parametrize(
    "given, named, variables, files, of_python, of_command",
    [
        ({"token": "t"}, {}, {"CODELAB_TOKEN": "e", "CODELAB_PROFILE": "work"}, "config cloud sdk", "t", "t"),
        ({"token": "t"}, {"profile": "work"}, {}, "config", "t", "t"),
        ({}, {"profile": "work"}, {"CODELAB_TOKEN": "e", "OS_CLOUD": "otc"}, "config cloud sdk", "of-work", "of-work"),
        ({}, {"cloud": "otc"}, {"CODELAB_PROFILE": "work"}, "config cloud sdk", "of-cloud", "of-cloud"),
        ({}, {}, {"CODELAB_TOKEN": "e", "CODELAB_PROFILE": "work"}, "config cloud sdk", None, None),
        ({}, {}, {"OS_PASSWORD": "e", "OS_CLOUD": "otc"}, "config cloud sdk", None, None),
        ({}, {}, {"HUAWEICLOUD_SDK_AK": "e"}, "config cloud sdk", None, None),
        ({}, {}, {"CODELAB_TOKEN": "", "CODELAB_PROFILE": "work"}, "config", "of-work", "of-work"),
        ({}, {}, {"CODELAB_PROFILE": "work", "OS_CLOUD": "otc"}, "config cloud sdk", "of-work", "of-work"),
        ({}, {}, {"OS_CLOUD": "otc"}, "config cloud sdk", "of-cloud", "of-cloud"),
        ({}, {}, {}, "config cloud sdk", None, "of-home"),
        ({}, {}, {}, "cloud sdk", None, "of-cloud"),
        ({}, {}, {}, "sdk", None, "of-sdk"),
        ({}, {}, {}, "", None, None),
        ({}, {"profile": "default"}, {}, "config cloud sdk", "of-home", "of-home"),
        ({}, {"profile": "default"}, {}, "cloud sdk", "of-cloud", "of-cloud"),
        ({}, {}, {"CODELAB_PROFILE": "default"}, "sdk", "of-sdk", "of-sdk"),
    ],
    ids=[
        "an option", "an option, with a profile", "a named profile", "a named cloud", "the environment",
        "the environment, with OS_CLOUD", "the environment of the SDKs", "an empty variable", "CODELAB_PROFILE", "OS_CLOUD",
        "default profile", "only cloud", "file of the SDKs", "nothing", "the profile default",
        "the profile default is the only cloud", "CODELAB_PROFILE=default",
    ],
)
def test_the_credential_is_that_of_the_first_source(
    given: Dict[str, Any], named: Dict[str, str], variables: Dict[str, str], files: str, of_python: Optional[str],
    of_command: Optional[str], home: Home, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """None: the library reads the environment, or reports that there is no credential."""
    fill(home, *files.split())
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    profile, cloud = named.get("profile"), named.get("cloud")
    assert credential(settings(given, profile, cloud).values) == of_python
    assert credential(settings(given, profile, cloud, falls_back=True).values) == of_command


@pytest.mark.parametrize(
    "given, named, variables, expected",
    [
        ({}, True, {}, {"region": "eu-de", "endpoint": "https://work", "project_id": "work-project"}),
        ({"endpoint": "https://o"}, True, {}, {"region": "eu-de", "endpoint": "https://o", "project_id": "work-project"}),
        ({"project_name": "p"}, True, {}, {"region": "eu-de", "endpoint": "https://work", "project_name": "p"}),
        ({"region": "eu-de"}, True, {}, {"region": "eu-de", "endpoint": "https://work", "project_id": "work-project"}),
        ({"region": "eu-nl"}, True, {}, {"region": "eu-nl"}),
        ({}, True, {"CODELAB_REGION": "eu-nl"}, {"region": "eu-de", "endpoint": "https://work", "project_id": "work-project"}),
        ({}, False, {"CODELAB_REGION": "eu-nl"}, {"region": "eu-nl"}),
        ({}, False, {"CODELAB_ENDPOINT": "https://e"}, {"region": "eu-de", "endpoint": "https://e", "project_id": "work-project"}),
        ({}, False, {"CODELAB_PROJECT_NAME": "p"}, {"region": "eu-de", "endpoint": "https://work", "project_name": "p"}),
        ({"project_name": "o"}, False, {"CODELAB_PROJECT_ID": "p"}, {"region": "eu-de", "endpoint": "https://work", "project_name": "o"}),
        ({"endpoint": "https://o"}, False, {"CODELAB_ENDPOINT": "https://e"}, {"region": "eu-de", "endpoint": "https://o", "project_id": "work-project"}),
        ({}, False, {"OS_REGION_NAME": "eu-nl"}, {"region": "eu-de", "endpoint": "https://work", "project_id": "work-project"}),
    ],
    ids=[
        "nothing else", "another endpoint", "another project", "the same region", "another region",
        "a variable does not change what an option names", "a variable for the region", "a variable for the endpoint",
        "a variable for the project", "a project by option and by variable", "an endpoint by option and by variable",
        "a variable of another family",
    ],
)
def test_single_values_of_a_profile_are_overridden(
    given: Dict[str, str], named: bool, variables: Dict[str, str], expected: Dict[str, str], home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """named: by an option; else by CODELAB_PROFILE"""
    fill(home, "config")
    monkeypatch.setenv("CODELAB_PROFILE", "work")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    chosen = settings(given, "work" if named else None, None)
    assert chosen.values == {**expected, "token": "of-work"}
    origins = {each: "profile 'work' in ~/.config/codelab/config.toml" for each in {*expected, "token"} - set(given)}
    for variable in variables:
        option = variable.partition("_")[2].lower()
        if not named and variable.startswith("CODELAB_") and option in origins:
            origins[option] = f"the variable {variable}"
    assert chosen.origins == origins


@pytest.mark.parametrize(
    "given, expected",
    [
        ({"password": "p"}, {"user_name": "u", "domain_name": "d", "password": "p"}),
        ({"token": "t"}, {"token": "t"}),
        ({"access_key": "a", "secret_key": "s"}, {"access_key": "a", "secret_key": "s"}),
    ],
    ids=["a part of the same kind", "a token", "access keys"],
)
def test_a_credential_of_another_kind_replaces_that_of_the_profile(
    given: Dict[str, str], expected: Dict[str, str], home: Home
) -> None:
    home.write(home.config, '[profile.a]\nuser_name = "u"\npassword = "x"\ndomain_name = "d"')
    assert settings(given, "a", None).values == expected


def test_profile_and_cloud_cannot_be_combined(home: Home) -> None:
    with pytest.raises(codelab.ArgumentError, match="profile cannot be used with cloud"):
        codelab.Client(profile="a", cloud="b")
    for wrong in ({"profile": 1}, {"cloud": b"a"}):
        values: Dict[str, Any] = wrong
        with pytest.raises(TypeError, match="must be a str"):
            codelab.Client(**values)


def test_without_any_default_the_profile_default_is_reported(home: Home) -> None:
    with pytest.raises(codelab.ArgumentError, match="profile 'default' is in no file"):
        codelab.Client(profile="default")
    home.write(home.clouds, json.dumps({"clouds": {"a": {}, "b": {}}}))
    with pytest.raises(codelab.ArgumentError, match=r"several clouds \(a, b\): choose with --cloud or OS_CLOUD"):
        codelab.Client(profile="default")


def config_of(simulator: Simulator) -> "tuple[Any, str]":
    user = simulator.new_user(step_ms=60000)
    lines = [f'{name} = "{value}"' for name, value in user.options("password").items()]
    return user, "[profile.work]\nmax_attempts = 2\n" + "\n".join(lines)


def test_a_client_uses_a_profile(home: Home, simulator: Simulator) -> None:
    user, text = config_of(simulator)
    home.write(home.config, text)
    with codelab.Client(profile="work") as client:
        assert client.open().id and repr(client) == "Client(profile='work')"


def test_a_client_for_asyncio_uses_a_profile(home: Home, simulator: Simulator) -> None:
    user, text = config_of(simulator)
    home.write(home.config, text)

    async def open_one() -> codelab.Instance:
        async with codelab.AsyncClient(profile="work") as client:
            return await client.open()

    assert asyncio.run(open_one()).id


@pytest.mark.parametrize("variable, text", [("CODELAB_PROFILE", "work"), ("OS_CLOUD", "otc")])
def test_a_client_uses_what_a_variable_names_unless_the_environment_is_excluded(
    variable: str, text: str, home: Home, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, config = config_of(simulator)
    home.write(home.config, config)
    made = user.made
    auth = {
        "username": made["user_name"], "password": made["password"], "user_domain_name": made["domain_name"],
        "project_name": made["project_name"], "auth_url": f"{user.endpoint}/v3",
    }
    home.write(home.clouds, json.dumps({"clouds": {"otc": {"auth": auth}}}))
    monkeypatch.setenv(variable, text)
    with codelab.Client() as client:
        assert client.open().id
    with pytest.raises(codelab.ArgumentError, match="token: is required"):
        codelab.Client(no_environment=True)


def test_a_client_reads_no_file_unless_it_is_asked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(home.config, "not TOML")
    home.write(home.clouds, ": not YAML :")
    with pytest.raises(codelab.ArgumentError, match="token: is required"):
        codelab.Client()
    monkeypatch.setenv("CODELAB_PROFILE", "work")
    codelab.Client(region="eu-de", token="t", project_id="p").close()


def test_a_warning_of_a_file_is_a_warning_of_python(home: Home) -> None:
    home.write(home.config, WORK.replace("https://work", "https://example.com"), 0o644)
    with pytest.warns(UserWarning, match="chmod 600 ~/.config/codelab/config.toml") as caught:
        codelab.Client(profile="work").close()
    assert [each.filename for each in caught] == [__file__]


@pytest.mark.parametrize(
    "text, problem",
    [
        ("region = 'atlantis-1'", r"region: unknown region 'atlantis-1'.* \(from profile 'work' in ~/.config/codelab/co"),
        (f"access_key = '{SECRET}'", r"secret_key: is required with access_key"),
        (f"password = '{SECRET}'\nuser_name = '{SECRET}'", "domain_name: is required with user_name"),
        (f"token = '{SECRET} {SECRET}'", r"token: has a space.* \(from profile 'work' in"),
    ],
    ids=["an unknown region", "an access key alone", "a user without a domain", "a token with a space"],
)
def test_the_librarys_error_about_a_value_names_its_place_and_no_secret(text: str, problem: str, home: Home) -> None:
    home.write(home.config, f"[profile.work]\n{text}")
    more: Dict[str, Any] = {} if "token" in text or "name" in text or "key" in text else {"token": "t"}
    with pytest.raises(codelab.ArgumentError, match=problem) as caught:
        codelab.Client(profile="work", **more)
    assert SECRET not in str(caught.value) and caught.value.__context__ is None


def test_the_variables_are_those_of_the_header() -> None:
    header = (ROOT / "include" / "codelab.h").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip(" *|").split("|")] for line in re.findall(r"^ \* \| .*\|$", header, re.M)]
    title = next(number for number, row in enumerate(rows) if row[0] == "field")
    families = [each.rstrip("…") for each in rows[title][1:]]
    assert families == list(options.FAMILIES)
    found = {}
    for name, *cells in rows[title + 1 :]:
        names = [
            written if written.startswith(family) else family + written
            for family, cell in zip(families, cells)
            for written in re.findall(r"[A-Z_]+", cell)
        ]
        if re.fullmatch(r"\w+", name):
            found[name] = tuple(names)
    assert found == options.VARIABLES


def test_the_variables_are_those_of_the_library() -> None:
    table = (ROOT / "Sources" / "CSchema" / "cschema_account.c").read_text(encoding="utf-8")
    rows = re.findall(r'FIELD\((\w+), (\w+), "([^"]*)"\)', table)
    assert {option: tuple(filter(None, names.split("\\0"))) for option, _, names in rows} == options.VARIABLES
    kinds = {option for option, kind, _ in rows if kind != "none"}
    assert {option for names in options.CREDENTIALS.values() for option in names} == kinds
