"""What the command takes, what --help says, and how it refuses the rest."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import List

import pytest

import codelab
from codelab._cli.options import span
from codelab._cli.parser import VERBS, Verb
from conftest import PACKAGE, child_environment
from runner import PROGRAM, Run, run, run_program
from simulator import PATIENCE, User

__all__ = ["run"]

#: What takes long to load, and is for some verbs, or for a terminal.
HEAVY = (
    "rich", "shtab", "webbrowser", "asyncio", "subprocess", "dataclasses", "tempfile", "ssl", "urllib.request", "yaml",
    "tomllib", "configparser",
)  # fmt: skip

ADDED = {"simulate", "completion"}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_the_help_of_each_verb_has_its_purpose_and_arguments(verb: Verb, run: Run) -> None:
    name, summary, description = verb[:3]
    result = run(name, "--help")
    assert (result.code, result.errors) == (0, "")
    assert result.out.startswith(f"usage: codelab {name} ") and description.split()[0] in result.out
    assert max(map(len, result.lines)) <= 80
    if name not in ADDED:
        for option in ("--json", "--timeout", "--region", "--no-color"):
            assert option in result.out
    # As the list of all verbs has it.
    assert " ".join(summary.split()) in " ".join(run("--help").out.split())


def test_help_lists_exit_codes_and_credentials(run: Run) -> None:
    out = run("--help").out
    assert max(map(len, out.splitlines())) <= 80
    for part in ("exit codes:", "  130  stopped by Ctrl-C", "CODELAB_TOKEN", "CODELAB_SECRET_KEY", "HUAWEICLOUD_SDK_"):
        assert part in out


def test_the_manual_page_describes_each_verb() -> None:
    page = (PACKAGE / "README.md").read_text(encoding="utf-8")
    table = page.partition("| verb |")[2].partition("\n\n")[0]
    told = [name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert sorted(told) == sorted(verb.name for verb in VERBS)


def test_without_a_verb_it_lists_the_verbs(run: Run) -> None:
    result = run()
    assert result.code == 2 and result.out == "" and "usage: codelab VERB" in result.errors


@pytest.mark.parametrize(
    "words, sentence",
    [
        (["fly"], "unknown verb 'fly'; verbs: open, show, list, "),
        (["opne"], "unknown verb 'opne': did you mean open?"),
        (["--json", "swich"], "unknown verb 'swich': did you mean switch?"),
        (["LIST"], "unknown verb 'LIST'"),
        (["open", "--fly"], "unrecognized arguments: --fly"),
        (["--fly"], "--fly"),
        (["show", "one", "two"], "unrecognized arguments: two"),
        (["open", "--flavor", "a"], "need --create-if-not-offered"),
        (["open", "--create-if-not-offered"], "needs --image"),
        (["open", "--browser", "--no-watch"], "remove --no-watch"),
        (["open", "--share-url", "ftp://x"], "codelab: --share-url: must be"),
        (["open", "--no-watch", "--share-url", "ftp://x"], "codelab: --share-url: must be"),
        (["open", "--brow"], "unrecognized arguments: --brow: did you mean --browser?"),
        (["open", "--replace"], "did you mean --replace-failed?"),
        (["list", "--projct-id", "a"], "did you mean --project-id?"),
        (["renew", "--duration", "soon"], "'soon' is not a duration"),
        (["renew", "--duration", "none"], "'none' is not a duration"),
        (["renew", "--duration", "2"], "'2' needs a unit, such as 2h: a lease lasts 1h to 72h"),
        (["start", "--duration", "5m"], "'5m' is out of range: a lease lasts 1h to 72h"),
        (["switch", "--duration", "73h"], "'73h' is out of range: a lease lasts 1h to 72h"),
        (["renew", "--duration", "0h"], "'0h' is out of range: a lease lasts 1h to 72h"),
        (["open", "--timeout", "90"], "'90' needs a unit: write 90s, 90m or 90h"),
        (["simulate", "--existing", "asleep"], "invalid choice: 'asleep'"),
        (["list", "--status", "asleep"], "invalid choice: 'asleep'"),
        (["list", "--", "x"], "only simulate takes a command after --"),
        (["switch", "some-id"], "nothing to switch to"),
        (["show", "../etc"], "may contain only letters"),
        (["simulate", "--port", "70000"], "a port is a number from 0 to 65535"),
        (["simulate", "--port", "x"], "a port is a number from 0 to 65535"),
        (["simulate", "--background", "--", "true"], "cannot be used with a command"),
        (["completion", "csh"], "invalid choice: 'csh'"),
        (["show", "--region"], "expected one argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_gives_a_message_and_code_2(words: List[str], sentence: str, user: User, run: Run) -> None:
    result = run(*words, user=user)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.errors and "Traceback" not in result.errors


@pytest.mark.parametrize(
    "text, seconds",
    [
        ("2h", 7200), ("90m", 5400), ("1h30m", 5400), ("45s", 45), ("1.5s", 1.5), ("300ms", 0.3),
        ("1s500ms", 1.5), ("3d", 259200), (" 2H ", 7200), ("0s", 0),
    ],
)
def test_a_span_is_written_in_units(text: str, seconds: float) -> None:
    assert span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["0", "45", "1.5", "", "h", "1h30", "-1", "1 h", "1m1h", "9999999999d", "٣s", "1e3"])
def test_an_invalid_span_is_refused(text: str) -> None:
    with pytest.raises(Exception, match="is not a duration|is too long|needs a unit"):
        span(text)


def test_options_may_come_before_or_after_the_verb(quick_user: User, run: Run) -> None:
    endpoint = ["--endpoint", quick_user.endpoint]
    environment = {"CODELAB_ENDPOINT": "http://127.0.0.1:1"}
    for words in (["--json", *endpoint, "list"], ["list", "--json", *endpoint], ["--json", "list", *endpoint]):
        result = run(*words, user=quick_user, environment=environment)
        assert (result.code, json.loads(result.out)) == (0, [])


def test_the_version_is_that_of_package_and_library(run: Run) -> None:
    result = run("--version")
    assert result.out == f"codelab {codelab.__version__} (libcodelab {codelab.library_version()})\n"


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["list"], ["open", "--watch"], ["show"]], ids=" ".join)
def test_output_into_a_pipe_does_not_load_rich(words: List[str], quick_user: User) -> None:
    source = (
        "import sys, _codelab_command as it\n"
        "try: it.main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [*PROGRAM[:-1], source, *words],
        env=child_environment(quick_user),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_missing_library_is_reported_without_a_traceback() -> None:
    result = run_program("list", environment={"CODELAB_LIBRARY": "/nowhere/lib.so"})
    assert (result.code, result.out) == (1, "")
    assert result.errors.startswith("codelab: libcodelab was not found") and "Traceback" not in result.errors


def test_bash_completes_verbs_and_options(tmp_path: Path) -> None:
    script = tmp_path / "codelab.bash"
    script.write_text(run_program("completion", "bash").out)
    # What the shell does when the tab key is pressed at the end of the line.
    press = f"""
        source {script}
        function pressed() {{
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
            ${{complete[2]}} codelab "${{@: -1}}" "${{@: -2:1}}"
            echo "${{COMPREPLY[*]}}"
        }}
        complete=($(complete -p codelab | sed 's/.*-F/-F/'))
        complete=("" "" "${{complete[1]}}")
        pressed codelab sw
        pressed codelab open --sh
        pressed codelab watch --until ""
    """
    done = subprocess.run(["bash", "-c", press], stdout=subprocess.PIPE, text=True, timeout=PATIENCE, check=True)
    assert [line.strip() for line in done.stdout.splitlines()] == ["switch", "--share-url", "ready stopped deleted"]


@pytest.mark.parametrize(
    "shell, sign", [("bash", "complete "), ("zsh", "#compdef codelab"), ("fish", "complete -c codelab")]
)
def test_each_shell_gets_its_script(shell: str, sign: str, run: Run) -> None:
    result = run("completion", shell)
    assert result.code == 0 and sign in result.out
    for verb in VERBS:
        assert verb.name in result.out
