"""The client: endpoint, project and credential."""

from __future__ import annotations

import os
import sys
from ctypes import POINTER, byref, c_void_p
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, TypeVar, Union
from warnings import warn

from . import _abi, _calls, _keeping, _lists, _opening, _watches
from ._arguments import argument_error, c_path, count, enum_value, fill_struct, in_range, new_struct
from ._blocking import blocking_method, run
from ._cursor import PageCursor, WatchCursor
from ._handle import Handle, ProcessBound
from ._keeping import Keeping
from ._library import library
from ._native import NativeInstance, instance_of
from ._method import as_method
from ._opening import Opening
from ._request import Request
from ._wait_queue import WaitQueuePool
from .enums import Signature
from .errors import ArgumentError, error_of
from .pager import Pager
from .records import Instance
from .watch import Watch

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    from .keeper import Keeper

    P = ParamSpec("P")

Item = TypeVar("Item")

#: For trace_fd: no trace, even if the environment variable CODELAB_TRACE is set.
NO_TRACE = _abi.CODELAB_NO_TRACE

#: Longest time-out and delay of a client, in seconds.
DAY = 86400

#: Variables that name a profile or a cloud. Without them and without these options no file is read.
SOURCE_VARIABLES = ("CODELAB_PROFILE", "OS_CLOUD")

#: Options that repr() shows.
SHOWN = ("endpoint", "project_id", "region", "project_name")

#: Options that are passed to the library without a conversion.
UNCHANGED = """
    endpoint project_id token region project_name iam_endpoint access_key secret_key security_token user_name user_id
    password passcode domain_name domain_id signed_headers trace_fd proxy user_agent language
""".split()

#: Options in seconds.
TIMES = ("connect_timeout", "attempt_timeout", "retry_delay", "retry_delay_max")

SETTINGS = """
    Pass one kind of credential: a token, or access_key and secret_key (with security_token for temporary keys), or
    user_name, password and domain_name. Without one, the credential comes from environment variables: the first of the
    families CODELAB_…, OS_…, HUAWEICLOUD_SDK_… and HW_… that has one; see codelab.h for the names. Without one there either,
    CODELAB_PROFILE and OS_CLOUD name a profile or a cloud, as the next two do:

    profile: options from the table [profile.NAME] of ~/.config/codelab/config.toml, which "codelab login" writes;
        "default": the file's default profile, else the only cloud of clouds.yaml, else the SDK's credentials file
    cloud: options from the cloud of this name in clouds.yaml; needs PyYAML
    Other options override those of a profile or cloud.

    endpoint: "https://host[:port][/prefix]", may end in "/v1/{project_id}"; None: the region's
    project_id: letters, digits, '-' and '_'; None: looked up
    token: sent as X-Auth-Token
    region: "eu-de", "cn-north-4", …: names endpoint, iam_endpoint and project_name
    project_name: "eu-de", "eu-de_project"; None: the region
    iam_endpoint: "https://iam.eu-de.otc.t-systems.com", may end in "/v3"; None: the region's
    access_key, secret_key, security_token: keys to sign each request with
    user_name, password, domain_name: to fetch a token from IAM, which calls share and which is renewed
    user_id: instead of user_name and a domain
    domain_id: instead of domain_name
    passcode: of a virtual MFA device; IAM accepts it once, so the client works until its first token ends
    signature: form of the signatures; None: ACCESS
    signed_headers: names with ';' between them; None: all but x-language; "": x-sdk-date alone
    no_environment: ignore environment variables, except those of proxies; CODELAB_TRACE is ignored too
    trace_fd: file descriptor for a line for each request; None: use CODELAB_TRACE, or else logging.getLogger("codelab")
        if that is enabled for DEBUG when the client is made; NO_TRACE: no trace
    ca_file: PEM file of trusted authorities; None: the environment's (CODELAB_CA_FILE, SSL_CERT_FILE, …) or the
        system's
    proxy: in curl's syntax; None: the environment's (https_proxy, no_proxy, …); "": none. Loopback is never reached
        through a proxy
    user_agent: put before "libcodelab/…"
    language: of messages and step descriptions; None: "en-us"
    connect_timeout: seconds; None: 10
    attempt_timeout: seconds for one request with its response; None: 60
    max_attempts: of one call, the first included; None: 5
    retry_delay: bound of the first random delay between attempts in seconds, doubles each time; None: 0.5
    retry_delay_max: largest bound in seconds; None: 20
    allow_http: allow http:// to other hosts than loopback; the credential is then sent unencrypted
    """


class BaseClient(ProcessBound):
    """The base of Client and AsyncClient."""

    __slots__ = ("_handle", "_shown", "__weakref__")

    def __init__(
        self,
        endpoint: Optional[str] = None,
        project_id: Optional[str] = None,
        token: Optional[str] = None,
        *,
        region: Optional[str] = None,
        project_name: Optional[str] = None,
        iam_endpoint: Optional[str] = None,
        access_key: Optional[str] = None,
        secret_key: Optional[str] = None,
        security_token: Optional[str] = None,
        user_name: Optional[str] = None,
        password: Optional[str] = None,
        domain_name: Optional[str] = None,
        user_id: Optional[str] = None,
        domain_id: Optional[str] = None,
        passcode: Optional[str] = None,
        signature: Optional[Signature] = None,
        signed_headers: Optional[str] = None,
        no_environment: bool = False,
        trace_fd: Optional[int] = None,
        ca_file: Union[None, str, os.PathLike[str]] = None,
        proxy: Optional[str] = None,
        user_agent: Optional[str] = None,
        language: Optional[str] = None,
        connect_timeout: Optional[float] = None,
        attempt_timeout: Optional[float] = None,
        max_attempts: Optional[int] = None,
        retry_delay: Optional[float] = None,
        retry_delay_max: Optional[float] = None,
        allow_http: bool = False,
        profile: Optional[str] = None,
        cloud: Optional[str] = None,
    ) -> None:
        given: Dict[str, Any] = {
            "endpoint": endpoint,
            "project_id": project_id,
            "token": token,
            "region": region,
            "project_name": project_name,
            "iam_endpoint": iam_endpoint,
            "access_key": access_key,
            "secret_key": secret_key,
            "security_token": security_token,
            "user_name": user_name,
            "password": password,
            "domain_name": domain_name,
            "user_id": user_id,
            "domain_id": domain_id,
            "passcode": passcode,
            "signature": signature,
            "signed_headers": signed_headers,
            "trace_fd": trace_fd,
            "ca_file": ca_file,
            "proxy": proxy,
            "user_agent": user_agent,
            "language": language,
            "connect_timeout": connect_timeout,
            "attempt_timeout": attempt_timeout,
            "max_attempts": max_attempts,
            "retry_delay": retry_delay,
            "retry_delay_max": retry_delay_max,
            "allow_http": allow_http or None,
        }
        place = {"profile": profile, "cloud": cloud, **{name: given[name] for name in SHOWN}}
        self._shown = ", ".join(f"{name}={value!r}" for name, value in place.items() if value is not None)
        names_source = profile is not None or cloud is not None
        if not names_source and (no_environment or not any(map(os.environ.get, SOURCE_VARIABLES))):
            self._connect(given, no_environment)
            return
        from ._profiles.choice import settings

        chosen = settings(given, profile, cloud, reads_environment=not no_environment)
        for warning in chosen.warnings:
            warn(warning, stacklevel=2)
        problem = None
        try:
            self._connect(chosen.values, no_environment)
        except ArgumentError as error:
            problem = chosen.explained(error)
        if problem is not None:
            raise problem

    def _connect(self, given: Dict[str, Any], no_environment: bool) -> None:
        """given: the options; those that are absent or None have their defaults"""
        get = given.get
        trace_fd = get("trace_fd")
        if isinstance(trace_fd, int) and trace_fd < NO_TRACE:
            raise argument_error("trace_fd", f"must be a file descriptor or NO_TRACE, not {trace_fd}")
        options = fill_struct(
            _abi.codelab_client_options,
            flags=(_abi.CODELAB_CLIENT_ALLOW_HTTP if get("allow_http") else 0)
            | (_abi.CODELAB_CLIENT_NO_ENVIRONMENT if no_environment else 0),
            signature=enum_value("signature", get("signature"), Signature),
            max_attempts=count("max_attempts", get("max_attempts"), 100),
            **{name: get(name) for name in UNCHANGED},
        )
        if trace_fd is None:
            options.trace_fd = log_descriptor(reads_environment=not no_environment)
        options.ca_file = c_path("ca_file", get("ca_file"))
        for name in TIMES:
            setattr(options, f"{name}_ms", in_range(name, get(name), 0.001, DAY, 1000, "seconds"))
        out, error = c_void_p(), new_struct(_abi.codelab_error)
        status = library.codelab_client_new(byref(options), byref(out), byref(error))
        if status != _abi.CODELAB_OK or out.value is None:
            raise error_of(status, error)
        self._handle = Handle("client", out.value, library.codelab_client_free)
        self._begin()

    def _begin(self) -> None:
        """Initialises a subclass."""

    def close(self) -> None:
        """Closes the connections and frees the credential. Pending calls continue."""
        self._handle.close()

    @property
    def is_closed(self) -> bool:
        return self._handle.is_closed

    def __repr__(self) -> str:
        shown = [self._shown] if self._shown else []
        return f"{type(self).__name__}({', '.join(shown + ['closed'] * self._handle.is_closed)})"


def log_descriptor(*, reads_environment: bool) -> int:
    """Returns the descriptor of the trace for the logger "codelab"; 0 if CODELAB_TRACE names another target, or if
    nothing listens, which is certain in a program that has not imported logging."""
    if "logging" not in sys.modules or (reads_environment and os.environ.get("CODELAB_TRACE")):
        return 0
    from ._trace_log import descriptor

    return descriptor()


def open_method(
    build: "Callable[Concatenate[Any, P], Union[Request[Instance], Opening]]",
) -> "Callable[Concatenate[Client, P], Instance]":
    def call(self: "Client", /, *arguments: "P.args", **named: "P.kwargs") -> Instance:
        work = build(self, *arguments, **named)
        if isinstance(work, Request):
            return run(self._queues, work)
        with Watch(self._queues, work.cursor) as watch:
            for instance in watch:
                if work.on_change is not None:
                    work.on_change(instance)
            return watch.result()

    return as_method(call, build, "Instance", "codelab.client", "Client")


def watch_method(build: "Callable[Concatenate[Any, P], WatchCursor]") -> "Callable[Concatenate[Client, P], Watch]":
    def call(self: "Client", /, *arguments: "P.args", **named: "P.kwargs") -> Watch:
        return Watch(self._queues, build(self, *arguments, **named))

    return as_method(call, build, "Watch", "codelab.client", "Client")


def keep_method(build: "Callable[Concatenate[Any, P], Keeping]") -> "Callable[Concatenate[Client, P], Keeper]":
    def call(self: "Client", /, *arguments: "P.args", **named: "P.kwargs") -> "Keeper":
        from .keeper import Keeper  # few programs need logging and threads

        return Keeper(self._queues, build(self, *arguments, **named))

    return as_method(call, build, "Keeper", "codelab.client", "Client")


def list_method(
    build: "Callable[Concatenate[Any, P], PageCursor[Item]]",
) -> "Callable[Concatenate[Client, P], Pager[Item]]":
    def call(self: "Client", /, *arguments: "P.args", **named: "P.kwargs") -> "Pager[Item]":
        return Pager(self._queues, build(self, *arguments, **named))

    return as_method(call, build, "Pager[{}]", "codelab.client", "Client")


class Client(BaseClient):
    __doc__ = (
        """Endpoint, project, credentials, settings and warm connections.

        with codelab.Client(endpoint, project_id, token) as client:
            instance = client.open(wait=True, timeout=600)
            print(instance.browser_url)

    Any number of threads may share a client. Every call raises a CodelabError if it fails. Ctrl-C, its timeout (in
    seconds, for all its attempts) and a Cancel object stop it. For asyncio see AsyncClient.
"""
        + SETTINGS
    )

    __slots__ = ("_queues",)

    def _begin(self) -> None:
        self._queues = WaitQueuePool()

    open = open_method(_opening.open)
    show = blocking_method(_calls.show)
    start = blocking_method(_calls.start)
    stop = blocking_method(_calls.stop)
    delete = blocking_method(_calls.delete)
    update = blocking_method(_calls.update)
    show_lease = blocking_method(_calls.show_lease)
    renew_lease = blocking_method(_calls.renew_lease)
    show_image = blocking_method(_calls.show_image)
    instances = list_method(_lists.instances)
    images = list_method(_lists.images)
    flavors = list_method(_lists.flavors)
    switchable_flavors = list_method(_lists.switchable_flavors)
    open_watch = watch_method(_opening.open_watch)
    watch = watch_method(_watches.watch)
    switch = watch_method(_watches.switch)
    keep_watch = watch_method(_keeping.keep_watch)
    keep_alive = keep_method(_keeping.keep_alive)

    def close(self) -> None:
        super().close()
        self._queues.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def decode_instance(answer: Union[bytes, bytearray, memoryview]) -> Instance:
    """Decodes the JSON of a response that the caller received by other means."""
    out, error = POINTER(_abi.codelab_instance)(), new_struct(_abi.codelab_error)
    if not isinstance(answer, (bytes, bytearray, memoryview)):
        raise TypeError(f"answer must be bytes, not {type(answer).__name__}")
    data = bytes(answer)
    status = library.codelab_decode_instance(data, len(data), byref(out), byref(error))
    if status != _abi.CODELAB_OK:
        raise error_of(status, error)
    return instance_of(NativeInstance(out.contents))
