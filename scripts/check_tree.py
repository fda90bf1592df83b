"""Refuse what must not be in the tree: lock files with addresses, index hosts, large files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT_KB = 1500
LOCKS = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}


def problems(files: list[Path]) -> list[str]:
    """One sentence per file that does not belong."""
    found = [f"{f}: a lock file that holds index addresses" for f in files if f.name in LOCKS]
    found += [
        f"{f}: {f.stat().st_size // 1024} kB, more than {LIMIT_KB}"
        for f in files
        if f.is_file() and f.stat().st_size > LIMIT_KB * 1024
    ]
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf8")
    if "://" in constraints:
        found.append("constraints.txt: holds an address")
    return found


def main() -> int:
    """Exit 1 when something is found."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    found = problems([ROOT / name for name in listed if name])
    print("\n".join(found) or "tree: nothing that does not belong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
