"""Decoding a response: the library compared with the fastest decoders in C++, Python and Go."""

from __future__ import annotations

import sys
from typing import List

from findings import Finding, Verdict, timed, timed_by_language
from samples import Contender, Told, each_us, in_turn, summed_up
from workshop import BODIES, Workshop

DOCUMENTED = BODIES / "documented-example.json"
EVERY_FIELD = BODIES / "every-field.json"

FILLED = "simdjson and RapidJSON fill the same structures, by the same tables of fields, and free them"
LESS = (
    "they leave out: second spellings of keys, refusing texts with a NUL inside, overwriting memory that held a token; "
    "RapidJSON also does not check UTF-8"
)


def native(shop: Workshop, file: str, count: int, name: str, program: str) -> Contender:
    return Contender(name, [shop.program(program), str(BODIES / file), str(count)])


def of_c(shop: Workshop, row: str, title: str, file: str, count: int) -> Finding:
    contenders = [
        native(shop, file, count, "libcodelab", "decode_codelab"),
        native(shop, file, count, "simdjson, for this machine", "decode_simdjson_native"),
        native(shop, file, count, "simdjson, for any machine", "decode_simdjson"),
        native(shop, file, count, "RapidJSON, for this machine", "decode_rapidjson_native"),
        native(shop, file, count, "RapidJSON, for any machine", "decode_rapidjson"),
    ]
    told = in_turn(contenders, shop.rounds(60), shop.environment, shop.progress)
    if len({line["digest"] for lines in told.values() for line in lines}) != 1:
        raise SystemExit("the decoders do not decode the same")
    # The faster of the two builds is the yardstick.
    yardstick = min(cpu_us(told, name) for name in told if name.startswith("simdjson"))
    notes = (FILLED, LESS, "budget against the faster build of simdjson's, by CPU time")
    return Finding(row, title, timed(told, "each"), [Verdict(row, cpu_us(told, "libcodelab"), yardstick)], notes)


def cpu_us(told: Told, name: str) -> float:
    return summed_up(each_us(told[name], "cpu")).middle


def documented(shop: Workshop) -> Finding:
    title = f"Decoding the documented answer ({DOCUMENTED.stat().st_size:,} bytes)"
    return of_c(shop, "decode-documented", title, DOCUMENTED.name, 4000)


def full(shop: Workshop) -> Finding:
    title = f"Decoding an answer with every field ({EVERY_FIELD.stat().st_size:,} bytes)"
    return of_c(shop, "decode-full", title, EVERY_FIELD.name, 1000)


def of_bindings(shop: Workshop) -> Finding:
    python: List[str] = [sys.executable, shop.script("decode/decode_python.py")]
    contenders = [
        Contender("Python: libcodelab", [*python, "codelab", str(DOCUMENTED), "500"]),
        Contender("Python: msgspec, typed", [*python, "msgspec", str(DOCUMENTED), "500"]),
        Contender("Python: orjson", [*python, "orjson", str(DOCUMENTED), "500"]),
        Contender("Python: json", [*python, "json", str(DOCUMENTED), "500"]),
        Contender("Go: libcodelab", [shop.program("peer_go"), "decode-codelab", str(DOCUMENTED), "2000"]),
        Contender("Go: encoding/json", [shop.program("peer_go"), "decode-json", str(DOCUMENTED), "2000"]),
    ]
    told = in_turn(contenders, shop.rounds(15), shop.environment, shop.progress)
    notes = (
        "msgspec and encoding/json have typed structs of all fields; orjson and json leave dicts, and check no types",
        "all leave out: enumerations, times as times, second spellings of keys, what is derived from the fields",
    )
    return Finding(
        "decode-bindings",
        "Decoding the documented answer from Python and Go",
        timed_by_language(told, "each"),
        notes=notes,
    )
