"""Reads the service's clock from the header Date. The library does not pass that header on, so this uses urllib."""

from __future__ import annotations

import os
import ssl
import time
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, Dict, Optional
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

SECONDS = 10


class ClockError(Exception):
    """The clock could not be read."""


class NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Makes a redirect an HTTPError, whose headers have the date too."""


def difference(url: str, proxy: Optional[str], authorities: Optional[str]) -> float:
    """Returns by how many seconds the service's clock is ahead of this one. Sends no credential."""
    before = time.time()
    date = date_of(url, proxy, authorities)
    after = time.time()
    try:
        service = parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        raise ClockError("the service sends no valid date") from None
    # The header has whole seconds, so the service's time is half a second later on average.
    return service + 0.5 - (before + after) / 2


def date_of(url: str, proxy: Optional[str], authorities: Optional[str]) -> str:
    proxies: Dict[str, str] = {}
    if proxy:
        if proxy.startswith("socks"):
            raise ClockError("the date cannot be read through a SOCKS proxy")
        proxies = {"http": proxy, "https": proxy}
    opener = build_opener(NoRedirects, ProxyHandler(proxies), HTTPSHandler(context=context(authorities)))
    try:
        with opener.open(Request(url, method="GET"), timeout=SECONDS) as response:
            return str(response.headers.get("Date", ""))
    except HTTPError as error:  # the usual response, because the request has no credential
        with error:
            return str(error.headers.get("Date", ""))
    except (URLError, OSError, HTTPException) as error:
        raise ClockError(f"the date cannot be read: {getattr(error, 'reason', error)}") from None


def context(authorities: Optional[str]) -> ssl.SSLContext:
    if not authorities:
        return ssl.create_default_context()
    kind = "capath" if os.path.isdir(authorities) else "cafile"
    try:
        return ssl.create_default_context(**{kind: authorities})  # type: ignore[arg-type]
    except OSError as error:
        raise ClockError(f"{authorities}: {error.strerror or error}") from None
