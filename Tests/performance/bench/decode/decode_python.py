#!/usr/bin/env python3
"""Decoders from Python: "decode_python.py codelab|msgspec|orjson|json ANSWER-FILE COUNT", and one line of JSON.

codelab gives the package's records; msgspec gives structs with all fields of every-field.json, typed. orjson and the
standard library's json check no types, and leave dicts and lists.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

EVERY_FIELD = Path(__file__).resolve().parents[3] / "scenarios" / "bodies" / "every-field.json"


def with_codelab(answer: bytes) -> Callable[[bytes], object]:
    import codelab

    return codelab.decode_instance


def with_orjson(answer: bytes) -> Callable[[bytes], object]:
    import orjson

    decode: Callable[[bytes], object] = orjson.loads
    return decode


def merged(examples: List[Any]) -> Any:
    """One example with the fields of all."""
    given = [example for example in examples if example is not None]
    if given and isinstance(given[0], dict):
        names = {name: None for example in given for name in example}
        return {name: merged([example.get(name) for example in given]) for name in names}
    if given and isinstance(given[0], list):
        return [merged([element for example in given for element in example])]
    return given[0] if given else None


def with_msgspec(answer: bytes) -> Callable[[bytes], object]:
    import msgspec

    def type_of(name: str, example: Any) -> Any:
        """The type of such a value; each field may be missing or null, as a careful program has it."""
        if isinstance(example, dict):
            fields = [(key, Optional[type_of(key, value)], None) for key, value in example.items()]
            return msgspec.defstruct(name, fields, frozen=True)
        if isinstance(example, list):
            return List[type_of(name, example[0])]  # type: ignore[misc]
        return Any if example is None else type(example)

    every_field = json.loads(EVERY_FIELD.read_bytes())
    decode: Callable[[bytes], object] = msgspec.json.Decoder(type_of("Notebook", merged([every_field]))).decode
    return decode


def with_json(answer: bytes) -> Callable[[bytes], object]:
    return json.loads


DECODERS: Dict[str, Callable[[bytes], Callable[[bytes], object]]] = {
    "codelab": with_codelab,
    "msgspec": with_msgspec,
    "orjson": with_orjson,
    "json": with_json,
}


def main() -> None:
    name, answer, count = sys.argv[1], Path(sys.argv[2]).read_bytes(), int(sys.argv[3])
    decode = DECODERS[name](answer)
    decode(answer)
    cpu, wall = time.process_time_ns(), time.monotonic_ns()
    for _ in range(count):
        decode(answer)
    cpu, wall = time.process_time_ns() - cpu, time.monotonic_ns() - wall
    print(json.dumps({"name": name, "count": count, "cpu_ns": cpu, "wall_ns": wall}))


if __name__ == "__main__":
    main()
