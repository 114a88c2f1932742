"""The wheel: what is in it, what it needs, and that it is all that a machine without this tree needs."""

from __future__ import annotations

import email
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Dict

import pytest

import codelab
from conftest import PACKAGE
from simulator import PATIENCE, User
from test_lifetime import SETTINGS

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
BUILD = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", str(PACKAGE)]
#: Nothing of the one who runs the suite: no compiler, no Swift, no path to this tree.
BARE = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "no_proxy": "127.0.0.1"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    subprocess.run([*PIP, *BUILD, "--wheel-dir", str(directory)], check=True, timeout=PATIENCE * 2)
    [found] = directory.iterdir()
    return found


def audit(wheel: Path) -> Dict[str, Any]:
    command = [sys.executable, "-m", "auditwheel", "show", "--json", str(wheel)]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE)
    found: Dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_tag_follows_from_the_symbols(wheel: Path) -> None:
    found = audit(wheel)
    assert wheel.name.endswith(f"-py3-none-{found['sym_tag']}.whl")
    assert not found["unsupported_isa"] and not found["pyfpe"]


def test_the_library_is_inside_and_libcurl_and_libcrypto_are_not(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [each for each in names if ".so" in each] == ["codelab/libcodelab.so.1"]
    assert {"codelab/py.typed", "codelab/__init__.py", "codelab/_cli/main.py", "codelab/_profiles/choice.py"} <= set(names)
    assert not [each for each in names if "generat" in each or "test" in each.lower()]


def test_the_library_needs_no_package_and_the_extra_cli_has_those_of_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    [name] = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")]
    metadata = email.message_from_bytes(archive.read(name))
    assert metadata["Version"] == codelab.__version__
    assert sorted(metadata.get_all("Provides-Extra", [])) == ["cli", "profiles"]
    needed = [each.replace(" ", "").replace("'", '"') for each in metadata.get_all("Requires-Dist", [])]
    tomli = 'tomli>=1.1;python_version<"3.11"and'
    assert sorted(needed) == [
        'PyYAML>=5.4;extra=="cli"', 'PyYAML>=5.4;extra=="profiles"', 'rich>=12;extra=="cli"', 'shtab>=1.9;extra=="cli"',
        f'{tomli}extra=="cli"', f'{tomli}extra=="profiles"',
    ]


def test_it_is_installed_and_opens_an_instance_without_this_tree(wheel: Path, user: User, tmp_path: Path) -> None:
    make_venv = [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")]
    subprocess.run(make_venv, check=True, timeout=PATIENCE)
    python = str(tmp_path / "venv" / "bin" / "python")
    install = [*PIP, "--python", python, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, timeout=PATIENCE)
    source = f"""
import asyncio, os
import codelab
{SETTINGS}
with codelab.Client(*client_settings) as client:
    id = client.open().id
async def again():
    async with codelab.AsyncClient(*client_settings) as client:
        return (await client.open()).id
assert asyncio.run(again()) == id
[path] = {{line.split()[-1] for line in open("/proc/self/maps") if "libcodelab" in line}}
assert path == os.path.join(os.path.dirname(codelab.__file__), "libcodelab.so.1"), path
print(codelab.__file__)
"""
    command = [python, "-X", "dev", "-W", "error", "-c", source]
    result = subprocess.run(
        command, cwd=tmp_path, env={**BARE, **user.environment}, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
    )
    assert result.returncode == 0 and result.stdout.startswith(str(tmp_path))
    command = [str(tmp_path / "venv" / "bin" / "codelab"), "list"]
    result = subprocess.run(
        command, cwd=tmp_path, env={**BARE, **user.environment}, stdout=subprocess.PIPE, text=True, timeout=PATIENCE
    )
    assert result.returncode == 0 and "CREATING" in result.stdout
    command[1:] = ["completion", "bash"]
    result = subprocess.run(
        command, cwd=tmp_path, env=BARE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE
    )
    assert (result.returncode, result.stdout) == (1, "") and "pip install 'codelab[cli]'" in result.stderr


def test_without_a_library_the_build_says_what_to_do(tmp_path: Path) -> None:
    environment = {**os.environ, "CODELAB_LIBRARY": "/nowhere/libcodelab.so.1"}
    result = subprocess.run(
        [*PIP, *BUILD, "--wheel-dir", str(tmp_path)], env=environment, stderr=subprocess.PIPE, text=True,
        timeout=PATIENCE * 2,
    )
    assert result.returncode != 0 and list(tmp_path.iterdir()) == []
    for part in ("cannot put /nowhere/libcodelab.so.1 into the package", "CODELAB_LIBRARY does not name a file"):
        assert part in result.stderr
