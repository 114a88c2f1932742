"""Switching, and the other ways in which a watch ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Callable, Dict, List

import pytest

import codelab
from simulator import PATIENCE, User

Connect = Callable[..., codelab.Client]
QUICK: Dict[str, Any] = {"first_delay": 0.005, "ceiling": 0.02, "timeout": PATIENCE}
GPU = "modelarts.vm.gpu.free"


def ready(client: codelab.Client) -> codelab.Instance:
    opened = client.open()
    return ([opened] + list(client.watch(opened, **QUICK)))[-1]


def test_a_switch_reports_its_phases(quick_user: User, connect: Connect) -> None:
    client = connect(quick_user)
    instance = ready(client)
    with client.switch(instance, flavor=GPU, **QUICK) as watch:
        phases: List[codelab.Phase] = [watch.phase]
        for changed in watch:
            phases.append(watch.phase)
        phases.append(watch.phase)
    assert all(isinstance(each, codelab.Phase) for each in phases)
    assert phases[0] is codelab.Phase.LOOKING and phases[-1] is codelab.Phase.ENDED
    assert phases == sorted(phases, key=list(dict.fromkeys(phases)).index)
    assert codelab.Phase.STOPPING in phases and codelab.Phase.FOLLOWING in phases
    assert changed.is_ready and changed.flavor == GPU and changed.token != instance.token


def test_a_failed_start_is_undone_before_the_error_is_raised(quick_user: User, connect: Connect) -> None:
    client = connect(quick_user)
    instance = ready(client)
    quick_user.set(sold_out=[GPU])
    with pytest.raises(codelab.QuotaError, match="the instance runs again as before"):
        list(client.switch(instance, flavor=GPU, unchecked=True, **QUICK))
    now = client.show(instance)
    assert now.is_ready and now.flavor == instance.flavor
    with pytest.raises(codelab.QuotaError):
        list(client.switch(instance, flavor=GPU, unchecked=True, stay_stopped=True, **QUICK))
    assert client.show(instance).status is codelab.InstanceStatus.STOPPED


def test_a_sold_out_flavor_ends_the_step_and_can_be_retried(quick_user: User, connect: Connect) -> None:
    client = connect(quick_user)
    instance = ready(client)
    quick_user.set(sold_out=[GPU])
    watch = client.switch(instance, flavor=GPU, **QUICK)
    with pytest.raises(codelab.QuotaError):
        list(watch)
    assert client.show(instance).status is codelab.InstanceStatus.RUNNING
    phases = [watch.phase]  # mypy takes a property for constant after a comparison
    quick_user.set(sold_out=[])
    assert list(watch)[-1].is_ready
    assert [*phases, watch.phase] == [codelab.Phase.LOOKING, codelab.Phase.ENDED]


def test_a_switch_ends_only_when_the_instance_is_ready(user: User, connect: Connect) -> None:
    with pytest.raises(TypeError, match="until"):
        connect(user).switch("an-id", flavor=GPU, until=codelab.Until.STOPPED)  # type: ignore[call-arg]


def test_a_switch_without_a_target_is_refused(user: User, connect: Connect) -> None:
    with pytest.raises(codelab.ArgumentError):
        connect(user).switch("an-id")
    assert user.requests() == []


def test_a_watch_ends_at_its_goal(quick_user: User, connect: Connect) -> None:
    client = connect(quick_user)
    instance = ready(client)
    stopping = client.stop(instance)
    watch = client.watch(stopping, until=codelab.Until.STOPPED, **QUICK)
    phases = [watch.phase]
    assert list(watch)[-1].status is codelab.InstanceStatus.STOPPED
    assert [*phases, watch.phase] == [codelab.Phase.FOLLOWING, codelab.Phase.ENDED]
    deleting = client.delete(instance)
    assert deleting is not None
    assert all(each.id == instance.id for each in client.watch(deleting, until=codelab.Until.DELETED, **QUICK))
    with pytest.raises(codelab.NotFoundError):
        client.show(instance)


def test_a_delete_with_an_empty_response_returns_none(simulator: Any, connect: Connect) -> None:
    user = simulator.new_user(step_ms=20, delete_answer="none")
    client = connect(user)
    instance = client.open()
    user.change(status="STOPPED")
    assert client.delete(instance) is None


def test_a_closed_watch_has_no_phase(user: User, connect: Connect) -> None:
    with connect(user).watch("a") as watch:
        assert watch.phase is codelab.Phase.FOLLOWING
    with pytest.raises(codelab.StateError):
        watch.phase


def test_a_lease_has_its_end(quick_user: User, connect: Connect) -> None:
    client = connect(quick_user)
    instance = ready(client)
    lease = client.show_lease(instance)
    assert lease.create_at is not None and lease.duration is not None
    assert lease.deadline == lease.create_at + lease.duration
    # A second more, for the service's clock may be known from its Date header only.
    assert lease.remaining is not None and timedelta(0) < lease.remaining <= timedelta(seconds=3601)
    renewed = client.renew_lease(instance, duration=timedelta(hours=2))
    assert renewed.remaining is not None and lease.remaining < renewed.remaining <= timedelta(seconds=7201)
    assert hash(renewed) != hash(lease) and renewed.type is codelab.LeaseType.TIMING


def test_an_invalid_duration_is_refused(quick_user: User, connect: Connect) -> None:
    client = connect(quick_user)
    instance = ready(client)
    with pytest.raises(codelab.ArgumentError):
        client.renew_lease(instance, duration=timedelta(milliseconds=1))
    quick_user.forget_requests()
    microsecond = timedelta(microseconds=1)
    # In whole milliseconds, the last two would be the values for the default and for an unlimited lease.
    for value in (timedelta.min, timedelta(days=-1), microsecond, -microsecond):
        with pytest.raises(codelab.ArgumentError, match="duration"):
            client.renew_lease(instance, duration=value)
    with pytest.raises(TypeError, match="duration"):
        client.renew_lease(instance, duration=3600)  # type: ignore[arg-type]
    assert quick_user.requests() == []
