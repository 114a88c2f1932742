#!/usr/bin/env python3
"""Opens a CodeLab instance, starts it if it is stopped, and ends with the address to open in a browser.

Where and by which credential is taken from the environment, as codelab.h says: for a token from CODELAB_ENDPOINT,
CODELAB_PROJECT_ID and CODELAB_TOKEN, for keys from CODELAB_REGION, CODELAB_ACCESS_KEY and CODELAB_SECRET_KEY, and so
on. Ctrl-C stops it at once.
"""

from __future__ import annotations

import argparse
import sys

import codelab

MARKS = {
    codelab.StepStatus.WAITING: "·",
    codelab.StepStatus.PROCESSING: "…",
    codelab.StepStatus.COMPLETED: "✓",
    codelab.StepStatus.FAILED: "✗",
}


class Progress:
    """Shows an instance as it changes: redrawn in place on a terminal, a line for each change elsewhere."""

    def __init__(self) -> None:
        self._lines_drawn = 0
        self._id = ""

    def show(self, instance: codelab.Instance) -> None:
        if instance.id != self._id:
            print(f"Opened {instance.name}")
            self._id, self._lines_drawn = instance.id or "", 0
        steps = instance.action_progress or ()
        head = f"{instance.status_text:<9} {instance.progress_percent:3} %"
        if sys.stdout.isatty():
            lines = [head] + [f"  {MARKS.get(step.status, '?')} {step.description}" for step in steps]
            back = f"\033[{self._lines_drawn}A" if self._lines_drawn else ""
            print(back + "".join(f"\033[2K{line}\n" for line in lines), end="", flush=True)
            self._lines_drawn = len(lines)
        else:
            under_way = [step for step in steps if step.status == codelab.StepStatus.PROCESSING]
            print(f"{head}  {under_way[0].description if under_way else ''}".rstrip(), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image-id", help="image to open; default: a multi-kernel CPU image")
    parser.add_argument("--share-url", help="address of a public .ipynb file to open in the instance")
    parser.add_argument(
        "--replace-failed", action="store_true", help="delete an instance that has failed, with its files, and open another"
    )
    parser.add_argument("--timeout", type=float, default=600, help="seconds to wait at most; default: %(default)s")
    arguments = parser.parse_args()
    progress = Progress()
    try:
        with codelab.Client() as client:
            instance = client.open(
                arguments.image_id,
                arguments.share_url,
                wait=True,
                replace_failed=arguments.replace_failed,
                on_change=progress.show,
                timeout=arguments.timeout,
            )
    except codelab.CodelabError as error:
        print(f"open_instance: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("open_instance: stopped; the instance may go on starting.", file=sys.stderr)
        return 130
    print(f"Open in a browser: {instance.browser_url}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
