"""Machine code kept from one run to the next: compiling takes seconds, loading the compiler alone half of one.

Kept in the user's cache, one file for each kind of pixels, program and processor; where nothing can be written, each process
compiles for itself. A file is used only if its digest is right: half a file is as good as none.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from trigpoint.evidence.imagery.sar import machine_code
from trigpoint.evidence.imagery.sar.machine_code import Entry

_SAR = "trigpoint.evidence.imagery.sar"
_FILES = "trigpoint.workflows.imagery.sweep_files"
_PARTS = (f"{_SAR}.sweep", f"{_SAR}.instructions", f"{_SAR}.machine_code", _FILES)  # what the code is made from
FILES = "files"  # reads float32 and computes, see `sweep_files`


@lru_cache(maxsize=8)
def entry(kind: str) -> Entry:
    """The pixel statistic for pixels of this kind (one of `machine_code.ENTRIES`), or FILES."""
    return machine_code.load({kind: _kept(_folder() / f"sweep-{kind}-{_key()}.bin", kind)})[kind]


def _kept(path: Path, kind: str) -> tuple[str, bytes]:
    try:
        digest, name, content = path.read_bytes().split(b"\n", 2)
        if hashlib.sha256(content).hexdigest().encode() == digest:
            return name.decode("ascii"), content
    except (OSError, ValueError):
        pass  # not kept yet, or not whole
    made = _made(kind)
    _keep(path, *made)
    return made


def _made(kind: str) -> tuple[str, bytes]:
    """The compiler comes with these modules."""
    if kind == FILES:
        from trigpoint.workflows.imagery import sweep_files

        return sweep_files.compile_files()
    from trigpoint.evidence.imagery.sar import sweep

    return sweep.compile_object(kind)


def _keep(path: Path, name: str, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".sweep-", delete=False) as file:
            file.write(b"\n".join((hashlib.sha256(content).hexdigest().encode(), name.encode("ascii"), content)))
        os.replace(file.name, path)
    except OSError:
        return  # the next run compiles again


def _folder() -> Path:
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "trigpoint"
    except RuntimeError:  # a user without a home
        return Path(os.devnull) / "trigpoint"


@lru_cache(maxsize=1)
def _key() -> str:
    """Of the program and of the processor for which it was compiled."""
    digest = hashlib.sha256(machine_code.processor().encode())
    for name in _PARTS:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeError("the pixel statistic is not installed")
        digest.update(Path(spec.origin).read_bytes())
    return digest.hexdigest()[:24]
