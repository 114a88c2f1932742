"""Cuts a C header into tokens, and decides which of its preprocessor branches a C compiler would read.

Comments are kept: they hold the tags and the documentation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

TOKEN = re.compile(
    r"""
    (?P<comment>/\*.*?\*/)
  | (?P<directive>^[ \t]*\#(?:[^\\\n]|\\\n|\\.)*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>0[xX][0-9a-fA-F]+[uUlL]*|[0-9]+[uUlL]*)
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<mark>[{}()\[\];,*=+\-])
  | (?P<space>\s+)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


class HeaderError(Exception):
    """The header has a mistake, or a form of declaration that this parser does not know. Names the line."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    line: int
    end_line: int


def tokens(source: str) -> Iterator[Token]:
    position, line = 0, 1
    while position < len(source):
        match = TOKEN.match(source, position)
        if match is None or match.lastgroup is None:
            raise HeaderError(f"line {line}: cannot read {source[position:position + 20]!r}")
        text = match.group()
        end_line = line + text.count("\n")
        if match.lastgroup != "space":
            yield Token(match.lastgroup, text, line, end_line)
        position, line = match.end(), end_line


def comment_text(comment: str) -> str:
    """The words of a comment, line by line, without its frame of slashes and stars."""
    lines = re.sub(r"^[*!]<?", "", comment[2:-2]).split("\n")
    return "\n".join(re.sub(r"^[ \t]*\*?[ \t]?", "", each).rstrip() for each in lines)


def evaluate(expression: str, names: Mapping[str, int]) -> int:
    """The value of an integer constant expression of C, as far as headers use them."""
    plain = re.sub(r"\b(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]+\b", r"\1", expression)

    def value(node: ast.AST) -> int:
        if isinstance(node, ast.Expression):
            return value(node.body)
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return node.value
        if isinstance(node, ast.Name) and node.id in names:
            return names[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.BinOp):
            left, right = value(node.left), value(node.right)
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            if isinstance(node.op, ast.Mult):
                return left * right
        raise HeaderError(f"not an integer constant: {expression}")

    try:
        return value(ast.parse(plain.strip(), mode="eval"))
    except SyntaxError as error:
        raise HeaderError(f"not an integer constant: {expression}") from error


class Branches:
    """Follows #if… and decides whether the present line counts. C++ is not read; the include guard is open."""

    def __init__(self) -> None:
        self._open: list[bool] = []

    @property
    def is_read(self) -> bool:
        return all(self._open)

    def take(self, directive: str, line: int) -> bool:
        """Returns true if the directive was one of these."""
        words = directive.replace("#", " ", 1).split()
        if words[0] in ("ifdef", "ifndef"):
            is_defined = words[1] not in ("__cplusplus", "CODELAB_H")
            self._open.append(is_defined == (words[0] == "ifdef"))
        elif words[0] == "else":
            self._open[-1] = not self._open[-1]
        elif words[0] == "endif":
            self._open.pop()
        elif words[0] in ("if", "elif"):
            raise HeaderError(f"line {line}: a condition that is not read here: {directive.strip()}")
        else:
            return False
        return True


def macro(directive: str, known: Mapping[str, int]) -> tuple[str, int | None] | None:
    """Name and value of a macro (None for what is not an integer), or None if the directive defines none."""
    match = re.match(r"\s*#\s*define\s+(\w+)(\(?)(.*)", directive.replace("\\\n", " "), re.DOTALL)
    if match is None:
        return None
    body = re.sub(r"/\*.*?\*/", " ", match[3], flags=re.DOTALL).strip()
    if match[2] or not body or body.startswith("{"):
        return match[1], None
    return match[1], evaluate(body, known)
