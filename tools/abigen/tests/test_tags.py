"""Comments: their text, their tags, and the mistakes that are refused."""

import re
import unittest
from pathlib import Path

from abigen import tags
from abigen.syntax import HeaderError, comment_text

README = Path(__file__).resolve().parents[1] / "README.md"
DOXYFILE = Path(__file__).resolve().parents[3] / "docs" / "Doxyfile"

#: A comment next to a field, the text that is left, and the tags.
READ = [
    ("/* GB */", "GB", {}),
    ("/* @secret */", "", {"secret": ""}),
    ("/* @secret: changes at each start */", "changes at each start", {"secret": ""}),
    ("/* @bool @absent -1 */", "", {"bool": "", "absent": "-1"}),
    ("/* @bool @absent -1; 1: none is left */", "1: none is left", {"bool": "", "absent": "-1"}),
    ("/* @values codelab_arch. 0: any */", "0: any", {"values": "codelab_arch"}),
    ("/* @values codelab_arch, as sent */", "as sent", {"values": "codelab_arch"}),
    ("/* names with ';' @since 0.2.0 */", "names with ';'", {"since": "0.2.0"}),
    ("/** A time. @time_ms @also create_time */", "A time.", {"time_ms": "", "also": "create_time"}),
    ("/**< A time.\n    @time_ms */", "A time.", {"time_ms": ""}),
    ("/**\n * Two lines,\n * one tag.\n * @secret\n */", "Two lines,\none tag.", {"secret": ""}),
    ("/* @param id of an instance */", "@param id of an instance", {}),
    ("/* @return 1 or 0 @bool */", "@return 1 or 0", {"bool": ""}),
    ("/* user:password@secret and @@ and x@key.org */", "user:password@secret and @@ and x@key.org", {}),
    ("/* @unknown words of Doxygen stay, @c too */", "@unknown words of Doxygen stay, @c too", {}),
]

#: A comment next to a field, and what the message says.
REFUSED = [
    ("/* @sicne 0.2.0 */", "line 7: @sicne is not a tag: is @since meant?"),
    ("/* @secrets */", "line 7: @secrets is not a tag: is @secret meant?"),
    ("/* @value codelab_arch */", "line 7: @value is not a tag: is @values meant?"),
    ("/*\n * @time_m */", "line 8: @time_m is not a tag"),
    ("/* @values */", "line 7: @values needs an argument"),
    ("/* @values Arch */", "line 7: @values needs an argument"),
    ("/* @since 0.2 */", "line 7: @since needs an argument"),
    ("/* @since soon */", "line 7: @since needs an argument"),
    ("/* @absent 0 */", "line 7: @absent needs an argument"),
    ("/* @secret @secret */", "line 7: @secret is given twice"),
    ("/* @record */", "line 7: @record has no meaning at a field"),
    ("/* @live */", "line 7: @live has no meaning at a field"),
]


class Tags(unittest.TestCase):
    def test_text_and_tags_are_read(self) -> None:
        for comment, text, found in READ:
            with self.subTest(comment):
                read = tags.parse(comment_text(comment), 7, "field")
                self.assertEqual((read.text, read.tags), (text, found))

    def test_mistakes_are_refused_with_their_line(self) -> None:
        for comment, message in REFUSED:
            with self.subTest(comment), self.assertRaisesRegex(HeaderError, re.escape(message)):
                tags.parse(comment_text(comment), 7, "field")

    def test_the_brief_text_ends_before_commands_of_doxygen(self) -> None:
        read = tags.parse("Returns the URL.\n\n@param x of it\n@return text", 1, "function")
        self.assertEqual(read.brief, "Returns the URL.")

    def test_each_tag_has_its_line_in_the_readme(self) -> None:
        listed = re.findall(r"^\| `@(\w+)", README.read_text(encoding="utf-8"), flags=re.M)
        self.assertEqual(sorted(listed), sorted(tags.TAGS))

    def test_doxygen_knows_each_tag(self) -> None:
        aliases = re.findall(r'^ALIASES.*"(\w+)=', DOXYFILE.read_text(encoding="utf-8"), flags=re.M)
        self.assertEqual(sorted([*aliases, "since"]), sorted(tags.TAGS), "docs/Doxyfile: one alias for each tag")


if __name__ == "__main__":
    unittest.main()
