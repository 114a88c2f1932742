#!/usr/bin/env python3
"""What the shipped library is as a file: exports, needs, hardening, size, and that nothing in it can end its host.

    check_binary.py LIBRARY        e.g. build/lib/libcodelab.so.1, with its symbols in LIBRARY.debug

Prints what it finds, one line a check, and ends with 'N passed, N failed'.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from abigen import parser as header  # noqa: E402

VERSION_SCRIPT = ROOT / "Sources" / "Exports" / "link" / "libcodelab.map"
VERSION_NODE = "LIBCODELAB_1"
SONAME = "libcodelab.so.1"
LARGEST_BYTES = 256 * 1024
# What the design allows, and what the library needs at this time.
ALLOWED_LIBRARIES = {"libc.so.6", "libm.so.6", "libcurl.so.4", "libcrypto.so.3"}
NEEDED_LIBRARIES = {"libc.so.6", "libcurl.so.4", "libcrypto.so.3"}
# The one in which libpthread became part of libc: what is built on Debian 12 cannot do with less, and so runs on
# Debian 12, Ubuntu 22.04, RHEL 9 and later.
NEWEST_GLIBC = (2, 34)
# Each with what it would do to the host. pthread_sigmask is not among them: it holds SIGPIPE off the calling thread while
# a line of the trace is written to a pipe, and puts the thread's mask back.
FORBIDDEN_IMPORTS = {
    "ends the process": {"exit", "_exit", "_Exit", "quick_exit", "abort", "raise", "kill", "__assert_fail", "err", "errx",
                         "__fortify_fail", "__chk_fail", "longjmp", "pthread_exit", "pthread_kill"},
    "changes signals": {"signal", "sigaction", "sigprocmask", "sigaltstack", "alarm", "setitimer"},
    "starts a thread or a process": {"pthread_create", "thrd_create", "clone", "fork", "vfork", "system", "popen",
                                     "posix_spawn", "execve", "execl", "execvp"},
    "prints": {"printf", "fprintf", "vprintf", "vfprintf", "dprintf", "puts", "putchar", "fputs", "fputc", "fwrite",
               "perror", "psignal", "syslog", "stdout", "stderr", "__printf_chk", "__fprintf_chk", "__vfprintf_chk"},
    "opens files": {"fopen", "fopen64", "freopen", "fdopen", "tmpfile", "mkstemp", "creat"},
    "changes the process": {"setenv", "putenv", "unsetenv", "setlocale", "chdir", "umask", "setrlimit", "prctl",
                            "atexit", "on_exit"},
    "keeps state for all threads": {"strtok", "strerror", "gmtime", "localtime", "ctime", "asctime", "rand", "srand"},
    "is Swift's allocator": {"posix_memalign", "aligned_alloc", "swift_allocObject", "swift_slowAlloc"},
}
TRAPS = {"X86-64": r"\bud[012]\b", "AArch64": r"\b(udf|brk)\b"}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


class Binary:
    """The library as binutils see it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dynamic = run("readelf", "--wide", "--dynamic", str(path))
        self.segments = run("readelf", "--wide", "--segments", str(path))
        self.sections = run("readelf", "--wide", "--sections", str(path))
        self.machine = re.search(r"Machine:\s+(.*)", run("readelf", "--wide", "--file-header", str(path)))[1]
        symbols = run("nm", "--dynamic", "--with-symbol-versions", str(path)).splitlines()
        rows = [line.split()[-2:] for line in symbols]
        self.exports = {name for kind, name in rows if kind not in "UwvA"}
        self.imports = {name for kind, name in rows if kind in "Uwv"}

    def entries(self, tag: str) -> list[str]:
        """The values of the dynamic section's entries of that tag, without the words readelf puts before them."""
        found = re.findall(rf"\({tag}\)\s+(.*)", self.dynamic)
        return [re.sub(r"^(Flags|Shared library|Library soname|Library r\w*path): ", "", text).strip("[] ") for text in found]

    def imported_names(self) -> set[str]:
        return {name.split("@")[0] for name in self.imports}

    def glibc_versions(self) -> list[tuple[int, ...]]:
        found = {tuple(map(int, text.split("."))) for name in self.imports
                 for text in re.findall(r"@GLIBC_([\d.]+)", name)}
        return sorted(found)

    def build_id(self) -> str:
        match = re.search(r"Build ID: (\w+)", run("readelf", "--wide", "--notes", str(self.path)))
        return match[1] if match else ""


def check_exports(binary: Binary) -> list[tuple[str, bool, str]]:
    wanted = set(header.load().functions)
    exported = {re.split("@+", name)[0] for name in binary.exports}
    versions = {re.split("@+", name)[1] if "@" in name else "none" for name in binary.exports}
    scripted = set(re.findall(r"^\s+(\w+);", VERSION_SCRIPT.read_text(encoding="utf-8").split("local:")[0], re.M))
    return [
        ("exports exactly the header's functions", exported == wanted,
         f"{len(exported)} symbols" + differences(exported, wanted)),
        ("the version script names the same", scripted == wanted, differences(scripted, wanted)),
        ("every export has the version " + VERSION_NODE, versions == {VERSION_NODE}, ", ".join(sorted(versions))),
    ]


def differences(found: set[str], wanted: set[str]) -> str:
    extra, missing = sorted(found - wanted), sorted(wanted - found)
    return (f"; too many: {', '.join(extra)}" if extra else "") + (f"; missing: {', '.join(missing)}" if missing else "")


def check_needs(binary: Binary) -> list[tuple[str, bool, str]]:
    needed = set(binary.entries("NEEDED"))
    glibc = binary.glibc_versions()
    newest = glibc[-1] if glibc else ()
    return [
        ("needs no library but those the design allows", needed <= ALLOWED_LIBRARIES, ", ".join(sorted(needed))),
        ("needs what is expected now", needed == NEEDED_LIBRARIES, differences(needed, NEEDED_LIBRARIES)),
        ("soname", binary.entries("SONAME") == [SONAME], ", ".join(binary.entries("SONAME"))),
        ("no search path in the library", not binary.entries("RUNPATH") + binary.entries("RPATH"),
         ", ".join(binary.entries("RUNPATH") + binary.entries("RPATH"))),
        (f"needs no glibc newer than {'.'.join(map(str, NEWEST_GLIBC))}", bool(glibc) and newest <= NEWEST_GLIBC,
         "newest: " + ".".join(map(str, newest))),
        ("does not name libswift", b"libswift" not in binary.path.read_bytes(), ""),
    ]


def check_hardening(binary: Binary) -> list[tuple[str, bool, str]]:
    flags = " ".join(binary.entries("FLAGS") + binary.entries("FLAGS_1"))
    stack = re.search(r"GNU_STACK.*", binary.segments)
    writable_code = [line for line in binary.segments.splitlines() if re.search(r"LOAD.* RWE ", line)]
    return [
        ("symbols are bound when it is loaded", "BIND_NOW" in flags and "NOW" in flags, flags),
        ("stays loaded", "NODELETE" in flags, ""),
        ("relocated data is read-only", "GNU_RELRO" in binary.segments, ""),
        ("no relocations in code", "TEXTREL" not in binary.dynamic, ""),
        ("the stack is not executable", bool(stack) and "RWE" not in stack[0], ""),
        ("no segment is both writable and executable", not writable_code, ""),
    ]


def check_imports(binary: Binary) -> list[tuple[str, bool, str]]:
    names = binary.imported_names()
    return [(f"imports nothing that {what}" if not what.startswith("is") else "does not import Swift's allocator",
             not names & forbidden, ", ".join(sorted(names & forbidden)))
            for what, forbidden in FORBIDDEN_IMPORTS.items()]


def check_code(binary: Binary, debug: Path) -> list[tuple[str, bool, str]]:
    code = run("objdump", "--disassemble", "--no-show-raw-insn", str(binary.path))
    pattern = next((traps for machine, traps in TRAPS.items() if machine in binary.machine), None)
    if pattern is None:
        return [("the machine's trap instructions are known", False, binary.machine)]
    traps = [line.strip() for line in code.splitlines() if re.search(pattern, line)]
    symbols = run("nm", str(debug))
    runtime = sorted(set(re.findall(r"\b(swift_\w*[aA]lloc\w*)", symbols)))
    return [
        ("no trap instruction", not traps, f"count: {len(traps)}" + "".join(f"; {line}" for line in traps[:5])),
        ("no swift_allocObject", not runtime, ", ".join(runtime)),
    ]


def check_files(binary: Binary, debug: Path) -> list[tuple[str, bool, str]]:
    size = binary.path.stat().st_size
    return [
        (f"at most {LARGEST_BYTES // 1024} KiB", size <= LARGEST_BYTES, f"{size} bytes"),
        ("is stripped", ".symtab" not in binary.sections and ".debug_info" not in binary.sections, ""),
        ("names the file of its symbols", ".gnu_debuglink" in binary.sections, debug.name),
        ("its symbols are those of this build", bool(binary.build_id()) and Binary(debug).build_id() == binary.build_id(),
         binary.build_id()),
        ("its symbols know the source", ".debug_info" in run("readelf", "--wide", "--sections", str(debug)), ""),
    ]


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    path = Path(sys.argv[1])
    debug = path.with_name(path.name + ".debug")
    binary = Binary(path)
    results = (check_exports(binary) + check_needs(binary) + check_hardening(binary) + check_imports(binary)
               + check_code(binary, debug) + check_files(binary, debug))
    for name, good, detail in results:
        print(f"{'ok    ' if good else 'FAILED'}  {name}{': ' + detail.removeprefix('; ') if detail else ''}")
    print("imports: " + " ".join(sorted(binary.imported_names())))
    failed = sum(not good for _, good, _ in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
