"""The lists as iterators: when they ask, what lives how long, and how they end."""

from __future__ import annotations

import gc
import pickle
from typing import Any, Callable, List

import pytest

import codelab
from codelab._native import NativePage
from simulator import PATIENCE, Simulator, User
from test_cancel import in_thread

Connect = Callable[..., codelab.Client]


@pytest.fixture
def rich_user(simulator: Simulator) -> User:
    """Returns a user whose lists all have more than one page."""
    return simulator.new_user(step_ms=60000, extra_notebooks=25, extra_images=25)


@pytest.fixture
def pages_freed(monkeypatch: pytest.MonkeyPatch) -> List[Any]:
    """Returns a list that gets an element for each page that is freed."""
    freed: List[Any] = []
    free = NativePage.__del__

    def note(page: NativePage) -> None:
        freed.append(True)
        free(page)

    monkeypatch.setattr(NativePage, "__del__", note)
    return freed


def notebooks(client: codelab.Client, **options: Any) -> "codelab.Pager[codelab.Instance]":
    return client.instances(feature=codelab.Feature.NOTEBOOK, page_size=10, **options)


def test_a_page_is_requested_when_the_previous_one_is_used_up(rich_user: User, connect: Connect) -> None:
    with notebooks(connect(rich_user)) as pager:
        assert rich_user.requests() == [] and pager.total is None
        seen = [next(pager).id for _ in range(10)]
        assert len(rich_user.requests()) == 1 and pager.total == 25
        seen += [next(pager).id]
        assert len(rich_user.requests()) == 2
        seen += [each.id for each in pager]
    assert len(set(seen)) == 25 and None not in seen


def test_an_ended_list_returns_the_same_result(rich_user: User, connect: Connect) -> None:
    pager = connect(rich_user).flavors()
    assert list(pager) and list(pager) == []
    pager.close()
    assert list(pager) == []


def test_after_an_error_the_same_page_is_requested_again(rich_user: User, connect: Connect) -> None:
    pager = notebooks(connect(rich_user))
    seen = [next(pager).id for _ in range(10)]
    rich_user.set_faults({"kind": "status", "status": 403})
    with pytest.raises(codelab.PermissionDeniedError):
        next(pager)
    seen += [each.id for each in pager]
    assert len(set(seen)) == 25


def test_a_closed_list_refuses(rich_user: User, connect: Connect) -> None:
    with notebooks(connect(rich_user)) as pager:
        pass
    with pytest.raises(codelab.StateError, match="pager is closed"):
        next(pager)


def test_a_list_continues_without_its_client(rich_user: User, connect: Connect) -> None:
    client = connect(rich_user)
    pager = client.images(page_size=10)
    client.close()
    assert len(list(pager)) >= 25


def test_a_list_is_for_one_thread_at_a_time(rich_user: User, connect: Connect) -> None:
    cancel = codelab.Cancel()
    pager = notebooks(connect(rich_user), cancel=cancel)
    rich_user.set_faults({"kind": "latency", "delay_ms": 10000})
    thread, outcome = in_thread(lambda: next(pager))
    rich_user.wait_for_request()
    with pytest.raises(codelab.StateError, match="in use by another thread"):
        next(pager)
    cancel.trigger()
    thread.join(PATIENCE)
    assert isinstance(outcome[0], codelab.CancelledError)


def test_pages_of_images_and_flavors_are_freed_at_once(
    rich_user: User, connect: Connect, pages_freed: List[Any]
) -> None:
    client = connect(rich_user)
    pager = client.images(page_size=10)
    first = next(pager)
    assert pages_freed == [True] and first.id
    kept = [first, *pager]
    assert pages_freed.count(True) == -(-len(kept) // 10)
    assert all(each.id and repr(each) for each in kept)
    assert pickle.loads(pickle.dumps(kept)) == kept


def test_a_page_of_instances_lives_as_long_as_one_of_them(
    user: User, connect: Connect, pages_freed: List[Any]
) -> None:
    client = connect(user)
    opened = client.open()
    listed, *others = list(client.instances())
    assert others == [] and listed.id == opened.id and pages_freed.count(True) == 0
    client.close()
    gc.collect()
    assert listed.native is not None and repr(listed) == repr(listed)
    del listed, opened
    gc.collect()
    assert pages_freed.count(True) == 1


def test_a_listed_instance_has_the_methods_of_a_shown_one(quick_user: User, connect: Connect) -> None:
    client = connect(quick_user)
    opened = client.open()
    [ready] = list(client.watch(opened, first_delay=0.005, ceiling=0.02, timeout=PATIENCE))[-1:]
    [listed] = client.instances()
    assert (listed.id, listed.is_ready, listed.browser_url) == (ready.id, True, ready.browser_url)
    assert listed.lease_remaining and listed.lease_deadline == ready.lease_deadline
    assert list(client.watch(listed, timeout=PATIENCE)) == []


def test_a_filter_is_sent(rich_user: User, connect: Connect) -> None:
    client = connect(rich_user)
    list(client.instances(status=codelab.InstanceStatus.STOPPED, name="ä b", page_size=20))
    list(client.images(type=codelab.ImageType.BUILD_IN, namespace="n"))
    list(client.flavors(category=codelab.FlavorCategory.GPU, type="MANAGED"))
    asked = [each["path"] for each in rich_user.requests()]
    for number, parts in enumerate(
        [("status=STOPPED", "name=%C3%A4%20b", "limit=20"), ("type=BUILD_IN", "namespace=n"),
         ("category=GPU", "type=MANAGED")]
    ):
        assert all(part in asked[number] for part in parts), asked[number]


@pytest.mark.parametrize("page_size", [7, -1, 2**31])
def test_a_page_size_that_the_service_lacks_is_refused(page_size: int, user: User, connect: Connect) -> None:
    with pytest.raises(codelab.ArgumentError, match="page_size"):
        connect(user).instances(page_size=page_size)
    assert user.requests() == []


def test_an_invalid_id_is_refused(user: User, connect: Connect) -> None:
    for id in ("../../x", ""):
        with pytest.raises(codelab.ArgumentError):
            connect(user).switchable_flavors(id)
    assert user.requests() == []
