"""Write `constraints.txt`: every package this project installs, pinned with hashes and without an index address."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Resolve the run-time and development dependencies and the small extras together."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgresql"],
        *project["project"]["optional-dependencies"]["detectors"],
        *project["dependency-groups"]["dev"],
    ]
    source = ROOT / "build" / "requirements.in"
    source.parent.mkdir(exist_ok=True)
    source.write_text("\n".join(wanted) + "\n", encoding="utf8")
    target = ROOT / "constraints.txt"
    subprocess.run(
        [
            sys.executable, "-m", "piptools", "compile", "--quiet", "--upgrade", "--generate-hashes", "--allow-unsafe",
            "--strip-extras", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
            "--no-emit-trusted-host", "--no-emit-options", "--output-file", str(target), str(source),
        ],
        check=True,
    )  # fmt: skip
    if "://" in target.read_text(encoding="utf8"):
        raise SystemExit(f"{target} holds an address: remove the index settings and lock again")


if __name__ == "__main__":
    main()
