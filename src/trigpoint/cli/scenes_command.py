"""`trigpoint scenes`: look for pictures in a STAC catalogue by URL; fetch what is named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli import show
from trigpoint.cli.options import AsJson


def scenes(
    url: Annotated[str, typer.Argument(metavar="URL", help="First page of a STAC API; nothing else is asked.")],
    bbox: Annotated[str, typer.Option("--bbox", metavar="W,S,E,N", help="The box to look in, degrees.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="Taken on or after this day or time.")] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help="Taken before this day or time.")] = "",
    collection: Annotated[
        list[str] | None, typer.Option("--collection", metavar="NAME", help="Such as sentinel-1-rtc. Repeatable.")
    ] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", help="At most this many scenes.")] = 50,
    fetch: Annotated[
        list[str] | None,
        typer.Option("--fetch", metavar="ASSET", help="Download this picture of each scene. Repeatable."),
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", metavar="DIR", help="Folder for what is fetched.")] = None,
    json: AsJson = False,
) -> None:
    """Look for satellite pictures in a STAC catalogue you name, and fetch the ones you pick."""
    from trigpoint.products.imagery.search_lines import COLUMNS, scene_line, scene_row
    from trigpoint.workflows.imagery.search import find_scenes

    rejections = show.Rejections("pictures")
    rows = []
    used = 0
    found = find_scenes(
        url, bbox=bbox, since=since, until=until, collections=collection or (), most=most, fetch=fetch or (), into=into
    )
    with show.progress("Fetching" if fetch else "Looking") as report:
        for number, one in enumerate(found, start=1):
            report(number, 0)
            used += len(one.files)
            for error in one.errors:
                rejections.count += 1
                show.complain(error)
            if json:
                show.json_line(scene_line(one.scene, one.files))
            else:
                rows.append(scene_row(one.scene))
    if not json:
        show.table(COLUMNS, rows, empty="no scene found")
    rejections.end(used)
