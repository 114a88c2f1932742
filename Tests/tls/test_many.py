"""Many calls at once over TLS, on one queue: their connections, and what cancelling one does to the others."""

from __future__ import annotations

import asyncio
from typing import Awaitable, Callable, List, Set

import pytest

import codelab
from certificates import Authority
from nginx import Nginx
from simulator import PATIENCE, User

MANY = 60
MOST_CONNECTIONS = 8

MakeClient = Callable[..., codelab.AsyncClient]
Story = Callable[[codelab.AsyncClient], Awaitable[None]]


@pytest.fixture
def make_client(nginx: Nginx, authority: Authority, user: User) -> MakeClient:
    def make(port: int) -> codelab.AsyncClient:
        return codelab.AsyncClient(
            f"https://localhost:{port}", user.project_id, user.token, ca_file=authority.file, retry_delay=0.001
        )

    return make


def run(client: codelab.AsyncClient, story: Story) -> None:
    async def whole() -> None:
        codelab.set_pace(requests_per_second=codelab.UNLIMITED)
        async with client:
            await asyncio.wait_for(story(client), PATIENCE)

    asyncio.run(whole())


async def show_many(client: codelab.AsyncClient, of: str) -> None:
    found = await asyncio.gather(*(client.show(of) for _ in range(MANY)))
    assert {each.id for each in found} == {of}


def connections(nginx: Nginx, user: User) -> Set[str]:
    return {each.connection for each in nginx.requests(user)}


@pytest.mark.parametrize("site, most", [("good", 1), ("http/1.1", MOST_CONNECTIONS)])
def test_many_calls_at_once_take_few_connections(
    site: str, most: int, make_client: MakeClient, nginx: Nginx, user: User
) -> None:
    async def story(client: codelab.AsyncClient) -> None:
        await show_many(client, (await client.open()).id or "")

    run(make_client(nginx.ports[site]), story)
    assert len(nginx.requests(user)) == 1 + MANY
    assert len(connections(nginx, user)) <= most


def test_many_first_calls_share_one_connection(make_client: MakeClient, nginx: Nginx, user: User) -> None:
    async def story(client: codelab.AsyncClient) -> None:
        opened = await asyncio.gather(*(client.open() for _ in range(MANY)))
        assert len({each.id for each in opened}) == 1

    run(make_client(nginx.ports["good"]), story)
    assert len(connections(nginx, user)) == 1


def test_a_cancelled_stream_ends_neither_other_streams_nor_the_connection(
    make_client: MakeClient, nginx: Nginx, user: User
) -> None:
    async def story(client: codelab.AsyncClient) -> None:
        opened = (await client.open()).id or ""
        user.forget_requests()
        user.set_faults({"kind": "latency", "delay_ms": 10000, "call": "open"})
        slow = asyncio.ensure_future(client.open())
        while not user.requests():
            await asyncio.sleep(0.01)
        others = asyncio.ensure_future(show_many(client, opened))
        await client.show(opened)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        await others
        await show_many(client, opened)

    run(make_client(nginx.ports["good"]), story)
    assert len(connections(nginx, user)) == 1
    assert [each.status for each in nginx.requests(user) if each.method == "POST"].count("499") == 1


class FirstIsSilent:
    """A way to a port on which the first connection is accepted, and nothing else happens to it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._tasks: List["asyncio.Task[None]"] = []
        self.taken = 0

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.taken += 1
        way = self._keep(writer) if self.taken == 1 else self._forward(reader, writer)
        self._tasks.append(asyncio.ensure_future(way))

    async def _keep(self, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.sleep(PATIENCE)
        finally:
            writer.close()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await asyncio.gather(pipe(reader, forth), pipe(back, writer))
        finally:
            forth.close()
            writer.close()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._server.close()
        await asyncio.sleep(0)  # transports that were closed close their sockets


async def pipe(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while piece := await source.read(65536):
        target.write(piece)
        await target.drain()


def test_calls_that_wait_for_a_connection_go_on_when_the_call_that_makes_it_is_cancelled(
    make_client: MakeClient, nginx: Nginx, user: User
) -> None:
    async def whole() -> None:
        way = FirstIsSilent(nginx.ports["good"])
        async with make_client(await way.start()) as client:
            first = asyncio.ensure_future(client.open())
            while not way.taken:
                await asyncio.sleep(0.01)
            others = [asyncio.ensure_future(client.open()) for _ in range(5)]
            await asyncio.sleep(0.05)  # they may well come to wait for the first
            first.cancel()
            opened = await asyncio.wait_for(asyncio.gather(*others), PATIENCE)
            assert len({each.id for each in opened}) == 1
        await way.stop()

    asyncio.run(whole())
    assert len(connections(nginx, user)) == 1
