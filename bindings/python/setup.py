"""Puts libcodelab into the wheel, and tags the wheel by the library's needs. The rest is in pyproject.toml.

The library is that of CODELAB_LIBRARY, else that of `make` in build/lib. libcurl and libcrypto are those of the system:
bundled ones would use other certificate authorities, and conflict with others in the same process.
"""

import os
import re
import shutil
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
TREE = HERE.parent.parent
SONAME = "libcodelab.so.1"


def library() -> Path:
    named = os.environ.get("CODELAB_LIBRARY")
    found = Path(named) if named else TREE / "build" / "lib" / SONAME
    if not found.is_file():
        how = "CODELAB_LIBRARY does not name a file" if named else "run make first, or set CODELAB_LIBRARY to its path"
        raise SystemExit(f"codelab: cannot put {found} into the package: {how}.")
    return found


#: The oldest glibc 2.x that the library is tested with; a symbol may need a newer one.
OLDEST_GLIBC_MINOR = 34


def glibc_tag(path: Path) -> str:
    """Returns "manylinux_2_34_x86_64": the oldest glibc with all symbols that the library needs, and the machine."""
    content = path.read_bytes()
    machine = {62: "x86_64", 183: "aarch64"}[int.from_bytes(content[18:20], "little")]
    minor = max(OLDEST_GLIBC_MINOR, *(int(each) for each in re.findall(rb"GLIBC_2\.(\d+)", content)))
    return f"manylinux_2_{minor}_{machine}"


class BuildWithLibrary(build_py):
    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            shutil.copyfile(library(), Path(self.build_lib) / "codelab" / SONAME)


class WheelWithLibrary(bdist_wheel):
    def get_tag(self) -> "tuple[str, str, str]":
        """Returns a tag for any Python 3 on one platform: the wheel contains no extension module."""
        return "py3", "none", glibc_tag(library())


class WithLibrary(Distribution):
    def has_ext_modules(self) -> bool:
        """Installs into the folder for platform-specific packages."""
        return True


# In the tree, build in the folder of all builds.
options = {"build": {"build_base": str(TREE / "build" / "python")}} if (TREE / "Makefile").exists() else {}
setup(distclass=WithLibrary, cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": WheelWithLibrary}, options=options)
