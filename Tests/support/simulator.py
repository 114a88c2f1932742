"""The simulator as the suite uses it: one process for all tests, and a separate user for each."""

from __future__ import annotations

import http.client
import json
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Dict, List, Optional, Type
from urllib.parse import urlsplit

PATIENCE = 60.0


#: What can be said about the environment by programs that use the library; CODELAB_LIBRARY is not for them.
FAMILIES = ("CODELAB_", "OS_", "HUAWEICLOUD_SDK_", "HW_")


class User:
    """A project of the simulator, with its credentials, its one instance, and its faults."""

    def __init__(self, simulator: "Simulator", settings: Dict[str, Any]) -> None:
        made = simulator.call("POST", "/simulator/users", settings, expected=201)
        self.endpoint: str = simulator.endpoint
        self.project_id: str = made["project_id"]
        self.token: str = made["token"]
        #: The simulator's whole description of the user, with keys and password.
        self.made: Dict[str, Any] = made
        self._simulator = simulator
        self._path = f"/simulator/users/{self.project_id}"

    def set_faults(self, *faults: Dict[str, Any]) -> None:
        self._simulator.call("PUT", f"{self._path}/faults", list(faults), expected=204)

    def options(self, credential: str = "token") -> Dict[str, Any]:
        """The options of a client with that kind of credential, by their names in C, which are those of Python."""
        names = KINDS[credential]
        found = {name: self.made[name] for name in names if name != "iam_endpoint"}
        return {**found, "iam_endpoint": self.endpoint} if "iam_endpoint" in names else found

    def set(self, **settings: Any) -> None:
        """Changes the user's settings."""
        self._simulator.call("PATCH", self._path, settings, expected=204)

    def revoke_tokens(self) -> None:
        """Those that IAM has issued."""
        self._simulator.call("DELETE", f"{self._path}/tokens", None, expected=204)

    def change(self, **values: Any) -> None:
        """Changes the instance, as another client could."""
        self._simulator.call("PATCH", f"{self._path}/instance", values, expected=204)

    def requests(self) -> List[Dict[str, Any]]:
        found: List[Dict[str, Any]] = self._simulator.call("GET", f"{self._path}/requests", None, expected=200)
        return found

    def forget_requests(self) -> None:
        self._simulator.call("DELETE", f"{self._path}/requests", None, expected=204)

    def wait_for_request(self, number: int = 1) -> None:
        """Until the service has got so many requests of this user."""
        end = time.monotonic() + PATIENCE
        while len(self.requests()) < number:
            assert time.monotonic() < end, "the request never came"
            time.sleep(0.01)

    @property
    def environment(self) -> Dict[str, str]:
        """What the examples read."""
        return {
            "CODELAB_ENDPOINT": self.endpoint,
            "CODELAB_PROJECT_ID": self.project_id,
            "CODELAB_TOKEN": self.token,
        }


KINDS = {
    "token": ("endpoint", "project_id", "token"),
    "keys": ("endpoint", "iam_endpoint", "project_id", "access_key", "secret_key"),
    "temporary_keys": ("endpoint", "iam_endpoint", "project_id", "access_key", "secret_key", "security_token"),
    "password": ("endpoint", "iam_endpoint", "user_name", "password", "domain_name", "project_name"),
    "environment": (),
}


class Simulator:
    """The process. It ends when its standard input is closed, so none keeps running however the tests end."""

    def __init__(self, program: Path, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as messages:
            self._process = subprocess.Popen(
                [str(program), "--until-eof"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=messages,
                text=True,
            )
        assert self._process.stdout is not None
        self.endpoint: str = json.loads(self._process.stdout.readline())["endpoint"]

    def new_user(self, **settings: Any) -> User:
        return User(self, settings)

    def call(self, method: str, path: str, body: Any, *, expected: int) -> Any:
        connection = http.client.HTTPConnection(urlsplit(self.endpoint).netloc, timeout=PATIENCE)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        assert answer.status == expected, f"{method} {path}: {answer.status} {text}"
        return json.loads(text) if text else None

    def __enter__(self) -> "Simulator":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=PATIENCE)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self._process.stdout.close()
