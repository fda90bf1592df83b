"""`trigpoint prepare`: a satellite product to one picture that can be compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli import show

if TYPE_CHECKING:
    from trigpoint.workflows.imagery.prepare_parts import Prepared


def prepare(
    products: Annotated[
        list[Path],
        typer.Argument(
            metavar="PRODUCT|FILE...",
            help="Sentinel-2 SAFE or Landsat Level 2, folder or zip; or band files such as VV and VH of a pass.",
        ),
    ],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Folder for the pictures.")],
    bbox: Annotated[str, typer.Option("--bbox", metavar="W,S,E,N", help="Cut out this box, degrees.")] = "",
    band: Annotated[
        list[str] | None,
        typer.Option("--band", metavar="NAME", help="Such as B04, repeatable; else blue, green, red, near infrared."),
    ] = None,
) -> None:
    """Make one GeoTIFF of each product or take: its bands together, unknown where its own mask sees cloud."""
    from trigpoint.model.errors import InputError
    from trigpoint.workflows.imagery.prepare import prepare_picture
    from trigpoint.workflows.imagery.prepare_bands import prepare_bands
    from trigpoint.workflows.imagery.search import parse_box

    box = parse_box(bbox) if bbox else None
    rejections = show.Rejections("products")
    used = 0
    whole = [path for path in products if path.is_dir() or path.suffix.lower() == ".zip"]
    with show.progress("Preparing") as report:
        for product in whole:
            try:
                _tell(prepare_picture(product, into=into, bands=band or (), bbox=box), product.name)
                used += 1
            except InputError as error:
                rejections.count += 1
                show.complain(error)
            report(used + rejections.count, 0)
        for made in prepare_bands([path for path in products if path not in whole], into=into, bbox=box):
            _tell(made, "")
            used += 1
            report(used + rejections.count, 0)
    rejections.end(used)


def _tell(made: Prepared, name: str) -> None:
    for flag in made.flags:
        show.warn(f"{name or made.path.name}: {flag}")
    hidden = made.cover.sentence() if made.cover else "cloud not looked for"
    show.line(f"{made.path}  {', '.join(made.bands)}  {hidden or 'clear'}")
