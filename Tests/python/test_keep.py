"""Keeping an instance alive: the watch, and the keepers that run it in the background."""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import time
from datetime import timedelta
from typing import Any, Callable, Dict, List, Optional

import pytest

import codelab
from simulator import PATIENCE, Simulator, User

Connect = Callable[..., codelab.Client]

#: Less is left than a lease is renewed ahead of its end: the first renewal is due at once, the second one much later.
FIVE_MINUTES = {"existing": "RUNNING", "lease_duration_ms": 300_000}
THREE_SECONDS = {"existing": "RUNNING", "lease_duration_ms": 3000}
REFUSED = {"kind": "status", "status": 403, "call": "renew_lease"}


def renewals(user: User) -> int:
    return [each["call"] for each in user.requests()].count("renew_lease")


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.01)


class TestWatch:
    """The steps of a watch that keeps an instance alive."""

    def test_leases_are_renewed_until_the_time_is_over(self, simulator: Simulator, connect: Connect) -> None:
        user = simulator.new_user(**THREE_SECONDS)
        client = connect(user)
        watch = client.keep_watch(client.open(), total=timedelta(seconds=5), poll=0.05)
        phases = [watch.phase]
        kept = list(watch)
        deadlines: List[Any] = [each.lease_deadline for each in kept]
        assert len(kept) >= 2 and deadlines == sorted(set(deadlines)) and renewals(user) == len(kept)
        assert [*phases, watch.phase] == [codelab.Phase.KEEPING, codelab.Phase.ENDED]
        assert watch.result() is kept[-1]

    @pytest.mark.parametrize("how", ["an id", "a record that was made by hand", "a record that was unpickled"])
    def test_without_an_instance_of_the_library_it_begins_with_the_current_state(
        self, how: str, simulator: Simulator, connect: Connect
    ) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        client = connect(user)
        opened = client.open()
        by_hand = codelab.Instance(id=opened.id)
        unpickled = pickle.loads(pickle.dumps(opened))
        given: Any = opened.id if how == "an id" else by_hand if "by hand" in how else unpickled
        user.forget_requests()
        with client.keep_watch(given, timeout=PATIENCE) as watch:
            assert watch.phase is codelab.Phase.KEEPING and user.requests() == []
            deadlines: List[Any] = [next(watch).lease_deadline, next(watch).lease_deadline]
        assert deadlines[0] == opened.lease_deadline and deadlines[0] < deadlines[1]
        assert [each["call"] for each in user.requests()] == ["show", "renew_lease", "show"]

    def test_after_a_failed_first_step_it_continues(self, simulator: Simulator, connect: Connect) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        client = connect(user)
        watch = client.keep_watch(str(client.open().id), timeout=PATIENCE)
        user.set_faults({"kind": "status", "status": 403, "call": "show"})
        with pytest.raises(codelab.PermissionDeniedError):
            next(watch)
        assert watch.phase is codelab.Phase.KEEPING
        assert next(watch).status is next(watch).status is codelab.InstanceStatus.RUNNING

    def test_a_watch_that_is_closed_before_its_first_step_stays_closed(
        self, simulator: Simulator, connect: Connect
    ) -> None:
        watch = connect(simulator.new_user(**FIVE_MINUTES)).keep_watch("an-id")
        watch.close()
        with pytest.raises(codelab.StateError):
            next(watch)

    @pytest.mark.parametrize("given", ["an id", "an instance"])
    def test_a_stopped_instance_is_not_kept(self, given: str, simulator: Simulator, connect: Connect) -> None:
        client = connect(simulator.new_user(existing="STOPPED"))
        opened = client.open()
        with pytest.raises(codelab.InstanceFailedError, match="it is STOPPED"):
            list(client.keep_watch(opened if given == "an instance" else str(opened.id)))

    def test_an_unknown_id_is_an_error(self, user: User, connect: Connect) -> None:
        with pytest.raises(codelab.NotFoundError):
            next(connect(user).keep_watch("an-id"))


WRONG = [
    ({"duration": timedelta(minutes=5)}, codelab.ArgumentError, "^duration must be 1 to 72 hours, not 0:05:00"),
    ({"duration": timedelta(hours=73)}, codelab.ArgumentError, "^duration must be 1 to 72 hours, not 3 days, 1:00:00"),
    ({"duration": codelab.NO_END}, codelab.ArgumentError, "^duration cannot be NO_END"),
    ({"duration": 3600}, TypeError, "^duration must be a timedelta, not int"),
    ({"total": timedelta(0)}, codelab.ArgumentError, "^total must be longer than 0, not 0:00:00"),
    ({"total": timedelta(-1)}, codelab.ArgumentError, "^total must be longer than 0, not -1 day"),
    ({"total": "8h"}, TypeError, "^total must be a timedelta, not str"),
    ({"ahead": timedelta(hours=25)}, codelab.ArgumentError, "^ahead must be longer than 0 and at most 1 day"),
    ({"ahead": 600}, TypeError, "^ahead must be a timedelta, not int"),
    ({"poll": 3601}, codelab.ArgumentError, "^poll must be from 0.001 to 3600 seconds, not 3601"),
    ({"poll": "often"}, TypeError, "^poll must be a number of seconds, not str"),
]


@pytest.mark.parametrize("method", ["keep_watch", "keep_alive"])
@pytest.mark.parametrize("named, kind, message", WRONG, ids=lambda value: str(value) if isinstance(value, dict) else "")
def test_a_wrong_argument_is_named(
    named: Dict[str, Any], kind: Any, message: str, method: str, user: User, connect: Connect
) -> None:
    with pytest.raises(kind, match=message):
        getattr(connect(user), method)("an-id", **named)
    assert user.requests() == []


@pytest.mark.parametrize("given", [None, 7, b"id"])
def test_only_an_instance_or_an_id_can_be_kept(given: Any, user: User, connect: Connect) -> None:
    with pytest.raises(TypeError, match="^instance must be a codelab.Instance or its id"):
        connect(user).keep_alive(given)


def test_a_function_that_cannot_be_called_is_refused(user: User, connect: Connect) -> None:
    with pytest.raises(TypeError, match="^on_event must be callable, not str"):
        connect(user).keep_alive("an-id", on_event="print")  # type: ignore[arg-type]


class Story:
    """What a program sees of a keeper: the same for both clients."""

    def __init__(self) -> None:
        self.events: List[codelab.Instance] = []
        self.errors: List[codelab.CodelabError] = []
        self.keeper: Any = None
        self.raised: Optional[BaseException] = None


Body = Callable[[Story], None]


def keep_here(user: User, given: Any, body: Body, **named: Any) -> Story:
    """Runs the body in the block of a keeper of Client."""
    story = Story()
    with codelab.Client(user.endpoint, user.project_id, user.token, retry_delay=0.001, retry_delay_max=0.01) as client:
        wanted = {"on_event": story.events.append, "on_error": story.errors.append, **named}
        try:
            with client.keep_alive(given or client.open(), **wanted) as story.keeper:
                body(story)
        except Exception as error:
            story.raised = error
    return story


def keep_in_a_loop(user: User, given: Any, body: Body, **named: Any) -> Story:
    """The same with AsyncClient. Its functions are coroutine functions."""
    story = Story()

    async def note(instance: codelab.Instance) -> None:
        story.events.append(instance)

    async def main() -> None:
        delays: Any = {"retry_delay": 0.001, "retry_delay_max": 0.01}
        async with codelab.AsyncClient(user.endpoint, user.project_id, user.token, **delays) as client:
            wanted = {"on_event": note, "on_error": story.errors.append, **named}
            try:
                async with client.keep_alive(given or await client.open(), **wanted) as story.keeper:
                    await asyncio.get_running_loop().run_in_executor(None, body, story)
            except Exception as error:
                story.raised = error
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())
    return story


@pytest.fixture(params=[keep_here, keep_in_a_loop], ids=["sync", "async"])
def keep(request: pytest.FixtureRequest) -> Callable[..., Story]:
    found: Callable[..., Story] = request.param
    return found


Keep = Callable[..., Story]


class TestKeeper:
    def test_the_lease_is_renewed_during_the_block(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**THREE_SECONDS)

        def body(story: Story) -> None:
            until(lambda: len(story.events) >= 3)
            assert story.keeper.is_active and story.keeper.error is None
            assert story.keeper.instance is story.events[-1]
            assert story.keeper.next_renewal < story.keeper.instance.lease_deadline
            assert "active, " in repr(story.keeper)

        story = keep(user, None, body, poll=0.05)
        assert story.raised is None and story.errors == [] and not story.keeper.is_active
        assert story.keeper.renewals == len(story.events) == renewals(user)

    def test_the_end_of_the_block_stops_it_at_once(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        began = time.monotonic()
        story = keep(user, None, lambda story: until(lambda: bool(story.events)), poll=3600)
        # The next request would have been sent after minutes.
        assert story.raised is None and time.monotonic() - began < PATIENCE
        assert not [each for each in threading.enumerate() if each.name == "codelab keeper"]
        assert len(user.requests()) == 3

    def test_given_an_id_it_has_the_instance_from_the_beginning(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        with codelab.Client(user.endpoint, user.project_id, user.token) as client:
            id = client.open().id
        seen: List[Any] = []
        story = keep(user, id, lambda story: seen.append(story.keeper.instance.id))
        assert seen == [id] and story.raised is None

    def test_an_unknown_id_is_an_error_before_the_block(self, keep: Keep, user: User) -> None:
        story = keep(user, "an-id", lambda story: pytest.fail("the block was entered"))
        assert isinstance(story.raised, codelab.NotFoundError)

    def test_a_stopped_instance_is_an_error_before_the_block(self, keep: Keep, simulator: Simulator) -> None:
        story = keep(simulator.new_user(existing="STOPPED"), None, lambda story: pytest.fail("the block was entered"))
        assert isinstance(story.raised, codelab.InstanceFailedError)

    def test_after_the_total_time_it_has_ended_without_an_error(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        story = keep(
            user, None, lambda story: until(lambda: not story.keeper.is_active), total=timedelta(milliseconds=300)
        )
        assert story.raised is None and story.keeper.error is None

    def test_an_instance_that_stops_is_an_error_at_the_end_of_the_block(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)

        def body(story: Story) -> None:
            user.change(status="STOPPED")
            until(lambda: not story.keeper.is_active)
            assert isinstance(story.keeper.error, codelab.InstanceFailedError)
            assert story.keeper.instance.status is codelab.InstanceStatus.STOPPED

        story = keep(user, None, body, poll=0.02)
        assert story.raised is story.keeper.error is story.errors[-1]

    def test_an_exception_of_the_block_takes_precedence(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)

        def body(story: Story) -> None:
            user.change(status="STOPPED")
            until(lambda: not story.keeper.is_active)
            raise KeyError("of the block")

        story = keep(user, None, body, poll=0.02)
        assert isinstance(story.raised, KeyError) and isinstance(story.keeper.error, codelab.InstanceFailedError)

    def test_a_refused_renewal_is_visible_and_the_next_one_is_tried(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        user.set_faults({**REFUSED, "times": 2})
        story = keep(user, None, lambda story: until(lambda: bool(story.events)), poll=0.02)
        assert [type(each) for each in story.errors] == [codelab.PermissionDeniedError] * 2
        assert story.raised is None and story.keeper.error is None and story.keeper.renewals == 1

    def test_a_renewal_that_stays_refused_is_raised_at_the_end_of_the_block(
        self, keep: Keep, simulator: Simulator
    ) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        user.set_faults({**REFUSED, "times": 0})

        def body(story: Story) -> None:
            until(lambda: bool(story.errors))
            assert story.keeper.is_active

        story = keep(user, None, body, poll=0.02)
        assert isinstance(story.raised, codelab.PermissionDeniedError) and story.events == []

    def test_the_error_of_the_last_renewal_is_the_cause_of_the_end(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        user.set_faults({**REFUSED, "times": 0})

        def body(story: Story) -> None:
            until(lambda: bool(story.errors))
            user.change(status="STOPPED")
            until(lambda: not story.keeper.is_active)

        story = keep(user, None, body, poll=0.02)
        assert isinstance(story.raised, codelab.InstanceFailedError)
        assert isinstance(story.raised.__cause__, codelab.PermissionDeniedError)

    def test_it_ends_with_its_lease_if_nothing_is_permitted(self, keep: Keep, simulator: Simulator) -> None:
        user = simulator.new_user(existing="RUNNING", lease_duration_ms=1000)

        def body(story: Story) -> None:
            until(lambda: not story.keeper.is_active)

        with codelab.Client(user.endpoint, user.project_id, user.token) as client:
            opened = client.open()
        user.set_faults({"kind": "status", "status": 403, "times": 0})
        story = keep(user, opened, body, poll=0.02)
        assert isinstance(story.raised, codelab.PermissionDeniedError) and len(story.errors) >= 2

    @pytest.mark.parametrize("name", ["on_event", "on_error"])
    @pytest.mark.parametrize("kind", [KeyError, codelab.ConflictError])
    def test_an_exception_of_its_function_ends_it(
        self, kind: Any, name: str, keep: Keep, simulator: Simulator
    ) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        user.set_faults(REFUSED)

        def refuse(_: object) -> None:
            raise kind("enough")

        story = keep(user, None, lambda story: until(lambda: not story.keeper.is_active), poll=0.02, **{name: refuse})
        assert isinstance(story.raised, kind) and story.raised is story.keeper.error

    def test_it_logs_renewals_and_errors(
        self, keep: Keep, simulator: Simulator, caplog: pytest.LogCaptureFixture
    ) -> None:
        user = simulator.new_user(**FIVE_MINUTES)
        user.set_faults(REFUSED)
        with caplog.at_level(logging.DEBUG, logger="codelab"):

            def body(story: Story) -> None:
                until(lambda: bool(story.events))
                user.change(status="STOPPED")
                until(lambda: not story.keeper.is_active)

            story = keep(user, None, body, poll=0.02)
        logged = [
            (each.levelname, each.getMessage()) for each in caplog.records
            if each.name == "codelab" and each.threadName != "codelab-trace"
        ]
        assert [level for level, _ in logged] == ["INFO", "WARNING", "INFO", "DEBUG", "ERROR"]
        for (_, message), part in zip(logged, ["keeping ", "403", "renewed the lease of ", "STOPPED", "STOPPED"]):
            assert part in message
        tokens = [each.token for each in story.events if each.token]
        assert tokens and not [secret for secret in [user.token, *tokens] if secret in caplog.text]

    def test_it_can_be_used_once(self, simulator: Simulator, connect: Connect) -> None:
        client = connect(simulator.new_user(**FIVE_MINUTES))
        keeper = client.keep_alive(client.open())
        with keeper:
            with pytest.raises(codelab.StateError, match="only once"):
                keeper.__enter__()
        with pytest.raises(codelab.StateError, match="only once"):
            keeper.__enter__()

    def test_wait_returns_when_the_keeping_has_ended(self, simulator: Simulator, connect: Connect) -> None:
        client = connect(simulator.new_user(**FIVE_MINUTES))
        with client.keep_alive(client.open(), total=timedelta(milliseconds=200)) as keeper:
            assert keeper.wait(PATIENCE) and keeper.wait()
        with client.keep_alive(client.open()) as keeper:
            assert not keeper.wait(0.01)

    def test_the_block_can_end_in_a_function_that_it_calls(self, simulator: Simulator, connect: Connect) -> None:
        client = connect(simulator.new_user(**FIVE_MINUTES))
        ended = threading.Event()

        def leave(_: codelab.Instance) -> None:
            keeper.__exit__(None, None, None)
            ended.set()

        keeper = client.keep_alive(client.open(), on_event=leave)
        keeper.__enter__()
        assert ended.wait(PATIENCE)

    def test_cancelling_the_task_ends_the_block(self, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)

        async def hold(entered: asyncio.Event) -> None:
            async with codelab.AsyncClient(user.endpoint, user.project_id, user.token) as client:
                async with client.keep_alive(await client.open()):
                    entered.set()
                    await asyncio.sleep(PATIENCE)

        async def main() -> None:
            entered = asyncio.Event()
            task = asyncio.ensure_future(hold(entered))
            await entered.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(asyncio.all_tasks()) == 1

        asyncio.run(main())

    def test_an_awaited_wait_returns_when_the_keeping_has_ended(self, simulator: Simulator) -> None:
        user = simulator.new_user(**FIVE_MINUTES)

        async def main() -> None:
            async with codelab.AsyncClient(user.endpoint, user.project_id, user.token) as client:
                async with client.keep_alive(await client.open(), total=timedelta(milliseconds=200)) as keeper:
                    await asyncio.wait_for(keeper.wait(), PATIENCE)
                    assert not keeper.is_active

        asyncio.run(main())


def test_a_program_that_does_not_end_its_keeper_ends_all_the_same(
    simulator: Simulator, run_python: Callable[..., Any]
) -> None:
    result = run_python(
        """
import os, codelab
client = codelab.Client(*(os.environ[f"CODELAB_{name}"] for name in ("ENDPOINT", "PROJECT_ID", "TOKEN")))
keeper = client.keep_alive(client.open()).__enter__()
print(keeper.is_active)
""",
        user=simulator.new_user(**FIVE_MINUTES),
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "True\n", "")
