"""Runs the command codelab as python -m codelab."""

import sys

from ._cli.main import main

sys.exit(main())
