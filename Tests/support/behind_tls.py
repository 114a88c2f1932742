#!/usr/bin/env python3
"""Runs a program whose simulator is behind nginx with TLS.

    behind_tls.py [--http1] [--preload LIBRARY] COMMAND [ARGUMENT...]

The program finds SIMULATOR_PORT, SIMULATOR_ENDPOINT and SIMULATOR_CA_FILE in its environment (see simulator.h). nginx offers
HTTP/2 unless --http1 is given.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import nginx
from certificates import Authority

#: Ends nginx should this process not come to it. The whole torture takes an hour on a slow machine.
MOST_SECONDS = 7200
#: Signed requests need the Host header that the client signed.
SETTINGS = "keepalive_requests 1000000; proxy_set_header Host $host:$server_port;"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--http1", action="store_true")
    parser.add_argument("--preload")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    nginx.MOST_SECONDS = MOST_SECONDS
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder) / "authority", "Tests of the library")
        certificate = authority.issue("localhost", "DNS:localhost, IP:127.0.0.1")
        port = nginx.free_ports(1)[0]
        sites = {"front": nginx.Site(certificate, SETTINGS, http2=not options.http1)}
        with nginx.Nginx(Path(folder), f"http://127.0.0.1:{port}", sites) as front:
            environment = {
                **os.environ,
                "SIMULATOR_PORT": str(port),
                # By number: a name would need libcurl's resolving thread.
                "SIMULATOR_ENDPOINT": f"https://127.0.0.1:{front.ports['front']}",
                "SIMULATOR_CA_FILE": str(authority.file),
            }
            if options.preload:
                environment["LD_PRELOAD"] = options.preload
            return subprocess.run(options.command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
