"""Profiles in config.toml: what each key becomes, and how a wrong file is reported."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Any, Dict, List

import pytest

import codelab
from codelab._profiles import config_toml, files
from home import SECRET, Home, home, without_secrets

__all__ = ["home"]


@pytest.mark.parametrize("parser", [*(["tomllib"] if sys.version_info >= (3, 11) else []), "tomli"])
@pytest.mark.parametrize(
    "text, values",
    [
        ('region = "eu-de"\ntoken = "t"', {"region": "eu-de", "token": "t"}),
        ('access_key = "a"\nsecret_key = "s"\nsecurity_token = "x"', {"access_key": "a", "secret_key": "s", "security_token": "x"}),
        ('user_name = "u"\npassword = "p"\ndomain_name = "d"', {"user_name": "u", "password": "p", "domain_name": "d"}),
        ('password = "\\u00e4\\"\\\\"', {"password": 'ä"\\'}),
        ("password = 'a\\b'", {"password": "a\\b"}),
        ("connect_timeout = 3\nattempt_timeout = 1.5", {"connect_timeout": 3.0, "attempt_timeout": 1.5}),
        ("max_attempts = 2\nallow_http = true", {"max_attempts": 2, "allow_http": True}),
        ('signature = "credential"', {"signature": codelab.Signature.CREDENTIAL}),
        ('proxy = ""\nsigned_headers = ""', {"proxy": "", "signed_headers": ""}),
        ("", {}),
    ],
    ids=lambda value: value.splitlines()[0] if isinstance(value, str) and value else "",
)
def test_a_profile_has_the_names_of_the_options(
    text: str, values: Dict[str, Any], parser: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.parser_of
    monkeypatch.setattr(config_toml, "parser_of", lambda path, *_, package: real(path, parser, package=package))
    home.write(home.config, f"[profile.other]\nregion = 'x'\n[profile.work]\n{text}\n")
    found = config_toml.load("work")
    assert (found.values, found.warnings) == (values, [])
    assert found.place == "profile 'work' in ~/.config/codelab/config.toml"


def test_every_text_option_of_a_client_is_a_key() -> None:
    from codelab.client import TIMES, UNCHANGED

    assert set(config_toml.KINDS) == {*UNCHANGED, *TIMES, "ca_file", "signature", "max_attempts", "allow_http"} - {"trace_fd"}


@pytest.mark.parametrize(
    "text, problem",
    [
        (f"[profile.work]\ntoken = {SECRET}", "config.toml, line 2: not valid TOML at column 9"),
        (f'[profile.work]\ntoken = "{SECRET}\n\n', "config.toml, line 2: not valid TOML at column"),
        (f'[profile.work]\ntoken = """{SECRET}', "config.toml: not valid TOML at the end of the file: a value is not complete"),
        (f'[profile.work]\ntoken = "{SECRET}"\ntoken = "{SECRET}"\n\n', "config.toml, line 3: not valid TOML"),
        (f'[profile.work]\ntoken = "a"\ntoken = "{SECRET}"', "at the end of the file: a value is not complete, or a key is there twice"),
        (f'[profile.work]\ntokn = "{SECRET}"', "profile.work.tokn: unknown key: did you mean token?"),
        (f'[profile.work]\nzzz = "{SECRET}"', "profile.work.zzz: unknown key; known: access_key, allow_http,"),
        ("[profile.work]\npassword = 12345", "profile.work.password: must be text in quotes"),
        ('[profile.work]\nmax_attempts = "2"', "profile.work.max_attempts: must be a number"),
        ("[profile.work]\nmax_attempts = true", "profile.work.max_attempts: must be a number"),
        ('[profile.work]\nconnect_timeout = "2s"', "profile.work.connect_timeout: must be a number of seconds"),
        ('[profile.work]\nallow_http = "yes"', "profile.work.allow_http: must be true or false"),
        ('[profile.work]\nsignature = "other"', 'profile.work.signature: must be "access" or "credential"'),
        ('[profile.work]\ntoken = ""', "profile.work.token: is empty"),
        (f'[profiles.work]\ntoken = "{SECRET}"', "unknown key profiles: did you mean profile?"),
        ('profile = "work"', "profile: must be tables, such as [profile.work]"),
        (f'[profile]\nwork = "{SECRET}"', "profile.work: must be a table"),
        ("[profile.wrok]", "there is no profile 'work': did you mean wrok?"),
        ("", "there is no profile 'work'"),
    ],
    ids=lambda value: value if value.startswith(("config", "profile", "unknown", "there")) else "",
)
def test_an_error_names_the_file_and_the_line_or_key(text: str, problem: str, home: Home) -> None:
    home.write(home.config, text)
    with pytest.raises(codelab.ArgumentError) as caught:
        config_toml.load("work")
    message = without_secrets(caught.value)
    assert problem in message and message.startswith("~/.config/codelab/config.toml")


def test_a_missing_file_or_one_that_cannot_be_read_is_reported(home: Home) -> None:
    with pytest.raises(codelab.ArgumentError, match="config.toml: does not exist, so there is no profile 'work'"):
        config_toml.load("work")
    home.config.mkdir(parents=True)
    with pytest.raises(codelab.ArgumentError, match="config.toml: cannot be read: Is a directory"):
        config_toml.load("work")
    home.config.rmdir()
    home.config.write_bytes(b"[profile.work]\ntoken = '" + SECRET.encode() + b"\xff'")
    with pytest.raises(codelab.ArgumentError, match="config.toml: is not UTF-8") as caught:
        config_toml.load("work")
    without_secrets(caught.value)


def test_without_a_parser_the_error_says_what_to_install(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(files, "import_module", missing)
    home.write(home.config, "[profile.work]")
    with pytest.raises(codelab.ArgumentError, match=r"needs the package tomli: pip install 'codelab\[cli\]'"):
        config_toml.load("work")


@pytest.mark.parametrize(
    "text, name",
    [
        ('default_profile = "b"\n[profile.a]\n[profile.b]\n[profile.default]', "profile 'b'"),
        ("[profile.a]\n[profile.default]", "profile 'default'"),
        ("[profile.a]\n[profile.b]", None),
        ("[profile.a]", None),
        ("", None),
    ],
    ids=["the one that default_profile names", "the one with the name default", "two others", "one other", "none"],
)
def test_the_default_profile(text: str, name: str, home: Home) -> None:
    home.write(home.config, text)
    found = config_toml.load_default()
    assert (found and found.name) == name


@pytest.mark.parametrize("text", ['default_profile = "c"\n[profile.a]', "default_profile = 1"])
def test_a_default_profile_that_does_not_exist_is_reported(text: str, home: Home) -> None:
    home.write(home.config, text)
    with pytest.raises(codelab.ArgumentError, match="config.toml: default_profile: "):
        config_toml.load_default()


def test_the_folder_of_settings_can_be_another_one(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(tmp_path / "elsewhere" / "codelab" / "config.toml", "[profile.work]\nregion = 'there'")
    home.write(home.config, "[profile.work]\nregion = 'home'")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    assert config_toml.load("work").values == {"region": "there"}
    monkeypatch.setenv("XDG_CONFIG_HOME", "elsewhere")  # the specification says to ignore a relative path
    assert config_toml.load("work").values == {"region": "home"}


@pytest.mark.parametrize("written", ["ca.pem", "~/ca.pem", "/etc/ca.pem"])
def test_a_path_is_relative_to_the_file(written: str, home: Home) -> None:
    home.write(home.config, f"[profile.work]\nca_file = '{written}'")
    expected = {"ca.pem": home.config.parent / "ca.pem", "~/ca.pem": home.path / "ca.pem"}
    assert config_toml.load("work").values["ca_file"] == str(expected.get(written, written))


@pytest.mark.parametrize(
    "mode, text, warns",
    [
        (0o600, "token = 't'", False),
        (0o400, "token = 't'", False),
        (0o620, "token = 't'", False),
        (0o640, "token = 't'", True),
        (0o604, "token = 't'", True),
        (0o644, "proxy = 'http://u:p@h'", True),
        (0o644, "region = 'eu-de'", False),
    ],
)
def test_a_file_with_a_secret_that_others_can_read_gives_a_warning(
    mode: int, text: str, warns: bool, home: Home
) -> None:
    home.write(home.config, f"[profile.work]\n{text}", mode)
    warnings: List[str] = config_toml.load("work").warnings
    assert stat.S_IMODE(home.config.stat().st_mode) == mode
    assert len(warnings) == warns and all("chmod 600 ~/.config/codelab/config.toml" in each for each in warnings)
