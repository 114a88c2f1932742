"""What a message shows of a response: the text of any body, escaped, and always the reason and what to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import codelab
import pytest
from server import INSTANCE, response

PYTHON = Path(__file__).resolve().parents[2] / "bindings" / "python"
ID = INSTANCE["id"]


def failure(serve, connect, status, body, headers=None, **options):
    server = serve(lambda request, connection: response(status, body, headers, **options))
    with pytest.raises(codelab.CodelabError) as caught:
        connect(server, max_attempts=1).show(ID)
    return caught.value


@pytest.mark.parametrize(
    "value, milliseconds",
    [("0", 0), ("1", 1000), ("1.5", 2000), ("0.2", 1000), ("7.0001", 8000), ("99999999.5", 86_400_000)]
    + [(value, None) for value in (".5", "1.", "1.5s", "1.2.3", "-1.5", "1,5", "soon")],
)
def test_a_fraction_of_a_second_in_retry_after_is_rounded_up(serve, connect, value, milliseconds):
    error = failure(serve, connect, 429, {"error_msg": "slow down"}, {"Retry-After": value})
    assert error.retry_after == (None if milliseconds is None else milliseconds / 1000)


FIREWALL = """<!DOCTYPE html><html><head><meta charset="utf-8"><TITLE>Request blocked</TITLE>
<style type="text/css">body > p { color: red; }</style><SCRIPT>if (1 < 2) document.write("<b>x</b>")</SCRIPT>
<!-- <p>template</p> --></head><body><p>Event ID: <b>02-0000-1234</b></p></body></html>"""


@pytest.mark.parametrize("status", [400, 403, 404, 418, 500])
@pytest.mark.parametrize(
    "body, shown",
    [
        (FIREWALL, "Request blocked Event ID: 02-0000-1234"),
        ("\ufeff\r\n" + FIREWALL, "Request blocked Event ID: 02-0000-1234"),
        ("<html><head><title>访问被拦截</title></head><body>事件ID：abc-1", "访问被拦截 事件ID：abc-1"),
        ("upstream connect error, event 42", "upstream connect error, event 42"),
        ("  line one\r\n\tline two", "line one   line two"),
        ('"a JSON string"', '"a JSON string"'),
        ("[1, 2]", "[1, 2]"),
        ('{"event": "02-0000-1234", "reason": "a\\"b"}', '{"event": "02-0000-1234", "reason": "a\\"b"}'),
        ('{"code": null, "fault": {"event": {"id": 42}}}', '{"code": null, "fault": {"event": {"id": 42}}}'),
        ('{"event": "cut of', '{"event": "cut of'),
        ("{}", " failed: "),
        (b"event \xd6\xd0 42", "event ?? 42"),
        (b"a\x00b\x07c\x1b[31md", "a\\u0000b\\u0007c\\u001b[31md"),
        ("<a <b", " failed: "),
        ("<", " failed: "),
        ("", " failed: "),
    ],
)
def test_a_body_that_is_not_json_keeps_its_text(serve, connect, status, body, shown):
    message = str(failure(serve, connect, status, body, content_type="text/html"))
    assert shown in message and f"HTTP {status}" in message
    assert "color" not in message and "document" not in message and "template" not in message


def test_the_text_of_a_page_hides_secrets(serve, connect):
    message = str(failure(serve, connect, 403, "<p>token TOKEN-OF-THE-CALLER-0123456789 refused</p>"))
    assert "TOKEN-OF" not in message and "***" in message and "refused" in message


@pytest.mark.parametrize("size", [1, 400, 100000])
def test_the_text_of_a_json_body_hides_secrets(serve, connect, size):
    token = "T0" * 2000
    for body in ({"detail": f"token {token} refused"}, {"a": "x" * size, token: [token]}):
        server = serve(lambda request, connection: response(403, body))
        with pytest.raises(codelab.CodelabError) as caught:
            connect(server, max_attempts=1, token=token).show(ID)
        assert "T0T0" not in str(caught.value)
        assert '"a"' in str(caught.value) or "***" in str(caught.value)


HIDDEN = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029\ufeff\u200b"
HIDDEN += "\u0080\u009b\u009f\u00ad"
TAGS = "\U000e0001\U000e0041\U000e007f"


PLACES = ("error_msg", "error_code", "a page", "fail_reason", "a key")


@pytest.mark.parametrize(
    "where, character",
    [(where, each) for where in PLACES for each in HIDDEN + TAGS + "\x01\x1b\x7f"]
    + [("a header", each) for each in HIDDEN if ord(each) <= 0xFF],
)
def test_invisible_characters_are_escaped(serve, connect, where, character):
    text = f"safe{character}gnp.exe"
    escaped = f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
    headers = {"X-Request-Id": text} if where == "a header" else {}
    if where == "fail_reason":
        server = serve(
            lambda request, connection: response(200, {**INSTANCE, "status": "ERROR", "fail_reason": text})
        )
        with pytest.raises(codelab.InstanceFailedError) as caught:
            list(connect(server).watch(ID, first_delay=0.001))
        error = caught.value
    elif where == "a key":
        error = failure(serve, connect, 200, {text: 1, "action_progress": 5, "id": {text: [1]}})
    else:
        body = f"<p>{text}</p>" if where == "a page" else {where: text}
        error = failure(serve, connect, 400, {"error_msg": "m"} if where == "a header" else body, headers)
    shown = " ".join([str(error), error.service_code or "", error.request_id or "", error.json_path or ""])
    assert character not in shown
    if where in ("error_msg", "error_code", "a page", "fail_reason"):
        assert escaped in shown


@pytest.mark.parametrize("text", ["Grüße", "访问被拦截", "👩‍🚀 ok", "مرحبا", "שלום", "a\u200cb"])
def test_visible_text_of_any_language_is_unchanged(serve, connect, text):
    assert text in str(failure(serve, connect, 400, {"error_msg": text}))


def test_escapes_cut_off_nothing_that_follows(serve, connect):
    for length in range(300, 330):
        body = {"error_code": "APIG.0308", "error_msg": "x" * length + "\u202e" * 50 + "ü" * 100}
        message = str(failure(serve, connect, 429, body))
        assert "(HTTP 429, APIG.0308)" in message and message.encode().decode() == message
        assert re.search(r"\\u[0-9a-f]{0,3}( |$|x)", message.partition("(HTTP")[0]) is None


@pytest.mark.parametrize("depth", [1, 20, 126])
@pytest.mark.parametrize("key", ["k", "key" * 10, "a key with blanks " * 9, "ключ" * 10])
def test_a_long_path_does_not_cut_off_the_reason(serve, connect, depth, key):
    body = b'{"status":' + b'{"%s":' % key.encode() * depth + b"nul" + b"}" * depth + b"}"
    message = str(failure(serve, connect, 200, body))
    assert re.search(r"(expected|the ).*\(byte \d+\)$", message), message


@pytest.mark.parametrize(
    "url, browser_url",
    [
        ("https://h/lab", "https://h/lab?token=T"),
        ("https://h/lab?token=T", "https://h/lab?token=T"),
        ("https://h/lab?a=1&token=other#x", "https://h/lab?a=1&token=other#x"),
        ("https://h/lab?mytoken=1", "https://h/lab?mytoken=1&token=T"),
        ("https://h/lab?a=token=1", "https://h/lab?a=token=1&token=T"),
        ("https://h/token=1", "https://h/token=1?token=T"),
        ("https://h/lab#?token=1", "https://h/lab?token=T#?token=1"),
    ],
)
def test_the_address_for_a_browser_has_one_token(serve, connect, url, browser_url):
    server = serve(lambda request, connection: response(200, {**INSTANCE, "url": url, "token": "T"}))
    assert connect(server).show(ID).browser_url == browser_url


DONE_STEPS = [{"step": step, "status": "COMPLETED"} for step in range(1, 5)]


@pytest.mark.parametrize(
    "status, percent",
    [(status, 0) for status in ("STOPPED", "STOPPING", "DELETED", "DELETING", "ERROR", "FROZEN", "CREATE_FAILED")]
    + [("START_FAILED", 0), ("DELETE_FAILED", 0), ("STARTING", 99), ("CREATING", 99), ("RUNNING", 99)],
)
def test_only_a_starting_instance_has_progress(serve, connect, status, percent):
    body = {"id": ID, "status": status, "action_progress": DONE_STEPS}
    server = serve(lambda request, connection: response(200, body))
    instance = connect(server).show(ID)
    assert instance.progress_percent == percent
    assert ("%" in instance._repr_html_()) == (percent > 0)


def command(server, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "codelab", *arguments, "--endpoint", server.url, "--project-id", "p"],
        env={**os.environ, "PYTHONPATH": str(PYTHON), "CODELAB_TOKEN": "t", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_the_command_escapes_what_the_service_says(serve):
    everything = HIDDEN + TAGS + "\x1b"
    body = {**INSTANCE, "status": "ERROR", "name": f"n{everything}", "fail_reason": f"r{everything}"}
    server = serve(lambda request, connection: response(200, body))
    ended = command(server, "show", ID)
    assert ended.returncode == 0, ended.stderr
    assert not set(everything) & set(ended.stdout)
    assert "\\u202e" in ended.stdout and "\\U000e0041" in ended.stdout


@pytest.mark.parametrize("status", ["STOPPED", "ERROR"])
def test_the_command_shows_progress_only_of_a_starting_instance(serve, status):
    body = {"id": ID, "status": status, "action_progress": DONE_STEPS}
    server = serve(lambda request, connection: response(200, body))
    for arguments in (["show", ID], ["stop", ID, "--no-watch"], ["list"]):
        listed = serve(lambda request, connection: response(200, {"data": [body], "total": 1}))
        ended = command(listed if arguments == ["list"] else server, *arguments)
        assert "%" not in ended.stdout, ended.stdout
