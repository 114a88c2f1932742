"""The verb that prints a completion script for a shell. shtab writes it from the parser, so that the shell does not
start the command at each press of a key."""

from __future__ import annotations

import argparse

from .failures import DONE, Failure
from .output import say

EPILOG = """\
where to store the output:
  bash  ~/.local/share/bash-completion/completions/codelab
  zsh   a file _codelab in a folder of your $fpath
  fish  ~/.config/fish/completions/codelab.fish
or, for the current shell only: eval "$(codelab completion bash)"
"""


def add_completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=["bash", "zsh", "fish"])


def run_completion(parser: argparse.ArgumentParser, shell: str) -> int:
    try:
        import shtab
    except ImportError:
        raise Failure("completion scripts need shtab, which is not installed", "pip install 'codelab[cli]'") from None
    say(shtab.complete(parser, shell=shell))
    return DONE
