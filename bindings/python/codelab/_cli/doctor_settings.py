"""The configuration, and where each value comes from."""

from __future__ import annotations

import argparse
import os
from typing import Any, Dict, List, Mapping, Optional

import codelab

from .._profiles.choice import Settings
from .._profiles.options import CREDENTIALS, LOCATION, SECRETS, environment_family, environment_origins, kind_of
from .failures import settings_failure
from .findings import FAILURE, OK, WARNING, Finding
from .session import settings_of

CHECK = "configuration"

#: Options to show, in this order. Time-outs and the like are left out.
SHOWN = (*LOCATION, *(option for names in CREDENTIALS.values() for option in names), "ca_file", "proxy")

LOGIN = '"codelab login" stores region and credential'


class Found:
    """The values that a client uses, and the finding about them.

    values: by option; of the environment too
    origins: where each value comes from
    settings: None if they could not be read
    """

    def __init__(self, finding: Finding, settings: Optional[Settings] = None) -> None:
        self.finding = finding
        self.settings = settings
        self.values: Dict[str, Any] = {}
        self.origins: Dict[str, str] = {}

    @property
    def is_complete(self) -> bool:
        return self.settings is not None and self.finding.verdict != FAILURE

    @property
    def kind(self) -> str:
        return kind_of(self.values) or ""


def check_settings(arguments: argparse.Namespace) -> Found:
    try:
        settings = settings_of(arguments)
    except codelab.ArgumentError as error:
        return Found(Finding(CHECK, FAILURE, str(error), "correct it, or " + LOGIN))
    found = Found(Finding(CHECK, OK, ""), settings)
    collect(found, settings)
    try:
        codelab.Client(**settings.values).close()
    except codelab.ArgumentError as error:
        failure = settings_failure(settings.explained(error), settings.notes)
        advice = "; ".join(settings.notes) or LOGIN
        found.finding = Finding(CHECK, FAILURE, str(failure), advice, values_of(found))
        return found
    warnings = [*settings.warnings, *unused_names(arguments, settings)]
    message = "; ".join([summary(found, settings), *warnings])
    found.finding = Finding(CHECK, WARNING if warnings else OK, message, "", values_of(found))
    return found


def collect(found: Found, settings: Settings) -> None:
    """Finds out about each value, as the library does."""
    family = None if kind_of(settings.values) else environment_family()
    variables = environment_origins(settings.values, family) if family else {}
    found.values = {**{option: os.environ[name] for option, name in variables.items()}, **settings.values}
    found.origins = {
        **{option: f"the variable {name}" for option, name in variables.items()},
        **{option: f"the option --{option.replace('_', '-')}" for option in settings.values},
        **settings.origins,
    }


def values_of(found: Found) -> List[Dict[str, str]]:
    return [value_of(option, found.values, found.origins) for option in SHOWN if option in found.values]


def value_of(option: str, values: Mapping[str, Any], origins: Mapping[str, str]) -> Dict[str, str]:
    shown = {} if option in SECRETS else {"value": str(values[option])}
    return {"name": option, **shown, "from": origins[option]}


def summary(found: Found, settings: Settings) -> str:
    if settings.source is not None:
        return settings.source.place
    return "environment variables" if any(each.startswith("the variable") for each in found.origins.values()) else "options"


def unused_names(arguments: argparse.Namespace, settings: Settings) -> List[str]:
    """Returns a warning for each variable that names a profile or cloud which is not used."""
    if settings.source is not None or arguments.profile or arguments.cloud:
        return []
    names = [name for name in ("CODELAB_PROFILE", "OS_CLOUD") if os.environ.get(name)]
    return [f"{name} is not used, because the environment has a credential" for name in names]
