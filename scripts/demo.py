#!/usr/bin/env python3
"""make demo: starts the simulator and opens three CodeLab instances on it, from C, from Python and from Go.

Each program has its own user, so each sees a start from its beginning. The exit status is 0 if all three reached a
running instance.
"""

import json
import os
import subprocess
import sys
import threading
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The duration of each of the nine states of a start. A real start takes one to two minutes.
STEP_MS = 350
LONGEST_RUN_SECONDS = 120


@dataclass(frozen=True)
class Example:
    language: str
    source: str
    command: list[str]
    directory: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)


def examples() -> list[Example]:
    return [
        Example("C", "bindings/c/examples/open_instance.c", [str(ROOT / "build/bin/open_instance")]),
        Example("Python", "bindings/python/examples/open_instance.py",
                [sys.executable, str(ROOT / "bindings/python/examples/open_instance.py")],
                environment={"PYTHONPATH": str(ROOT / "bindings/python"),
                             "CODELAB_LIBRARY": str(ROOT / "build/lib/libcodelab.so.1")}),
        Example("Go", "bindings/go/examples/open-instance/main.go",
                [os.environ.get("GO", "go"), "run", "./examples/open-instance"], ROOT / "bindings/go",
                environment={"PKG_CONFIG_PATH": str(ROOT / "build/pkgconfig")}),
    ]


class Simulator:
    """Runs the simulator as a child process until the end of the with block."""

    def __enter__(self) -> "Simulator":
        self.process = subprocess.Popen(
            [str(ROOT / "build/bin/codelab-simulator"), "--until-eof", "--step-ms", str(STEP_MS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.log: list[str] = []
        # The log is only printed after a failure.
        threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True).start()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"demo: the simulator did not start: {''.join(self.log)}")
        self.endpoint = json.loads(line)["endpoint"]
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def new_user(self) -> dict[str, str]:
        request = urllib.request.Request(
            f"{self.endpoint}/simulator/users", data=json.dumps({"step_ms": STEP_MS}).encode(),
            headers={"Content-Type": "application/json"}, method="POST")
        # Use no proxy, because the simulator is on this machine.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)


def run(simulator: Simulator, number: int, example: Example) -> bool:
    print(f"\n=== {number} of 3: {example.language} opens a CodeLab instance ({example.source})\n", flush=True)
    user = simulator.new_user()
    environment = {**os.environ, **example.environment, "CODELAB_ENDPOINT": simulator.endpoint,
                   "CODELAB_PROJECT_ID": user["project_id"], "CODELAB_TOKEN": user["token"]}
    done = subprocess.run(example.command, cwd=example.directory, env=environment, stdin=subprocess.DEVNULL,
                          timeout=LONGEST_RUN_SECONDS, check=False)
    if done.returncode != 0:
        print(f"demo: the {example.language} example ended with status {done.returncode}", file=sys.stderr)
    return done.returncode == 0


def main() -> int:
    with Simulator() as simulator:
        print(f"A simulator of the service is listening on {simulator.endpoint}. Three programs, one in each language,\n"
              "now open a notebook instance on it through libcodelab, and wait until it can be used.", flush=True)
        good = [run(simulator, number, example) for number, example in enumerate(examples(), 1)]
        if not all(good):
            print("".join(simulator.log), file=sys.stderr)
    print(f"\n{sum(good)} of 3 instances were opened and are running." if all(good) else
          f"\ndemo: only {sum(good)} of 3 instances came to run.")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
