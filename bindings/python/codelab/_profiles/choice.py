"""Which source of settings counts, and what overrides its values.

The source of the credential is the first of these:

1. the options of the client
2. the profile or cloud that an option names (profile=, cloud=, --profile, --cloud)
3. the environment variables of a credential
4. the profile that CODELAB_PROFILE names, or the cloud that OS_CLOUD names
5. for the command, and for the profile "default": the default profile of config.toml, the only cloud of clouds.yaml,
   the SDK's credentials file

Options override single values of a source. So do the CODELAB_… variables of region, endpoint and project, but only if
no option names the source: what an option names must not be changed by variables that are left over.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Mapping, Optional

from .._arguments import argument_error
from ..errors import ArgumentError
from . import clouds_yaml, config_toml, sdk_file
from .config_toml import DEFAULT
from .options import CREDENTIALS, LOCATION, OF_REGION, PROJECT, environment_family, kind_of, variable
from .source import Source


class Settings:
    """values: options of the client
    origins: for each value that is not from the options, where it comes from
    source: None if no file is used
    notes: for people, about sources that are not used
    """

    def __init__(
        self, values: Dict[str, Any], origins: Dict[str, str], source: Optional[Source], notes: List[str]
    ) -> None:
        self.values = values
        self.origins = origins
        self.source = source
        self.notes = notes

    @property
    def warnings(self) -> List[str]:
        return self.source.warnings if self.source else []

    def explained(self, error: ArgumentError) -> ArgumentError:
        """Returns the library's error about a value, with the place of the value."""
        origin = self.origins.get(error.message.partition(":")[0])
        if origin is None:
            return error
        return ArgumentError(f"{error.message} (from {origin})", code=error.code)


def settings(
    given: Mapping[str, Any],
    profile: Optional[str],
    cloud: Optional[str],
    *,
    reads_environment: bool = True,
    falls_back: bool = False,
) -> Settings:
    """Returns the options of a client.

    given: its options; None counts as absent
    falls_back: use the default source if no other has a credential
    """
    options = {name: value for name, value in given.items() if value is not None}
    notes: List[str] = []
    if profile is not None or cloud is not None:
        source = named(profile, cloud)
        reads_environment = False
    elif not reads_environment or kind_of(options) or environment_family():
        source = None
    else:
        source = named_by_variable() or (default(notes) if falls_back else None)
    if source is None:
        return Settings(options, {}, None, notes)
    return merged(options, location_variables() if reads_environment else {}, source, notes)


def named(profile: Optional[str], cloud: Optional[str]) -> Source:
    if profile is not None and cloud is not None:
        raise argument_error("profile", "cannot be used with cloud")
    for name, value in (("profile", profile), ("cloud", cloud)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    return named_profile(profile) if profile is not None else clouds_yaml.load(str(cloud))


def named_by_variable() -> Optional[Source]:
    profile, cloud = os.environ.get("CODELAB_PROFILE"), os.environ.get("OS_CLOUD")
    if profile:
        return named_profile(profile)
    return clouds_yaml.load(cloud) if cloud else None


def named_profile(name: str) -> Source:
    if name != DEFAULT:
        return config_toml.load(name)
    notes: List[str] = []
    found = default(notes, is_named=True)
    if found is None:
        note = f"; {notes[0]}" if notes else ""
        raise argument_error("profile", f"{DEFAULT!r} is in no file: codelab login makes one{note}")
    return found


def default(notes: List[str], *, is_named: bool = False) -> Optional[Source]:
    return config_toml.load_default(is_named=is_named) or clouds_yaml.load_only(notes) or sdk_file.load()


def location_variables() -> Dict[str, str]:
    """Returns the option of each CODELAB_… variable of region, endpoint and project that is set."""
    names = {option: variable(option, ["CODELAB_"]) for option in LOCATION}
    return {option: name for option, name in names.items() if name}


def merged(given: Dict[str, Any], variables: Dict[str, str], source: Source, notes: List[str]) -> Settings:
    if any(option in given for option in PROJECT):
        variables = {option: name for option, name in variables.items() if option not in PROJECT}
    above = {**{option: os.environ[name] for option, name in variables.items()}, **given}
    below = dict(source.values)
    # Another region has other addresses and other projects.
    if "region" in below and above.get("region", below["region"]) != below["region"]:
        drop(below, OF_REGION)
    if any(option in above for option in PROJECT):
        drop(below, PROJECT)
    kind = kind_of(above)
    for other, names in CREDENTIALS.items():
        if kind and other != kind:
            drop(below, names)
    origins = dict.fromkeys(below, source.place)
    origins.update({option: f"the variable {name}" for option, name in variables.items()})
    origins = {option: place for option, place in origins.items() if option not in given}
    return Settings({**below, **above}, origins, source, notes)


def drop(values: Dict[str, Any], names: "tuple[str, ...]") -> None:
    for name in names:
        values.pop(name, None)
