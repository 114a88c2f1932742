"""What the header declares: enums, structs, handles, functions and macros, each with its comment and tags."""

from __future__ import annotations

from dataclasses import dataclass, field

from .tags import Comment


@dataclass(frozen=True)
class Type:
    """`base` with a number of pointers to it, or an array of `length` of them (0: no array)."""

    base: str
    pointers: int
    length: int = 0
    #: As C writes it, without the array: "const codelab_step *const *".
    spelling: str = field(default="", compare=False)


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    comment: Comment
    #: Version that added the field.
    since: str
    line: int


@dataclass(frozen=True)
class Struct:
    name: str
    fields: list[Field]
    comment: Comment
    since: str
    line: int

    def field(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)

    @property
    def counts(self) -> set[str]:
        """The members that hold the number of elements of an array: `tags_count` for `tags`."""
        names = {each.name for each in self.fields}
        return {f"{each}_count" for each in names if f"{each}_count" in names}

    @property
    def content(self) -> list[Field]:
        """The fields that carry data: all but struct_size, reserved members and counts."""
        return [each for each in self.fields if each.name not in {"struct_size", "reserved", *self.counts}]


@dataclass(frozen=True)
class Enumerator:
    name: str
    value: int
    comment: Comment
    since: str
    line: int


@dataclass(frozen=True)
class Enum:
    name: str
    members: list[Enumerator]
    comment: Comment
    since: str
    line: int

    @property
    def prefix(self) -> str:
        """What the names of all members begin with, up to and including a '_'."""
        first, last = min(each.name for each in self.members), max(each.name for each in self.members)
        shared = next((i for i, (a, b) in enumerate(zip(first, last)) if a != b), len(first))
        return first[: first.rindex("_", 0, shared) + 1]


@dataclass(frozen=True)
class Handle:
    """A struct that only the library knows."""

    name: str
    comment: Comment
    since: str
    line: int


@dataclass(frozen=True)
class Function:
    name: str
    result: Type
    parameters: list[Type]
    comment: Comment
    since: str
    line: int
    #: The parameters as C writes them, on one line.
    spelled_parameters: str


@dataclass(frozen=True)
class Macro:
    """An object-like macro has a value if it is an integer; all others (…_INIT, CODELAB_HAS_FIELD) have None."""

    name: str
    value: int | None
    since: str
    line: int


@dataclass
class Header:
    enums: dict[str, Enum] = field(default_factory=dict)
    structs: dict[str, Struct] = field(default_factory=dict)
    handles: dict[str, Handle] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    macros: dict[str, Macro] = field(default_factory=dict)

    @property
    def results(self) -> list[Struct]:
        """The structs of all results (@record) and those that they hold, each after the ones it holds."""
        wanted: set[str] = set()
        for struct in reversed(list(self.structs.values())):
            if struct.name in wanted or "record" in struct.comment.tags:
                wanted.add(struct.name)
                wanted |= {each.type.base for each in struct.fields if each.type.base in self.structs}
        return [each for each in self.structs.values() if each.name in wanted]

    @property
    def derived(self) -> list[Function]:
        """The functions that work a value out of an instance (@derived)."""
        return [each for each in self.functions.values() if "derived" in each.comment.tags]
