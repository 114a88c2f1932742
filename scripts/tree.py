"""Lists the files of the tree, for the checks in this folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import List

ROOT = Path(__file__).resolve().parent.parent
#: Folders of build products in an unpacked archive.
BUILT = {"build", "__pycache__", "node_modules"}


def files() -> List[str]:
    """Returns all files that git knows or would add; without git, all files outside of build folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(walked())
    names = {name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name}
    return sorted(name for name in names if (ROOT / name).is_file())


def walked() -> List[str]:
    found: List[str] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in BUILT and (not each.startswith(".") or each == ".ci")]
        found += [str((Path(folder) / name).relative_to(ROOT)) for name in names]
    return found
