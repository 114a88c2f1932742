"""Lists: a table in a terminal; elsewhere, and without rich, lines of fields separated by tabs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Iterable, List, Sequence

from .output import clean, is_terminal, remark, say


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, color: bool) -> None:
    """Prints a table. The first column has ids for other commands, and is never cut."""
    cleaned: List[List[str]] = [[clean(value) for value in row] for row in rows]
    if is_terminal() and not cleaned:
        remark("no entries")
    elif is_terminal() and has_rich():
        _draw(columns, cleaned, color)
    else:
        for row in cleaned:
            say("\t".join(row))


def has_rich() -> bool:
    """Returns True if rich is installed: it comes with the extra codelab[cli]."""
    return find_spec("rich") is not None


def _draw(columns: Sequence[str], rows: List[List[str]], color: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(columns[0], no_wrap=True, min_width=max(len(row[0]) for row in rows))
    for column in columns[1:]:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(value) for value in row))
    Console(no_color=not color, highlight=False).print(table)
