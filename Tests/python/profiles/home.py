"""A home folder for settings, which the tests of profiles fill."""

from __future__ import annotations

import os
from pathlib import Path
import pytest

from codelab._profiles import clouds_yaml
from simulator import FAMILIES

#: Parts of values that no message may contain.
SECRET = "s3cr3t-value"

SOURCES = ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE", "XDG_CONFIG_HOME")


class Home:
    """The folders in which settings are searched."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "home"
        self.current = folder / "current"
        self.system = folder / "etc" / "openstack"
        self.config = self.path / ".config" / "codelab" / "config.toml"
        self.clouds = self.path / ".config" / "openstack" / "clouds.yaml"
        self.secure = self.clouds.with_name("secure.yaml")
        self.sdk = self.path / ".huaweicloud" / "credentials"

    def write(self, path: Path, text: str, mode: int = 0o600) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home folder, another current folder, and an environment without settings."""
    made = Home(tmp_path)
    for folder in (made.path, made.current):
        folder.mkdir()
    for name in [*SOURCES, *(each for each in os.environ if each.startswith(FAMILIES) and each != "CODELAB_LIBRARY")]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(made.path))
    monkeypatch.chdir(made.current)
    monkeypatch.setattr(clouds_yaml, "SYSTEM", made.system)
    return made


def without_secrets(error: BaseException) -> str:
    """Returns the error's text. Neither it nor the exceptions before it may contain a secret."""
    text = str(error)
    before = error.__context__
    assert SECRET not in text and SECRET not in repr(before), text
    return text
