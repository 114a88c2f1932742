#!/usr/bin/env python3
"""Compares the library's signatures with those of the vendor's signer and of an independent one, byte for byte.

    compare.py PROBE        e.g. .build-hosted/debug/signing-probe; run it where huaweicloudsdkcore is installed

Prints what differs and ends with 'N passed', or with 'N passed, N failed' and status 1.
"""

import subprocess
import sys

import cases
import independent
import vendor
from cases import Case

GENERATED = 400

# Where the vendor's signer does not do what its guide says. Each: what it does, a request, the guide's line of the
# canonical request, the vendor's. The library follows the guide; it sends no request for which they differ.
DIFFERENCES = [
    ("decodes the path before it splits it, so that an encoded slash becomes a separator",
     Case(path="/a%2Fb/c"), "/a%2Fb/c/", "/a/b/c/"),
    ("decodes the path before it looks for the slash at its end",
     Case(path="/a%2F"), "/a%2F/", "/a/"),
    ("takes bytes of a path that are not UTF-8 for U+FFFD",
     Case(path="/%FF"), "/%FF/", "/%EF%BF%BD/"),
    ("sorts names before it encodes them: letters before what needs a percent sign",
     Case(query=(("az", "1"), ("a{", "2")), written_query="az=1&a%7B=2"), "a%7B=2&az=1", "az=1&a%7B=2"),
    ("sorts values before it encodes them",
     Case(query=(("a", "z"), ("a", "ä")), written_query="a=z&a=%C3%A4"), "a=%C3%A4&a=z", "a=z&a=%C3%A4"),
    ("leaves out headers with an underscore in their names",
     Case(headers=(("X_Y", "1"),), signed=("x_y",)), "x-sdk-date;x_y", "x-sdk-date"),
    ("does not hash a body that is not JSON, and says so in a separate header",
     Case(method="PUT", headers=(("Content-Type", "text/plain"),), signed=("content-type",), body=b"x"),
     "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", "UNSIGNED-PAYLOAD"),
]


def ask(probe: str, asked: list[Case]) -> list[tuple[str, bytes]]:
    """What the library makes of each case: the value of Authorization and the canonical request."""
    lines = "".join(" ".join(field.hex() or "-" for field in fields(case)) + "\n" for case in asked)
    done = subprocess.run([probe], input=lines, capture_output=True, text=True, timeout=120, check=True)
    answers = [[bytes.fromhex(part) for part in line.split()] for line in done.stdout.splitlines()]
    if len(answers) != len(asked):
        raise SystemExit(f"compare: {len(asked)} requests, {len(answers)} answers\n{done.stderr}")
    return [(authorization.decode(), canonical) for authorization, canonical in answers]


def fields(case: Case) -> list[bytes]:
    headers = "".join(f"{name}: {value}\0" for name, value in case.headers)
    texts = [case.method, case.url, headers, ";".join(case.signed)]
    rest = [case.access_key, case.secret_key, case.form, case.region, case.service, str(case.seconds)]
    return [text.encode() for text in texts] + [case.body] + [text.encode() for text in rest]


def compare(what: str, case: Case, ours: tuple[str, bytes], theirs: tuple[str, bytes]) -> bool:
    if ours == theirs:
        return True
    print(f"FAILED  {what}: {case.method} {case.url}\n  ours:   {ours}\n  theirs: {theirs}")
    return False


def independently(case: Case) -> tuple[str, bytes]:
    return independent.authorization(case), independent.canonical_request(case)


def generated(probe: str) -> list[bool]:
    newer, older = cases.generate(GENERATED, "access"), cases.generate(GENERATED, "credential")
    answers = dict(zip(newer + older, ask(probe, newer + older)))
    results = [compare("vendor", case, answers[case], vendor.sign(case)) for case in newer]
    return results + [compare("independent", case, answer, independently(case)) for case, answer in answers.items()]


def differences(probe: str) -> list[bool]:
    """That each difference is there still, and is no other."""
    results = []
    for (what, case, guide, vendors), ours in zip(DIFFERENCES, ask(probe, [row[1] for row in DIFFERENCES])):
        theirs = vendor.sign(case)[1].decode().split("\n")
        good = (compare("independent", case, ours, independently(case))
                and guide in ours[1].decode().split("\n") and vendors in theirs and guide not in theirs)
        if not good:
            print(f"FAILED  the vendor's signer {what}: {theirs}")
        results.append(good)
    return results


def reach(asked: list[Case]) -> list[bool]:
    """That the generated requests have in them what they are meant to have."""
    wanted = {
        "a plus sign in a query": lambda case: "+" in case.written_query,
        "a plus sign in a path": lambda case: "+" in case.path,
        "an encoded percent sign": lambda case: "%25" in case.url,
        "small hexadecimal digits": lambda case: "%c3" in case.url or "%e4" in case.url,
        "UTF-8 that is not encoded": lambda case: not case.url.isascii(),
        "an encoded space": lambda case: "%20" in case.url,
        "an empty segment": lambda case: "//" in case.path,
        "a name twice": lambda case: len({name for name, _ in case.query}) < len(case.query),
        "a name without a value": lambda case: any(piece and "=" not in piece for piece in case.written_query.split("&")),
        "a header value with spaces around it": lambda case: any(value != value.strip() for _, value in case.headers),
        "an empty body": lambda case: not case.body,
        "a body that is no text": lambda case: b"\xff" in case.body,
        "a security token": lambda case: any(name.lower() == "x-security-token" for name, _ in case.headers),
        "a security token that is signed": lambda case: "x-security-token" in independent.signed_headers(case),
        "only the date signed": lambda case: len(independent.signed_headers(case)) == 1,
    }
    results = []
    for what, holds in wanted.items():
        results.append(any(holds(case) for case in asked))
        if not results[-1]:
            print(f"FAILED  no generated request has {what}")
    return results


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    probe = sys.argv[1]
    results = reach(cases.generate(GENERATED, "access")) + generated(probe) + differences(probe)
    failed = results.count(False)
    print(f"{len(results) - failed} passed" + (f", {failed} failed" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
