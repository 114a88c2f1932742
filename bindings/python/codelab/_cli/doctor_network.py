"""Proxy, name resolution, connection, TLS and clock."""

from __future__ import annotations

import ipaddress
import os
from typing import Any, Dict, List, Optional, Tuple, Type
from urllib.parse import urlsplit

import codelab

from .doctor_probes import Probes, Request
from .doctor_settings import Found
from .findings import FAILURE, OK, WARNING, Finding, skipped

AUTHORITIES = ("CODELAB_CA_FILE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "OS_CACERT")
PROXIES = {
    "https": ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
    "http": ("http_proxy", "all_proxy", "ALL_PROXY"),
}

#: Differences of the clocks in seconds. A signature that is more than 15 minutes off is rejected.
NOTABLE = 60
REJECTED = 15 * 60

UNREACHED: Tuple[Type[codelab.CodelabError], ...] = (codelab.NetworkError, codelab.DeadlineError)


class Proxy:
    """url: None if none is used; reason: why, or where it comes from"""

    def __init__(self, url: Optional[str], reason: str) -> None:
        self.url = url
        self.reason = reason

    @property
    def shown(self) -> str:
        """Returns the address without user and password."""
        url = self.url or ""
        parts = urlsplit(url if "://" in url else f"http://{url}")
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_of(url: str, values: Dict[str, Any], origins: Dict[str, str]) -> Proxy:
    """Returns the proxy that the library uses for the address."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return Proxy(None, "this machine is never reached through a proxy")
    if "proxy" in values:
        found, origin = values["proxy"], origins["proxy"]
    else:
        name = next((each for each in PROXIES[parts.scheme] if os.environ.get(each)), "")
        found, origin = os.environ.get(name, ""), f"the variable {name}"
    if not found:
        return Proxy(None, "none is set")
    excluded = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    if excluded and is_excluded(host, excluded):
        return Proxy(None, f"no_proxy excludes {host}")
    return Proxy(found, origin)


def is_excluded(host: str, names: str) -> bool:
    """Returns True if no_proxy names the host, a domain of it, or a network with its address."""
    for name in names.replace(",", " ").split():
        domain = name.lstrip(".").lower()
        if domain == "*" or host == domain or host.endswith(f".{domain}"):
            return True
        try:
            if "/" in domain and ipaddress.ip_address(host) in ipaddress.ip_network(domain, strict=False):
                return True
        except ValueError:
            pass  # a name, and not an address
    return False


def check_proxy(found: Found, probes: Probes) -> Finding:
    address = probes.endpoint or next((each.url for each in probes.requests), "")
    if not address:
        return skipped("proxy", "the address of the service is unknown")
    proxy = proxy_of(address, found.values, found.origins)
    if proxy.url is None:
        return Finding("proxy", OK, f"none is used: {proxy.reason}")
    refusal = next((each for each in probes.failures if isinstance(each, codelab.ConnectError) and each.http_status), None)
    if refusal is not None:
        return Finding("proxy", FAILURE, f"{proxy.shown} from {proxy.reason}: {refusal}", "correct the proxy or no_proxy")
    return Finding("proxy", OK, f"{proxy.shown} from {proxy.reason}")


def check_connections(found: Found, probes: Probes) -> List[Finding]:
    """Returns the findings about name resolution, connection and TLS, which the two requests have gone through."""
    hosts = list(dict.fromkeys(each.host for each in probes.requests))
    if not hosts:
        return [skipped(check, "no request was sent") for check in ("name resolution", "connection", "TLS")]
    reached = list(dict.fromkeys(each.host for each in probes.requests if each.status))
    errors = [each for each in probes.failures if isinstance(each, UNREACHED)]
    return [
        resolution(hosts, errors),
        connection(hosts, reached, errors),
        tls(found, probes.requests, reached, errors),
    ]


def first(errors: List[codelab.CodelabError], *kinds: Type[codelab.CodelabError]) -> Optional[codelab.CodelabError]:
    return next((each for each in errors if isinstance(each, kinds)), None)


def resolution(hosts: List[str], errors: List[codelab.CodelabError]) -> Finding:
    error = first(errors, codelab.ResolveError)
    if error is not None:
        advice = "check region and endpoint for typing errors, and the name servers of this machine"
        return Finding("name resolution", FAILURE, str(error), advice)
    return Finding("name resolution", OK, f"{', '.join(hosts)}")


def connection(hosts: List[str], reached: List[str], errors: List[codelab.CodelabError]) -> Finding:
    error = first(errors, codelab.ConnectError, codelab.TransportError, codelab.DeadlineError)
    if error is not None:
        return Finding("connection", FAILURE, str(error), "check the address, the proxy, and the firewall")
    if errors and not reached:
        after_tls = isinstance(errors[0], codelab.TLSError)
        return Finding("connection", OK, ", ".join(hosts)) if after_tls else skipped("connection", "a name has no address")
    return Finding("connection", OK, ", ".join(reached))


def tls(found: Found, requests: List[Request], reached: List[str], errors: List[codelab.CodelabError]) -> Finding:
    source, path = authorities(found)
    error = first(errors, codelab.TLSError)
    if error is not None:
        advice = "--ca-file names a file with the authority of your network" if not path else f"check {source}"
        return Finding("TLS", FAILURE, f"{error} (authorities: {source})", advice)
    unencrypted = {each.host for each in requests if each.url.startswith("http://")}
    away = [host for host in unencrypted if not is_loopback(urlsplit(f"//{host}").hostname or "")]
    if away:
        advice = "use https://"
        return Finding("TLS", WARNING, f"{', '.join(away)}: http:// sends the credential unencrypted", advice)
    if not reached:
        return skipped("TLS", "there is no connection")
    if unencrypted:
        return Finding("TLS", OK, "not used for http:// to this machine")
    return Finding("TLS", OK, f"the certificates are trusted (authorities: {source})")


def authorities(found: Found) -> Tuple[str, Optional[str]]:
    """Returns where the trusted authorities come from, and their path; None for those of the system."""
    if "ca_file" in found.values:
        return f"{found.values['ca_file']}, from {found.origins['ca_file']}", str(found.values["ca_file"])
    for name in AUTHORITIES:
        if os.environ.get(name):
            return f"{os.environ[name]}, from the variable {name}", os.environ[name]
    return "those of the system", None


def check_clock(found: Found, probes: Probes) -> Finding:
    if not probes.endpoint:
        return skipped("clock", "the address of the service is unknown")
    if not any(each.status and each.url.startswith(probes.endpoint) for each in probes.requests):
        return skipped("clock", "the service cannot be reached")
    from .service_clock import ClockError, difference

    proxy = proxy_of(probes.endpoint, found.values, found.origins)
    url = f"{probes.endpoint}/v1/{probes.project_id or 'codelab-doctor'}/notebooks"
    try:
        seconds = difference(url, proxy.url, authorities(found)[1])
    except ClockError as error:
        return skipped("clock", str(error))
    return clock_finding(seconds, is_signed=found.kind == "access keys")


def clock_finding(seconds: float, *, is_signed: bool) -> Finding:
    """seconds: how far the service's clock is ahead of this machine's"""
    off = abs(seconds)
    amount = f"{off:.0f} s" if off < 2 * NOTABLE else f"{off / 60:.0f} min"
    message = f"this machine's clock is {amount} {'behind' if seconds > 0 else 'ahead of'} the service's"
    if off < NOTABLE:
        return Finding("clock", OK, "this machine's clock agrees with the service's")
    if is_signed and off >= REJECTED:
        return Finding("clock", FAILURE, f"{message}, and signatures are rejected", "set the clock")
    return Finding("clock", WARNING, message, "set the clock: signatures that are 15 min off are rejected")
