"""Finds libcodelab, once, when the package is imported."""

from __future__ import annotations

import os
from ctypes import CDLL

from . import _abi

TYPE_CHECKING = False  # typing's own would have to be imported
if TYPE_CHECKING:
    from typing import Iterator, List, Tuple

SONAME = "libcodelab.so.1"


def places() -> Iterator[Tuple[str, str]]:
    """Returns the places to search, in order: a description for messages, and the path for the dynamic linker."""
    named = os.environ.get("CODELAB_LIBRARY")
    if named:
        # A named file is never replaced by another one.
        yield f"CODELAB_LIBRARY={named}", named
        return
    yield "inside the package", os.path.join(os.path.dirname(os.path.abspath(__file__)), SONAME)
    yield f"{SONAME} as the system finds it", SONAME


def version_text(number: int) -> str:
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"


def declare(library: CDLL) -> None:
    """Declares all functions to ctypes. Raises AttributeError or OSError if the library does not fit this package."""
    for name, (result, parameters) in _abi.PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = parameters
    # An older library has shorter structs than the mirrors here.
    loaded, needed = library.codelab_version(), _abi.CODELAB_VERSION_NUMBER
    if loaded < needed or loaded // 1_000_000 != needed // 1_000_000:
        message = f"it is version {version_text(loaded)}, and this package needs {version_text(needed)}"
        raise OSError(f"{message} or a later version {needed // 1_000_000}.x")


#: Messages of the dynamic linker for missing dependencies, and what to do about them.
MISSING = (
    ("libcurl.so.4: cannot open", "libcurl is not installed. Debian and Ubuntu: libcurl4; Fedora: libcurl."),
    ("libcrypto.so.3: cannot open", "OpenSSL 3 is not installed. Debian and Ubuntu: libssl3; Fedora: openssl-libs."),
    ("undefined symbol: codelab_", "it is older than this package. Install libcodelab of the package's version."),
    ("undefined symbol: curl_", "the libcurl of this system is too old: libcurl 7.88 or later is needed."),
    ("CURL_OPENSSL_4", "the libcurl of this system is another build (such as libcurl-gnutls). Install libcurl4."),
    ("GLIBC_", "the C library of this system is too old: glibc 2.34 or later is needed."),
)


def hint(attempts: List[str]) -> str:
    """Returns why the library could not be loaded, and what to do."""
    for text in attempts:
        for part, meaning in MISSING:
            if part in text:
                return f"libcodelab was found, but could not be loaded: {meaning}"
    return f"libcodelab was not found. Install it, or set CODELAB_LIBRARY to the path of {SONAME}."


def load() -> CDLL:
    attempts: List[str] = []
    for place, path in places():
        try:
            library = CDLL(path)
            declare(library)
        except (AttributeError, OSError) as error:
            attempts.append(f"  {place}: {error}")
        else:
            return library
    raise ImportError(hint(attempts) + " Tried:\n" + "\n".join(attempts))


library = load()
