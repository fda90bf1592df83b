"""`trigpoint prepare`: a satellite product to one picture that can be compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show


def prepare(
    products: Annotated[
        list[Path], typer.Argument(metavar="PRODUCT...", help="Sentinel-2 SAFE or Landsat Level 2, folder or zip.")
    ],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Folder for the pictures.")],
    bbox: Annotated[str, typer.Option("--bbox", metavar="W,S,E,N", help="Cut out this box, degrees.")] = "",
    band: Annotated[
        list[str] | None,
        typer.Option("--band", metavar="NAME", help="Such as B04, repeatable; else blue, green, red, near infrared."),
    ] = None,
) -> None:
    """Make one GeoTIFF of each product: reflectance, unknown where its own mask sees cloud."""
    from trigpoint.model.errors import InputError
    from trigpoint.workflows.imagery.prepare import prepare_picture
    from trigpoint.workflows.imagery.search import parse_box

    box = parse_box(bbox) if bbox else None
    rejections = show.Rejections("products")
    used = 0
    for product in products:
        try:
            made = prepare_picture(product, into=into, bands=band or (), bbox=box)
        except InputError as error:
            rejections.count += 1
            show.complain(error)
            continue
        used += 1
        for flag in made.flags:
            show.complain(f"{product.name}: {flag}")
        hidden = made.cover.sentence()
        show.line(f"{made.scene.file}  {hidden or 'clear'}")
    rejections.end(used)
