"""Blocking calls, and how Ctrl-C stops them."""

from __future__ import annotations

import _thread
import threading
from contextlib import nullcontext
from ctypes import byref
from typing import Any, Callable, ContextManager, List, Optional, Tuple, Union

from . import _abi, _convert
from ._arguments import made, refuse_both
from ._handle import Handle
from ._library import library
from ._native import Native, NativeInstance
from .cancel import Cancel
from .errors import error_of
from .records import Image, Instance, Lease


def interruptible(call: Callable[[], int], cancel: Cancel) -> int:
    """Runs a call that blocks until it has its answer or cancel is triggered.

    Python runs signal handlers on the main thread only, and only between two steps of its own: a C function that
    blocks there would keep Ctrl-C waiting until the service has answered. So the main thread gives the call to a
    thread made for it and waits for a lock, which is a wait that signal handlers interrupt. If one raises (as that of
    Ctrl-C does), the call is cancelled, its end awaited, which takes milliseconds, and the exception goes on. On any
    other thread no handler ever runs, so there the call is made directly.

    The price is the start and the end of a thread for each call on the main thread: 0.1 to 0.2 milliseconds, beside a
    request that takes tens of them. In return nothing is touched that belongs to the program: not its signal handlers,
    not its wake-up descriptor, and between two calls there is no thread that it did not start.
    """
    if threading.get_ident() != threading.main_thread().ident:
        return call()
    outcome: List[Union[int, BaseException]] = []
    ended = _thread.allocate_lock()
    ended.acquire()

    def run() -> None:
        try:
            outcome.append(call())
        except BaseException as error:  # raised again by the thread that waits
            outcome.append(error)
        finally:
            ended.release()

    is_started = False
    try:
        try:
            _thread.start_new_thread(run, ())
            is_started = True
        except RuntimeError:
            # No thread to be had, as when the interpreter is ending: better a call that Ctrl-C cannot stop than none.
            return call()
        ended.acquire()
    except BaseException:
        cancel.trigger()
        while is_started and not outcome:
            try:
                ended.acquire()
            except KeyboardInterrupt:
                continue  # a second Ctrl-C: the call is ending already
        raise
    result = outcome.pop()
    if isinstance(result, BaseException):
        try:
            raise result
        finally:
            del result  # else the exception would hold this frame, and this frame the exception
    return result


def instance_of(native: NativeInstance) -> Instance:
    """The record of what C holds; it keeps that alive."""
    instance = _convert.instance(native.pointer.contents, library)
    object.__setattr__(instance, "_native", native)
    return instance


def lease_of(native: Native) -> Lease:
    return _convert.lease(native.pointer.contents)


def image_of(native: Native) -> Image:
    return _convert.image(native.pointer.contents)


def fetch(
    function: Callable[..., int], handle: Handle, arguments: Tuple[Any, ...], cancel: Cancel, out: Native
) -> Tuple[int, "_abi.codelab_error"]:
    """Calls function(handle, *arguments, cancel, &out, &error); its status, and the error that it has written."""
    error = made(_abi.codelab_error)

    def call() -> int:
        # All that C uses is held from in here, so that it outlives the call whatever becomes of the caller.
        with handle as address, cancel.lent() as stop:
            return function(address, *arguments, stop, byref(out.pointer), byref(error))

    return interruptible(call, cancel), error


def stop_button(timeout: Optional[float], cancel: Optional[Cancel]) -> ContextManager[Cancel]:
    """What bounds a call; closed after it unless it is the caller's own."""
    refuse_both(timeout, cancel)
    return Cancel(timeout) if cancel is None else nullcontext(cancel)


def fetched(
    function: Callable[..., int],
    handle: Handle,
    arguments: Tuple[Any, ...],
    timeout: Optional[float],
    cancel: Optional[Cancel],
    out: Native,
) -> Native:
    """The same for functions that either succeed or fail: out, filled in."""
    with stop_button(timeout, cancel) as stop:
        status, error = fetch(function, handle, arguments, stop, out)
    if status != _abi.CODELAB_OK:
        raise error_of(status, error)
    return out
