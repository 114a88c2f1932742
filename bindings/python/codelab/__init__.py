"""Open ModelArts CodeLab notebook instances, follow them until they can be used, and look after them.

    import codelab

    with codelab.Client("https://modelarts.eu-de.otc.t-systems.com", project_id, token) as client:
        for instance in client.watch(client.open(), timeout=300):
            print(instance.status_text, instance.progress_percent, "%")
        print(instance.browser_url)

The work is done by libcodelab, a small C library, which is looked for when this package is imported: at the path in
the environment variable CODELAB_LIBRARY if that is set, else beside this file, else where the system has it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, List

from ._library import library as _library
from ._times import NO_END
from .cancel import Cancel
from .client import NO_TRACE, Client, decode_instance
from .enums import (
    Arch,
    Feature,
    FlavorCategory,
    ImageStatus,
    ImageType,
    InstanceStatus,
    LeaseType,
    MountStatus,
    MountType,
    Operation,
    Phase,
    Signature,
    Status,
    StepStatus,
    Until,
    VolumeCategory,
    VolumeOwnership,
    VolumeStatus,
)
from .errors import (
    ArgumentError,
    AuthenticationError,
    CancelledError,
    CodelabError,
    ConflictError,
    ConnectError,
    DeadlineError,
    InstanceFailedError,
    InternalError,
    NetworkError,
    NotFoundError,
    NotOfferedError,
    OutOfMemoryError,
    PermissionDeniedError,
    ProtocolError,
    QuotaError,
    RateLimitError,
    RefusedError,
    ResolveError,
    ServiceError,
    StateError,
    TLSError,
    TransportError,
)
from .pager import Pager
from .records import (
    Affinity,
    AffinityRule,
    CustomSpec,
    DataVolume,
    Domain,
    Endpoint,
    Flavor,
    FlavorAscend,
    FlavorBilling,
    FlavorGpu,
    Image,
    Instance,
    Lease,
    Pool,
    RunUser,
    Step,
    Tag,
    User,
    UserVpc,
    Volume,
)
from .watch import Watch

if TYPE_CHECKING:
    from ._loop import set_pace
    from .aio import AsyncClient, AsyncPager, AsyncWatch

#: For set_pace(): no pace.
UNLIMITED = -1

#: What is imported when it is asked for: asyncio is not small, and most programs do without.
_LATE = {"AsyncClient": "aio", "AsyncPager": "aio", "AsyncWatch": "aio", "set_pace": "_loop"}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_LATE[name]}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> List[str]:
    return sorted({*globals(), *_LATE})


__version__ = "0.3.0"


def library_version() -> str:
    """The version of the libcodelab that is loaded: "0.3.0"."""
    return str(_library.codelab_version_text().decode())


def library_build() -> str:
    """One line about it for bug reports."""
    return str(_library.codelab_build_text().decode())


def status_name(code: int) -> str:
    """The name of a code in C: "CODELAB_E_TLS"; "CODELAB_UNKNOWN" for one that the library does not know."""
    return str(_library.codelab_status_name(code).decode())


def status_text(code: int) -> str:
    """What a code means, in one sentence without a full stop."""
    return str(_library.codelab_status_text(code).decode())


__all__ = [
    "Affinity",
    "AffinityRule",
    "Arch",
    "ArgumentError",
    "AsyncClient",
    "AsyncPager",
    "AsyncWatch",
    "AuthenticationError",
    "Cancel",
    "CancelledError",
    "Client",
    "CodelabError",
    "ConflictError",
    "ConnectError",
    "CustomSpec",
    "DataVolume",
    "DeadlineError",
    "Domain",
    "Endpoint",
    "Feature",
    "Flavor",
    "FlavorAscend",
    "FlavorBilling",
    "FlavorCategory",
    "FlavorGpu",
    "Image",
    "ImageStatus",
    "ImageType",
    "Instance",
    "InstanceFailedError",
    "InstanceStatus",
    "InternalError",
    "Lease",
    "LeaseType",
    "MountStatus",
    "MountType",
    "NO_END",
    "NO_TRACE",
    "NetworkError",
    "NotFoundError",
    "NotOfferedError",
    "OutOfMemoryError",
    "Pager",
    "PermissionDeniedError",
    "Operation",
    "Phase",
    "Pool",
    "ProtocolError",
    "QuotaError",
    "RateLimitError",
    "RefusedError",
    "ResolveError",
    "RunUser",
    "ServiceError",
    "Signature",
    "StateError",
    "Status",
    "Step",
    "StepStatus",
    "TLSError",
    "Tag",
    "TransportError",
    "UNLIMITED",
    "Until",
    "User",
    "UserVpc",
    "Volume",
    "VolumeCategory",
    "VolumeOwnership",
    "VolumeStatus",
    "Watch",
    "decode_instance",
    "library_build",
    "library_version",
    "set_pace",
    "status_name",
    "status_text",
]
