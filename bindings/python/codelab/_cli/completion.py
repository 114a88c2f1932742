"""The verb that prints what a shell needs to complete the command. shtab writes it from the parser, once: the shell
then asks nobody at each press of a key."""

from __future__ import annotations

import argparse

from .failures import DONE, FAILED, Failure
from .output import say

EPILOG = """\
where to put it:
  bash  ~/.local/share/bash-completion/completions/codelab
  zsh   a file _codelab in a folder of your $fpath
  fish  ~/.config/fish/completions/codelab.fish
or, for this shell only: eval "$(codelab completion bash)"
"""


def add_completion(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=["bash", "zsh", "fish"])


def run_completion(parser: argparse.ArgumentParser, shell: str) -> int:
    try:
        import shtab
    except ImportError:
        raise Failure("completion is written by shtab, which is not installed", "pip install shtab", FAILED) from None
    say(shtab.complete(parser, shell=shell))
    return DONE
