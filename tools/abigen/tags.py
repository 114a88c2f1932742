"""The tags of the header's comments: "@secret", "@absent -1". What each means is listed in README.md.

A tag is a word after an '@' at the beginning of a word. Other words after an '@' are Doxygen's, and part of the text.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field

from .syntax import HeaderError

ANYTHING = frozenset({"field", "function", "struct", "enum", "enumerator", "handle", "macro"})
#: Of each tag: the form of its argument ("" for none), and the kinds of declaration that can have it.
TAGS: dict[str, tuple[str, frozenset[str]]] = {
    "values": (r"codelab_[a-z_]+", frozenset({"field", "function"})),
    "bool": ("", frozenset({"field", "function"})),
    "absent": (r"-1", frozenset({"field"})),
    "time_ms": ("", frozenset({"field", "function"})),
    "span_ms": ("", frozenset({"field", "function"})),
    "secret": ("", frozenset({"field", "function"})),
    "empty": ("", frozenset({"field"})),
    "computed": ("", frozenset({"field"})),
    "key": (r"[A-Za-z_]+", frozenset({"field"})),
    "also": (r"[A-Za-z_]+", frozenset({"field"})),
    "record": ("", frozenset({"struct"})),
    "derived": ("", frozenset({"function"})),
    "live": ("", frozenset({"function"})),
    "since": (r"[0-9]+\.[0-9]+\.[0-9]+", ANYTHING),
}
#: Commands of Doxygen that are as near to a tag as a slip of the pen would be.
DOXYGEN = {"return", "returns", "result", "related", "section", "see", "short"}
#: What may follow the argument of a tag in a sentence.
PUNCTUATION = ".,;:"

WORD = re.compile(r"(?:(?<=\s)|^)@([A-Za-z_]+)(?![\w{}\[\]@])")


@dataclass(frozen=True)
class Comment:
    """The words of a comment, and its tags with their arguments ("" without one)."""

    text: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def brief(self) -> str:
        """The text before the first command of Doxygen, such as @param."""
        return re.split(r"(?:^|\s)[@\\](?:param|returns?|retval|note|warning|see|sa|par|code)\b", self.text)[0].strip()


def parse(text: str, line: int, kind: str) -> Comment:
    """The comment of a `kind` of declaration that begins in `line`; HeaderError if one of its tags is wrong."""
    tags: dict[str, str] = {}
    rest, position = "", 0
    for match in WORD.finditer(text):
        here = line + text.count("\n", 0, match.start())
        name = match[1]
        if name not in TAGS:
            refuse_slip(name, here)
            continue
        form, kinds = TAGS[name]
        if kind not in kinds:
            raise HeaderError(f"line {here}: @{name} has no meaning at a {kind}, only at: {', '.join(sorted(kinds))}")
        if name in tags:
            raise HeaderError(f"line {here}: @{name} is given twice")
        end = match.end()
        tags[name] = ""
        if form:
            argument = re.compile(r"[ \t]+(\S+)").match(text, end)
            tags[name] = argument[1].rstrip(PUNCTUATION) if argument else ""
            if not re.fullmatch(form, tags[name]):
                raise HeaderError(f"line {here}: @{name} needs an argument of the form {form}, not {tags[name]!r}")
            end += len(argument[0]) if argument else 0
        while end < len(text) and text[end] in PUNCTUATION:
            end += 1
        rest += text[position : match.start()]
        position = end
    rest += text[position:]
    return Comment(tidy(rest), tags, line)


def refuse_slip(name: str, line: int) -> None:
    """An unknown word is Doxygen's, unless it is nearly one of the tags."""
    near = difflib.get_close_matches(name, TAGS, 1, 0.75)
    if near and name not in DOXYGEN:
        raise HeaderError(f"line {line}: @{name} is not a tag: is @{near[0]} meant?")


def tidy(text: str) -> str:
    """The text without the spaces that tags leave."""
    lines = [re.sub(r"(?<=\S)[ \t]{2,}", " ", each).rstrip() for each in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
