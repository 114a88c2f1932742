"""The calls that keep an instance alive. The methods of Client and AsyncClient are made of these functions."""

from __future__ import annotations

from ctypes import byref, c_void_p
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional, Union

from . import _abi
from ._arguments import argument_error, fill_struct, id_of, in_range, lease_milliseconds, new_struct
from ._cursor import WatchCursor
from ._handle import Handle
from ._library import library
from ._queue import OK, Queue
from ._times import MILLISECOND, NO_END, milliseconds_of
from ._watches import HOUR
from .cancel import Cancel
from .enums import Phase
from .errors import CodelabError, error_of
from .records import Instance

if TYPE_CHECKING:
    from .client import BaseClient

SHORTEST_LEASE = timedelta(hours=1)
LONGEST_LEASE = timedelta(hours=72)
LONGEST_AHEAD = timedelta(hours=24)
#: The library's defaults.
USUAL_LEASE = timedelta(hours=1)
USUAL_AHEAD = timedelta(minutes=10)


class Keeping(NamedTuple):
    """The arguments of keep_alive(), checked."""

    make: Callable[[Optional[Cancel]], KeepCursor]
    ahead: timedelta
    #: How long a lease lasts after its renewal, as long as there was none.
    span: timedelta
    on_event: Optional[Callable[[Instance], object]]
    on_error: Optional[Callable[[CodelabError], object]]


class KeepCursor(WatchCursor):
    """The cursor of a watch that keeps an instance alive.

    Such a watch is made from an instance of C. Without one, the first step is that of a watch that follows the
    instance: it returns the current state, of which the watch that keeps it is then made.
    """

    __slots__ = ("_client", "_options")

    def __init__(
        self,
        client: Handle,
        instance: Union[Instance, str],
        options: "_abi.codelab_keep_options",
        timeout: Optional[float],
        cancel: Optional[Cancel],
    ) -> None:
        self._options = options
        #: None as soon as the watch keeps the instance.
        self._client: Optional[Handle] = None
        make: Any
        id = id_of("instance", instance, Instance)
        if isinstance(instance, Instance) and instance.native is not None:
            make, what = library.codelab_watch_new_keep, (byref(instance.native.raw), byref(options))
            super().__init__(client, make, what, timeout, cancel, last=instance)
        else:
            make = library.codelab_watch_new_with_id
            super().__init__(client, make, (id, None), timeout, cancel)
            self._client = client
            self.phase = Phase.KEEPING

    def end(self, queue: Queue) -> Optional[Instance]:
        client = self._client
        if client is None:
            return super().end(queue)
        try:
            instance = super().end(queue)
        finally:
            self.phase = Phase.KEEPING
        if instance is not None:
            self._keep(client, instance)
        return instance

    def _keep(self, client: Handle, instance: Instance) -> None:
        native: Any = instance.native
        out, error = c_void_p(), new_struct(_abi.codelab_error)
        with client as address:
            make = library.codelab_watch_new_keep
            status = make(address, byref(native.raw), byref(self._options), byref(out), byref(error))
        if status != OK or out.value is None:
            raise error_of(status, error)
        self.phase = Phase(library.codelab_watch_phase(out))
        self.handle.replace(out.value, library.codelab_watch_free)
        self._client = None


def keep_options(
    duration: Optional[timedelta], total: Optional[timedelta], ahead: Optional[timedelta], poll: Optional[float]
) -> "_abi.codelab_keep_options":
    return fill_struct(
        _abi.codelab_keep_options,
        duration_ms=lease_span(duration),
        total_ms=0 if total == NO_END else span_milliseconds("total", total),
        ahead_ms=span_milliseconds("ahead", ahead, LONGEST_AHEAD),
        poll_ms=in_range("poll", poll, 0.001, HOUR, 1000, "seconds"),
    )


def lease_span(duration: Optional[timedelta]) -> int:
    """Returns the milliseconds of a duration for renewals. Given an id, the library checks it only after a request."""
    span = lease_milliseconds("duration", duration, allows_no_end=False)
    if duration is not None and not SHORTEST_LEASE <= duration <= LONGEST_LEASE:
        raise argument_error("duration", f"must be 1 to 72 hours, not {duration}")
    return span


def span_milliseconds(name: str, span: Optional[timedelta], longest: Optional[timedelta] = None) -> int:
    """Returns the milliseconds of a positive timedelta. None becomes 0, the default in C."""
    if span is None:
        return 0
    if not isinstance(span, timedelta):
        raise TypeError(f"{name} must be a timedelta, not {type(span).__name__}")
    if span < MILLISECOND or (longest is not None and span > longest):
        limit = "longer than 0" if longest is None else f"longer than 0 and at most {longest}"
        raise argument_error(name, f"must be {limit}, not {span}")
    return milliseconds_of(span)


def keep_watch(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    duration: Optional[timedelta] = None,
    total: Optional[timedelta] = None,
    ahead: Optional[timedelta] = None,
    poll: Optional[float] = None,
    timeout: Optional[float] = None,
    cancel: Optional[Cancel] = None,
) -> KeepCursor:
    """Returns a watch that keeps a running instance alive: it renews the lease before it ends, by the service's clock.

    Each step returns the instance after a renewal, with its new lease, or after another change. Given an id, the first
    step returns the current state. The iteration ends after `total`; the lease then runs out. It raises
    InstanceFailedError when the instance is stopping, stopped, failed or deleted. A failed renewal is repeated while
    the lease lasts; then, and if repeating it would not help, its error is raised, and the next step continues.
    keep_alive() runs such a watch in the background.

    The leases are renewed only during a step. While the machine is suspended, no lease is renewed.

    duration: of each renewed lease, 1 to 72 hours; None: one hour
    total: the iteration ends after this time; None: no limit
    ahead: how long before its end a lease is renewed; None: 10 minutes; at most a third of the lease
    poll: seconds between two requests for the state of the instance; None: 60
    timeout: seconds for the whole iteration, which then raises DeadlineError; None: no limit
    """
    return KeepCursor(self._handle, instance, keep_options(duration, total, ahead, poll), timeout, cancel)


def keep_alive(
    self: BaseClient,
    instance: Union[Instance, str],
    *,
    duration: Optional[timedelta] = None,
    total: Optional[timedelta] = None,
    ahead: Optional[timedelta] = None,
    poll: Optional[float] = None,
    on_event: Optional[Callable[[Instance], object]] = None,
    on_error: Optional[Callable[[CodelabError], object]] = None,
) -> Keeping:
    """Returns a context manager that keeps a running instance alive within its block; see keep_watch().

        with client.keep_alive(instance, on_event=print) as keeper:
            work_for_hours(instance)

    Given an id, it requests the instance when the block is entered. The end of the block stops the renewals at once,
    and the lease then runs out. It raises the keeper's error, unless the block has raised an exception. A failed
    renewal does not end the keeping while the lease lasts: see the keeper's error. Renewals and errors are logged by
    the logger "codelab".

    duration, total, ahead, poll: as in keep_watch()
    on_event: called with the instance after each renewal and each other change. An exception that it raises ends the
        keeping, and becomes the keeper's error
    on_error: called with each error of a renewal or of a poll, and with the one that ends the keeping; an exception that
        it raises is treated like one of on_event
    """
    options = keep_options(duration, total, ahead, poll)
    for name, function in (("on_event", on_event), ("on_error", on_error)):
        if function is not None and not callable(function):
            raise TypeError(f"{name} must be callable, not {type(function).__name__}")

    def make(cancel: Optional[Cancel]) -> KeepCursor:
        return KeepCursor(self._handle, instance, options, None, cancel)

    return Keeping(make, ahead or USUAL_AHEAD, duration or USUAL_LEASE, on_event, on_error)
