"""Writing a profile keeps the rest of the file, and never damages it."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Dict, Optional

import pytest

import codelab
from codelab._profiles import config_toml, config_writer
from codelab._profiles.files import File
from home import SECRET, Home, home, without_secrets

__all__ = ["home"]

Changes = Dict[str, Optional[str]]

MINE = """\
# Mine
default_profile = "a" # the first

[profile.a] # for work
region = 'eu-de' # near
# my token
token="old"
max_attempts = 2

# of the course
[profile.b]
token = "other"
"""


@pytest.mark.parametrize(
    "text, name, changes, expected",
    [
        ("", "a", {"token": "t"}, 'default_profile = "a"\n\n[profile.a]\ntoken = "t"\n'),
        ("", "default", {"token": "t"}, '[profile.default]\ntoken = "t"\n'),
        ("", "a b", {"token": "t"}, 'default_profile = "a b"\n\n[profile."a b"]\ntoken = "t"\n'),
        ("# Mine", "default", {"token": "t"}, '# Mine\n\n[profile.default]\ntoken = "t"\n'),
        ("[profile.default]", "b", {"token": "t"}, '[profile.default]\n\n[profile.b]\ntoken = "t"\n'),
        (MINE, "a", {}, MINE),
        (MINE, "a", {"token": "new"}, MINE.replace('"old"', '"new"')),
        (MINE, "a", {"region": "eu-nl"}, MINE.replace("'eu-de' #", '"eu-nl" #')),
        (MINE, "a", {"token": None, "access_key": "k"}, MINE.replace('token="old"\n', "").replace("= 2\n", '= 2\naccess_key = "k"\n')),
        (MINE, "b", {"region": "x"}, MINE + 'region = "x"\n'),
        (MINE, "c", {"token": "t"}, MINE + '\n[profile.c]\ntoken = "t"\n'),
        ('[ profile . "a" ]\ntoken = "o"', "a", {"token": "n"}, 'default_profile = "a"\n\n[ profile . "a" ]\ntoken = "n"\n'),
        ("[profile.'a']\n\"token\" = 'o'", "a", {"token": None}, "default_profile = \"a\"\n\n[profile.'a']\n"),
        ("[profile.default]\r\ntoken = 'o'\r\n", "default", {"token": "n"}, '[profile.default]\ntoken = "n"\n'),
    ],
    ids=[
        "an empty file", "the name default", "a name with a space", "a file with a comment", "a second profile", "no change",
        "a new value", "a value with a comment", "another kind of credential", "a key at the end", "a profile at the end",
        "spaces in the header", "other quotes", "line ends of Windows",
    ],
)
def test_only_the_profile_changes(text: str, name: str, changes: Changes, expected: str) -> None:
    file = File(Path("config.toml"), text, 0o600)
    assert config_writer.edited(file, name, changes) == expected


@pytest.mark.parametrize(
    "value", ['"', "\\", "\\n", "a#b", "'", "ä€😀", "\x01\t\x7f\x85", "=[x]", '"""', " "], ids=lambda value: ascii(value)
)
def test_any_value_is_read_as_it_was_written(value: str, home: Home) -> None:
    for _ in range(2):  # written, and replaced
        config_writer.store(config_toml.path(), "work", {"password": value, "user_name": "u"})
        assert config_toml.load("work").values == {"password": value, "user_name": "u"}


@pytest.mark.parametrize(
    "text",
    [
        f'profile.a.token = "{SECRET}"',
        f'profile = {{ a = {{ token = "{SECRET}" }} }}',
        f'[profile]\na.token = "{SECRET}"',
        f'[profile.a]\ntoken = """{SECRET}\n[profile.b]\n"""',
        f'[profile.a]\ntoken = """\n{SECRET}"""',
    ],
    ids=["dotted keys", "an inline table", "dotted keys in a table", "a table in a text", "a text of several lines"],
)
def test_an_unusual_form_is_not_touched(text: str, home: Home) -> None:
    home.write(home.config, text)
    with pytest.raises(codelab.ArgumentError) as caught:
        config_writer.store(config_toml.path(), "a", {"token": "new"})
    assert "cannot be edited, because profile 'a' is not a table [profile.a]" in without_secrets(caught.value)
    assert home.config.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["[[profile]]", "profile = 1", "[profile]\na = 1", "other = 1"])
def test_a_file_that_cannot_be_read_is_not_touched(text: str, home: Home) -> None:
    home.write(home.config, text)
    with pytest.raises(codelab.ArgumentError, match="config.toml: (profile|unknown key)"):
        config_writer.store(config_toml.path(), "a", {"token": "new"})
    assert home.config.read_text(encoding="utf-8") == text


def test_the_file_is_for_the_user_alone(home: Home) -> None:
    config_writer.store(config_toml.path(), "a", {"token": "t"})
    folder = home.config.parent
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder.parent, folder, home.config)] == [0o700, 0o700, 0o600]
    home.config.chmod(0o644)
    folder.chmod(0o755)
    config_writer.store(config_toml.path(), "a", {"token": "u"})
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, home.config)] == [0o700, 0o600]
    assert [each.name for each in folder.iterdir()] == ["config.toml"]


def test_a_symbolic_link_is_kept(home: Home, tmp_path: Path) -> None:
    target = home.write(tmp_path / "dotfiles" / "codelab.toml", "")
    home.config.parent.mkdir(parents=True)
    home.config.symlink_to(target)
    config_writer.store(config_toml.path(), "a", {"token": "t"})
    assert home.config.is_symlink() and "[profile.a]" in target.read_text(encoding="utf-8")


def test_a_failed_write_leaves_the_file_and_no_other(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(home.config, "[profile.default]\n")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(codelab.ArgumentError, match="config.toml: cannot be written: No space left on device"):
        config_writer.store(config_toml.path(), "default", {"token": "t"})
    assert home.config.read_text(encoding="utf-8") == "[profile.default]\n"
    assert [each.name for each in home.config.parent.iterdir()] == ["config.toml"]
