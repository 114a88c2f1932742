"""The exact counts of the stage counts, in one table with the measured times; and how long loading takes."""

from __future__ import annotations

import subprocess
from counting import Effort, Opening, Row, count_size, count_sleepers
from findings import Finding, Measure, Verdict, counted, timed
from measure import DELAY_US, Service
from samples import Told, each_us, run, summed_up
from workshop import BODIES, ROOT, Workshop

ANSWER = BODIES / "documented-example.json"


def verdict(row: Row) -> Verdict:
    return Verdict(row.name, row.subject, row.yardstick)


def size(shop: Workshop) -> Finding:
    row = count_size(shop.library)
    sizes = {"libcodelab.so, stripped": row.subject, "the same sources in full Swift": full_swift_bytes(shop)}
    return Finding(
        "size",
        "The library on disk",
        [counted("bytes", sizes)],
        [verdict(row)],
        ("full Swift: a release build with its standard library linked statically, stripped as the library is",),
    )


def full_swift_bytes(shop: Workshop) -> float:
    shop.progress("building in full Swift")
    folder = ROOT / "build" / "scratch" / "static"
    build = ["swift", "build", "--configuration", "release", "--product", "codelab", "--scratch-path", str(folder)]
    built = subprocess.run(
        ["env", "CODELAB_HOSTED=1", *build, "-Xswiftc", "-static-stdlib"], cwd=ROOT, capture_output=True, text=True
    )
    if built.returncode != 0:
        raise SystemExit(f"{' '.join(build)}:\n{built.stdout}{built.stderr}")
    stripped = shop.scratch / "full-swift.so"
    subprocess.run(["strip", "--strip-unneeded", "-o", stripped, folder / "release" / "libcodelab.so"], check=True)
    return stripped.stat().st_size


def loading(shop: Workshop) -> Finding:
    """Each process loads libcurl and then the library, so the rounds need no turns."""
    command = [shop.program("first_client"), str(shop.library)]
    names = ("libcodelab and a client", "libcurl", "libcodelab, libcurl being initialised", "libcurl, initialised")
    told: Told = {name: [] for name in names}
    rounds = shop.rounds(100)
    for number in range(rounds + 1):
        shop.progress(f"round {number} of {rounds}")
        lines = [
            *reversed(run(command, shop.environment)),
            *reversed(run([*command, "initialised"], shop.environment)),
        ]
        for name, line in zip(names, lines if number else ()):
            told[name].append(line)
    # Nothing blocks in it: CPU time is its duration on an idle machine.
    middle = summed_up(each_us(told[names[0]], "cpu")).middle
    notes = (
        "dlopen() of libcurl.so.4, then of the library, and codelab_client_new(); each time in a new process",
        "initialised: curl_global_init() counts as libcurl's; else it is the first client that pays for it",
    )
    return Finding(
        "loading", "Loading and the first client", timed(told, ""), [Verdict("first-client", middle)], notes
    )


def opening(shop: Workshop) -> Finding:
    effort = Effort(rounds=1) if shop.is_quick else Effort()
    programs = shop.counting
    with Service(programs / "server", ANSWER, DELAY_US) as service:
        counts = Opening(programs / "yardstick", programs / "subject", service, shop.scratch, effort)
        shop.progress("system calls")
        rows = [counts.system_calls()]
        shop.progress("instructions")
        rows.append(counts.instructions())
        shop.progress("allocations")
        rows.append(counts.allocations(programs / "count_allocations.so"))
    measures = [
        counted(ALL_UNITS[row.name], {"libcodelab": row.subject, "libcurl easy": row.yardstick or 0}) for row in rows
    ]
    notes = tuple(f"{ALL_UNITS[row.name]}: {note}" for row in rows for note in row.notes)
    less = "libcurl easy: the same request in a loop on one handle; it leaves out: retries, checks, decoding"
    return Finding("opening", "A warm open, counted", measures, [verdict(row) for row in rows], (less, *notes))


ALL_UNITS = {
    "open-system-calls": "system calls",
    "open-instructions": "instructions",
    "open-allocations": "allocations",
}


def sleeping(shop: Workshop) -> Finding:
    with Service(shop.counting / "server", ANSWER) as service:
        rows = count_sleepers(shop.counting / "sleepers", service)
    measures = [
        Measure(unit, counted(unit, {"a watch": row.subject}).entries) for unit, row in zip(("bytes", "blocks"), rows)
    ]
    notes = (
        "after its first poll, between 1,000 and 2,000 watches; including the allocator's overhead of each block",
    )
    return Finding("sleeping", "A watch asleep in a queue", measures, [verdict(row) for row in rows], notes)
