"""Which files are generated, and by what."""

from __future__ import annotations

from pathlib import Path

from . import go_convert, go_enums, go_json, go_layout, go_records
from . import blanks, layout, python_abi, python_convert, python_records, slots, symbols, version, version_script, walk
from .model import Header
from .tables import Table


def outputs(header: Header, keys: list[Table], root: Path) -> dict[Path, str]:
    """The content that each generated file should have."""
    schema = root / "Sources" / "CSchema"
    go = root / "bindings" / "go"
    python = root / "bindings" / "python" / "codelab"
    return {
        root / "Sources" / "Exports" / "link" / "libcodelab.map": version_script.write(header),
        root / "Sources" / "Service" / "Version.swift": version.write_library(header),
        root / "Sources" / "Simulator" / "Version.swift": version.write_simulator(header),
        schema / "cschema_slots.h": slots.write(keys),
        schema / "cschema_blanks.h": blanks.write(header),
        python / "_abi.py": python_abi.write(header),
        python / "enums.py": python_records.write_enums(header),
        python / "records.py": python_records.write_records(header),
        python / "_convert.py": python_convert.write(header),
        go / "enums_gen.go": go_enums.write(header),
        go / "records_gen.go": go_records.write(header),
        go / "json_gen.go": go_json.write(header),
        go / "convert_gen.go": go_convert.write(header),
        go / "facts_gen.h": go_convert.write_facts(header),
        go / "layout_gen.go": go_layout.write_layout(header),
        go / "tables_gen_test.go": go_layout.write_tables(header),
        root / "Tests" / "abi" / "layout" / "layout.json": layout.write(header),
        root / "Tests" / "fuzz" / "targets" / "walk_gen.h": walk.write(header),
        root / "docs" / "abi-symbols.md": symbols.write(header),
    }
