#!/usr/bin/env python3
"""Refuses idioms that readers have to read twice, in comments, messages and Markdown, and suggests plain words.

    scripts/check-words.py             checks all files that git knows
    scripts/check-words.py FILE…       checks these files
    scripts/check-words.py --list      prints each idiom with its plain alternative
    scripts/check-words.py --update    lowers the counts in the allow-list to what the tree still has

check-words.allowed counts, for each file, the idioms of texts that are older than this check. A file may have at most
that many. The counts of files that were renamed or removed pass to files that the list does not name, so moving a file
needs no change of the list. --update never raises the sum of an idiom; run it after moving text between files, and after
rewriting old text.

A line with "check-words: ignore" is skipped. Use it only for a quotation.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Tuple

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = Path(__file__).resolve().with_suffix(".allowed")
IGNORE = "check-words: ignore"

#: Written by a program, or the inputs of tests.
SKIPPED = re.compile(
    r"Tests/lint/test_check_words\.py|scripts/check-words\.(py|allowed)|LICENSE|.*\.abi|.*/(corpus|findings)/.*"
    r"|bindings/python/codelab/(_abi|_convert|enums|records)\.py"
)


@dataclass(frozen=True)
class Idiom:
    """A phrase to avoid. A space in the pattern matches any white space, a line break included."""

    name: str
    pattern: str
    plain: str

    def compiled(self) -> "re.Pattern[str]":
        return re.compile(self.pattern.replace(" ", r"\s+"), re.I)


IDIOMS = [
    Idiom("is none", r"(?<!there\s)\b(?:is|are|was|were) none\b(?! of)", "is not valid; does not exist"),
    Idiom("way to the service", r"\bway to (?:the )?(?:service|IAM)\b", "network; connection"),
    Idiom("content", r"\b(?:is|are|was|were) content\b|\bcontent with\b", "reports no error; accepts"),
    Idiom("so it stays", r"\bso it stays\b|\bstays so\b", "later calls return the same result"),
    Idiom("become of", r"\b(?:becomes?|became|becoming) of\b", "result of; outcome"),
    Idiom("none but", r"\bnone but\b", "only"),
    Idiom("seldom", r"\btoo seldom\b", "missed; not often enough"),
    Idiom("who you are", r"\bwho (?:you are|one is|it is)(?:,? and| is| where)\b", "credentials and region"),
    Idiom("tell", r"\b(?:tells|told)\b|\btell\b(?! (?:the )?(?:compiler|linker|kernel|git|make))",
          "report; say; show; distinguish"),
    Idiom("half a", r"\bhalf a (?:credential|pair|key)\b", "an incomplete credential"),
    Idiom("without an end", r"\bwithout an end\b", "without completing it; of a lease: unlimited"),
    Idiom("in the midst of", r"\bin the midst of\b", "during"),
    Idiom("make sense", r"\b(?:makes?|made|making) (?:no )?sense\b|\bsenseless\b", "is valid; is invalid"),
    Idiom("no business", r"\bno business\b", "must not"),
    Idiom("form of one", r"\bthe form of one\b", "is not a valid …"),
    Idiom("fault of the library", r"\blibrary has a fault\b|\ba fault of the library\b", "internal error in libcodelab"),
    Idiom("stand", r"\b(?:stands?|stood|standing) (?:in|behind|beside|before|where|at|there|here|above|below|on|between"
          r"|still|next)\b|\bas (?:it|they) stands?\b", "is; is stored in; comes before; stops"),
    Idiom("under way", r"\bunder ?way\b", "in progress; pending"),
    Idiom("whoever", r"\bwhoever\b", "the caller that …; the thread that …"),
    Idiom("nobody", r"\b(?:nobody|somebody)\b", "no thread; no caller; a thread; a caller"),
    Idiom("behind", r"\bbehind\b(?! (?:(?:a|an|the|its|one) )?(?:\w+ )?(?:proxy|proxies|firewall|gateway|NAT|nginx|balancer)\b)",
          "after; below; implementation of"),
    Idiom("beside", r"\bbeside\b", "next to; with; compared with"),
    Idiom("as it is", r"\bas (?:it is|they are)\b(?=\s*(?:[.,;:)\x00]|and\b|else\b|$))", "unchanged"),
    Idiom("is to be", r"\b(?:is|are|was|were) to be\b", "must be; will be"),
    Idiom("of its own", r"\bof (?:its|their|our|your|one's|my) own\b", "its own …; a separate …"),
    Idiom("there is to", r"\bis to (?:say|tell|do)\b", "there is nothing to …: name the action"),
    Idiom("news", r"\bnews\b", "a change; an event"),
    Idiom("a look", r"\b(?:a|an|one|each|every|next|last|second|first|two|three|its|the) looks?\b(?!-)|\ball the looking\b",
          "poll; request"),
    Idiom("look after", r"\blook(?:s|ed|ing)? after\b", "keep alive; manage"),
    Idiom("rouse", r"\brous(?:e|es|ed|ing)\b", "wake"),
    Idiom("line up", r"\blin(?:e|es|ed|ing) up\b(?! to\b)", "queue; align"),
    Idiom("give way", r"\bg(?:ive|ives|ave|iven|iving) way\b", "yield"),
    Idiom("give back", r"\bg(?:ive|ives|ave|iven|iving) (?:\w+ )?back\b", "free; release; return"),
    Idiom("hear out", r"\bhear(?:s|d|ing)? (?:\w+ )?out\b", "drain"),
    Idiom("to be had", r"\bto be had\b", "available"),
    Idiom("its bearer", r"\b(?:its|their|the) bearers?\b", "gives access to"),
    Idiom("ride on", r"\b(?:rid(?:e|es|ing)|rode) on\b", "use; are submitted to"),
    Idiom("the service wants", r"\bthe service wants\b", "rate limit exceeded; the service requires"),
    Idiom("in a row", r"\b(?:answers|errors|failures) in a row\b", "consecutive …"),
    Idiom("those who", r"\bthose who\b", "tasks that; threads that; callers that"),
    Idiom("come to its end", r"\bcom(?:e|es|ing) to (?:its|their|an) end\b", "end; complete"),
]

C_LIKE = re.compile(
    r"//[^\n]*|/\*.*?\*/|" r'"""(?:\\.|.)*?"""|"(?:\\.|[^"\\\n])*"|`[^`\n]*`|' r"'(?:\\.|[^'\\\n])*'", re.S
)
PYTHON = re.compile(
    r"#[^\n]*|" r'"""(?:\\.|.)*?"""|' r"'''(?:\\.|.)*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])*'", re.S
)
SHELL = re.compile(r"(?<![^\s])#[^\n]*|" r'"(?:\\.|[^"\\])*"', re.S)
LEXERS = {
    ".swift": C_LIKE, ".c": C_LIKE, ".h": C_LIKE, ".cpp": C_LIKE, ".hpp": C_LIKE, ".go": C_LIKE, ".ld": C_LIKE,
    ".py": PYTHON, ".sh": SHELL, ".mk": SHELL, "Makefile": SHELL, ".toml": SHELL, ".yml": SHELL,
}
#: A text with fewer words is a name or a value rather than a message.
WORDS_OF_A_MESSAGE = 3


def blank(text: str, code: str = "\0") -> str:
    """Returns text with everything but white space replaced, so that no phrase matches in it or across it."""
    return re.sub(r"\S", code, text)


def prose_of_comment(text: str) -> str:
    """Returns a comment without its marks, and with inline code replaced. The length stays the same."""
    text = re.sub(r"`[^`]*`", lambda code: blank(code[0]), text)
    return re.sub(r"^[ \t]*(?://+!?|/\*+|\*/|\*|#+)|\*/$", lambda mark: blank(mark[0], " "), text, flags=re.M)


def prose_of_literal(text: str) -> str:
    """Returns the text of a string literal, or nothing of it if it is too short for a message."""
    if len(text.split()) < WORDS_OF_A_MESSAGE:
        return blank(text)
    quotes = re.match(r"\"\"\"|'''|.", text)
    length = len(quotes[0]) if quotes else 1
    return " " * length + text[length:-length].replace("\\n", "  ") + " " * length


def prose_of_source(text: str, lexer: "re.Pattern[str]") -> str:
    parts: List[str] = []
    end = 0
    for token in lexer.finditer(text):
        parts.append(blank(text[end : token.start()]))
        is_comment = token[0].startswith(("/", "#"))
        parts.append(prose_of_comment(token[0]) if is_comment else prose_of_literal(token[0]))
        end = token.end()
    return "".join(parts) + blank(text[end:])


def prose_of_markdown(text: str) -> str:
    lines: List[str] = []
    is_code = False
    for line in text.split("\n"):
        is_fence = line.lstrip().startswith("```")
        is_code ^= is_fence
        is_text = not (is_code or is_fence or line.startswith("    "))
        lines.append(prose_of_comment(line) if is_text else blank(line))
    return re.sub(r"`[^`]*`", lambda code: blank(code[0]), "\n".join(lines))


def prose(path: Path, text: str) -> str:
    """Returns what people read of a file, at its place, and NUL instead of everything else."""
    if path.suffix == ".md":
        return prose_of_markdown(text)
    lexer = LEXERS.get(path.suffix) or LEXERS.get(path.name)
    return prose_of_source(text, lexer) if lexer else blank(text)


@dataclass(frozen=True)
class Finding:
    file: str
    line: int
    idiom: Idiom
    text: str


def find(path: Path, text: str, name: str = "") -> Iterator[Finding]:
    """Yields each idiom in a file, in the order of IDIOMS."""
    readable = re.sub(r"\0[\0 \t]*", "\0", prose(path, text))
    lines = text.split("\n")
    for idiom in IDIOMS:
        for match in idiom.compiled().finditer(readable):
            line = readable.count("\n", 0, match.start()) + 1
            if IGNORE not in lines[line - 1]:
                yield Finding(name or str(path), line, idiom, " ".join(match[0].split()))


Counts = Dict[Tuple[str, str], int]


def load_allowed(text: str) -> Counts:
    counts: Counts = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            file, idiom, count = line.split("\t")
            counts[file, idiom] = int(count)
    return counts


def excess(findings: Iterable[Finding], allowed: Counts, existing: "set[str]") -> List[Finding]:
    """Returns the findings that the allow-list does not cover.

    Counts of files that are gone cover findings in files that the list does not name.
    """
    listed = {file for file, _ in allowed}
    spare: Counter[str] = Counter()
    for (file, idiom), count in allowed.items():
        if file not in existing:
            spare[idiom] += count
    left = dict(allowed)
    refused: List[Finding] = []
    for finding in findings:
        key = (finding.file, finding.idiom.name)
        if left.get(key, 0) > 0:
            left[key] -= 1
        elif finding.file not in listed and spare[finding.idiom.name] > 0:
            spare[finding.idiom.name] -= 1
        else:
            refused.append(finding)
    return refused


def known_files() -> List[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE,
    )
    names = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
    return sorted({name for name in names if name and (ROOT / name).is_file()})


def is_checked(name: str) -> bool:
    path = Path(name)
    return not SKIPPED.fullmatch(name) and (path.suffix in (".md", *LEXERS) or path.name in LEXERS)


def findings_in(names: Iterable[str]) -> List[Finding]:
    found: List[Finding] = []
    for name in names:
        if is_checked(name):
            found += find(Path(name), (ROOT / name).read_text(encoding="utf-8", errors="replace"), name)
    return found


def update(found: List[Finding], allowed: Counts) -> None:
    now = Counter((each.file, each.idiom.name) for each in found)
    before = Counter[str]()
    for (_, idiom), count in allowed.items():
        before[idiom] += count
    total = Counter(each.idiom.name for each in found)
    grown = [name for name in total if allowed and total[name] > before[name]]
    if grown:
        raise SystemExit(f"check-words: not updated, the tree has more than the list allows of: {', '.join(grown)}")
    lines = ["# Idioms in texts that are older than scripts/check-words.py: file, idiom, count. This list only shrinks."]
    lines += [f"{file}\t{idiom}\t{count}" for (file, idiom), count in sorted(now.items())]
    ALLOWED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"check-words: {sum(now.values())} idioms are left in {len({file for file, _ in now})} files")


def main(arguments: List[str]) -> int:
    if arguments == ["--list"]:
        for idiom in IDIOMS:
            print(f"{idiom.name:22} {idiom.plain}")
        return 0
    allowed = load_allowed(ALLOWED.read_text(encoding="utf-8")) if ALLOWED.exists() else {}
    names = known_files()
    if arguments == ["--update"]:
        update(findings_in(names), allowed)
        return 0
    given = {str(Path(each).resolve().relative_to(ROOT)) for each in arguments} or set(names)
    existing = set(names)
    unlisted = {name for name in names if name not in {file for file, _ in allowed}}
    # What files without an entry may have depends on all of them.
    refused = excess(findings_in(sorted(given | unlisted)), allowed, existing)
    refused = [each for each in refused if each.file in given]
    for each in sorted(refused, key=lambda finding: (finding.file, finding.line)):
        print(f"{each.file}:{each.line}: \"{each.text}\": write plainly: {each.idiom.plain}")
    if refused:
        print(
            "check-words: rewrite these texts; if you only moved old ones, run scripts/check-words.py --update",
            file=sys.stderr,
        )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
