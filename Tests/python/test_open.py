"""Opening an instance until it is ready, and the result of a watch."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Dict, List, Optional

import pytest

import codelab
from scenario_calls import CREATE_IF_NOT_OFFERED, REPLACE_FAILED, Outcome, flags, in_python, make_client, note
from simulator import PATIENCE, Simulator, User
from test_scenarios import SCENARIOS, check

Connect = Callable[..., codelab.Client]
QUICK: Dict[str, Any] = {"first_delay": 0.005, "ceiling": 0.02, "timeout": PATIENCE}

OPENINGS = [each for each in SCENARIOS if each["call"] == "open_until_ready"]


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("scenario", OPENINGS, ids=[each["name"] for each in OPENINGS])
def test_open_waits_as_a_watch_that_opens_does(kind: str, scenario: Dict[str, Any], simulator: Simulator) -> None:
    user = simulator.new_user(**scenario.get("user", {}))
    request = in_python(scenario.get("request", {}))
    words = flags(request, create_if_not_offered=CREATE_IF_NOT_OFFERED, replace_failed=REPLACE_FAILED)
    timeout = scenario.get("timeout_ms", PATIENCE * 1000) / 1000
    outcome, changes = Outcome("CODELAB_DONE"), []  # type: ignore[var-annotated]
    with make_client(scenario, user, kind) as client:
        user.set_faults(*scenario.get("faults", []))
        try:
            bounds = {"first_delay": 0.005, "ceiling": 0.02, "timeout": timeout}
            outcome.result = client.open(wait=True, on_change=changes.append, **request, **words, **bounds)
        except codelab.CodelabError as error:
            outcome.fail(error)
    for change in changes:
        note(outcome.statuses, change.status_text)
    if outcome.error is None:
        assert outcome.result is changes[-1]
    # A failed call returns no instance, and no call returns its phases.
    outcome.result = changes[-1] if changes else None
    check({**scenario, "expect": {**scenario["expect"], "phases": []}}, outcome, user)


@pytest.mark.parametrize(
    "named",
    [{"replace_failed": True}, {"on_change": print}, {"first_delay": 1}, {"ceiling": 1}, {"growth": 2}, {"jitter": 0}],
    ids=lambda named: next(iter(named)),
)
def test_what_only_a_wait_takes_is_refused_without_one(named: Dict[str, Any], user: User, connect: Connect) -> None:
    with pytest.raises(codelab.ArgumentError, match=f"^wait must be True for .*{next(iter(named))}"):
        connect(user).open(**named)
    assert user.requests() == []


def test_without_wait_it_returns_at_once(simulator: Simulator, connect: Connect) -> None:
    user = simulator.new_user(existing="STOPPED")
    assert connect(user).open().status is codelab.InstanceStatus.STOPPED
    assert connect(user).open(wait=False).status is codelab.InstanceStatus.STOPPED


def test_an_exception_of_on_change_ends_the_call(simulator: Simulator, connect: Connect) -> None:
    user = simulator.new_user(step_ms=60000)

    def refuse(_: codelab.Instance) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        connect(user).open(wait=True, on_change=refuse)
    assert [each["call"] for each in user.requests()] == ["open"]


def test_on_change_may_be_a_coroutine_function(quick_user: User) -> None:
    seen: List[Optional[str]] = []

    async def note_status(instance: codelab.Instance) -> None:
        await asyncio.sleep(0)
        seen.append(instance.status_text)

    async def main() -> codelab.Instance:
        async with codelab.AsyncClient(quick_user.endpoint, quick_user.project_id, quick_user.token) as client:
            return await client.open(wait=True, on_change=note_status, **QUICK)

    assert asyncio.run(main()).is_ready and seen[0] == "CREATING" and seen[-1] == "RUNNING"


def test_cancelling_the_task_ends_an_open_that_waits(user: User) -> None:
    async def main() -> None:
        async with codelab.AsyncClient(user.endpoint, user.project_id, user.token) as client:
            began = asyncio.Event()
            task = asyncio.ensure_future(client.open(wait=True, on_change=lambda _: began.set()))
            await began.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())


@pytest.mark.parametrize(
    "existing, replace_failed, end",
    [
        ("ERROR", False, "it is ERROR; delete it and open again, or pass replace_failed=True"),
        ("DELETE_FAILED", False, "it is DELETE_FAILED; delete it and open again, or pass replace_failed=True"),
        ("FROZEN", False, "it is FROZEN"),
        ("FROZEN", True, "it is FROZEN"),
    ],
)
def test_the_error_names_the_argument_that_helps(
    existing: str, replace_failed: bool, end: str, simulator: Simulator, connect: Connect
) -> None:
    client = connect(simulator.new_user(existing=existing))
    with pytest.raises(codelab.InstanceFailedError) as caught:
        client.open(wait=True, replace_failed=replace_failed)
    assert str(caught.value).endswith(end) and caught.value.args == (str(caught.value),)


def test_an_opened_instance_has_phases(simulator: Simulator, connect: Connect) -> None:
    user = simulator.new_user(existing="STOPPED", step_ms=10)
    with connect(user).open_watch(**QUICK) as watch:
        phases = [watch.phase]
        for _ in watch:
            note(phases, watch.phase)
    Phase = codelab.Phase
    assert phases == [Phase.OPENING, Phase.STARTING, Phase.FOLLOWING, Phase.ENDED]


class TestResult:
    """The result of a watch is the last known state, also if there was no change."""

    @pytest.fixture
    def client(self, simulator: Simulator, connect: Connect) -> codelab.Client:
        self.user = simulator.new_user(step_ms=0, delete_ms=0)
        return connect(self.user)

    def test_of_a_ready_instance_it_is_that_instance(self, client: codelab.Client) -> None:
        opened = client.open()
        self.user.forget_requests()
        watch = client.watch(opened, **QUICK)
        assert watch.result() is opened and watch.result() is opened
        assert self.user.requests() == []

    def test_of_an_id_it_is_the_state_that_was_found(self, client: codelab.Client) -> None:
        watch = client.watch(str(client.open().id), **QUICK)
        result = watch.result()
        assert result.is_ready and watch.result() is result

    def test_it_is_the_last_of_the_instances_that_were_returned(self, client: codelab.Client) -> None:
        watch = client.open_watch(**QUICK)
        assert list(watch)[-1] is watch.result()

    def test_of_an_instance_that_is_gone(self, client: codelab.Client) -> None:
        opened = client.open()
        self.user.change(status="STOPPED")
        client.delete(opened)
        gone = client.watch(str(opened.id), until=codelab.Until.DELETED, **QUICK).result()
        assert (gone.id, gone.status) == (opened.id, codelab.InstanceStatus.DELETED)
        assert client.watch(opened, until=codelab.Until.DELETED, **QUICK).result() is opened

    def test_after_an_error_it_continues(self, client: codelab.Client) -> None:
        watch = client.open_watch(**QUICK)
        self.user.set_faults({"kind": "status", "status": 403, "call": "open"})
        with pytest.raises(codelab.RefusedError):
            watch.result()
        assert watch.result().is_ready

    def test_a_closed_watch_has_none(self, client: codelab.Client) -> None:
        watch = client.open_watch()
        watch.close()
        with pytest.raises(codelab.StateError):
            watch.result()

    def test_it_can_be_awaited(self, client: codelab.Client) -> None:
        async def main() -> codelab.Instance:
            async with codelab.AsyncClient(self.user.endpoint, self.user.project_id, self.user.token) as client:
                opened = await client.open()
                assert await client.watch(opened).result() is opened
                return await client.switch(opened, flavor="modelarts.vm.gpu.free", **QUICK).result()

        self.user.set(stop_ms=0)
        assert asyncio.run(main()).flavor == "modelarts.vm.gpu.free"
