#!/usr/bin/env python3
"""Takes the programs out of README.md, and out of other pages, and runs them, as a reader would who copies them.

    readme.py LANGUAGE                      prints the program under the heading "### LANGUAGE" (C, Python or Go)
    readme.py LANGUAGE --under HEADING      prints the program in that language under another heading
    readme.py LANGUAGE --page FILE          takes another page than README.md
    readme.py LANGUAGE --run                builds and runs it with the library in build/lib; of a page in Go also tests

The programs read credentials and region from the environment, which they inherit.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Tuple

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "build" / "lib"
PKG_CONFIG = ROOT / "build" / "pkgconfig"
GO_MODULE = ROOT / "bindings" / "go"


class ReadmeError(Exception):
    """README.md has no such program."""


def fenced_blocks(lines: List[str]) -> Iterator[Tuple[str, str]]:
    """The language and the text of each block between fences."""
    block: List[str] = []
    language = None
    for line in lines:
        if line.startswith("```") and language is None:
            language = line[3:].strip()
            block = []
        elif line.startswith("```") and language is not None:
            yield language, "\n".join(block) + "\n"
            language = None
        elif language is not None:
            block.append(line)


def program(language: str, readme: Path = ROOT / "README.md", under: "str | None" = None) -> str:
    """Returns the first program in that language under the given heading, or else under the language's heading."""
    heading = under or language
    if not readme.exists():
        raise ReadmeError(f"there is no {readme}")
    lines = readme.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line == f"### {heading}"]
    if len(starts) != 1:
        raise ReadmeError(f"{readme.name} has {len(starts)} headings '### {heading}', and should have one")
    for name, text in fenced_blocks(lines[starts[0] + 1 : section_end(lines, starts[0])]):
        if name == language.lower():
            return text
    raise ReadmeError(f"{readme.name} has no block ```{language.lower()} under '### {heading}'")


def section_end(lines: List[str], start: int) -> int:
    """The next heading of the same or a higher level, not counting what only looks like one inside a fence."""
    is_inside = False
    for number in range(start + 1, len(lines)):
        is_inside ^= lines[number].startswith("```")
        if not is_inside and re.match(r"#{1,3} ", lines[number]):
            return number
    return len(lines)


def c_command(source: str, directory: Path) -> List[str]:
    (directory / "program.c").write_text(source, encoding="utf-8")
    compiler = os.environ.get("CC") or "cc"
    strict = ["-std=c11", "-Wall", "-Wextra", "-Werror"]
    where = [f"-I{ROOT / 'include'}", f"-L{LIBRARY}", "-lcodelab", f"-Wl,-rpath,{LIBRARY}"]
    subprocess.run([compiler, *strict, "program.c", "-o", "program", *where], cwd=directory, check=True, timeout=120)
    return [str(directory / "program")]


def python_command(source: str, directory: Path) -> List[str]:
    (directory / "program.py").write_text(source, encoding="utf-8")
    return [sys.executable, str(directory / "program.py")]


def go_command(source: str, directory: Path) -> List[str]:
    is_test = "testing.T" in source
    (directory / ("program_test.go" if is_test else "program.go")).write_text(source, encoding="utf-8")
    described = (GO_MODULE / "go.mod").read_text(encoding="utf-8")
    module, version = (re.search(rf"^{word}\s+(\S+)", described, re.M) for word in ("module", "go"))
    if module is None or version is None:
        raise ReadmeError("bindings/go/go.mod names no module")
    (directory / "go.mod").write_text(
        f"module readme\n\ngo {version[1]}\n\nrequire {module[1]} v0.0.0\n\nreplace {module[1]} => {GO_MODULE}\n",
        encoding="utf-8",
    )
    go = os.environ.get("GO") or "go"
    more = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "PKG_CONFIG_PATH": str(PKG_CONFIG)}
    build = [go, "test", "-c"] if is_test else [go, "build"]
    subprocess.run(
        [*build, "-o", "program", "."], cwd=directory, env={**os.environ, **more}, check=True, timeout=300
    )
    return [str(directory / "program")]


COMMANDS: Dict[str, Callable[[str, Path], List[str]]] = {"C": c_command, "Python": python_command, "Go": go_command}


def run(
    language: str, environment: Dict[str, str], under: "str | None" = None, page: Path = ROOT / "README.md"
) -> "subprocess.CompletedProcess[str]":
    """Builds the program and runs it in that environment, with the library and the package of this checkout."""
    source = program(language, page, under)
    more = {"CODELAB_LIBRARY": str(LIBRARY / "libcodelab.so.1"), "PYTHONPATH": str(ROOT / "bindings" / "python")}
    with tempfile.TemporaryDirectory() as directory:
        command = COMMANDS[language](source, Path(directory))
        return subprocess.run(
            command, env={**os.environ, **more, **environment}, stdout=subprocess.PIPE, text=True, timeout=120
        )


def main() -> int:
    parser = argparse.ArgumentParser(description="Prints or runs a program of README.md.")
    parser.add_argument("--run", action="store_true", help="build and run it instead of printing it")
    parser.add_argument("--under", metavar="HEADING", help="the heading above the program")
    parser.add_argument("--page", metavar="FILE", type=Path, default=ROOT / "README.md", help="its page")
    parser.add_argument("language", choices=sorted(COMMANDS))
    arguments = parser.parse_args()
    try:
        if not arguments.run:
            print(program(arguments.language, arguments.page, arguments.under), end="")
            return 0
        result = run(arguments.language, {}, arguments.under, arguments.page)
    except (ReadmeError, subprocess.CalledProcessError) as error:
        print(f"readme.py: {error}", file=sys.stderr)
        return 1
    print(result.stdout, end="")
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
