"""Authorities and server certificates, made by the openssl command for one run of the suite."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

CONFIGURATION = """
[ca]
default_ca = authority
[authority]
database = {folder}/index.txt
new_certs_dir = {folder}
certificate = {folder}/ca.pem
private_key = {folder}/ca.key
rand_serial = yes
default_md = sha256
policy = any_name
unique_subject = no
copy_extensions = copy
[any_name]
commonName = supplied
[req]
distinguished_name = empty
prompt = no
[empty]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""


class Certificate:
    """PEM files of a server: what it shows, and its key."""

    def __init__(self, chain: Path, key: Path) -> None:
        self.chain = chain
        self.key = key


class Authority:
    """Signs certificates for servers. Its own is in `file`, as callers want it for ca_file."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        self._folder = folder
        self.file = folder / "ca.pem"
        (folder / "index.txt").touch()
        (folder / "openssl.cnf").write_text(CONFIGURATION.format(folder=folder))
        key = self._new_key("ca", name)
        self._openssl("req", "-x509", "-days", "2", "-extensions", "root", *key, "-out", str(self.file))

    def issue(self, name: str, alternatives: str, *, begins_days: int = -1, ends_days: int = 2) -> Certificate:
        """For the names in `alternatives` ("DNS:localhost, IP:127.0.0.1"), valid between these days from now."""
        request, chain = self._folder / f"{name}.csr", self._folder / f"{name}.pem"
        extension = f"subjectAltName = {alternatives}"
        self._openssl("req", "-new", *self._new_key(name, name), "-addext", extension, "-out", str(request))
        validity = ["-startdate", utc(begins_days), "-enddate", utc(ends_days)]
        self._openssl("ca", "-batch", "-notext", *validity, "-in", str(request), "-out", str(chain))
        return Certificate(chain, self._folder / f"{name}.key")

    def _new_key(self, file: str, name: str) -> "list[str]":
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        return [*key, "-keyout", str(self._folder / f"{file}.key"), "-subj", f"/CN={name}"]

    def _openssl(self, command: str, *arguments: str) -> None:
        configuration = str(self._folder / "openssl.cnf")
        done = subprocess.run(
            ["openssl", command, "-config", configuration, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, f"openssl {command}: {done.stdout}"


def utc(days: int) -> str:
    return (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")
