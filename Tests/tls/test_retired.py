"""HTTP/2 connections that the server retires while requests are on their way to it."""

from __future__ import annotations

import asyncio

import pytest

import codelab
from certificates import Authority
from nginx import Nginx
from simulator import PATIENCE, User

#: "good" retires a connection after nginx's own 1,000 requests.
LIMITS = [("good", 1200), ("50 requests", 200), ("10 requests", 200)]


@pytest.mark.parametrize("site, count", LIMITS)
def test_every_open_at_once_is_carried_out_once(
    site: str, count: int, nginx: Nginx, authority: Authority, user: User
) -> None:
    async def story() -> None:
        codelab.set_pace(requests_per_second=codelab.UNLIMITED)
        options = {"ca_file": authority.file, "retry_delay": 0.01}
        async with codelab.AsyncClient(
            f"https://localhost:{nginx.ports[site]}", user.project_id, user.token, **options
        ) as client:
            opened = await asyncio.wait_for(
                asyncio.gather(*(client.open() for _ in range(count)), return_exceptions=True), PATIENCE
            )
        failed = [each for each in opened if isinstance(each, BaseException)]
        assert not failed, f"{len(failed)} of {count} failed: {failed[0]}"

    asyncio.run(story())
    # The other requests only look for the instance of an open whose response was lost with its connection.
    assert [each["method"] for each in user.requests()].count("POST") == count
