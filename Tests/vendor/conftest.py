"""The simulator, and clients of the vendor's SDK for its users."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkmodelarts.v1 import ModelArtsClient
from huaweicloudsdkmodelarts.v1.model import ShowNotebookRequest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "support"))

from simulator import PATIENCE, Simulator, User  # noqa: E402

PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with Simulator(ROOT / "build" / "bin" / "codelab-simulator", ROOT / "build" / "tests" / "vendor.log") as each:
        yield each


@pytest.fixture
def new_user(simulator: Simulator) -> Callable[..., User]:
    """Makes a user whose instances take no time."""

    def new(**settings: Any) -> User:
        return simulator.new_user(**{"step_ms": 0, **settings})

    return new


class Vendor:
    """The SDK's client, its keys those of a user unless others are given."""

    def __init__(self, user: User, secret_key: str | None = None, with_security_token: bool = True) -> None:
        made = user.made
        keys = BasicCredentials(made["access_key"], secret_key or made["secret_key"], user.project_id)
        if made["security_token"] and with_security_token:
            keys = keys.with_security_token(made["security_token"])
        self.client = (
            ModelArtsClient.new_builder()
            .with_http_config(HttpConfig.get_default_config())
            .with_credentials(keys)
            .with_endpoint(user.endpoint)
            .build()
        )

    def show(self, id: str) -> Any:
        return self.client.show_notebook(ShowNotebookRequest(id=id))

    def wait_for(self, id: str, status: str) -> Any:
        end = time.monotonic() + PATIENCE
        while (shown := self.show(id)).status != status:
            assert time.monotonic() < end, f"still {shown.status}, not {status}"
            time.sleep(0.01)
        return shown

