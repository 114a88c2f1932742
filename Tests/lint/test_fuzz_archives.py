"""The archives of fuzz inputs are as Tests/fuzz/archive.py writes them."""

from __future__ import annotations

import lzma
import sys
import tempfile
import unittest
from pathlib import Path

FUZZ = Path(__file__).resolve().parents[1] / "fuzz"
sys.path.insert(0, str(FUZZ))
import archive  # noqa: E402


class Archives(unittest.TestCase):
    def test_each_archive_of_the_tree_has_the_form_that_the_script_writes(self) -> None:
        paths = sorted((FUZZ / "seeds").glob("*.tar.xz"))
        self.assertGreater(len(paths), 0)
        for path in paths:
            # Not the compressed bytes: another version of liblzma may write others.
            self.assertEqual(lzma.decompress(path.read_bytes()), archive.tar(archive.unpack(path).values()), path.name)

    def test_an_archive_depends_on_the_contents_only(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for part, names in (("first", "abc"), ("second", "cab")):
                (folder / part).mkdir()
                for file, content in zip(names, (b"1", b"22", b"\0")):
                    (folder / part / file).write_bytes(content)
                archive.pack(folder / f"{part}.tar.xz", folder / part)
            self.assertEqual((folder / "first.tar.xz").read_bytes(), (folder / "second.tar.xz").read_bytes())
            archive.write(archive.unpack(folder / "first.tar.xz"), folder / "first")
            contents = sorted(path.read_bytes() for path in (folder / "first").iterdir())
            self.assertEqual(contents, [b"\0", b"1", b"22"])


if __name__ == "__main__":
    unittest.main()
