"""python3 tools/abigen [--check]"""

import sys
from pathlib import Path

if not __package__:  # started as a folder
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from abigen.main import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
