"""``python -m benchmarks``: every measurement in turn, alone on the machine, as one JSON object."""

from __future__ import annotations

import json
import subprocess
import sys

PARTS = ("pages", "first_visit", "signup_burst", "live", "seating", "while_matching", "documents")


def main() -> None:
    """Run each part in a process of its own and print what all of them found."""
    found = {}
    for part in PARTS:
        print(f"· measuring {part}", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{part}"],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        found[part] = json.loads(done.stdout)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
