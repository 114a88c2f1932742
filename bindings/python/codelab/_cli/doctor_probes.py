"""The two requests of codelab doctor, and the addresses that the library sent them to."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, NamedTuple, Optional
from urllib.parse import urlsplit

import codelab

from .doctor_settings import Found

TRACE = re.compile(r"\S+ (?:GET|POST) (https?://\S+) .*?\bstatus=(\d+)")
SERVICE = re.compile(r"(https?://.+?)/v1/([^/]+)/notebooks")

#: Cannot be a token or an id of the service. With either of them nothing is opened.
INVALID_TOKEN = "invalid-token-of-codelab-doctor"
INVALID_IMAGE = "no-image-of-codelab-doctor"
UNKNOWN_PROJECT = "codelab-doctor"


class Request(NamedTuple):
    """url: without the query; status: 0 if there was no response"""

    url: str
    status: int

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class Probes:
    """listing: error of listing the instances; None if it succeeded
    opening: error of opening with an invalid token; None if the service's address is unknown, or if it succeeded
    """

    def __init__(self, arguments: argparse.Namespace, found: Found) -> None:
        self._timeout: Optional[float] = None if arguments.timeout is None else arguments.timeout.total_seconds()
        self._is_traced: bool = arguments.trace
        self.requests: List[Request] = []
        self.instances: List[codelab.Instance] = []
        self.listing: Optional[codelab.CodelabError] = None
        self.opening: Optional[codelab.CodelabError] = None
        self.was_opened = False
        settings = found.settings
        values: Dict[str, Any] = dict(settings.values) if settings else {}
        self._list(values)
        self.endpoint, self.project_id = self._service(found)
        if self.endpoint or "region" in found.values:
            self._open(values, found.values.get("region"))
            self.endpoint, self.project_id = self._service(found)

    @property
    def failures(self) -> List[codelab.CodelabError]:
        return [each for each in (self.listing, self.opening) if each is not None]

    def _list(self, values: Dict[str, Any]) -> None:
        with self._traced() as descriptor:
            try:
                with codelab.Client(**{**values, "trace_fd": descriptor, "max_attempts": 1}) as client:
                    self.instances = list(client.instances(timeout=self._timeout))
            except codelab.CodelabError as error:
                self.listing = error

    def _open(self, values: Dict[str, Any], region: Optional[str]) -> None:
        """Sends an invalid token: a region that has the call rejects the token, and another one the call."""
        network = {name: value for name, value in values.items() if name in ("ca_file", "proxy", "allow_http")}
        place = {"endpoint": self.endpoint} if self.endpoint else {"region": region}
        given: Dict[str, Any] = {**network, **place, "project_id": self.project_id or UNKNOWN_PROJECT}
        with self._traced() as descriptor:
            try:
                with codelab.Client(**given, token=INVALID_TOKEN, trace_fd=descriptor, max_attempts=1) as client:
                    client.open(image_id=INVALID_IMAGE, timeout=self._timeout)
                    self.was_opened = True
            except codelab.CodelabError as error:
                self.opening = error

    def _service(self, found: Found) -> "tuple[Optional[str], Optional[str]]":
        """Returns the service's address and the project's id: those that a request was sent to, else the options."""
        for each in self.requests:
            match = SERVICE.match(each.url)
            if match:
                return match[1], match[2]
        return found.values.get("endpoint"), found.values.get("project_id")

    @contextmanager
    def _traced(self) -> Iterator[int]:
        """Collects the requests from the library's trace."""
        with tempfile.TemporaryFile() as file:
            try:
                yield file.fileno()
            finally:
                file.seek(0)
                text = file.read().decode(errors="replace")
        if self._is_traced:
            sys.stderr.write(text)
        for url, status in TRACE.findall(text):
            self.requests.append(Request(url.partition("?")[0], int(status)))
