"""The scenarios that C, Python and Go agree on. A key that is not known here fails its scenario."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Optional

import pytest

import codelab
from conftest import ROOT
from scenario_calls import SCALED, Outcome, call, make_client
from simulator import Simulator, User

TABLES = ROOT / "Tests" / "scenarios"
#: Of all files, in the order of their names.
SCENARIOS: List[Dict[str, Any]] = [
    scenario
    for path in sorted(TABLES.glob("*.json"))
    for scenario in json.loads(path.read_text(encoding="utf-8"))["scenarios"]
]

KEYS = set(
    """name call user faults credential client environment request id after_revoking watch timeout_ms body body_file
    expect""".split()
)
def can_be_said(scenario: Dict[str, Any]) -> bool:
    """In Python a switch and a watch that opens have no until, and a flag is a word."""
    has_until = "until" in scenario.get("watch", {})
    is_unknown_flag = scenario.get("request", {}).get("flags", 0) > 3
    return not (is_unknown_flag or (has_until and scenario["call"] in ("switch", "open_until_ready")))


SCENARIOS = [each for each in SCENARIOS if can_be_said(each)]

#: An error's fields, and what they are where C has them without an error.
ERROR_FIELDS = {
    "http_status": 0,
    "curl_code": 0,
    "retryable": False,
    "attempts": 0,
    "retry_after": None,
    "json_offset": None,
    "service_code": "",
    "request_id": "",
    "json_path": "",
}


def decode(scenario: Dict[str, Any], outcome: Outcome) -> None:
    body = (TABLES / scenario["body_file"]).read_bytes() if "body_file" in scenario else scenario["body"].encode()
    outcome.result = codelab.decode_instance(body)


def prepared_id(scenario: Dict[str, Any], client: Any, user: User) -> str:
    id = str(scenario.get("id", ""))
    if id not in ("$open", "$stopped"):
        return id
    opened = client.open()
    if id == "$stopped":
        user.change(status="STOPPED")
    return str(opened.id)


def run_with_user(scenario: Dict[str, Any], user: User, kind: str, outcome: Outcome) -> None:
    with make_client(scenario, user, kind) as client:
        if scenario["call"] == "client":
            return
        id = prepared_id(scenario, client, user)
        if scenario.get("after_revoking"):
            list(client.flavors())
            user.revoke_tokens()
        user.set_faults(*scenario.get("faults", []))
        user.forget_requests()
        call(client, id, scenario, outcome)


def value_at(result: Any, path: str) -> Any:
    """Returns the value at a path of C, such as "image.tags_count" or "action_progress[0].description"."""
    value: Any = result
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


def check_log(expected: Dict[str, Any], user: Optional[User]) -> None:
    if "requests" in expected:
        assert user is not None and len(user.requests()) == expected.pop("requests")
    if "calls" in expected:
        assert user is not None and [each["call"] for each in user.requests()] == expected.pop("calls")


def check_iteration(expected: Dict[str, Any], outcome: Outcome) -> None:
    assert len(outcome.items) == expected.pop("items", len(outcome.items))
    ids = expected.pop("item_ids", [])
    assert [each.id for each in outcome.items[: len(ids)]] == ids
    assert outcome.statuses == expected.pop("statuses", outcome.statuses)
    phases = [phase(each) for each in expected.pop("phases", outcome.phases)]
    assert outcome.phases == phases


def phase(value: Any) -> Any:
    """By its name in C, or as a number."""
    return codelab.Phase[value[len("CODELAB_PHASE_") :]] if isinstance(value, str) else value


def in_words_of_python(part: str) -> str:
    """A message has the names of Python's parameters, whose units differ."""
    names = {**{name: python for name, (python, _) in SCALED.items()}, "duration_ms": "duration"}
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), part)


def check(scenario: Dict[str, Any], outcome: Outcome, user: Optional[User]) -> None:
    expected = dict(scenario["expect"])
    assert expected.pop("code") == outcome.code, outcome.error
    for path, value in expected.pop("fields", {}).items():
        assert outcome.result is not None
        assert value_at(outcome.result, path) == (None if value == "absent" else value), path
    parts = expected.pop("message_has", [])
    for part in [parts] if isinstance(parts, str) else parts:
        assert in_words_of_python(part) in str(outcome.error)
    check_log(expected, user)
    check_iteration(expected, outcome)
    if "retry_after_ms" in expected:
        value = expected.pop("retry_after_ms")
        expected["retry_after"] = value if value == "absent" else value / 1000
    for name, value in expected.items():
        seen = getattr(outcome.error, name) if outcome.error else ERROR_FIELDS[name]
        assert name in ERROR_FIELDS and seen == (None if value == "absent" else value), name


def kinds(scenario: Dict[str, Any]) -> List[str]:
    """Decoding has no client."""
    return ["sync"] if scenario["call"] == "decode" else ["sync", "async"]


CASES = [(kind, scenario) for scenario in SCENARIOS for kind in kinds(scenario)]


@pytest.mark.parametrize("kind, scenario", CASES, ids=[f"{kind}: {scenario['name']}" for kind, scenario in CASES])
def test_scenario(kind: str, scenario: Dict[str, Any], request: pytest.FixtureRequest) -> None:
    assert set(scenario) <= KEYS
    user: Optional[User] = None
    if scenario["call"] != "decode":
        simulator: Simulator = request.getfixturevalue("simulator")
        settings = dict(scenario.get("user", {}))
        if scenario.get("credential") == "temporary_keys":
            settings.setdefault("security_token", True)
        user = simulator.new_user(**settings)
    outcome = Outcome("CODELAB_OK")
    try:
        if user is None:
            decode(scenario, outcome)
        else:
            run_with_user(scenario, user, kind, outcome)
    except codelab.CodelabError as error:
        outcome.fail(error)
    check(scenario, outcome, user)
