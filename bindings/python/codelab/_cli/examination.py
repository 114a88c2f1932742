"""All checks of codelab doctor that need a client. Imported only by this verb."""

from __future__ import annotations

import argparse
from typing import List

from .doctor_network import check_clock, check_connections, check_proxy
from .doctor_probes import Probes
from .doctor_service import check_credential, check_instance, check_open, check_project
from .doctor_settings import Found
from .findings import Finding


def examine(arguments: argparse.Namespace, found: Found) -> List[Finding]:
    probes = Probes(arguments, found)
    return [
        check_proxy(found, probes),
        *check_connections(found, probes),
        check_clock(found, probes),
        check_credential(found, probes),
        check_project(found, probes),
        check_open(probes),
        check_instance(probes),
    ]
