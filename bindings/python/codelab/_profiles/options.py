"""The options that a file may set, and the environment variables of the account."""

from __future__ import annotations

import os
from typing import Any, Container, Dict, Iterable, Mapping, Optional, Tuple

#: The options of each kind of credential.
CREDENTIALS: Dict[str, Tuple[str, ...]] = {
    "token": ("token",),
    "access keys": ("access_key", "secret_key", "security_token"),
    "user": ("user_name", "user_id", "password", "passcode", "domain_name", "domain_id"),
}

PROJECT = ("project_id", "project_name")

#: Options that follow from a region, unless they are set.
OF_REGION = ("endpoint", "iam_endpoint", *PROJECT)

LOCATION = ("region", *OF_REGION)

#: Never shown, nor any part of them.
SECRETS = frozenset({"token", "access_key", "secret_key", "security_token", "password", "passcode", "proxy"})

#: The environment variables of each option, as the table in codelab.h has them. The library reads the first family,
#: CODELAB_… before OS_… before HUAWEICLOUD_SDK_… before HW_…, that has a part of a credential.
VARIABLES: Dict[str, Tuple[str, ...]] = {
    "token": ("CODELAB_TOKEN", "OS_AUTH_TOKEN", "OS_TOKEN", "HW_AUTH_TOKEN"),
    "access_key": ("CODELAB_ACCESS_KEY", "OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY"),
    "secret_key": (
        "CODELAB_SECRET_KEY",
        "OS_SECRET_KEY",
        "OS_SECRET_ACCESS_KEY",
        "HUAWEICLOUD_SDK_SK",
        "HW_SECRET_KEY",
    ),
    "security_token": (
        "CODELAB_SECURITY_TOKEN",
        "OS_SECURITY_TOKEN",
        "HUAWEICLOUD_SDK_SECURITY_TOKEN",
        "HW_SECURITY_TOKEN",
    ),
    "user_name": ("CODELAB_USER_NAME", "OS_USERNAME", "HW_USER_NAME"),
    "user_id": ("CODELAB_USER_ID", "OS_USER_ID", "HW_USER_ID"),
    "password": ("CODELAB_PASSWORD", "OS_PASSWORD", "HW_USER_PASSWORD"),
    "passcode": ("CODELAB_PASSCODE", "OS_PASSCODE"),
    "domain_name": ("CODELAB_DOMAIN_NAME", "OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME", "HW_DOMAIN_NAME"),
    "domain_id": ("CODELAB_DOMAIN_ID", "OS_USER_DOMAIN_ID", "OS_DOMAIN_ID", "HW_DOMAIN_ID"),
    "project_id": (
        "CODELAB_PROJECT_ID",
        "OS_PROJECT_ID",
        "OS_TENANT_ID",
        "HUAWEICLOUD_SDK_PROJECT_ID",
        "HW_PROJECT_ID",
    ),
    "project_name": ("CODELAB_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME", "HW_PROJECT_NAME"),
    "region": ("CODELAB_REGION", "OS_REGION_NAME", "HW_REGION_NAME"),
    "endpoint": ("CODELAB_ENDPOINT",),
    "iam_endpoint": ("CODELAB_IAM_ENDPOINT", "OS_AUTH_URL", "HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL"),
}

FAMILIES = ("CODELAB_", "OS_", "HUAWEICLOUD_SDK_", "HW_")

CREDENTIAL = tuple(name for names in CREDENTIALS.values() for name in names)


def kind_of(values: Container[str]) -> Optional[str]:
    """Returns the first kind of credential of which there is a part; None without any."""
    for kind, names in CREDENTIALS.items():
        if any(name in values for name in names):
            return kind
    return None


def variable(option: str, families: Iterable[str]) -> Optional[str]:
    """Returns the name of the first variable of the option that is set, in the order of the families."""
    for family in families:
        for name in VARIABLES.get(option, ()):
            if name.startswith(family) and os.environ.get(name):
                return name
    return None


def environment_family() -> Optional[str]:
    """Returns the family of variables that the library takes the credential from; None without one."""
    for family in FAMILIES:
        if any(variable(option, [family]) for option in CREDENTIAL):
            return family
    return None


def environment_origins(given: Mapping[str, Any], family: str) -> Dict[str, str]:
    """Returns the variable of each option that the library reads from the environment."""
    own = "CODELAB_"
    found = {}
    kind = kind_of({option for option in CREDENTIAL if variable(option, [family])})
    for option in CREDENTIALS[kind] if kind else ():
        found[option] = variable(option, [family])
    for option in LOCATION:
        found[option] = variable(option, [own, family])
    if any(variable(option, [own]) for option in PROJECT):
        found.update({option: variable(option, [own]) for option in PROJECT})
    if any(option in given for option in PROJECT):
        found.update(dict.fromkeys(PROJECT))
    return {option: name for option, name in found.items() if name and option not in given}
