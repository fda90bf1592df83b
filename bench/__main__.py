"""`make bench`: every measurement, one process each so that memory figures stand alone."""

from __future__ import annotations

import subprocess
import sys

MEASUREMENTS = ("startup", "reading", "linking", "imagery_speed", "accuracy")


def main() -> None:
    """Run the measurements named on the command line, or all."""
    for name in sys.argv[1:] or MEASUREMENTS:
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)


if __name__ == "__main__":
    main()
