"""Reads include/codelab.h: declarations, and the comments above or next to them with their tags."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from . import tags
from .checks import check
from .model import Enum, Enumerator, Field, Function, Handle, Header, Macro, Struct, Type
from .syntax import Branches, HeaderError, Token, comment_text, evaluate, macro, tokens
from .tags import Comment

ROOT = Path(__file__).resolve().parents[2]
HEADER = ROOT / "include" / "codelab.h"
#: The version of everything that has no @since.
FIRST_VERSION = "0.1.0"

PLAIN = ("int32_t", "uint32_t", "int64_t", "uint64_t", "double", "char", "void", "size_t")


class Parser:
    """A recursive descent over the few forms of declaration that the header uses; any other form is an error."""

    def __init__(self, source: str) -> None:
        self.header = Header()
        self._tokens: list[Token] = []
        self._comments: list[Token] = []
        self._next = 0
        branches = Branches()
        for token in tokens(source):
            if token.kind == "directive":
                if not branches.take(token.text, token.line) and branches.is_read:
                    self._macro(token)
            elif branches.is_read:
                (self._comments if token.kind == "comment" else self._tokens).append(token)

    def parse(self) -> Header:
        while self._next < len(self._tokens):
            self._declaration()
        self._date_initialisers()
        return self.header

    def _peek(self, ahead: int = 0) -> str:
        index = self._next + ahead
        return self._tokens[index].text if index < len(self._tokens) else ""

    def _take(self, expected: str | None = None) -> Token:
        if self._next >= len(self._tokens):
            raise HeaderError(f"the header ends where {expected or 'more'} should follow")
        token = self._tokens[self._next]
        if expected is not None and token.text != expected:
            raise HeaderError(f"line {token.line}: {token.text!r} where {expected!r} should be")
        self._next += 1
        return token

    # ------------------------------------------------------------------------------------------ comments

    def _above(self, line: int, kind: str) -> Comment:
        """The comment that ends in the line before."""
        found = [each for each in self._comments if each.end_line == line - 1]
        return self._comment(found[-1], kind) if found else Comment()

    def _at_member(self, line: int, kind: str, previous: int) -> Comment:
        """The comment next to a member, or a documentation comment above it."""
        for each in self._comments:
            is_above = each.end_line == line - 1 and each.line > previous and each.text.startswith("/**")
            if each.line == line or (is_above and not each.text.startswith("/**<")):
                return self._comment(each, kind)
        return Comment()

    def _section_since(self, start: int, end: int) -> str:
        """The @since of a plain comment between two members, which counts for all that follow it."""
        for each in self._comments:
            if start < each.line and each.end_line < end and not each.text.startswith("/**"):
                since = self._comment(each, "field").tags.get("since", "")
                if since:
                    return since
        return ""

    @staticmethod
    def _comment(token: Token, kind: str) -> Comment:
        return tags.parse(comment_text(token.text), token.line, kind)

    # -------------------------------------------------------------------------------------- declarations

    def _macro(self, token: Token) -> None:
        known = {each.name: each.value for each in self.header.macros.values() if each.value is not None}
        found = macro(token.text, known)
        if found is not None and found[0] != "CODELAB_H":
            since = self._above(token.line, "macro").tags.get("since", FIRST_VERSION)
            self.header.macros[found[0]] = Macro(found[0], found[1], since, token.line)

    def _date_initialisers(self) -> None:
        """A macro CODELAB_X_INIT is as old as struct codelab_x."""
        for name, each in self.header.macros.items():
            struct = self.header.structs.get(name.removesuffix("_INIT").lower())
            if name.endswith("_INIT") and struct:
                self.header.macros[name] = replace(each, since=struct.since)

    def _declaration(self) -> None:
        if self._peek() == "enum":
            self._enum()
        elif self._peek() == "typedef":
            self._typedef()
        else:
            self._function()

    def _enum(self) -> None:
        line = self._take("enum").line
        name = self._take().text
        comment = self._above(line, "enum")
        since = comment.tags.get("since", FIRST_VERSION)
        self._take("{")
        members: list[Enumerator] = []
        previous = line
        while self._peek() != "}":
            member = self._take()
            self._take("=")
            value = ""
            while self._peek() not in (",", "}"):
                value += self._take().text
            if self._peek() == ",":
                self._take()
            words = self._at_member(member.line, "enumerator", previous)
            own = words.tags.get("since", since)
            members.append(Enumerator(member.text, evaluate(value, {}), words, own, member.line))
            previous = member.line
        self._take("}")
        self._take(";")
        self.header.enums[name] = Enum(name, members, comment, since, line)

    def _typedef(self) -> None:
        line = self._take("typedef").line
        self._take("struct")
        name = self._take().text
        if self._peek() != "{":
            self._take(name)
            comment = self._above(line, "handle")
            self.header.handles[name] = Handle(name, comment, comment.tags.get("since", FIRST_VERSION), line)
        else:
            comment = self._above(line, "struct")
            self._struct(name, comment, line)
        self._take(";")

    def _struct(self, name: str, comment: Comment, line: int) -> None:
        since = comment.tags.get("since", FIRST_VERSION)
        section, previous = since, line
        self._take("{")
        fields: list[Field] = []
        while self._peek() != "}":
            type_, field, end = self._field()
            section = self._section_since(previous, field.line) or section
            words = self._at_member(end, "field", previous)
            fields.append(Field(field.text, type_, words, words.tags.get("since", section), field.line))
            previous = end
        self._take("}")
        self._take(name)
        self.header.structs[name] = Struct(name, fields, comment, since, line)

    def _type(self) -> Type:
        spelled: list[str] = []
        while self._peek() == "const":
            spelled.append(self._take().text)
        base = self._take()
        spelled.append(base.text)
        if base.text not in PLAIN and base.text not in {**self.header.structs, **self.header.handles}:
            raise HeaderError(f"line {base.line}: an unknown type {base.text!r}")
        pointers = 0
        while self._peek() in ("const", "*"):
            spelled.append(self._take().text)
            pointers += spelled[-1] == "*"
        return Type(base.text, pointers, 0, re.sub(r"\* (?=\*|const)", "*", " ".join(spelled)))

    def _field(self) -> tuple[Type, Token, int]:
        type_ = self._type()
        name = self._take()
        if self._peek() == "[":
            self._take("[")
            type_ = Type(type_.base, type_.pointers, evaluate(self._take().text, {}), type_.spelling)
            self._take("]")
        return type_, name, self._take(";").line

    def _function(self) -> None:
        first = self._tokens[self._next].line
        result = self._type()
        function = self._take()
        self._take("(")
        parameters: list[Type] = []
        spelled: list[str] = []
        while self._peek() != ")":
            parameters.append(self._type())
            spelled.append(parameters[-1].spelling)
            if self._peek() not in (",", ")"):
                name = self._take().text
                spelled[-1] += ("" if spelled[-1].endswith("*") else " ") + name
            if self._peek() == ",":
                self._take()
        self._take(")")
        end = self._take(";").line
        if parameters == [Type("void", 0)]:
            parameters = []
        comment = self._above(first, "function")
        since = comment.tags.get("since", FIRST_VERSION)
        if comment == Comment() and self._last_end == first - 1:  # one of several below one comment
            since = self._last_since
        self._last_end, self._last_since = end, since
        found = Function(function.text, result, parameters, comment, since, first, ", ".join(spelled))
        self.header.functions[function.text] = found

    #: Where the function before ends, and which version added it.
    _last_end = 0
    _last_since = FIRST_VERSION


def parse(source: str) -> Header:
    header = Parser(source).parse()
    check(header)
    return header


def load(path: Path = HEADER) -> Header:
    return parse(path.read_text(encoding="utf-8"))
