"""Facts about the machine that figures depend on; no names of it, and no paths."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Dict

PEERS = ("msgspec", "orjson", "requests", "pycurl", "huaweicloudsdkcore")


def first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def told(*command: str) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def of_library(path: Path, name: str) -> str:
    function = getattr(ctypes.CDLL(str(path)), name)
    function.restype = ctypes.c_char_p
    text: bytes = function()
    return text.decode()


def facts(library: Path) -> Dict[str, str]:
    return {
        "processor": first(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text()),
        "processors": str(os.cpu_count()),
        "architecture": platform.machine(),
        "kernel": platform.release(),
        "libc": " ".join(platform.libc_ver()),
        "libcodelab": of_library(library, "codelab_build_text"),
        "libcurl": of_library(Path("libcurl.so.4"), "curl_version"),
        "simdjson": first(r'SIMDJSON_VERSION "?([\d.]+)', header("simdjson.h")),
        "rapidjson": ".".join(
            first(rf"define RAPIDJSON_{part}_VERSION (\d+)", header("rapidjson/rapidjson.h"))
            for part in ("MAJOR", "MINOR", "PATCH")
        ),
        "gcc": told("gcc", "-dumpfullversion").strip(),
        "go": told("go", "env", "GOVERSION").strip(),
        "python": platform.python_version(),
        **{name: version(name) for name in PEERS},
    }


def header(name: str) -> str:
    return (Path("/usr/include") / name).read_text()
