"""The signature as the signing guide describes it, computed from what is sent: both forms, in Python's own terms.

The older form has no published vector. This follows the one that api-gateway's reference of the Open Telekom Cloud
prints, and gophertelekomcloud's signer, but for one thing: that signer takes the query of a POST without a body for
its body. The library sends no such request.
"""

import hashlib
import hmac
import time
from urllib.parse import quote_from_bytes, unquote_to_bytes

from cases import Case


def encode(text: str) -> str:
    """Decodes what may be encoded, and encodes it in the one way."""
    return quote_from_bytes(unquote_to_bytes(text), safe="~")


def canonical_path(case: Case) -> str:
    path = "/".join(encode(segment) for segment in case.path.split("/"))
    return path if path.endswith("/") else path + "/"


def canonical_query(case: Case) -> str:
    pairs = []
    for piece in filter(None, case.written_query.split("&")):
        name, _, value = piece.partition("=")
        pairs.append((encode(name), encode(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def date(case: Case) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(case.seconds))


def signed_headers(case: Case) -> dict[str, str]:
    wanted = {name.lower() for name in case.signed} | {"x-sdk-date"}
    there = {name.lower(): value.strip() for name, value in case.headers}
    there |= {"host": case.sent_host, "x-sdk-date": date(case)}
    return {name: there[name] for name in sorted(wanted & there.keys())}


def canonical_request(case: Case) -> bytes:
    headers = signed_headers(case)
    lines = [case.method, canonical_path(case), canonical_query(case)]
    lines += [f"{name}:{value}" for name, value in headers.items()] + ["", ";".join(headers)]
    return "\n".join(lines + [hashlib.sha256(case.body).hexdigest()]).encode()


def keyed(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def authorization(case: Case) -> str:
    canonical = hashlib.sha256(canonical_request(case)).hexdigest()
    key, identity, scope = case.secret_key.encode(), f"Access={case.access_key}", []
    if case.form == "credential":
        parts = [date(case)[:8], case.region, case.service, "sdk_request"]
        key = b"SDK" + key
        for part in parts:
            key = keyed(key, part)
        scope = ["/".join(parts)]
        identity = f"Credential={case.access_key}/{scope[0]}"
    text = "\n".join(["SDK-HMAC-SHA256", date(case), *scope, canonical])
    names = ";".join(signed_headers(case))
    return f"SDK-HMAC-SHA256 {identity}, SignedHeaders={names}, Signature={keyed(key, text).hex()}"
