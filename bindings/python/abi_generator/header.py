"""Reads include/codelab.h: enums, structs, functions and integer macros, each with the comment that explains it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, List, Optional

from .syntax import Branches, HeaderError, Token, comment_text, evaluate, macro, tokens

PLAIN = ("int32_t", "uint32_t", "int64_t", "uint64_t", "double", "char", "void", "size_t")


@dataclass(frozen=True)
class Type:
    """base, with as many pointers to it, and as many of it in a row (0: no array)."""

    base: str
    pointers: int
    length: int = 0


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    comment: str


@dataclass(frozen=True)
class Struct:
    name: str
    fields: List[Field]
    comment: str

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)


@dataclass(frozen=True)
class Enumerator:
    name: str
    value: int
    comment: str


@dataclass(frozen=True)
class Enum:
    name: str
    members: List[Enumerator]
    comment: str


@dataclass(frozen=True)
class Function:
    name: str
    result: Type
    parameters: List[Type]
    comment: str


@dataclass
class Header:
    enums: Dict[str, Enum] = field(default_factory=dict)
    structs: Dict[str, Struct] = field(default_factory=dict)
    handles: Dict[str, str] = field(default_factory=dict)
    functions: Dict[str, Function] = field(default_factory=dict)
    macros: Dict[str, int] = field(default_factory=dict)


class Parser:
    """A recursive descent over the few forms of declaration that the header uses; any other form is an error."""

    def __init__(self, source: str) -> None:
        self.header = Header()
        self._tokens: List[Token] = []
        self._comments: List[Token] = []
        self._next = 0
        branches = Branches()
        for token in tokens(source):
            if token.kind == "directive":
                if not branches.take(token.text, token.line) and branches.is_read:
                    found = macro(token.text, self.header.macros)
                    if found is not None:
                        self.header.macros[found[0]] = found[1]
            elif branches.is_read:
                (self._comments if token.kind == "comment" else self._tokens).append(token)

    def parse(self) -> Header:
        while self._next < len(self._tokens):
            self._declaration()
        return self.header

    def _peek(self, ahead: int = 0) -> str:
        index = self._next + ahead
        return self._tokens[index].text if index < len(self._tokens) else ""

    def _take(self, expected: Optional[str] = None) -> Token:
        if self._next >= len(self._tokens):
            raise HeaderError(f"the header ends where {expected or 'more'} should stand")
        token = self._tokens[self._next]
        if expected is not None and token.text != expected:
            raise HeaderError(f"line {token.line}: {token.text!r} where {expected!r} should stand")
        self._next += 1
        return token

    def _comment_before(self, line: int) -> str:
        above = [each for each in self._comments if each.end_line == line - 1]
        return comment_text(above[-1].text) if above else ""

    def _comment_beside(self, line: int) -> str:
        beside = [each for each in self._comments if each.line == line]
        return comment_text(beside[0].text) if beside else ""

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
        self._take("{")
        members: List[Enumerator] = []
        while self._peek() != "}":
            member = self._take()
            self._take("=")
            value = ""
            while self._peek() not in (",", "}"):
                value += self._take().text
            if self._peek() == ",":
                self._take()
            members.append(Enumerator(member.text, evaluate(value, {}), self._comment_beside(member.line)))
        self._take("}")
        self._take(";")
        self.header.enums[name] = Enum(name, members, self._comment_before(line))

    def _typedef(self) -> None:
        line = self._take("typedef").line
        self._take("struct")
        name = self._take().text
        if self._peek() != "{":
            self._take(name)
            self.header.handles[name] = self._comment_before(line)
        else:
            self._take("{")
            fields: List[Field] = []
            while self._peek() != "}":
                fields.append(self._field())
            self._take("}")
            self._take(name)
            self.header.structs[name] = Struct(name, fields, self._comment_before(line))
        self._take(";")

    def _type(self) -> Type:
        while self._peek() == "const":
            self._take()
        base = self._take()
        if base.text not in PLAIN and base.text not in {**self.header.structs, **self.header.handles}:
            raise HeaderError(f"line {base.line}: an unknown type {base.text!r}")
        pointers = 0
        while self._peek() in ("const", "*"):
            pointers += self._take().text == "*"
        return Type(base.text, pointers)

    def _field(self) -> Field:
        type_ = self._type()
        name = self._take().text
        if self._peek() == "[":
            self._take("[")
            type_ = Type(type_.base, type_.pointers, evaluate(self._take().text, {}))
            self._take("]")
        line = self._take(";").line
        return Field(name, type_, self._comment_beside(line))

    def _function(self) -> None:
        result = self._type()
        function = self._take()
        self._take("(")
        parameters: List[Type] = []
        while self._peek() != ")":
            parameters.append(self._type())
            if self._peek() not in (",", ")"):
                self._take()
            if self._peek() == ",":
                self._take()
        self._take(")")
        self._take(";")
        if parameters == [Type("void", 0)]:
            parameters = []
        comment = self._comment_before(function.line)
        self.header.functions[function.text] = Function(function.text, result, parameters, comment)


def parse(source: str) -> Header:
    return Parser(source).parse()
