"""The output of programs that use the library, in C and in Go, contains no secret."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Callable, Dict, List

import pytest

import codelab
from conftest import ROOT, WRONG
from heard import Heard
from needles import Needles
from simulator import PATIENCE, User

KINDS = ["token", "keys", "temporary_keys", "password"]
For = Callable[[str], User]
Collect = Callable[[User], Dict[str, str]]


def c_environment(user: User, kind: str) -> Dict[str, str]:
    return {f"CODELAB_{name.upper()}": value for name, value in user.options(kind).items()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_program_in_c_prints_only_the_address_as_intended(
    kind: str, user_for: For, secrets_of: Collect, tmp_path: Path
) -> None:
    user, heard = user_for(kind), Heard()
    trace = tmp_path / "CODELAB_TRACE"
    settings: List[Dict[str, str]] = [c_environment(user, kind)]
    nobody = "http://127.0.0.1:1"
    settings.append({**settings[0], "CODELAB_ENDPOINT": nobody, "CODELAB_IAM_ENDPOINT": nobody})
    for where in ("1", str(trace)):
        for number, variables in enumerate(settings):
            result = subprocess.run(
                [str(ROOT / "build" / "bin" / "open_instance"), "--timeout", "20"],
                env={**os.environ, **variables, "CODELAB_TRACE": where},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=PATIENCE,
            )
            assert (result.returncode == 0) == (number == 0), result.stderr
            assert ("attempt=" in result.stderr) == (where == "1")
            heard.text("standard error", result.stderr)
            lines = result.stdout.splitlines()
            heard.text("standard output", "\n".join(line for line in lines if "token=" not in line))
    heard.file(trace)
    with codelab.Client(**user.options(kind)) as client:
        own = {"the instance's token": str(client.open().token)}
    assert heard.secrets(Needles({**secrets_of(user), **own})) == {}


@pytest.fixture(scope="session")
def go_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("go")
    for path in (ROOT / "Tests" / "secrets" / "go").iterdir():
        text = path.read_text(encoding="utf-8").replace("../../../bindings/go", str(ROOT / "bindings" / "go"))
        (source / path.name).write_text(text, encoding="utf-8")
    go = os.environ.get("GO") or "go"
    assert shutil.which(go), "the Go toolchain is needed"
    found = {"PKG_CONFIG_PATH": str(ROOT / "build" / "pkgconfig")}
    offline = {**os.environ, **found, "GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    subprocess.run([go, "build", "-o", "program", "."], cwd=source, env=offline, check=True, timeout=300)
    return source / "program"


@pytest.mark.parametrize("kind", KINDS)
def test_go_prints_no_secret(
    kind: str, go_program: Path, user_for: For, secrets_of: Collect, tmp_path: Path
) -> None:
    user, heard = user_for(kind), Heard()
    trace = tmp_path / "CODELAB_TRACE"
    good = {**user.options(kind), "max_attempts": "2", "retry_delay_ms": "1"}
    field = {"token": "token", "password": "password"}.get(kind, "secret_key")
    jobs = [good, {**good, field: WRONG}, {**good, field: f"{WRONG}\n"}, {**good, "endpoint": "http://127.0.0.1:1"}]
    result = subprocess.run(
        [str(go_program)], input=json.dumps(jobs), env={**os.environ, "CODELAB_TRACE": str(trace)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=3 * PATIENCE,
    )
    assert (result.returncode, result.stderr) == (0, "")
    heard.text("standard output", result.stdout)
    heard.file(trace)
    assert "RUNNING" in result.stdout and "/notebooks/open" in trace.read_text(encoding="utf-8")
    with codelab.Client(**user.options(kind)) as client:
        own = {"the instance's token": str(client.open().token)}
    assert heard.secrets(Needles({**secrets_of(user), **own, "what was wrong": WRONG})) == {}
