"""The table of scenarios that C, Python and Go agree on. A key that is not known here fails its scenario."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Dict, List, Optional

import pytest

import codelab
from conftest import ROOT
from simulator import Simulator, User

TABLE = ROOT / "Tests" / "scenarios" / "scenarios.json"
SCENARIOS: List[Dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))["scenarios"]

KEYS = set("name call user faults client request id watch timeout_ms body body_file expect".split())

#: Options by their names in C: the name here, and what one of Python's is in units of C.
CLIENT_OPTIONS = {
    "endpoint": ("endpoint", None),
    "project_id": ("project_id", None),
    "token": ("token", None),
    "ca_file": ("ca_file", None),
    "proxy": ("proxy", None),
    "user_agent": ("user_agent", None),
    "language": ("language", None),
    "connect_timeout_ms": ("connect_timeout", 1000),
    "attempt_timeout_ms": ("attempt_timeout", 1000),
    "max_attempts": ("max_attempts", None),
    "retry_delay_ms": ("retry_delay", 1000),
    "retry_delay_max_ms": ("retry_delay_max", 1000),
}
WATCH_OPTIONS = {
    "first_delay_ms": ("first_delay", 1000),
    "ceiling_ms": ("ceiling", 1000),
    "growth_percent": ("growth", 100),
    "jitter_percent": ("jitter", 100),
}
#: An error's numbers, and what they are where C has them without an error.
ERROR_FIELDS = {
    "http_status": 0,
    "curl_code": 0,
    "retryable": False,
    "attempts": 0,
    "retry_after_ms": None,
    "json_offset": None,
    "service_code": "",
    "request_id": "",
    "json_path": "",
}


@dataclass
class Outcome:
    code: str
    instance: Optional[codelab.Instance] = None
    error: Optional[codelab.CodelabError] = None


def options(values: Dict[str, Any], names: Dict[str, Any]) -> Dict[str, Any]:
    found = {}
    for c_name, value in values.items():
        name, scale = names[c_name]
        found[name] = value if scale is None or value is None else value / scale
    return found


def make_client(scenario: Dict[str, Any], user: User) -> codelab.Client:
    values = {
        "endpoint": user.endpoint,
        "project_id": user.project_id,
        "token": user.token,
        "retry_delay_ms": 1,
        "retry_delay_max_ms": 5,
        **scenario.get("client", {}),
    }
    flags = values.pop("flags", 0)
    assert flags in (0, 1), "the only flag that Python has a word for is allow_http"
    return codelab.Client(**options(values, CLIENT_OPTIONS), allow_http=flags == 1)


def watch(client: codelab.Client, id: str, scenario: Dict[str, Any], limits: Dict[str, Any]) -> Outcome:
    values = options({"first_delay_ms": 5, "ceiling_ms": 20, **scenario.get("watch", {})}, WATCH_OPTIONS)
    if values.get("jitter") == -0.01:
        values["jitter"] = 0.0  # what C writes as -1: none
    outcome = Outcome("CODELAB_DONE")
    try:
        for outcome.instance in client.watch(id, **values, **limits):
            pass
    except codelab.CodelabError as error:
        outcome.code, outcome.error = codelab.status_name(error.code), error
    return outcome


def call(client: codelab.Client, id: str, scenario: Dict[str, Any]) -> Outcome:
    limits = {"timeout": scenario["timeout_ms"] / 1000} if "timeout_ms" in scenario else {}
    if scenario["call"] == "watch":
        return watch(client, id, scenario, limits)
    if scenario["call"] == "open":
        request = scenario.get("request", {})
        assert set(request) <= {"image_id", "share_url"}
        return Outcome("CODELAB_OK", client.open(**request, **limits))
    assert scenario["call"] == "show"
    return Outcome("CODELAB_OK", client.show(id, **limits))


def decode(scenario: Dict[str, Any]) -> Outcome:
    body = (TABLE.parent / scenario["body_file"]).read_bytes() if "body_file" in scenario else scenario["body"].encode()
    return Outcome("CODELAB_OK", codelab.decode_instance(body))


def run_with_user(scenario: Dict[str, Any], user: User) -> Outcome:
    with make_client(scenario, user) as client:
        if scenario["call"] == "client":
            return Outcome("CODELAB_OK")
        id = scenario.get("id", "")
        if id == "$open":
            id = client.open().id
        user.set_faults(*scenario.get("faults", []))
        user.forget_requests()
        return call(client, id, scenario)


def value_at(instance: codelab.Instance, path: str) -> Any:
    """What stands at a path of C: "image.tags_count", "action_progress[0].description"."""
    value: Any = instance
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        if value is None:
            return None
        if name.endswith("_count"):
            array = getattr(value, name[: -len("_count")])
            value = 0 if array is None else len(array)
        else:
            value = getattr(value, name.rstrip("_"))  # namespace_ and operator_ are keywords in C++ only
        if index:
            value = value[int(index)]
    return value


def check(scenario: Dict[str, Any], outcome: Outcome, user: Optional[User]) -> None:
    expected = dict(scenario["expect"])
    assert expected.pop("code") == outcome.code, outcome.error
    for path, value in expected.pop("fields", {}).items():
        assert outcome.instance is not None
        assert value_at(outcome.instance, path) == (None if value == "absent" else value), path
    parts = expected.pop("message_has", [])
    for part in [parts] if isinstance(parts, str) else parts:
        assert part in str(outcome.error)
    if "requests" in expected:
        assert user is not None and len(user.requests()) == expected.pop("requests")
    for name, value in expected.items():
        seen = getattr(outcome.error, name) if outcome.error else ERROR_FIELDS[name]
        assert name in ERROR_FIELDS and seen == (None if value == "absent" else value), name


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_scenario(scenario: Dict[str, Any], request: pytest.FixtureRequest) -> None:
    assert set(scenario) <= KEYS
    user: Optional[User] = None
    if scenario["call"] != "decode":
        simulator: Simulator = request.getfixturevalue("simulator")
        user = simulator.new_user(**scenario.get("user", {}))
    try:
        outcome = decode(scenario) if user is None else run_with_user(scenario, user)
    except codelab.CodelabError as error:
        outcome = Outcome(codelab.status_name(error.code), error=error)
    check(scenario, outcome, user)
