"""python -m codelab: the command, where no script of that name is on the path."""

import sys

from ._cli.main import main

sys.exit(main())
