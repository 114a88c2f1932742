"""Open ModelArts CodeLab notebook instances, follow them until they are usable, and manage them.

    import codelab

    with codelab.Client("https://modelarts.eu-de.otc.t-systems.com", project_id, token) as client:
        instance = client.open(wait=True, timeout=600)
        print(instance.browser_url)

The package uses libcodelab, a small C library. The import loads it from the path in the environment variable
CODELAB_LIBRARY if that is set, else from the package, else from where the system has it.
"""

from __future__ import annotations

from importlib import import_module

from ._abi import VERSION as _VERSION
from ._library import library as _library

TYPE_CHECKING = False  # typing's own would have to be imported
if TYPE_CHECKING:
    from typing import Any, List

    from ._loop import set_pace as set_pace
    from ._times import NO_END as NO_END
    from .aio import (
        AsyncClient as AsyncClient,
        AsyncKeeper as AsyncKeeper,
        AsyncPager as AsyncPager,
        AsyncWatch as AsyncWatch,
    )
    from .cancel import Cancel as Cancel
    from .client import (
        Client as Client,
        NO_TRACE as NO_TRACE,
        decode_instance as decode_instance,
    )
    from .enums import (
        Arch as Arch,
        Feature as Feature,
        FlavorCategory as FlavorCategory,
        ImageStatus as ImageStatus,
        ImageType as ImageType,
        InstanceStatus as InstanceStatus,
        LeaseType as LeaseType,
        MountStatus as MountStatus,
        MountType as MountType,
        Operation as Operation,
        Phase as Phase,
        Signature as Signature,
        Status as Status,
        StepStatus as StepStatus,
        Until as Until,
        VolumeCategory as VolumeCategory,
        VolumeOwnership as VolumeOwnership,
        VolumeStatus as VolumeStatus,
    )
    from .errors import (
        ArgumentError as ArgumentError,
        AuthenticationError as AuthenticationError,
        CancelledError as CancelledError,
        CodelabError as CodelabError,
        ConflictError as ConflictError,
        ConnectError as ConnectError,
        DeadlineError as DeadlineError,
        InstanceFailedError as InstanceFailedError,
        InternalError as InternalError,
        NetworkError as NetworkError,
        NotFoundError as NotFoundError,
        NotOfferedError as NotOfferedError,
        OutOfMemoryError as OutOfMemoryError,
        PermissionDeniedError as PermissionDeniedError,
        ProtocolError as ProtocolError,
        QuotaError as QuotaError,
        RateLimitError as RateLimitError,
        RefusedError as RefusedError,
        ResolveError as ResolveError,
        ServiceError as ServiceError,
        StateError as StateError,
        TLSError as TLSError,
        TransportError as TransportError,
    )
    from .keeper import Keeper as Keeper
    from .pager import Pager as Pager
    from .records import (
        Affinity as Affinity,
        AffinityRule as AffinityRule,
        CustomSpec as CustomSpec,
        DataVolume as DataVolume,
        Domain as Domain,
        Endpoint as Endpoint,
        Flavor as Flavor,
        FlavorAscend as FlavorAscend,
        FlavorBilling as FlavorBilling,
        FlavorGpu as FlavorGpu,
        Image as Image,
        Instance as Instance,
        Lease as Lease,
        Pool as Pool,
        RunUser as RunUser,
        Step as Step,
        Tag as Tag,
        User as User,
        UserVpc as UserVpc,
        Volume as Volume,
    )
    from .watch import Watch as Watch

#: Modules of the names that are imported when they are first used, so that importing the package is fast.
_HOMES = {
    "_loop": "set_pace",
    "_times": "NO_END",
    "aio": "AsyncClient AsyncKeeper AsyncPager AsyncWatch",
    "cancel": "Cancel",
    "client": "Client NO_TRACE decode_instance",
    "enums": """
        Arch Feature FlavorCategory ImageStatus ImageType InstanceStatus LeaseType MountStatus MountType Operation
        Phase Signature Status StepStatus Until VolumeCategory VolumeOwnership VolumeStatus
    """,
    "errors": """
        ArgumentError AuthenticationError CancelledError CodelabError ConflictError ConnectError DeadlineError
        InstanceFailedError InternalError NetworkError NotFoundError NotOfferedError OutOfMemoryError
        PermissionDeniedError ProtocolError QuotaError RateLimitError RefusedError ResolveError ServiceError
        StateError TLSError TransportError
    """,
    "keeper": "Keeper",
    "pager": "Pager",
    "records": """
        Affinity AffinityRule CustomSpec DataVolume Domain Endpoint Flavor FlavorAscend FlavorBilling FlavorGpu
        Image Instance Lease Pool RunUser Step Tag User UserVpc Volume
    """,
    "watch": "Watch",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

#: For set_pace(): no rate limit.
UNLIMITED = -1

__version__ = _VERSION


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = found
    return found


def __dir__() -> List[str]:
    return sorted({*globals(), *__all__})


def library_version() -> str:
    """Returns the version of the libcodelab that is loaded, such as "1.2.3"."""
    return str(_library.codelab_version_text().decode())


def library_build() -> str:
    """Returns one line for bug reports: version, build mode and the libcurl it was built for."""
    return str(_library.codelab_build_text().decode())


def status_name(code: int) -> str:
    """Returns the name of a code in C, such as "CODELAB_E_TLS"; "CODELAB_UNKNOWN" for an unknown code."""
    return str(_library.codelab_status_name(code).decode())


def status_text(code: int) -> str:
    """Returns the meaning of a code in one sentence without a full stop."""
    return str(_library.codelab_status_text(code).decode())


__all__ = [*_HOME_OF, "UNLIMITED", "library_build", "library_version", "status_name", "status_text"]
