"""The client: opens instances, reads them, and makes the watches that follow them."""

from __future__ import annotations

import os
from contextlib import nullcontext
from ctypes import byref, c_void_p
from typing import Any, ContextManager, Optional, Union

from . import _abi
from ._arguments import c_path, c_text, made, milliseconds, refuse_both, whole
from ._call import fetched, instance_of
from ._handle import Handle
from ._library import library
from ._record import NativeInstance
from .cancel import Cancel
from .errors import error_of
from .records import Instance
from .watch import Watch, watch_options


class Client:
    """Endpoint, project, credentials, settings and warm connections.

        with codelab.Client(endpoint, project_id, token) as client:
            for instance in client.watch(client.open(), timeout=300):
                print(instance.progress_percent, "%")

    May be shared by any number of threads. Every call raises a CodelabError when it fails, and can be stopped by
    Ctrl-C, by its timeout (in seconds, over all its attempts), or by a Cancel object.

    endpoint: "https://host[:port][/prefix]", without /v1
    project_id: letters, digits, '-' and '_'
    token: sent as X-Auth-Token
    ca_file: PEM file of the authorities to trust; None: the system's
    proxy: as curl takes it; None: the environment's (https_proxy, no_proxy, …); "": none
    user_agent: put before "libcodelab/…"
    language: of messages and step descriptions; None: "en-us"
    connect_timeout: seconds; None: 10
    attempt_timeout: seconds for one request and its answer; None: 60
    max_attempts: of one call, the first included; None: 5
    retry_delay: seconds, bound of the first random delay between attempts, doubled each time; None: 0.5
    retry_delay_max: seconds at which the doubling stops; None: 20
    allow_http: allow http:// to other hosts than loopback; the token then travels in the clear
    """

    __slots__ = ("_handle", "_shown", "__weakref__")

    def __init__(
        self,
        endpoint: str,
        project_id: str,
        token: str,
        *,
        ca_file: "Union[None, str, os.PathLike[str]]" = None,
        proxy: Optional[str] = None,
        user_agent: Optional[str] = None,
        language: Optional[str] = None,
        connect_timeout: Optional[float] = None,
        attempt_timeout: Optional[float] = None,
        max_attempts: Optional[int] = None,
        retry_delay: Optional[float] = None,
        retry_delay_max: Optional[float] = None,
        allow_http: bool = False,
    ) -> None:
        options = made(_abi.codelab_client_options)
        options.flags = _abi.CODELAB_CLIENT_ALLOW_HTTP if allow_http else 0
        options.endpoint = c_text("endpoint", endpoint)
        options.project_id = c_text("project_id", project_id)
        options.token = c_text("token", token)
        options.ca_file = c_path("ca_file", ca_file)
        options.proxy = c_text("proxy", proxy)
        options.user_agent = c_text("user_agent", user_agent)
        options.language = c_text("language", language)
        options.connect_timeout_ms = milliseconds("connect_timeout", connect_timeout)
        options.attempt_timeout_ms = milliseconds("attempt_timeout", attempt_timeout)
        options.max_attempts = whole("max_attempts", max_attempts)
        options.retry_delay_ms = milliseconds("retry_delay", retry_delay)
        options.retry_delay_max_ms = milliseconds("retry_delay_max", retry_delay_max)
        out, error = c_void_p(), made(_abi.codelab_error)
        status = library.codelab_client_new(byref(options), byref(out), byref(error))
        if status != _abi.CODELAB_OK or out.value is None:
            raise error_of(status, error)
        self._handle = Handle("client", out.value, library.codelab_client_free)
        self._shown = f"{endpoint!r}, {project_id!r}"

    def open(
        self,
        image_id: Optional[str] = None,
        share_url: Optional[str] = None,
        *,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
    ) -> Instance:
        """Opens the user's one free CodeLab instance, and returns as soon as the service has taken the request.

        The instance is then usually CREATING: follow it with watch(). image_id comes from the list of images; None
        gives a multi-kernel CPU image. share_url is the plain, public address of an .ipynb file that the instance
        will fetch when it opens. Never sent twice when the first may have been carried out: a lost connection then
        raises TransportError or ServiceError with retryable False, and the instance may exist.
        """
        request = made(_abi.codelab_open_request)
        request.image_id = c_text("image_id", image_id)
        request.share_url = c_text("share_url", share_url)
        with stop_button(timeout, cancel) as stop:
            return fetched(library.codelab_open, self._handle, (byref(request),), stop)

    def show(
        self, instance: Union[Instance, str], *, timeout: Optional[float] = None, cancel: Optional[Cancel] = None
    ) -> Instance:
        """Reads an instance, given itself or its id, as it is now."""
        id = instance if isinstance(instance, str) else instance.id
        with stop_button(timeout, cancel) as stop:
            return fetched(library.codelab_show, self._handle, (c_text("id", id),), stop)

    def watch(
        self,
        instance: Union[Instance, str],
        *,
        timeout: Optional[float] = None,
        cancel: Optional[Cancel] = None,
        first_delay: Optional[float] = None,
        ceiling: Optional[float] = None,
        growth: Optional[float] = None,
        jitter: Optional[float] = None,
    ) -> Watch:
        """An iterator over the changes of an instance until it is ready; see Watch.

        Given an instance, it tells what differs from that; given an id, it begins with the instance as it is. Nothing
        is sent before the first step of the iteration.

        timeout: seconds for the whole iteration, counted from here; None: no bound
        first_delay: seconds before the second look, and after each change; None: 1
        ceiling: seconds beyond which no delay grows; None: 5
        growth: each delay is so many times the one before, 1 to 10; None: 1.5
        jitter: by what share, 0 to 1, a delay is shortened at random; None: 0.2
        """
        options = watch_options(first_delay=first_delay, ceiling=ceiling, growth=growth, jitter=jitter)
        refuse_both(timeout, cancel)
        stop = Cancel(timeout) if cancel is None else cancel
        return Watch(self._handle, instance, options, stop, owns_cancel=cancel is None)

    def close(self) -> None:
        """Closes the connections and forgets the token. Calls that are under way on other threads still end well."""
        self._handle.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self._shown}{', closed' if self._handle.is_closed else ''})"


def stop_button(timeout: Optional[float], cancel: Optional[Cancel]) -> ContextManager[Cancel]:
    """What bounds a call; closed after it unless it is the caller's own."""
    refuse_both(timeout, cancel)
    return Cancel(timeout) if cancel is None else nullcontext(cancel)


def decode_instance(answer: Union[bytes, bytearray, memoryview]) -> Instance:
    """Decodes an answer of the service that was fetched by other means: the bytes of its JSON."""
    native, error = NativeInstance(), made(_abi.codelab_error)
    data = bytes(memoryview(answer))
    status = library.codelab_decode_instance(data, len(data), byref(native.pointer), byref(error))
    if status != _abi.CODELAB_OK:
        raise error_of(status, error)
    return instance_of(native)
