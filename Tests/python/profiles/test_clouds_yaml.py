"""Clouds of clouds.yaml: what each key becomes, which file counts, and how a wrong file is reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest

import codelab
from codelab._profiles import clouds_yaml, files
from home import SECRET, Home, home, without_secrets

__all__ = ["home"]

USER = {"username": "u", "password": "p", "user_domain_name": "d"}
USER_OPTIONS = {"user_name": "u", "password": "p", "domain_name": "d"}


def document(**clouds: Any) -> str:
    return json.dumps({"clouds": clouds})  # JSON is YAML


@pytest.mark.parametrize(
    "cloud, values",
    [
        ({"auth": {**USER, "auth_url": "https://iam/v3"}}, {**USER_OPTIONS, "iam_endpoint": "https://iam/v3"}),
        ({"auth": {**USER, "project_name": "eu-de_a"}}, {**USER_OPTIONS, "project_name": "eu-de_a"}),
        ({"auth": {**USER, "tenant_id": "1a"}}, {**USER_OPTIONS, "project_id": "1a"}),
        ({"auth": {**USER, "user_domain_name": None, "domain_name": "e"}}, {**USER_OPTIONS, "domain_name": "e"}),
        (
            {"auth": {"user_id": "1b", "user_domain_id": "1c", "password": "p", "passcode": "123456"}},
            {"user_id": "1b", "domain_id": "1c", "password": "p", "passcode": "123456"},
        ),
        ({"auth": USER, "auth_type": "v3password"}, USER_OPTIONS),
        ({"auth": {**USER, "token": "t"}}, USER_OPTIONS),
        ({"auth": {"token": "t", "project_id": "1a"}}, {"token": "t", "project_id": "1a"}),
        ({"auth": {**USER, "token": "t"}, "auth_type": "token"}, {"token": "t"}),
        ({"auth": {"token": "t"}, "auth_type": "v3token"}, {"token": "t"}),
        ({"auth": {"ak": "a", "sk": "s"}}, {"access_key": "a", "secret_key": "s"}),
        ({"ak": "a", "sk": "s", "security_token": "x"}, {"access_key": "a", "secret_key": "s", "security_token": "x"}),
        ({"auth": {"access_key": "a", "secret_key": "s"}}, {"access_key": "a", "secret_key": "s"}),
        ({"auth": USER, "ak": "for-obs", "sk": "s"}, USER_OPTIONS),
        ({"region_name": "eu-de", "cacert": "~/ca.pem"}, {"region": "eu-de", "ca_file": "HOME/ca.pem"}),
        ({"regions": ["eu-de", "eu-nl"]}, {"region": "eu-de"}),
        ({"regions": [{"name": "eu-nl", "values": {}}]}, {"region": "eu-nl"}),
        ({"region_name": "eu-de", "regions": ["eu-nl"]}, {"region": "eu-de"}),
        ({"interface": "public", "identity_api_version": 3, "profile": "otc"}, {}),
    ],
    ids=lambda value: " ".join([*value, *value.get("auth", {})]) if "auth" in value else " ".join(value),
)
def test_a_cloud_becomes_options(cloud: Dict[str, Any], values: Dict[str, str], home: Home) -> None:
    home.write(home.clouds, document(otc=cloud, other={"region_name": "x"}))
    found = clouds_yaml.load("otc")
    expected = {name: value.replace("HOME", str(home.path)) for name, value in values.items()}
    assert (found.values, found.warnings) == (expected, [])
    assert found.place == "cloud 'otc' in ~/.config/openstack/clouds.yaml"


@pytest.mark.parametrize(
    "text, problem",
    [
        (f"clouds:\n  otc:\n\tauth: {SECRET}", "clouds.yaml, line 3: not valid YAML at column 1"),
        (f"clouds:\n  otc: {{auth: {{password: *{SECRET}}}}}", "clouds.yaml, line 2: not valid YAML"),
        (f"clouds:\n  otc: {{auth: {{password: !{SECRET} x}}}}", "clouds.yaml, line 2: not valid YAML"),
        (f"clouds:\n  otc: {{auth: {{password: '{SECRET}", "not valid YAML"),
        (f"clouds:\n  otc: {{auth: {{password: {SECRET}: x}}}}", "clouds.yaml, line 2: not valid YAML"),
        ("clouds: {otc: {auth: {username: u, password: 12345}}}", "clouds.otc.auth.password: must be text: put the value in quotes"),
        ("clouds: {otc: {auth: {username: u, password: yes}}}", "clouds.otc.auth.password: must be text"),
        ("clouds: {otc: {auth: {username: u, password: ''}}}", "clouds.otc.auth.password: is empty"),
        ("clouds: {otc: {region_name: [eu-de]}}", "clouds.otc.region_name: must be text"),
        ("clouds: {otc: {regions: [{values: 1}, 2]}}", None),
        ("clouds: {otc: {regions: [7]}}", "clouds.otc.regions.name: must be text"),
        (f"clouds: {{otc: {{auth: {SECRET}}}}}", "clouds.otc.auth: must be a mapping"),
        (f"clouds: {{otc: {SECRET}}}", "clouds.otc: must be a mapping"),
        (f"clouds: [{SECRET}]", "clouds: must be a mapping"),
        (f"- {SECRET}", "clouds: must be a mapping"),
        ("clouds: {otc: {auth_type: v3applicationcredential}}", "clouds.otc.auth_type: is not supported: must be password or token"),
        ("clouds: {ocr: {}}", "there is no cloud 'otc': did you mean ocr?"),
        ("clouds: {}", "there is no cloud 'otc'"),
        ("", "there is no cloud 'otc'"),
    ],
    ids=lambda value: value if value and not value.startswith(("clouds: ", "clouds:\n", "-")) else "",
)
def test_an_error_names_the_file_and_the_line_or_key(text: str, problem: Optional[str], home: Home) -> None:
    home.write(home.clouds, text)
    if problem is None:
        assert clouds_yaml.load("otc").values == {}
        return
    with pytest.raises(codelab.ArgumentError) as caught:
        clouds_yaml.load("otc")
    message = without_secrets(caught.value)
    assert problem in message and message.startswith("~/.config/openstack/clouds.yaml")


def test_a_missing_file_is_reported_with_the_places(home: Home) -> None:
    with pytest.raises(codelab.ArgumentError, match="no cloud 'otc'; searched: clouds.yaml, ~/.config/openstack/cl"):
        clouds_yaml.load("otc")


@pytest.mark.parametrize("variable", ["OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE"])
def test_a_file_that_a_variable_names_must_exist(variable: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(home.clouds, document(otc={}))
    monkeypatch.setenv(variable, "/nowhere/file.yaml")
    with pytest.raises(codelab.ArgumentError, match=f"/nowhere/file.yaml: does not exist; {variable} names it"):
        clouds_yaml.load("otc")


def test_the_first_file_of_the_search_order_counts(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [
        home.system / "clouds.yaml", home.clouds.with_suffix(".json"), home.clouds.with_suffix(".yml"), home.clouds,
        home.current / "clouds.yaml", tmp_path / "named.yaml",
    ]
    for number, path in enumerate(places):
        home.write(path, document(otc={"region_name": f"place-{number}"}))
        if path.name == "named.yaml":
            monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(path))
        assert clouds_yaml.load("otc").values == {"region": f"place-{number}"}


def test_secure_yaml_adds_the_secrets(home: Home) -> None:
    home.write(home.clouds, document(otc={"auth": {"username": "u", "user_domain_name": "d"}, "region_name": "eu-de"}), 0o644)
    home.write(home.secure, document(otc={"auth": {"password": "p"}}, other={"auth": {"password": "x"}}))
    found = clouds_yaml.load("otc")
    assert found.values == {**USER_OPTIONS, "region": "eu-de"} and found.warnings == []


def test_an_error_in_secure_yaml_names_that_file(home: Home) -> None:
    home.write(home.clouds, document(otc={"auth": {"username": "u"}}))
    home.write(home.secure, f"clouds:\n  otc: {{auth: {{password: '{SECRET}}}}}")
    with pytest.raises(codelab.ArgumentError, match="secure.yaml") as caught:
        clouds_yaml.load("otc")
    without_secrets(caught.value)


@pytest.mark.parametrize(
    "modes, warned",
    [
        ((0o600, 0o600), []),
        ((0o644, 0o600), []),
        ((0o600, 0o644), ["secure.yaml"]),
        ((0o644, 0o640), ["secure.yaml"]),
    ],
    ids=str,
)
def test_a_file_with_a_secret_that_others_can_read_gives_a_warning(
    modes: "tuple[int, int]", warned: List[str], home: Home
) -> None:
    home.write(home.clouds, document(otc={"auth": {"username": "u"}}), modes[0])
    home.write(home.secure, document(otc={"auth": {"password": "p"}}), modes[1])
    warnings = clouds_yaml.load("otc").warnings
    assert [each.rpartition("/")[2] for each in warnings] == warned


def test_verification_cannot_be_disabled(home: Home) -> None:
    home.write(home.clouds, document(otc={"verify": False}))
    assert clouds_yaml.load("otc").warnings == ["clouds.otc.verify: false is ignored: certificates are always verified"]


@pytest.mark.parametrize("names, found, notes", [(["a"], "a", 0), (["a", "b"], None, 1), ([], None, 0)], ids=str)
def test_only_a_single_cloud_is_used_without_a_name(
    names: List[str], found: Optional[str], notes: int, home: Home
) -> None:
    home.write(home.clouds, document(**{name: {} for name in names}))
    said: List[str] = []
    source = clouds_yaml.load_only(said)
    assert (source and source.name) == (f"cloud {found!r}" if found else None)
    assert len(said) == notes and all("has several clouds (a, b)" in each for each in said)


def test_a_single_cloud_of_the_current_folder_gets_no_secret_of_another_folder(home: Home) -> None:
    home.write(home.current / "clouds.yaml", document(otc={"auth": {"username": "u", "auth_url": "https://elsewhere"}}))
    home.write(home.secure, document(otc={"auth": {"password": "p"}}))
    found = clouds_yaml.load_only([])
    assert found and "password" not in found.values
    assert clouds_yaml.load("otc").values["password"] == "p"


def test_without_pyyaml_the_error_says_what_to_install(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(files, "import_module", missing)
    home.write(home.clouds, document(otc={}))
    with pytest.raises(codelab.ArgumentError, match=r"clouds.yaml: .*needs the package PyYAML: pip install 'codelab\[cli\]'"):
        clouds_yaml.load("otc")
    home.write(home.current / "clouds.json", document(otc={"region_name": "eu-de"}))
    assert clouds_yaml.load("otc").values == {"region": "eu-de"}
