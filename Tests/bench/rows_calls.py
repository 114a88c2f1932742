"""Whole calls: a warm open from C, Python and Go, beside what people use there today."""

from __future__ import annotations

import sys
from typing import List

from findings import Finding, Verdict, timed
from measure import Service
from samples import Contender, Told, each_us, in_turn, summed_up
from workshop import BODIES, Workshop

#: The caller goes to sleep until its answer comes, as it does with a real service.
ANSWERS_AFTER_US = 100

LESS = (
    "libcurl easy: what a warm open is counted beside; the answer is not decoded",
    "requests and pycurl: the JSON becomes a dict; no retries, no types; pycurl has the same libcurl as the library",
    "huaweicloudsdkcore: its generic call; it takes no tokens, so it signs each request; five fields are read",
    "net/http with encoding/json: a typed struct of all fields; no retries",
    f"the service answers after {ANSWERS_AFTER_US} µs and a timer's slack, which is most of the wall time",
)


def contenders_of(shop: Workshop, port: str) -> List[Contender]:
    def python(name: str, peer: str) -> Contender:
        return Contender(name, [sys.executable, shop.script("calls/call_python.py"), peer, port, "200"])

    def go(name: str, peer: str) -> Contender:
        return Contender(name, [shop.program("peer_go"), peer, port, "400"])

    headers = ["Content-Type: application/json", "X-Auth-Token: 0123456789abcdef0123456789abcdef"]
    return [
        Contender("libcodelab, C", [str(shop.counting / "subject"), port, "400"]),
        Contender("libcurl easy, C", [str(shop.counting / "yardstick"), port, "400", *headers]),
        python("libcodelab, Python", "codelab"),
        python("requests", "requests"),
        python("pycurl and json", "pycurl"),
        python("huaweicloudsdkcore", "huaweicloud"),
        go("libcodelab, Go", "open-codelab"),
        go("Go's net/http and encoding/json", "open-http"),
    ]


def calls(shop: Workshop) -> Finding:
    told = with_service(shop)
    return Finding("calls", "A warm open, timed", timed(told, "a call"), binding_verdicts(told), LESS)


def with_service(shop: Workshop) -> Told:
    with Service(shop.counting / "server", BODIES / "documented-example.json", ANSWERS_AFTER_US) as service:
        return in_turn(contenders_of(shop, service.port), shop.rounds(15), shop.environment, shop.progress)


def binding_verdicts(told: Told) -> List[Verdict]:
    """What a binding adds: in each round its CPU time less that of C."""
    c = each_us(told["libcodelab, C"], "cpu")

    def beyond(name: str) -> float:
        return summed_up([one - other for one, other in zip(each_us(told[name], "cpu"), c)]).middle

    return [
        Verdict("binding-python", beyond("libcodelab, Python")),
        Verdict("binding-go", beyond("libcodelab, Go")),
    ]
