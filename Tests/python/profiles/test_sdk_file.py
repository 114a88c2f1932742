"""The credentials file of the SDKs: what each key becomes, and how a wrong file is reported."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

import pytest

import codelab
from codelab._profiles import sdk_file
from home import SECRET, Home, home, without_secrets

__all__ = ["home"]


@pytest.mark.parametrize(
    "text, values",
    [
        ("[basic]\nak = a\nsk = s", {"access_key": "a", "secret_key": "s"}),
        ("[basic]\nAK: a\nSK: s%x", {"access_key": "a", "secret_key": "s%x"}),
        ("[basic]\nak=a\nsk=s\nsecurity_token=t", {"access_key": "a", "secret_key": "s", "security_token": "t"}),
        ("[basic]\nak=a\nsk=s\nsecurity_token=", {"access_key": "a", "secret_key": "s"}),
        ("[basic]\nak=a\nsk=s\nproject_id=1a", {"access_key": "a", "secret_key": "s", "project_id": "1a"}),
        ("[basic]\nak=a\nsk=s\niam_endpoint=https://i", {"access_key": "a", "secret_key": "s", "iam_endpoint": "https://i"}),
        ("# mine\n[global]\nak=b\nsk=c\n\n[basic]\nak=a\nsk=s\nother=1", {"access_key": "a", "secret_key": "s"}),
    ],
)
def test_the_section_basic_becomes_options(text: str, values: Dict[str, str], home: Home) -> None:
    home.write(home.sdk, text)
    found = sdk_file.load()
    assert found and (found.values, found.warnings) == (values, [])
    assert found.place == "section [basic] in ~/.huaweicloud/credentials"


@pytest.mark.parametrize(
    "text, problem",
    [
        (f"[global]\nak=a\nsk={SECRET}", ": there is no section [basic]: [global] is for services of a whole account;"),
        (f"[other]\nak=a\nsk={SECRET}", ": there is no section [basic]: CodeLab needs [basic] with ak and sk"),
        (f"[basic]\nsk={SECRET}", ": [basic] ak: is missing"),
        (f"[basic]\nak={SECRET}", ": [basic] sk: is missing"),
        (f"[basic]\nak=\nsk={SECRET}", ": [basic] ak: is empty"),
        ("[basic]\nidp_id=a\nid_token_file=b", ": [basic] ak: is missing (idp_id is not supported)"),
        (f"[basic]\nak=a\n{SECRET}\nsk=s", ", line 3: neither a section nor a key with a value"),
        (f"ak=a\nsk={SECRET}", ", line 1: a key before the first section"),
        (f"[basic]\nak=a\nsk=s\nsk={SECRET}", ", line 4: [basic] sk: is there twice"),
        (f"[basic]\nak=a\n[basic]\nsk={SECRET}", ", line 3: section [basic] is there twice"),
    ],
    ids=lambda value: value if value.startswith((":", ",")) else "",
)
def test_an_error_names_the_file_and_the_line_or_key(text: str, problem: str, home: Home) -> None:
    home.write(home.sdk, text)
    with pytest.raises(codelab.ArgumentError) as caught:
        sdk_file.load()
    assert without_secrets(caught.value).startswith(f"~/.huaweicloud/credentials{problem}")


def test_a_variable_names_another_file(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sdk_file.load() is None
    monkeypatch.setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", str(tmp_path / "named"))
    with pytest.raises(codelab.ArgumentError, match="does not exist; HUAWEICLOUD_SDK_CREDENTIALS_FILE names it"):
        sdk_file.load()
    home.write(tmp_path / "named", "[basic]\nak=a\nsk=s")
    found = sdk_file.load()
    assert found and found.values["access_key"] == "a"


@pytest.mark.parametrize("mode, warnings", [(0o600, 0), (0o644, 1), (0o640, 1)], ids=oct)
def test_a_file_that_others_can_read_gives_a_warning(mode: int, warnings: int, home: Home) -> None:
    home.write(home.sdk, "[basic]\nak=a\nsk=s", mode)
    found = sdk_file.load()
    assert found and len(found.warnings) == warnings
