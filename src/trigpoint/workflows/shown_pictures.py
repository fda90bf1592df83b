"""The pictures that the articles of a case show, as perceptual hashes: decoded in a process of their own, hashed once each."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from trigpoint import store
from trigpoint.model import Article, Capture
from trigpoint.model.errors import InputError
from trigpoint.sources.embedded_pictures import LEAST, MOST, belongs_to, pictures_in
from trigpoint.store import Case
from trigpoint.workflows.tools import cache_folder

if TYPE_CHECKING:
    from trigpoint.fusion.shared_pictures import ShownPicture

_HASHER = "phash 8+16/1"  # a new name hashes anew
_PICTURES = ("image/png", "image/jpeg")
_PAGES = ("multipart/related", "text/html", "application/xhtml+xml")
_LEAST_SIDE, _MOST_PIXELS, _BANNER = 120, 40_000_000, 4.0  # smaller ones are icons, longer ones banners
_PNG = b"\x89PNG"
_FLAT = 6.0  # standard deviation of grey, 0..255: under it nothing is shown
Hashes = tuple[int, int]


def shown_pictures(case: Case, articles: Mapping[str, Article]) -> Iterator[ShownPicture]:
    """Of saved pages, mails, files beside an article and copies an archiver's sheet names; () where a case has none."""
    from trigpoint.fusion.shared_pictures import ShownPicture

    captures = {c.id: c for c in store.some_captures(case, [a.capture for a in articles.values()])}
    pictures = [c for c in store.captures_without_text(case) if c.media_type in _PICTURES and LEAST <= c.size <= MOST]
    beside = _beside(pictures, [captures[a.capture] for a in articles.values() if a.capture in captures])
    alone = defaultdict(list)
    for article in articles.values():
        alone[article.capture].append(article.id)
    by_name = {Path(c.uri).name: c for c in pictures}
    for article in sorted(articles.values(), key=lambda a: a.id):
        capture = captures.get(article.capture)
        named = [by_name[n] for link in article.links if (n := link.rsplit("/", 1)[-1]) in by_name]
        own = beside.get(article.capture, []) if len(alone[article.capture]) == 1 else []
        found = {(c.uri, coarse, fine) for c in (*named, *own) for _, coarse, fine in _hashed(case, c)}
        if capture is not None and capture.media_type in _PAGES and len(alone[capture.id]) == 1:
            found.update(_hashed(case, capture))
        for name, coarse, fine in sorted(found):
            yield ShownPicture(article=article.id, name=name, coarse=coarse, fine=fine)


def picture_hashes(content: bytes) -> Hashes | None:
    """(64 bits, 256 bits) of a picture; None for an icon, a banner, a flat one, or one that cannot be opened."""
    import imagehash
    import numpy as np
    from PIL import Image

    from trigpoint.sources.rasters.opener import read_pixels

    with TemporaryDirectory(prefix="trigpoint-picture-") as scratch:
        path = Path(scratch) / ("picture.png" if content.startswith(_PNG) else "picture.jpg")
        path.write_bytes(content)
        try:
            pixels = read_pixels(path)
        except InputError:
            return None
    _, height, width = pixels.shape
    if (
        min(height, width) < _LEAST_SIDE
        or height * width > _MOST_PIXELS
        or max(height, width) > _BANNER * min(height, width)
    ):
        return None
    grey = np.nan_to_num(pixels[:3].mean(axis=0))
    top = max(float(grey.max()), 1.0)
    scaled = grey * (255.0 / top) if top > 255 else grey
    if float(scaled.std()) < _FLAT:
        return None
    image = Image.fromarray(scaled.astype(np.uint8))
    return int(str(imagehash.phash(image, hash_size=8)), 16), int(str(imagehash.phash(image, hash_size=16)), 16)


def _beside(pictures: list[Capture], items: list[Capture]) -> dict[str, list[Capture]]:
    """Capture id of an article -> pictures that came with it."""
    found: dict[str, list[Capture]] = defaultdict(list)
    if not pictures:
        return found
    folders = defaultdict(list)
    for item in {c.id: c for c in items}.values():
        folders[str(Path(item.uri).parent)].append(item)
    for picture in pictures:
        outer = picture.uri.split("!/", 1)[0]
        here = {str(Path(p).parent) for p in (picture.uri, outer)} | {str(Path(picture.uri).parent.parent)}
        for folder in sorted(here):
            for item in folders.get(folder, ()):
                if belongs_to(picture.uri, item.uri):
                    found[item.id].append(picture)
    return found


def _hashed(case: Case, capture: Capture) -> list[tuple[str, int, int]]:
    """(name, hashes) of what the capture holds, worked out once per digest."""
    kept = cache_folder() / "pictures" / capture.sha256[:2] / f"{capture.sha256}.json"
    try:
        plain = json.loads(kept.read_text(encoding="utf-8"))
        if plain["hasher"] == _HASHER:
            return [(str(name), int(coarse, 16), int(fine, 16)) for name, coarse, fine in plain["found"]]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    content = store.blob_path(case.blobs, capture.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != capture.sha256:
        return []
    parts = (
        [(capture.uri, content)] if capture.media_type in _PICTURES else list(pictures_in(content, capture.media_type))
    )
    found = [(name, *hashes) for name, part in parts if (hashes := picture_hashes(part)) is not None]
    kept.parent.mkdir(parents=True, exist_ok=True)
    plain = {"hasher": _HASHER, "found": [[name, f"{coarse:x}", f"{fine:x}"] for name, coarse, fine in found]}
    store.write_through(kept, json.dumps(plain).encode())
    return found
