"""Reads include/codelab.h as far as the scripts need it: its functions, structs and enums, in order.

The header keeps to a narrow form of C (one declarator a line, no macros around declarations, no function
pointers), so a few regular expressions read it whole. What does not match that form raises ValueError.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = ROOT / "include" / "codelab.h"


@dataclass(frozen=True)
class Function:
    name: str
    result: str  # "int32_t", "const char *"
    parameters: str  # as written, on one line


@dataclass(frozen=True)
class Field:
    name: str
    type: str  # "int64_t", "const char *", "const codelab_step *const *", "char"
    length: int = 0  # of an array inside the struct; 0 for anything else


@dataclass
class Header:
    functions: list[Function] = field(default_factory=list)
    structs: dict[str, list[Field]] = field(default_factory=dict)
    enums: dict[str, dict[str, int]] = field(default_factory=dict)
    opaque: list[str] = field(default_factory=list)

    def constants(self) -> dict[str, int]:
        return {name: value for values in self.enums.values() for name, value in values.items()}


def strip(text: str) -> str:
    """The header without comments, preprocessor lines and the braces of extern "C"."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"\\\n", " ", text)
    text = re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)
    return re.sub(r'extern\s+"C"\s*\{', "", text)


def parse_field(line: str) -> Field:
    match = re.fullmatch(r"(.*?[\s*])(\w+)(?:\[(\d+)\])?", line.strip())
    if not match:
        raise ValueError(f"not a field of the header's form: {line!r}")
    return Field(match[2], re.sub(r"\s+", " ", match[1]).strip(), int(match[3] or 0))


def parse(text: str) -> Header:
    header = Header()
    text = strip(text)

    def take_struct(match: re.Match[str]) -> str:
        lines = [line for line in match[2].split(";") if line.strip()]
        header.structs[match[1]] = [parse_field(line) for line in lines]
        return ""

    def take_enum(match: re.Match[str]) -> str:
        pairs = re.findall(r"(\w+)\s*=\s*(-?\d+)", match[2])
        if len(pairs) != len([item for item in match[2].split(",") if item.strip()]):
            raise ValueError(f"enum {match[1]} has a member without a value of its own")
        header.enums[match[1]] = {name: int(value) for name, value in pairs}
        return ""

    def take_opaque(match: re.Match[str]) -> str:
        header.opaque.append(match[1])
        return ""

    text = re.sub(r"typedef\s+struct\s+(\w+)\s*\{(.*?)\}\s*\w+\s*;", take_struct, text, flags=re.S)
    text = re.sub(r"enum\s+(\w+)\s*\{(.*?)\}\s*;", take_enum, text, flags=re.S)
    text = re.sub(r"typedef\s+struct\s+(\w+)\s+\w+\s*;", take_opaque, text)
    for statement in text.split(";"):
        statement = re.sub(r"\s+", " ", statement).strip()
        if not statement or statement == "}":
            continue
        match = re.fullmatch(r"(.*?[\s*])(codelab_\w+)\s*\((.*)\)", statement)
        if not match:
            raise ValueError(f"not a declaration of the header's form: {statement!r}")
        header.functions.append(Function(match[2], match[1].strip(), match[3]))
    return header


def load(path: Path = HEADER) -> Header:
    return parse(path.read_text(encoding="utf-8"))
