"""How long a newcomer waits: `trigpoint --help`, and loading the gazetteer the second time."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench.table import show

RUNS = 9


def median_s(command: list[str]) -> float:
    """Median wall time of a command in seconds."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    """Print medians, with a bare interpreter beside them."""
    program = str(Path(sys.executable).with_name("trigpoint"))
    load = (
        "import time; from trigpoint.workflows import tools; began = time.perf_counter(); "
        "tools.gazetteer(); print(time.perf_counter() - began)"
    )
    loads = [
        float(subprocess.run([sys.executable, "-c", load], check=True, capture_output=True).stdout) for _ in range(5)
    ]
    rows = [
        ["python -c pass", f"{median_s([sys.executable, '-c', 'pass']):.3f}"],
        ["trigpoint --help", f"{median_s([program, '--help']):.3f}"],
        ["gazetteer, second load", f"{statistics.median(loads):.3f}"],
    ]
    show("Start-up, median seconds", ["what", "s"], rows)


if __name__ == "__main__":
    main()
