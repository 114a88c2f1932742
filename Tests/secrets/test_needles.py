"""The search finds what it should: what is not found by it is not there."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from conftest import hard
from heard import Heard
from needles import PIECE, Needles, forms

SECRET = hard(" ä+/=\"\\&%<")


@pytest.mark.parametrize("form", forms(SECRET))
def test_a_planted_secret_is_found_in_every_form(form: str) -> None:
    found = Needles({"the secret": SECRET}).found_in(f"before {forms(SECRET)[form]} after")
    assert any(each.startswith("the secret (") for each in found)  # some forms give the same text


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_it_is_found_in_the_base64_of_a_longer_text(before: str) -> None:
    needles = Needles({"the secret": SECRET})
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(f"{before}{SECRET}{before}".encode()).decode()
        assert any("Base64" in each for each in needles.found_in(text))


def test_a_secret_is_found_in_the_forms_of_other_encoders() -> None:
    needles = Needles({"the secret": SECRET})
    for text in (quote(SECRET), json.dumps({"token": SECRET}), repr({"token": SECRET}), SECRET.encode().hex()):
        assert needles.found_in(text)


def test_a_piece_is_found() -> None:
    needles = Needles({"the secret": SECRET})
    assert needles.found_in(f"x{SECRET[5:5 + PIECE]}y") == {"a piece of the secret"}
    assert needles.found_in(f"x{SECRET[5:5 + PIECE - 1]}\ny") == set()


def test_a_finding_does_not_repeat_the_secret() -> None:
    needles = Needles({"the secret": SECRET})
    assert SECRET[:PIECE] not in str(needles.found_in(SECRET))


def test_a_secret_that_is_too_short_to_search_for_is_an_error() -> None:
    with pytest.raises(AssertionError):
        Needles({"the secret": "short"})


def test_nothing_is_found_in_a_clean_text() -> None:
    innocent = f"{hard('+')} {Path(__file__).read_text(encoding='utf-8')}"
    assert Needles({"the secret": SECRET}).found_in(innocent) == set()


def test_a_planted_secret_is_found_in_every_output_of_a_run(tmp_path: Path) -> None:
    needles = Needles({"the secret": SECRET})
    trace = tmp_path / "trace"
    trace.write_text(f"GET /?token={quote(SECRET)}\n", encoding="utf-8")
    outer = ValueError("nothing")
    outer.__cause__ = KeyError(SECRET)
    heard = Heard()
    heard.file(trace)
    heard.value("an exception", ValueError(SECRET))
    heard.value("a chained exception", outer)
    heard.value("a value", {"token": SECRET})
    found = " ".join(heard.secrets(needles))
    for source in ("trace", "an exception", "a chained exception", "a value"):
        assert source in found
