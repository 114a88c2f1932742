"""What a program pays for having Python's package among its imports."""

from __future__ import annotations

import sys
from statistics import median

from findings import Finding, Verdict, timed
from samples import Contender, each_us, in_turn
from workshop import Workshop

TIMES = "5"
YARDSTICK = "import ctypes, dataclasses, json"
FIRST_USE = "import codelab; codelab.Client"


def importing(shop: Workshop) -> Finding:
    sources = ("import codelab", YARDSTICK, FIRST_USE, "import ctypes", "pass")
    script = shop.script("loading/import_python.py")
    contenders = [Contender(source, [sys.executable, script, TIMES, source]) for source in sources]
    # Compiled once, as what is installed is; in the round that is not counted.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(shop.scratch / "compiled")}
    told = in_turn(contenders, shop.rounds(20), {**shop.environment, **compiled}, shop.progress)
    subject, yardstick = (median(each_us(told[name], "cpu")) for name in (sources[0], YARDSTICK))
    notes = (
        "the whole process, with the start and the end of the interpreter; the library is loaded in each",
        "most of the package is imported with what is used of it first, which the third line shows",
    )
    verdicts = [Verdict("import", subject, yardstick)]
    return Finding("import", "Importing Python's package", timed(told, ""), verdicts, notes)
