"""Whole calls: a warm open from C, Python and Go, compared with what people use there today."""

from __future__ import annotations

import sys
from typing import List

from findings import Finding, Verdict, timed_by_language
from measure import Service
from samples import Contender, Told, each_us, in_turn, summed_up
from workshop import BODIES, Workshop

#: The caller goes to sleep until its answer comes, as it does with a real service.
ANSWERS_AFTER_US = 100

LESS = (
    "libcurl easy: a loop on one handle; two headers are sent, and the answer is not decoded; no retries",
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
        Contender("C: libcodelab", [str(shop.counting / "subject"), port, "400"]),
        Contender("C: libcurl easy", [str(shop.counting / "yardstick"), port, "400", *headers]),
        python("Python: libcodelab", "codelab"),
        python("Python: requests", "requests"),
        python("Python: pycurl and json", "pycurl"),
        python("Python: huaweicloudsdkcore", "huaweicloud"),
        go("Go: libcodelab", "open-codelab"),
        go("Go: net/http and encoding/json", "open-http"),
    ]


def calls(shop: Workshop) -> Finding:
    told = with_service(shop)
    return Finding("calls", "A warm open, timed", timed_by_language(told, "a call"), binding_verdicts(told), LESS)


def with_service(shop: Workshop) -> Told:
    with Service(shop.counting / "server", BODIES / "documented-example.json", ANSWERS_AFTER_US) as service:
        return in_turn(contenders_of(shop, service.port), shop.rounds(15), shop.environment, shop.progress)


def binding_verdicts(told: Told) -> List[Verdict]:
    """What a binding adds: in each round its CPU time less that of C."""
    c = each_us(told["C: libcodelab"], "cpu")

    def beyond(name: str) -> float:
        return summed_up([one - other for one, other in zip(each_us(told[name], "cpu"), c)]).middle

    return [
        Verdict("binding-python", beyond("Python: libcodelab")),
        Verdict("binding-go", beyond("Go: libcodelab")),
    ]
