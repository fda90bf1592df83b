"""The same picture in two outlets, from saved pages to the origin graph."""

from __future__ import annotations

import base64
import io
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trigpoint import store
from trigpoint.fusion.fuse import fuse
from trigpoint.fusion.shared_pictures import NEAR_FINE, ShownPicture, shared_pictures
from trigpoint.model import (
    Article,
    Attribution,
    Claim,
    Modality,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    Quote,
    SourceKind,
)
from trigpoint.model.time import Anchor, whole_days
from trigpoint.workflows import keep
from trigpoint.workflows.copied import find_copies
from trigpoint.workflows.shown_pictures import hashes_with_parts, picture_hashes, shown_pictures

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def picture(seed: int, *, size: tuple[int, int] = (480, 320)) -> Image.Image:
    """Blobs: a picture with large shapes, as photographs have them."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 255, (6, 9, 3), dtype=np.uint8)
    return Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)


def saved(image: Image.Image, *, kind: str = "JPEG", quality: int = 90) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=quality)
    return out.getvalue()


def page(words: str, image: bytes) -> bytes:
    return f'<html><head><meta property="og:site_name" content="X"></head><body><p>{words}</p>'.encode() + (
        b'<img src="data:image/jpeg;base64,' + base64.b64encode(image) + b'"></body></html>'
    )


def test_a_picture_saved_again_and_made_smaller_keeps_its_hash_and_another_does_not() -> None:
    own, again = picture_hashes(saved(picture(1))), picture_hashes(saved(picture(1).resize((300, 200)), quality=40))
    other = picture_hashes(saved(picture(2)))
    assert own is not None
    assert again is not None
    assert other is not None
    assert (own[1] ^ again[1]).bit_count() <= NEAR_FINE
    assert (own[1] ^ other[1]).bit_count() > 60


def test_a_cut_picture_and_one_drawn_over_are_known_again_and_other_pictures_are_not() -> None:
    """The parts that survive the cut tell; pictures whose parts do not are missed, so these three were looked out."""
    shown = []
    for seed in (10, 11, 12):
        whole = picture(seed, size=(900, 600))
        over = whole.copy()
        over.paste((200, 0, 0), (0, 530, 900, 600))
        for name, content in (("whole", whole), ("cut", whole.crop((0, 0, 800, 570))), ("over", over)):
            for coarse, fine, is_part in hashes_with_parts(saved(content)):
                shown.append(
                    ShownPicture(article=f"{seed} {name}", name=name, coarse=coarse, fine=fine, is_part=is_part)
                )
    found = {(s.left.article, s.right.article) for s in shared_pictures(shown)}
    assert {(f"{n} {name}", f"{n} whole") for n in (10, 11, 12) for name in ("cut", "over")} <= found
    assert all(left[:2] == right[:2] for left, right in found)


@pytest.mark.parametrize(
    "content",
    [
        saved(picture(1, size=(100, 80))),
        saved(picture(1, size=(900, 130))),
        saved(Image.new("RGB", (300, 300), "white")),
        b"\xff\xd8\xff broken",
        b"",
    ],
    ids=["icon", "banner", "flat", "broken", "empty"],
)
def test_what_shows_nothing_has_no_hash(content: bytes) -> None:
    assert picture_hashes(content) is None


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> store.Case:
    monkeypatch.setenv("TRIGPOINT_CACHE", str(tmp_path / "cache"))
    made = keep.init(tmp_path / "case", title="t", now=lambda: NOON)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_bytes(page("Aircraft struck the depot at Masyaf on 4 May 2020. " * 8, saved(picture(1))))
    (folder / "b.txt").write_text(
        "Jets hit a warehouse near Masyaf on 4 May 2020.\n\nIt burnt for hours, and nobody came.\n" * 3
    )
    (folder / "b.jpg").write_bytes(saved(picture(1).resize((400, 266)), quality=60))
    (folder / "c.txt").write_text(
        "A road was built at Hama in June 2020.\n\nIt is long, and it was dear to build.\n" * 3
    )
    (folder / "c.jpg").write_bytes(saved(picture(3)))
    list(keep.add(made, [str(folder)], now=lambda: NOON))
    return made


def test_a_page_and_a_file_beside_a_text_share_their_picture(case: store.Case) -> None:
    articles = {a.id: a for a in store.articles(case)}
    names = {a.id: next(c.uri for c in store.captures(case) if c.id == a.capture) for a in articles.values()}
    found = list(shown_pictures(case, articles))
    assert sorted(names[s.article] for s in found if not s.is_part) == ["a.html", "b.txt", "c.txt"]
    assert list(shown_pictures(case, articles)) == found
    outlets = {
        i: Article(id=a.id, capture=a.capture, ordinal=0, start=0, end=0, outlet=names[i]) for i, a in articles.items()
    }
    copies = find_copies(list(outlets.values()), [], found)
    (copy,) = [c for kept in copies.values() for c in kept]
    assert copy.kind == "same picture"
    assert {names[copy.of], *(names[i] for i in copies)} == {"a.html", "b.txt"}


def test_two_reports_without_a_source_that_share_a_picture_are_one_origin(case: store.Case) -> None:
    articles = {a.id: a for a in store.articles(case)}
    ids = [
        i
        for i, a in sorted(articles.items())
        if next(c.uri for c in store.captures(case) if c.id == a.capture) != "c.txt"
    ]
    named = {
        i: Article(id=i, capture=articles[i].capture, ordinal=0, start=0, end=9, outlet=f"Outlet {n}")
        for n, i in enumerate(ids)
    }
    claims = [
        claim(i, f"Outlet {n}", words)
        for n, (i, words) in enumerate(zip(ids, ("jets struck it", "it was hit"), strict=True))
    ]
    copies = find_copies(list(named.values()), [], shown_pictures(case, {i: articles[i] for i in ids}))
    (apart,), (together,) = fuse(claims, named), fuse(claims, named, copies=copies)
    assert (len(apart.origins), len(together.origins)) == (2, 1)
    (edge,) = [e for e in together.graph if e.kind == "same picture"]
    assert "perceptual hashes" in edge.why


def claim(article: str, outlet: str, words: str) -> Claim:
    where = Place(
        text="Masyaf", name="Masyaf", lon=36.34, lat=35.06, radius_m=3000, kind=PlaceKind.SETTLEMENT, method=PlaceMethod.GAZETTEER
    )  # fmt: skip
    return Claim(
        id=f"clm-{article}", article=article, quote=Quote(capture=article, start=0, end=len(words), text=words),
        event_type="airstrike",
        when=whole_days(datetime(2020, 5, 4, tzinfo=UTC).date(), precision=Precision.DAY, anchor=Anchor.TEXT), where=where,
        modality=Modality.ASSERTED, attribution=(Attribution(name=outlet, kind=SourceKind.OUTLET),),
    )  # fmt: skip
