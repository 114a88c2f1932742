"""Records, enums, exceptions and arguments, without a service."""

from __future__ import annotations

import copy
import dataclasses
import json
import math
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any, Dict

import pytest

import codelab
from codelab import errors
from conftest import ROOT

EVERY_FIELD = (ROOT / "Tests/scenarios/bodies/every-field.json").read_bytes()
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SECRET = "58ba50c6-9c1f-4a2e-8f0b-secret"


def decoded(**fields: Any) -> codelab.Instance:
    return codelab.decode_instance(json.dumps(fields).encode())


def test_an_instance_is_a_frozen_value() -> None:
    instance, again = codelab.decode_instance(EVERY_FIELD), codelab.decode_instance(EVERY_FIELD)
    assert instance == again and hash(instance) == hash(again) and instance is not again
    assert instance != dataclasses.replace(instance, name="another")
    with pytest.raises(dataclasses.FrozenInstanceError):
        instance.name = "another"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        instance.other = 1  # type: ignore[attr-defined]


def test_an_instance_can_be_copied_and_pickled() -> None:
    instance = codelab.decode_instance(EVERY_FIELD)
    assert copy.copy(instance) == copy.deepcopy(instance) == instance
    unpickled = pickle.loads(pickle.dumps(instance))
    names = [each for each in codelab.Instance.__match_args__ if getattr(unpickled, each) != getattr(instance, each)]
    assert names == ["token", "browser_url"] and unpickled.token is unpickled.browser_url is None
    assert instance.lease and dataclasses.asdict(instance)["lease"]["duration"] == instance.lease.duration


def test_bytes_of_any_kind_are_decoded() -> None:
    for data in (EVERY_FIELD, bytearray(EVERY_FIELD), memoryview(EVERY_FIELD)):
        assert codelab.decode_instance(data).id
    for wrong in ("{}", 5, None):
        with pytest.raises(TypeError):
            codelab.decode_instance(wrong)  # type: ignore[arg-type]


def test_an_absent_value_differs_from_an_empty_one() -> None:
    assert decoded().tags is None and decoded(tags=[]).tags == ()
    assert decoded().lease is None and decoded(lease={}).lease is not None
    assert decoded().is_need_credentials is None and decoded(is_need_credentials=False).is_need_credentials is False


def test_an_unknown_word_is_kept_as_text() -> None:
    instance = decoded(status="MIGRATING")
    assert instance.status is codelab.InstanceStatus.UNKNOWN and instance.status_text == "MIGRATING"


def test_an_enum_accepts_unknown_numbers() -> None:
    status = codelab.InstanceStatus(4711)
    assert (status, status.name, f"{status}") == (4711, "UNKNOWN_4711", "UNKNOWN_4711")
    assert f"{codelab.InstanceStatus.RUNNING:>9}" == "  RUNNING" and str(codelab.Status.OK) == "OK"
    with pytest.raises(ValueError):
        codelab.InstanceStatus("RUNNING")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"status": "RUNNING", "url": "https://h.example/lab"}, (True, False, 100)),
        ({"status": "RUNNING"}, (False, False, 0)),
        ({"status": "CREATE_FAILED", "url": "https://h.example/lab"}, (False, True, 0)),
        ({"action_progress": [{"step": 1, "status": "COMPLETED"}, {"step": 2}]}, (False, False, 50)),
    ],
    ids=["running with a url", "running without one", "failed with a url", "half of its steps done"],
)
def test_derived_values_are_those_of_the_library(fields: Dict[str, Any], expected: Any) -> None:
    instance = decoded(**fields)
    assert (instance.is_ready, instance.is_failed, instance.progress_percent) == expected


def test_the_time_left_counts_down_from_the_services_clock() -> None:
    instance = decoded(lease={"enable": True, "create_at": 1000, "duration": 60000}, current_time=11000)
    assert instance.lease_deadline == EPOCH + timedelta(seconds=61)
    first = instance.lease_remaining
    assert first is not None and timedelta(0) < first <= timedelta(seconds=50)
    second = instance.lease_remaining
    assert second is not None and second <= first
    assert pickle.loads(pickle.dumps(instance)).lease_remaining is None
    assert decoded().lease_remaining is None and decoded().lease_deadline is None


def test_times_are_datetimes_in_utc_and_timedeltas() -> None:
    instance = decoded(create_at=1687656452470, lease={"create_at": -1, "duration": 3600001, "enable": True})
    assert instance.create_at == datetime(2023, 6, 25, 1, 27, 32, 470000, tzinfo=timezone.utc)
    assert instance.create_at.utcoffset() == timedelta(0) and instance.create_at_ms == 1687656452470
    assert instance.lease and instance.lease.create_at == EPOCH - timedelta(milliseconds=1)
    assert instance.lease.duration == timedelta(hours=1, milliseconds=1) and instance.lease.duration_ms == 3600001
    assert instance.update_at is None and instance.update_at_ms is None


def test_an_unlimited_lease_is_marked_as_unlimited() -> None:
    lease = decoded(lease={"create_at": 0, "duration": -1, "enable": True}).lease
    assert lease and lease.duration == codelab.NO_END and lease.duration_ms == -1 and lease.deadline is None


@pytest.mark.parametrize("ms", [2**63 - 1, -(2**63) + 1, 253402300800000, -62135596800001])
def test_a_time_beyond_the_range_of_python_has_only_milliseconds(ms: int) -> None:
    instance = decoded(create_at=ms, update_at=ms, current_time=5, lease={"create_at": ms, "duration": 0})
    for each in (instance, pickle.loads(pickle.dumps(instance)), copy.deepcopy(instance)):
        assert (each.create_at, each.create_at_ms, each.update_at_ms) == (None, ms, ms)
        assert each.current_time == EPOCH + timedelta(milliseconds=5) and each.current_time_ms == 5
        assert each.lease and (each.lease.create_at, each.lease.create_at_ms) == (None, ms) and repr(each)


@pytest.mark.parametrize("ms", [253402300799999, -62135596800000, 0])
def test_the_first_and_the_last_time_of_python_are_exact(ms: int) -> None:
    instance = decoded(create_at=ms)
    assert instance.create_at is not None and instance.create_at_ms == ms


@pytest.mark.parametrize("ms", [2**63 - 1, 86400000 * 10**9])
def test_a_span_beyond_the_range_of_python_has_only_milliseconds(ms: int) -> None:
    lease = decoded(lease={"duration": ms, "create_at": 0}).lease
    assert lease and lease.duration is None and lease.duration_ms == ms


def test_a_record_can_be_made_by_hand_for_user_tests() -> None:
    step = codelab.Step(codelab.StepStatus.COMPLETED, description="d")
    instance = codelab.Instance(id="a", create_at=EPOCH, action_progress=(step,))
    assert (instance.id, instance.create_at_ms, instance.status) == ("a", 0, codelab.InstanceStatus.UNKNOWN)
    assert instance.native is None and instance.lease_remaining is None and instance.is_ready is False
    assert dataclasses.astuple(step)[:2] == (codelab.StepStatus.COMPLETED, None)
    for wrong in ({"ids": "a"}, {"status": 1, "statuses": 2}):
        with pytest.raises(TypeError):
            codelab.Instance(**wrong)
    with pytest.raises(TypeError):
        codelab.Tag("k", "v", "more")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        codelab.Tag("k", key="k")  # type: ignore[misc]


def test_a_record_is_a_dataclass_to_others() -> None:
    assert dataclasses.is_dataclass(codelab.Tag) and not hasattr(codelab.Tag("k"), "__dict__")
    names = [each.name for each in dataclasses.fields(codelab.Tag)]
    assert names == ["key", "value"] and list(codelab.Tag.__match_args__) == names

    @dataclasses.dataclass(frozen=True)
    class Labelled(codelab.Tag):
        color: str = "red"

    assert dataclasses.asdict(Labelled("k", "v", "blue")) == {"key": "k", "value": "v", "color": "blue"}


def test_no_repr_shows_a_secret() -> None:
    instance = decoded(
        id="visible",
        status="RUNNING",
        token=SECRET,
        url=f"https://h.example/lab?a=b&token={SECRET}&c=d",
        endpoints=[{"uri": f"https://h.example/{SECRET}/x"}, {"uri": "https://h.example/?token=another"}],
    )
    assert instance.token == SECRET and SECRET in str(instance.browser_url)
    for shown in (repr(instance), str(instance), f"{instance}", repr([instance]), repr(instance.endpoints)):
        assert "another" not in shown
    for shown in (repr(instance), str(instance), f"{instance}", repr([instance])):
        assert SECRET not in shown and "visible" in shown and "h.example" in shown and "RUNNING" in shown


@pytest.mark.parametrize(
    "secrets",
    [
        {"token": SECRET},
        {"access_key": "key", "secret_key": SECRET, "security_token": SECRET},
        {"user_name": "user", "password": SECRET, "domain_name": "domain"},
    ],
    ids=["token", "keys", "password"],
)
def test_no_repr_of_a_client_shows_a_secret(secrets: Dict[str, Any]) -> None:
    client = codelab.Client("https://modelarts.example.com", "project", region="eu-de", **secrets)
    for shown in (repr(client), str(client), f"{client}"):
        assert SECRET not in shown
        assert shown == "Client(endpoint='https://modelarts.example.com', project_id='project', region='eu-de')"
    client.close()
    assert repr(client).endswith(", closed)")


def test_a_refused_token_is_not_in_the_error() -> None:
    with pytest.raises(codelab.ArgumentError) as caught:
        codelab.Client("https://modelarts.example.com", "project", f"{SECRET}\n")
    assert SECRET not in str(caught.value) and SECRET not in repr(caught.value)


@pytest.mark.parametrize(
    "name",
    """endpoint project_id token ca_file proxy user_agent language region project_name iam_endpoint access_key
    secret_key security_token user_name password domain_name signed_headers""".split(),
)
def test_a_text_with_a_nul_is_refused(name: str) -> None:
    good = {"endpoint": "https://modelarts.example.com", "project_id": "p", "token": "t"}
    for text in ("a\0b", "\ud800"):
        if name == "ca_file" and "\0" not in text:
            continue  # a path that is not UTF-8 is spelled so
        with pytest.raises(codelab.ArgumentError, match=name) as caught:
            codelab.Client(**{**good, name: text})  # type: ignore[arg-type]
        # A chained exception would hold the whole text.
        assert caught.value.__cause__ is None and caught.value.__context__ is None
        assert isinstance(caught.value, ValueError) and caught.value.code == codelab.Status.E_ARGUMENT
    with pytest.raises(TypeError):
        codelab.Client(**{**good, name: 4711})  # type: ignore[arg-type]


@pytest.mark.parametrize("seconds", [0, -0.0001, -0.001, -5])
def test_a_timeout_of_zero_or_less_has_passed(seconds: float) -> None:
    with codelab.Client("http://127.0.0.1:1", "p", "t") as client:
        with pytest.raises(codelab.DeadlineError):
            client.open(timeout=seconds)


@pytest.mark.parametrize("seconds", [math.nan, math.inf, 1e300, -math.inf])
def test_an_invalid_timeout_is_refused(seconds: float) -> None:
    with pytest.raises(codelab.ArgumentError, match="timeout"):
        codelab.Cancel(seconds)


def test_a_number_of_attempts_beyond_an_int_is_refused() -> None:
    with pytest.raises(codelab.ArgumentError, match="max_attempts"):
        codelab.Client("https://modelarts.example.com", "p", "t", max_attempts=2**32 + 1)


@pytest.mark.parametrize("code", sorted(errors.BY_CODE), ids=lambda code: str(codelab.Status(code)))
def test_every_code_has_an_exception(code: int) -> None:
    kind = errors.class_of(code)
    error = kind("a sentence", code=codelab.Status(code), attempts=3, retry_after=0.5, request_id="r")
    again = pickle.loads(pickle.dumps(error))
    for each in (error, again):
        assert isinstance(each, codelab.CodelabError) and type(each) is kind and str(each) == "a sentence"
        assert (each.code, each.attempts, each.retry_after, each.request_id) == (code, 3, 0.5, "r")


def test_every_failure_has_its_own_exception() -> None:
    assert {status for status in codelab.Status if status < 0} == set(errors.BY_CODE)


@pytest.mark.parametrize(
    "code, kind",
    [(-199, codelab.CodelabError), (-299, codelab.NetworkError), (-399, codelab.ProtocolError),
     (-499, codelab.RefusedError), (-599, codelab.ServiceError), (-999, codelab.CodelabError)],
)
def test_a_code_of_a_newer_library_raises_the_exception_of_its_group(code: int, kind: type) -> None:
    assert errors.class_of(code) is kind


@pytest.mark.parametrize(
    "kind, base",
    [
        (codelab.ArgumentError, ValueError),
        (codelab.StateError, RuntimeError),
        (codelab.OutOfMemoryError, MemoryError),
        (codelab.DeadlineError, TimeoutError),
        (codelab.TLSError, ConnectionError),
        (codelab.PermissionDeniedError, PermissionError),
        (codelab.NotFoundError, LookupError),
        (codelab.RateLimitError, codelab.RefusedError),
    ],
)
def test_exceptions_derive_from_pythons_built_in_ones(kind: type, base: type) -> None:
    assert issubclass(kind, base) and issubclass(kind, codelab.CodelabError)


def test_codes_have_the_names_and_texts_of_the_library() -> None:
    assert codelab.status_name(codelab.Status.E_TLS) == "CODELAB_E_TLS"
    assert codelab.status_name(-4711) == "CODELAB_UNKNOWN"
    assert all(codelab.status_text(status) for status in codelab.Status)
    assert codelab.library_version() in codelab.library_build()
