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
    from PIL import Image

    from trigpoint.fusion.shared_pictures import ShownPicture

_HASHER = "phash 8+16/1, parts/1"  # a new name hashes anew
_PICTURES = ("image/png", "image/jpeg")
_PAGES = ("multipart/related", "text/html", "application/xhtml+xml")
_LEAST_SIDE, _MOST_PIXELS, _BANNER = 120, 40_000_000, 4.0  # smaller ones are icons, longer ones banners
_PNG = b"\x89PNG"
_FLAT = 6.0  # standard deviation of grey, 0..255: under it nothing is shown
_LEVELS, _SIDE = (64, 96, 128, 160, 192), 300  # of grey, between bright and dark; of the picture they are looked for in
_PART, _MOST_PARTS = 0.18, 16  # of both sides of the picture: a logo and a line of text below are less
_SAME_BOX = 4  # of 300, by which the edges of two parts must differ
_FLAT_PART = 10.0
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
        found = {(c.uri, coarse, fine, part) for c in (*named, *own) for _, coarse, fine, part in _hashed(case, c)}
        if capture is not None and capture.media_type in _PAGES and len(alone[capture.id]) == 1:
            found.update(_hashed(case, capture))
        for name, coarse, fine, is_part in sorted(found):
            yield ShownPicture(article=article.id, name=name, coarse=coarse, fine=fine, is_part=is_part)


def picture_hashes(content: bytes) -> Hashes | None:
    """(64 bits, 256 bits) of a picture; None for an icon, a banner, a flat one, or one that cannot be opened."""
    image = _opened(content)
    return None if image is None else _hashes(image)


def hashes_with_parts(content: bytes) -> list[tuple[int, int, bool]]:
    """The same with whether it is of a part: the picture, then its bright and dark parts; [] where `picture_hashes` gives None."""
    image = _opened(content)
    return [] if image is None else [(*_hashes(image), False), *((*_hashes(part), True) for part in _parts(image))]


def _hashes(image: Image.Image) -> Hashes:
    import imagehash

    return int(str(imagehash.phash(image, hash_size=8)), 16), int(str(imagehash.phash(image, hash_size=16)), 16)


def _parts(image: Image.Image) -> Iterator[Image.Image]:
    """What stands out as brighter or darker at some level, as boxes; each box once, without flat ones."""
    import numpy as np
    from PIL import Image, ImageFilter
    from scipy import ndimage

    small = image.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(2))
    grey = np.asarray(small.filter(ImageFilter.MedianFilter()))
    boxes = set()
    for level in _LEVELS:
        for mask in (grey > level, grey <= level):
            for ys, xs in ndimage.find_objects(ndimage.label(mask)[0]):
                sides = ys.stop - ys.start, xs.stop - xs.start
                if min(sides) >= _PART * _SIDE and min(sides) <= _SIDE - 2 * _SAME_BOX:
                    boxes.add((-sides[0] * sides[1], xs.start, ys.start, xs.stop, ys.stop))
    kept: list[tuple[int, ...]] = []
    across, down = image.width / _SIDE, image.height / _SIDE
    for _, *box in sorted(boxes):
        if any(max(abs(a - b) for a, b in zip(box, other, strict=True)) <= _SAME_BOX for other in kept):
            continue
        kept.append(tuple(box))
        part = image.crop((int(box[0] * across), int(box[1] * down), int(box[2] * across), int(box[3] * down)))
        if float(np.asarray(part).std()) >= _FLAT_PART:
            yield part
        if len(kept) == _MOST_PARTS:
            return


def _opened(content: bytes) -> Image.Image | None:
    """In grey; None for what shows nothing."""
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
    return Image.fromarray(scaled.astype(np.uint8))


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


def _hashed(case: Case, capture: Capture) -> list[tuple[str, int, int, bool]]:
    """(name, hashes, whether of a part) of what the capture holds, worked out once per digest."""
    kept = cache_folder() / "pictures" / capture.sha256[:2] / f"{capture.sha256}.json"
    try:
        plain = json.loads(kept.read_text(encoding="utf-8"))
        if plain["hasher"] == _HASHER:
            return [
                (str(name), int(coarse, 16), int(fine, 16), bool(part)) for name, coarse, fine, part in plain["found"]
            ]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    content = store.blob_path(case.blobs, capture.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != capture.sha256:
        return []
    parts = (
        [(capture.uri, content)] if capture.media_type in _PICTURES else list(pictures_in(content, capture.media_type))
    )
    found = [(name, *hashes) for name, part in parts for hashes in hashes_with_parts(part)]
    kept.parent.mkdir(parents=True, exist_ok=True)
    plain = {"hasher": _HASHER, "found": [[n, f"{coarse:x}", f"{fine:x}", part] for n, coarse, fine, part in found]}
    store.write_through(kept, json.dumps(plain).encode())
    return found
