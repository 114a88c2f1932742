#!/usr/bin/env python3
"""Warm opens from Python: "call_python.py codelab|requests|pycurl|huaweicloud PORT CALLS", and one line of JSON.

Each is written as its documentation shows it: one client, session or handle for all calls, the answer's status looked
at, its JSON decoded. codelab gives typed records of all fields; requests, and pycurl with json, leave a dict. The
vendor's SDK has no such call and takes no tokens: its generic call is used, with a class of five fields; it signs.
"""

from __future__ import annotations

import json
import sys
import time
from io import BytesIO
from typing import Any, Callable, Dict

PROJECT_ID = "0123456789abcdef0123456789abcdef"
TOKEN = "0123456789abcdef0123456789abcdef"
INSTANCE_ID = "f9937afa-ca78-45b6-bc12-7ecf42553c48"
PATH = f"/v1/{PROJECT_ID}/notebooks/open"
HEADERS = {"Content-Type": "application/json", "X-Auth-Token": TOKEN}
TIMEOUT_S = 60

#: Opens, and gives the instance's id.
Call = Callable[[], str]


def with_codelab(endpoint: str) -> Call:
    import codelab

    client = codelab.Client(endpoint, PROJECT_ID, TOKEN, proxy="")

    def call() -> str:
        return client.open(timeout=TIMEOUT_S).id or ""

    return call


def with_requests(endpoint: str) -> Call:
    import requests

    session = requests.Session()
    session.headers.update(HEADERS)
    # It else reads the environment's proxies at each call.
    session.trust_env = False
    url = endpoint + PATH

    def call() -> str:
        answer = session.post(url, json={}, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return str(answer.json()["id"])

    return call


def with_pycurl(endpoint: str) -> Call:
    import pycurl  # type: ignore[import-untyped]

    handle = pycurl.Curl()
    handle.setopt(pycurl.URL, endpoint + PATH)
    handle.setopt(pycurl.PROXY, "")
    handle.setopt(pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in HEADERS.items()])
    handle.setopt(pycurl.POSTFIELDS, "{}")
    handle.setopt(pycurl.TIMEOUT, TIMEOUT_S)
    handle.setopt(pycurl.NOSIGNAL, 1)

    def call() -> str:
        body = BytesIO()
        handle.setopt(pycurl.WRITEDATA, body)
        handle.perform()
        status = handle.getinfo(pycurl.RESPONSE_CODE)
        if status != 200:
            raise RuntimeError(f"status {status}")
        return str(json.loads(body.getvalue())["id"])

    return call


def with_huaweicloud(endpoint: str) -> Call:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials  # type: ignore[import-untyped]
    from huaweicloudsdkcore.client import Client, ClientBuilder  # type: ignore[import-untyped]
    from huaweicloudsdkcore.sdk_response import SdkResponse  # type: ignore[import-untyped]

    class Notebook(SdkResponse):  # type: ignore[misc]
        """What a program that only wants to know where the instance is takes out of the answer."""

        openapi_types = {name: "str" for name in ("id", "name", "status", "url", "token")}
        attribute_map = {name: name for name in openapi_types}

        def __init__(self, **fields: str) -> None:
            super().__init__()
            self.__dict__.update(fields)

    credentials = BasicCredentials("ACCESSKEY", "SECRETKEY", PROJECT_ID)
    client: Any = ClientBuilder(Client).with_credentials(credentials).with_endpoint(endpoint).build()

    def call() -> str:
        # What is not a success is raised.
        answer = client.do_http_request(
            method="POST",
            resource_path="/v1/{project_id}/notebooks/open",
            path_params={"project_id": PROJECT_ID},
            header_params={"Content-Type": "application/json"},
            body={},
            response_type=Notebook,
        )
        return str(answer.id)

    return call


CALLERS: Dict[str, Callable[[str], Call]] = {
    "codelab": with_codelab,
    "requests": with_requests,
    "pycurl": with_pycurl,
    "huaweicloud": with_huaweicloud,
}


def main() -> None:
    name, port, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    call = CALLERS[name](f"http://127.0.0.1:{port}")
    if call() != INSTANCE_ID:
        raise SystemExit(f"{name}: another instance")
    cpu, wall = time.process_time_ns(), time.monotonic_ns()
    for _ in range(calls):
        call()
    cpu, wall = time.process_time_ns() - cpu, time.monotonic_ns() - wall
    print(json.dumps({"name": name, "count": calls, "cpu_ns": cpu, "wall_ns": wall}))


if __name__ == "__main__":
    main()
