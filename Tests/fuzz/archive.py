#!/usr/bin/env python3
"""Packs the inputs that the fuzzers found, and unpacks them.

    archive.py pack ARCHIVE FOLDER        writes the files of FOLDER as found-HASH into ARCHIVE, a .tar.xz
    archive.py unpack ARCHIVE FOLDER      replaces the content of FOLDER by the files of ARCHIVE

The same files give the same archive, whatever their names, dates and owners are.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import shutil
import sys
import tarfile
from pathlib import Path
from typing import Dict, Iterable


def name_of(content: bytes) -> str:
    return "found-" + hashlib.sha1(content).hexdigest()[:12]


def tar(contents: Iterable[bytes]) -> bytes:
    files: Dict[str, bytes] = {name_of(content): content for content in contents}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            archive.addfile(entry, io.BytesIO(files[name]))
    return packed.getvalue()


def pack(archive: Path, folder: Path) -> None:
    contents = [path.read_bytes() for path in folder.iterdir() if path.is_file()]
    archive.write_bytes(lzma.compress(tar(contents), preset=9 | lzma.PRESET_EXTREME))


def unpack(archive: Path) -> Dict[str, bytes]:
    with tarfile.open(archive) as packed:
        members = [(each.name, packed.extractfile(each)) for each in packed]
        return {name: file.read() for name, file in members if file}


def write(files: Dict[str, bytes], folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        if Path(name).name != name:
            raise SystemExit(f"archive.py: the archive holds a path outside the folder: {name}")
        (folder / name).write_bytes(content)


def main() -> int:
    if len(sys.argv) != 4 or sys.argv[1] not in ("pack", "unpack"):
        print(__doc__, file=sys.stderr)
        return 2
    archive, folder = Path(sys.argv[2]), Path(sys.argv[3])
    if sys.argv[1] == "pack":
        pack(archive, folder)
    else:
        write(unpack(archive), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
