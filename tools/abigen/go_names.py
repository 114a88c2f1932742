"""Names and texts of the header as Go writes them."""

from __future__ import annotations

import re

#: The parts of names that Go writes in capitals, or in another special form.
CAPITALS = {
    "aarch64": "AArch64",
    **{each: each.upper() for each in (
        "ai", "ca", "cpu", "dew", "efs", "eip", "evs", "fd", "gid", "gpu", "http", "iam", "id", "ip", "json", "nat",
        "npu", "obs", "obsfs", "sfs", "sku", "swr", "uid", "uri", "url", "vpc",
    )},
    "cidrs": "CIDRs",
    "ids": "IDs",
    "ips": "IPs",
    "kib": "KiB",
    "vcpus": "VCPUs",
}
#: Names that are not cut into parts.
WHOLE = {"x86_64": "X86_64"}
#: Words that are a field's name in C and a keyword in Go: cgo puts a '_' before them.
KEYWORDS = frozenset(
    "break case chan const continue default defer else fallthrough for func go goto if import interface map package "
    "range return select struct switch type var".split()
)


def go_name(c_name: str) -> str:
    """create_at_ms is CreateAt: a Time or a Duration has its unit in itself."""
    name = c_name.removesuffix("_ms").strip("_").lower()
    if name in WHOLE:
        return WHOLE[name]
    return "".join(CAPITALS.get(part, part.capitalize()) for part in name.split("_"))


def type_name(c_name: str) -> str:
    return go_name(c_name.removeprefix("codelab_"))


def cgo_name(c_name: str) -> str:
    return f"_{c_name}" if c_name in KEYWORDS else c_name


def go_text(comment: str) -> str:
    """A comment of the header for readers of Go: names of fields become those of Go."""
    text = " ".join(comment.split())
    text = re.sub(r"codelab_instance_(?:is_)?(\w+)\(\)", lambda match: f"Instance.{go_name(match[1])}", text)
    text = text.replace("CODELAB_ABSENT", "absent").replace("NULL", "nil")
    return re.sub(r"(?<![\w\"./-])[a-z]+(?:_[a-z]+)+(?![\w\"./-])", lambda match: go_name(match[0]), text)
