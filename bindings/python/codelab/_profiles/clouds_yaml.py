"""Clouds of clouds.yaml, as the OpenStack clients read it, with the secrets of secure.yaml.

The files are searched in the current folder, in ~/.config/openstack and in /etc/openstack; the first one counts.
OS_CLIENT_CONFIG_FILE and OS_CLIENT_SECURE_FILE name others. Keys that other programs use are ignored.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from .files import File, config_home, expanded, file_error, parser_of, read, shown, suggestion
from .options import SECRETS
from .source import Source

SYSTEM = Path("/etc/openstack")
ENDINGS = ("yaml", "yml", "json")

#: Keys below auth, by the option that each of them sets. The first one that is there counts.
AUTH: Dict[str, Tuple[str, ...]] = {
    "iam_endpoint": ("auth_url",),
    "project_id": ("project_id", "tenant_id"),
    "project_name": ("project_name", "tenant_name"),
}
#: The same of each kind of credential. Access keys may also be outside of auth.
CREDENTIAL_KEYS: Dict[str, Dict[str, Tuple[str, ...]]] = {
    "token": {"token": ("token",)},
    "password": {
        "user_name": ("username",),
        "password": ("password",),
        "domain_name": ("user_domain_name", "domain_name"),
        "user_id": ("user_id",),
        "domain_id": ("user_domain_id", "domain_id"),
        "passcode": ("passcode",),
    },
    "keys": {
        "access_key": ("ak", "access_key"),
        "secret_key": ("sk", "secret_key"),
        "security_token": ("security_token",),
    },
}

AUTH_TYPES = {
    "password": "password", "v3password": "password", "v3_password": "password",
    "token": "token", "v3token": "token", "v3_token": "token",
}  # fmt: skip


def folders() -> List[Path]:
    return [Path(), config_home() / "openstack", SYSTEM]


def find(name: str, variable: str, places: List[Path]) -> Optional[File]:
    """Returns the first file with the name; None without one."""
    named = os.environ.get(variable)
    if named:
        file = read(expanded(named))
        if file is None:
            raise file_error(expanded(named), f"does not exist; {variable} names it")
        return file
    for folder in places:
        for ending in ENDINGS:
            file = read(folder / f"{name}.{ending}")
            if file is not None:
                return file
    return None


def load(name: str) -> Source:
    """Returns a cloud. Raises ArgumentError if there is no such cloud."""
    file = find("clouds", "OS_CLIENT_CONFIG_FILE", folders())
    if file is None:
        looked = ", ".join(shown(folder / "clouds.yaml") for folder in folders())
        raise file_error(Path("clouds.yaml"), f"does not exist, so there is no cloud {name!r}; searched: {looked}")
    clouds = clouds_of(file)
    if name not in clouds:
        raise file.error(f"there is no cloud {name!r}{suggestion(name, list(clouds)) if clouds else ''}")
    return source(file, name, clouds[name], folders())


def load_only(notes: List[str]) -> Optional[Source]:
    """Returns the cloud of a clouds.yaml that has exactly one. Adds a note for people about several ones."""
    file = find("clouds", "OS_CLIENT_CONFIG_FILE", folders())
    if file is None:
        return None
    clouds = clouds_of(file)
    if not clouds:
        return None
    if len(clouds) > 1:
        names = ", ".join(sorted(clouds))
        notes.append(f"{shown(file.path)} has several clouds ({names}): choose with --cloud or OS_CLOUD")
        return None
    [(name, cloud)] = clouds.items()
    # No cloud was named, so a clouds.yaml that happens to be in the current folder gets no secret of another folder.
    is_here = file.path.parent == Path()
    return source(file, name, cloud, [Path()] if is_here else folders())


def clouds_of(file: File) -> Dict[str, Any]:
    document = parse(file) or {}
    clouds = document.get("clouds", {}) if isinstance(document, dict) else None
    if not isinstance(clouds, dict):
        raise file.error("clouds: must be a mapping of names to clouds")
    for name, cloud in clouds.items():
        if not isinstance(name, str) or not isinstance(cloud, dict):
            raise file.error(f"clouds.{name}: must be a mapping")
    return clouds


def parse(file: File) -> Any:
    if file.path.suffix == ".json":
        import json

        try:
            return json.loads(file.text)
        except json.JSONDecodeError as error:
            line = error.lineno
        raise file.error("not valid JSON", line=line)
    yaml = parser_of(file.path, "yaml", package="PyYAML")
    try:
        return yaml.safe_load(file.text)
    except yaml.YAMLError as error:
        # The parser's own text is not shown: it can quote the value.
        mark = getattr(error, "problem_mark", None)
    if mark is None:
        raise file.error("not valid YAML")
    raise file.error(f"not valid YAML at column {mark.column + 1}", line=mark.line + 1)


def source(file: File, name: str, cloud: Dict[str, Any], places: List[Path]) -> Source:
    place, read_files = f"clouds.{name}", [file]
    secure = find("secure", "OS_CLIENT_SECURE_FILE", places)
    if secure is not None and name in (hidden := clouds_of(secure)):
        cloud = merged(cloud, hidden[name])
        read_files.append(secure)
    reader = Reader(file, place, cloud)
    values = reader.values()
    warnings = [warning for each in read_files if has_secret(each, name) for warning in each.mode_warnings()]
    return Source(values, f"cloud {name!r}", file.path, [*reader.warnings, *warnings])


def merged(below: Dict[str, Any], above: Dict[str, Any]) -> Dict[str, Any]:
    both = {key: merged(below[key], value) for key, value in above.items()
            if isinstance(value, dict) and isinstance(below.get(key), dict)}  # fmt: skip
    return {**below, **above, **both}


def has_secret(file: File, name: str) -> bool:
    cloud = clouds_of(file)[name]
    auth = cloud.get("auth")
    written = {**cloud, **(auth if isinstance(auth, dict) else {})}
    options = [each for kind in CREDENTIAL_KEYS.values() for each in kind.items()]
    return any(key in written for option, keys in options if option in SECRETS for key in keys)


class Reader:
    """Maps one cloud to options."""

    def __init__(self, file: File, place: str, cloud: Dict[str, Any]) -> None:
        self._file, self._place, self._cloud = file, place, cloud
        auth = cloud.get("auth") or {}
        if not isinstance(auth, dict):
            raise file.error(f"{place}.auth: must be a mapping")
        self._auth: Dict[str, Any] = auth
        self.warnings: List[str] = []

    def values(self) -> Dict[str, Any]:
        found = {option: self._first(keys) for option, keys in AUTH.items()}
        found.update(self._credential())
        found["region"] = self._region()
        if self._text(self._cloud, "cacert", ""):
            found["ca_file"] = str(expanded(self._cloud["cacert"]))
        if self._cloud.get("verify") is False:
            self.warnings.append(f"{self._place}.verify: false is ignored: certificates are always verified")
        return {option: value for option, value in found.items() if value is not None}

    def _credential(self) -> Dict[str, Optional[str]]:
        kind = self._kind()
        keys = CREDENTIAL_KEYS[kind]
        return {option: self._first(names, outside=kind == "keys") for option, names in keys.items()}

    def _kind(self) -> str:
        written = self._text(self._cloud, "auth_type", "")
        if written is not None and written not in AUTH_TYPES:
            problem = f"{self._place}.auth_type: is not supported: must be password or token"
            raise self._file.error(problem)
        if written is not None and (AUTH_TYPES[written] == "token" or "password" in self._auth):
            return AUTH_TYPES[written]
        if "token" in self._auth and "password" not in self._auth:
            return "token"
        has_keys = "ak" in {**self._cloud, **self._auth} or "access_key" in self._auth
        return "keys" if has_keys and "password" not in self._auth else "password"

    def _region(self) -> Optional[str]:
        """Returns region_name, else the first of regions, whose elements are names or mappings with a name."""
        if self._cloud.get("region_name") is not None:
            return self._text(self._cloud, "region_name", "")
        regions = self._cloud.get("regions")
        if not isinstance(regions, list) or not regions:
            return None
        first = regions[0]
        return self._text(first if isinstance(first, dict) else {"name": first}, "name", "regions.")

    def _first(self, keys: Tuple[str, ...], *, outside: bool = False) -> Optional[str]:
        for key in keys:
            if self._auth.get(key) is not None:
                return self._text(self._auth, key, "auth.")
            if outside and self._cloud.get(key) is not None:
                return self._text(self._cloud, key, "")
        return None

    def _text(self, table: Dict[str, Any], key: str, below: str) -> Optional[str]:
        value = table.get(key)
        if value is None or (isinstance(value, str) and value):
            return value
        problem = "is empty" if value == "" else "must be text: put the value in quotes"
        raise self._file.error(f"{self._place}.{below}{key}: {problem}")
