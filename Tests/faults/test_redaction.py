"""No error repeats a secret that a server sent back, in any form; the library's own words are unchanged."""

from __future__ import annotations

import base64
import json
from typing import Dict
from urllib.parse import quote, quote_plus

import codelab
import pytest
from server import response

SECRET = 'pa/ss+wörd"\\%41&0123456789'
ASCII_SECRET = "tok/en+%41&0123456789=abc"


def forms(secret: str) -> Dict[str, str]:
    """The forms in which a program may write a secret; in each, no run of 16 characters may be left."""
    raw = secret.encode()
    found = {
        "plain": secret,
        "percent-encoded": quote(secret, safe=""),
        "percent-encoded in lower case": quote(secret, safe="").replace("%2F", "%2f"),
        "percent-encoded as a form": quote_plus(secret),
        "JSON": json.dumps(secret)[1:-1],
        "JSON with its slashes escaped": json.dumps(secret)[1:-1].replace("/", "\\/"),
    }
    for before in range(3):
        for name, alphabet in (("Base64", b"+/"), ("Base64 for URLs", b"-_")):
            encoded = base64.b64encode(b"user:"[:before] + raw + b":end", alphabet).decode()
            # What the bytes before and after share a character with is not the secret's alone.
            found[f"{name} after {before} bytes"] = encoded[(before * 8 + 5) // 6 :]
    return found


def is_told(form: str, text: str) -> bool:
    return any(form[start : start + 16] in text for start in range(len(form) - 15))


@pytest.mark.parametrize("name", forms(ASCII_SECRET))
@pytest.mark.parametrize("where", ["error_msg", "error_code", "request_id", "a header", "a key of the answer"])
def test_a_token_that_the_service_repeats_is_blanked(serve, connect, name, where):
    written = forms(ASCII_SECRET)[name]
    headers = {"X-Request-Id": written} if where == "a header" else {}
    body = {"error_code": "ModelArts.0001", "error_msg": "no"}
    status = 400
    if where == "a key of the answer":
        # The path of the fault leads through the key.
        status, body = 200, b'{"action_progress": [{%s: {"step": tru}}]}' % json.dumps(written).encode()
    elif where != "a header":
        body[where] = f"<{written}>"
    server = serve(lambda request, connection: response(status, body, headers))
    with pytest.raises(codelab.CodelabError) as caught:
        connect(server, token=ASCII_SECRET).show("an-id")
    error = caught.value
    shown = " ".join(map(str, [error, error.service_code, error.request_id, error.json_path]))
    assert not is_told(written, shown), shown


@pytest.mark.parametrize("name", forms(SECRET))
def test_a_password_that_IAM_repeats_is_blanked(serve, connect, name):
    written = forms(SECRET)[name]
    body = {"error": {"code": 401, "message": f"wrong: {written} for this user", "title": "Unauthorized"}}
    server = serve(lambda request, connection: response(401, body))
    client = connect(server, user_name="u", password=SECRET, domain_name="d", iam_endpoint=server.url)
    with pytest.raises(codelab.CodelabError) as caught:
        client.open()
    assert not is_told(written, str(caught.value)), caught.value
    assert "wrong: ***" in str(caught.value) and "for this user" in str(caught.value)


@pytest.mark.parametrize("token", ["tok", "a", "e", "service", "token,", "401"])
def test_a_short_token_does_not_alter_the_library_s_own_words(serve, connect, token):
    server = serve(lambda request, connection: response(401, {"error_code": "APIG.0307", "error_msg": "The tok"}))
    with pytest.raises(codelab.AuthenticationError) as caught:
        connect(server, token=token).open()
    message = str(caught.value)
    assert message.startswith("opening the instance failed: ") and "HTTP 401" in message
    assert message.partition("; ")[2].startswith("get a new token of this region"), message


def test_a_hint_is_found_though_the_service_s_sentence_holds_the_token(serve, connect):
    """What to do is decided by what the service said, not by what is left of it."""
    body = {"error_code": "APIG.0301", "error_msg": "Incorrect IAM authentication information: decrypt token fail"}
    server = serve(lambda request, connection: response(401, body))
    with pytest.raises(codelab.AuthenticationError) as caught:
        connect(server, token="decrypt").open()
    assert "******* token fail" in str(caught.value) and "from another region or cloud" in str(caught.value)


def test_no_piece_of_a_secret_is_left_where_a_message_is_cut(serve, connect):
    token = "0123456789abcdef-secret"
    for length in range(290, 330):
        body = {"error_code": "ModelArts.0001", "error_msg": "x" * length + token}
        with serve(lambda request, connection: response(500, body)) as server:
            with pytest.raises(codelab.CodelabError) as caught:
                connect(server, token=token, max_attempts=1).show("an-id")
        assert "x0" not in str(caught.value)


def test_a_long_text_that_almost_repeats_a_secret_is_read_in_linear_time(serve, connect):
    """The service's text is as long as it wants it, and only its beginning is shown."""
    almost = ("A" * 15 + "B") * 250_000
    server = serve(lambda request, connection: response(500, {"error_code": "x", "error_msg": almost}))
    with pytest.raises(codelab.CodelabError):
        connect(server, token="A" * 32_000, max_attempts=1).show("an-id", timeout=20)
