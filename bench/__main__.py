"""`make bench`: every measurement, one process each so that memory figures stand alone.

`python -m bench NAME...` runs those named; what follows the first name and is no name of a measurement goes to it:
`python -m bench change PAIRS_DIR --k 4`.
"""

from __future__ import annotations

import subprocess
import sys

MEASUREMENTS = ("startup", "reading", "linking", "imagery_speed", "change", "accuracy")


def main() -> None:
    """Run the measurements named on the command line, or all."""
    runs: list[list[str]] = []
    for word in sys.argv[1:] or MEASUREMENTS:
        if word in MEASUREMENTS or not runs:
            runs.append([word])
        else:
            runs[-1].append(word)
    for name, *rest in runs:
        subprocess.run([sys.executable, "-m", f"bench.{name}", *rest], check=True)


if __name__ == "__main__":
    main()
