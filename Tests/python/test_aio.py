"""The client for asyncio: one queue for each loop, no threads, and tasks that are cancelled at any time."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
from typing import Any, Callable, Coroutine, Dict, List, TypeVar

import pytest

import codelab
from codelab import _loop
from simulator import PATIENCE, Simulator, User
from test_cancel import in_thread
from test_lifetime import SETTINGS, open_descriptors

Result = TypeVar("Result")

SLOW: Dict[str, Any] = {"kind": "latency", "delay_ms": 10000}
QUICK: Dict[str, Any] = {"first_delay": 0.005, "ceiling": 0.02, "timeout": PATIENCE}


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(asyncio.wait_for(work, PATIENCE))


def client_of(user: User, **options: Any) -> codelab.AsyncClient:
    options = {"retry_delay": 0.001, "retry_delay_max": 0.005, **options}
    return codelab.AsyncClient(user.endpoint, user.project_id, user.token, **options)


async def sent(user: User, number: int = 1) -> None:
    """Until the service has got so many requests."""
    await asyncio.get_running_loop().run_in_executor(None, user.wait_for_request, number)


def test_an_instance_is_opened_and_watched(quick_user: User) -> None:
    async def work() -> None:
        async with client_of(quick_user) as client:
            seen = [each async for each in client.watch(await client.open(), **QUICK)]
            assert seen[-1].is_ready and (await client.show(seen[-1])).is_ready
            async with client.instances() as pager:
                assert [each.id async for each in pager] == [seen[-1].id] and pager.total == 1

    run(work())


def test_a_switch_reports_its_phases(quick_user: User) -> None:
    async def work() -> None:
        async with client_of(quick_user) as client:
            opened = await client.open()
            async for opened in client.watch(opened, **QUICK):
                pass
            watch = client.switch(opened, flavor="modelarts.vm.gpu.free", **QUICK)
            phases = [watch.phase]
            async for changed in watch:
                phases.append(watch.phase)
            assert changed.is_ready and phases[0] is codelab.Phase.LOOKING
            assert codelab.Phase.STOPPING in phases and watch.phase is codelab.Phase.ENDED

    run(work())


def test_a_thousand_opens_at_once_in_one_loop_need_no_thread(simulator: Simulator) -> None:
    users = [simulator.new_user(step_ms=60000) for _ in range(10)]

    async def work() -> None:
        codelab.set_pace(requests_per_second=codelab.UNLIMITED)
        clients = [client_of(each, max_attempts=1) for each in users]
        opens = [asyncio.create_task(client.open(timeout=PATIENCE)) for _ in range(100) for client in clients]
        await asyncio.sleep(0)
        assert len(os.listdir("/proc/self/task")) == threads
        opened = await asyncio.gather(*opens)
        assert [each.id for each in opened[:10]] * 100 == [each.id for each in opened]
        assert len({each.id for each in opened}) == 10 and len(os.listdir("/proc/self/task")) == threads
        for client in clients:
            client.close()

    before, threads = open_descriptors(), len(os.listdir("/proc/self/task"))
    run(work())
    assert open_descriptors() <= before


@pytest.mark.parametrize("name", ["open", "watch", "instances"])
def test_a_task_that_is_cancelled_stops_its_call_at_once(name: str, user: User) -> None:
    async def work() -> None:
        async with client_of(user) as client:
            opened = await client.open()
            user.forget_requests()
            user.set_faults(SLOW)
            calls: Dict[str, Callable[[], Any]] = {
                "open": client.open,
                "watch": client.watch(str(opened.id)).__anext__,
                "instances": client.instances().__anext__,
            }
            task = asyncio.ensure_future(calls[name]())
            await sent(user)
            task.cancel()
            start = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - start < SLOW["delay_ms"] / 1000
            # Nothing of it is left in the queue by now, and the client is as good as before.
            assert _loop.queue_of_running_loop()._pending == {}
            assert (await client.open()).id == opened.id

    run(work())


def test_a_timeout_of_asyncio_ends_the_call(user: User) -> None:
    async def work() -> None:
        async with client_of(user) as client:
            user.set_faults(SLOW)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.open(), 0.05)
            assert _loop.queue_of_running_loop()._pending == {}
            if hasattr(asyncio, "timeout"):
                user.set_faults(SLOW)
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await client.open()
            user.set_faults()
            assert (await client.open()).id

    run(work())


def test_a_timeout_and_a_cancel_object_end_a_call(user: User) -> None:
    async def work() -> None:
        async with client_of(user) as client:
            user.set_faults({**SLOW, "times": 0})
            with pytest.raises(codelab.DeadlineError):
                await client.open(timeout=0.05)
            with pytest.raises(codelab.DeadlineError):
                await client.open(timeout=-1)
            with codelab.Cancel() as cancel:
                task = asyncio.ensure_future(client.open(cancel=cancel))
                await sent(user, 2)
                cancel.trigger()
                with pytest.raises(codelab.CancelledError):
                    await task
            with pytest.raises(codelab.ArgumentError):
                await client.open(timeout=1, cancel=codelab.Cancel())

    run(work())


def test_a_watch_continues_after_a_cancelled_step(user: User) -> None:
    async def work() -> None:
        async with client_of(user) as client:
            watch = client.watch(await client.open(), first_delay=0.005, ceiling=0.02)
            for _ in range(3):
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(watch.__anext__(), 0.03)
            user.change(status="STOPPED")
            assert (await watch.__anext__()).status is codelab.InstanceStatus.STOPPED
            with pytest.raises(codelab.InstanceFailedError):
                await watch.__anext__()
            watch.close()
            with pytest.raises(codelab.StateError, match="watch is closed"):
                await watch.__anext__()

    run(work())


def test_a_watch_is_for_one_task_at_a_time(user: User) -> None:
    async def work() -> None:
        async with client_of(user) as client:
            opened = await client.open()
            watch = client.watch(opened)
            user.set_faults(SLOW)
            first = asyncio.ensure_future(watch.__anext__())
            await asyncio.sleep(0)
            with pytest.raises(codelab.StateError, match="in use"):
                await watch.__anext__()
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first

    run(work())


def test_a_list_is_not_read_ahead_and_continues_after_an_error(simulator: Simulator) -> None:
    user = simulator.new_user(step_ms=60000, extra_notebooks=25)

    async def work() -> None:
        async with client_of(user) as client:
            pager = client.instances(feature=codelab.Feature.NOTEBOOK, page_size=10)
            seen = [(await pager.__anext__()).id for _ in range(10)]
            await asyncio.sleep(0.02)
            assert len(user.requests()) == 1 and pager.total == 25
            user.set_faults({"kind": "status", "status": 403})
            with pytest.raises(codelab.PermissionDeniedError):
                await pager.__anext__()
            seen += [each.id async for each in pager]
            assert len(set(seen)) == 25 and [each async for each in pager] == []

    run(work())


def test_pending_calls_survive_the_close_of_their_client(user: User) -> None:
    async def work() -> None:
        client = client_of(user)
        opened = await client.open()
        user.set_faults({"kind": "latency", "delay_ms": 300})
        task = asyncio.ensure_future(client.show(opened))
        watch = client.watch(opened, **QUICK)
        await sent(user, 2)
        client.close()
        client.close()
        assert (await task).id == opened.id
        with pytest.raises(codelab.StateError, match="client is closed"):
            await client.open()
        user.change(status="STOPPED")
        assert (await watch.__anext__()).status is codelab.InstanceStatus.STOPPED
        await asyncio.sleep(0)
        assert not _loop.queues

    gc.collect()
    run(work())


def test_each_loop_has_a_queue_and_a_client_may_be_in_several(user: User) -> None:
    client = client_of(user)
    barrier = threading.Barrier(4)

    async def work() -> List[Any]:
        barrier.wait(PATIENCE)
        return [(await client.open()).id for _ in range(20)]

    threads = [in_thread(lambda: run(work())) for _ in range(4)]
    for thread, _ in threads:
        thread.join(PATIENCE)
    assert len({each for _, outcome in threads for each in outcome[0]}) == 1
    client.close()


def test_closing_a_loop_with_pending_calls_frees_everything(user: User) -> None:
    user.set_faults({**SLOW, "times": 0})
    client = client_of(user, max_attempts=1)

    def abandon() -> None:
        loop = asyncio.new_event_loop()
        opened = client.open()
        watch = client.watch("an-id").__anext__()
        tasks = [loop.create_task(each) for each in (opened, watch)]
        loop.run_until_complete(asyncio.wait(tasks, timeout=0.05))
        for each in tasks:
            each._log_destroy_pending = False  # type: ignore[attr-defined]
        loop.close()

    abandon()
    gc.collect()
    client.close()
    before = open_descriptors()
    for _ in range(5):
        client = client_of(user, max_attempts=1)
        abandon()
        client.close()
    gc.collect()
    assert open_descriptors() <= before
    user.set_faults()
    run(client_of(user).open())


def test_a_rate_limit_is_kept_and_is_set_before_the_first_call(user: User) -> None:
    async def work() -> None:
        codelab.set_pace(requests_per_second=50, burst=1)
        async with client_of(user) as client:
            start = time.monotonic()
            await asyncio.gather(*(client.open() for _ in range(6)))
            assert time.monotonic() - start >= 0.08
            with pytest.raises(codelab.StateError):
                codelab.set_pace()
        for wrong in ({"requests_per_second": -2}, {"burst": 2**40}):
            with pytest.raises(codelab.ArgumentError):
                codelab.set_pace(**wrong)

    run(work())


def test_a_closed_client_refuses(user: User) -> None:
    client = client_of(user)
    client.close()
    for use in (client.open, lambda: client.show("a"), lambda: client.show_image("a")):
        with pytest.raises(codelab.StateError, match="client is closed"):
            run(use())
    for make in (lambda: client.watch("a"), client.instances):
        with pytest.raises(codelab.StateError, match="client is closed"):
            make()
    assert repr(client).startswith("AsyncClient(") and repr(client).endswith(", closed)")


ENDINGS: Dict[str, str] = {
    "with a pending task": "task = asyncio.create_task(client.open()); await asyncio.sleep(0.05)",
    "with a watch half way": "watch = client.watch('an-id'); task = asyncio.create_task(watch.__anext__())",
    "after an exception": "task = asyncio.create_task(client.open()); await asyncio.sleep(0.05); sys.exit(0)",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_program_ends_without_a_message(ending: str, user: User, run_python: Callable[..., Any]) -> None:
    user.set_faults({**SLOW, "times": 0})
    source = f"""
import asyncio, os, sys
import codelab
{SETTINGS}
async def main():
    global client, task, watch
    asyncio.get_running_loop().slow_callback_duration = {PATIENCE}  # a busy machine is none of its business
    client = codelab.AsyncClient(*client_settings)
    {ENDINGS[ending]}
asyncio.run(main())
"""
    result = run_python(source, user=user)
    assert (result.stderr, result.stdout, result.returncode) == ("", "", 0)


FORK = f"""
import asyncio, os, sys, warnings
import codelab
{SETTINGS}
client = codelab.AsyncClient(*client_settings)
async def opened(client):
    return (await client.open()).id
loop = asyncio.new_event_loop()
id = loop.run_until_complete(opened(client))
warnings.simplefilter("ignore")  # newer Pythons warn of fork() in programs with threads
child = os.fork()
if child == 0:
    own = codelab.AsyncClient(*client_settings)
    assert asyncio.run(opened(own)) == id
    try:
        asyncio.run(opened(client))
    except codelab.StateError as error:
        print(str(error.code))
    client.close()
    own.close()
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert loop.run_until_complete(opened(client)) == id
client.close()
loop.close()
print("parent goes on")
"""


def test_after_a_fork_the_child_is_refused_and_the_parent_continues(user: User, run_python: Callable[..., Any]) -> None:
    result = run_python(FORK, user=user)
    assert (result.returncode, result.stdout, result.stderr) == (0, "E_STATE\nparent goes on\n", "")
